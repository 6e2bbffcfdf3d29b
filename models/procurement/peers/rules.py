"""Rules of thumb: nothing, the peak, the minimum, a quantile, a little each month."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.procurement.ladder import Ladder, Term
from models.procurement.replay import Purchase, View

Numbers = NDArray[np.float64]


def term_of(ladder: Ladder, months: int) -> Term:
    """The term of so many months, or the nearest to it that the ladder has."""
    return min(ladder.terms, key=lambda term: (abs(term.months - months), -term.months))


def best_quantile(hours: Numbers, ladder: Ladder, term: Term) -> float:
    """Units that cost least over these hours: the quantile at 1 - fee / (price x hours)."""
    share = 1 - ladder.break_even_ratio(term)
    if share <= 0 or not hours.size:
        return 0.0
    return float(np.quantile(hours, share, method="inverted_cdf"))


def top_up(view: View, wanted: float, term: Term) -> Purchase:
    """Buy what is missing to `wanted` this month."""
    return {term.months: max(0.0, wanted - float(view.in_hand[0]))}


def pay_as_you_go_only(_view: View) -> Purchase:
    """Never buy."""
    return {}


def peak(view: View) -> Purchase:
    """Hold the peak of the last 30 days, on the longest term."""
    hours = view.last_hours(30)
    return top_up(view, float(hours.max(initial=0.0)), view.ladder.terms[-1])


def minimum(view: View) -> Purchase:
    """Hold the minimum of the last 30 days, on the longest term."""
    hours = view.last_hours(30)
    return top_up(view, float(hours.min()) if hours.size else 0.0, view.ladder.terms[-1])


def lookback(days: int, months: int) -> Callable[[View], Purchase]:
    """Hold what would have cost least over the last `days` days, whatever was held then."""

    def decide(view: View) -> Purchase:
        term = term_of(view.ladder, months)
        return top_up(view, best_quantile(view.last_hours(days), view.ladder, term), term)

    return decide


def one_twelfth(view: View) -> Purchase:
    """Buy a twelfth of the last 12 months' best holding every month, for a year each."""
    term = term_of(view.ladder, 12)
    wanted = best_quantile(view.last_hours(365), view.ladder, term)
    missing = max(0.0, wanted - float(view.in_hand[0]))
    return {term.months: min(missing, float(np.ceil(wanted / 12)))}


def newsvendor(months: int) -> Callable[[View], Purchase]:
    """Hold the best quantile of forecast hours: the last 90 days, strayed as months strayed before.

    The forecast of month k ahead is the last 90 days times a lognormal factor whose spread grows
    with the root of k, nine of its quantiles for each month of the term.
    """

    def decide(view: View) -> Purchase:
        term = term_of(view.ladder, months)
        recent = view.last_hours(90)
        if not recent.size:
            return {}
        hours = (recent[None, :] * _spread(view.past, term.months)[:, None]).ravel()
        return top_up(view, best_quantile(hours, view.ladder, term), term)

    return decide


_NORMAL_NINTHS = (-1.593, -0.967, -0.589, -0.282, 0.0, 0.282, 0.589, 0.967, 1.593)


def _spread(past: Numbers, months: int) -> Numbers:
    levels = np.log(np.maximum(past.mean(axis=1), 1e-9))
    sigma = float(np.std(np.diff(levels))) if len(levels) > 2 else 0.1
    ahead = np.sqrt(np.arange(1, months + 1))
    return np.exp(sigma * np.outer(ahead, _NORMAL_NINTHS)).ravel()
