"""What clouds and tools recommend, by their own documents.

They look back some days, ignore what is covered already, and forecast nothing.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.procurement.ladder import Ladder, Term
from models.procurement.peers.rules import best_quantile, minimum, term_of
from models.procurement.replay import Purchase, View

Numbers = NDArray[np.float64]
OPTSCALE_DAYS = 90
OPTSCALE_HOURS_PER_MONTH = 720


def aws(days: int, months: int) -> Callable[[View], Purchase]:
    """AWS: the commitment that saves most over the last 7, 30 or 60 days of uncovered use."""

    def decide(view: View) -> Purchase:
        term = term_of(view.ladder, months)
        return {term.months: best_quantile(_uncovered(view, days), view.ladder, term)}

    return decide


def azure(months: int) -> Callable[[View], Purchase]:
    """Azure: every hour's use is a candidate and simulated; the lower of the 3 and 30 day answers.

    The 7 and 60 day windows of its documents are other settings of the same page.
    """

    def decide(view: View) -> Purchase:
        term = term_of(view.ladder, months)
        answers = [_simulated(_uncovered(view, days), view.ladder, term) for days in (3, 30)]
        return {term.months: min(answers)}

    return decide


def _simulated(hours: Numbers, ladder: Ladder, term: Term) -> float:
    """The candidate with the least `commitment x hours + remaining on demand`."""
    if not hours.size:
        return 0.0
    candidates = np.unique(np.append(hours, 0.0))
    hourly = term.fee_cny_per_month / ladder.hours_per_month
    ordered = np.sort(hours)
    above = len(hours) - np.searchsorted(ordered, candidates, side="right")
    sums = np.append(0.0, np.cumsum(ordered))
    rest = sums[-1] - sums[len(hours) - above] - above * candidates
    costs = candidates * len(hours) * hourly + rest * ladder.pay_as_you_go_cny_per_hour
    return float(candidates[int(np.argmin(costs))])


def gcp_stable(view: View) -> Purchase:
    """Google Cloud, "stable": the minimum of the last 30 days."""
    return minimum(view)


def gcp_optimal(view: View) -> Purchase:
    """Google Cloud, "optimal": the largest net savings over the last 30 days."""
    term = view.ladder.terms[-1]
    return {term.months: best_quantile(_uncovered(view, 30), view.ladder, term)}


def optscale(view: View) -> Purchase:
    """OptScale: every instance older than 90 days, if 720 hours by the hour cost more than a month.

    The l-th unit is an instance older than 90 days where every month of the last 90 days needed it
    at some time; how much it ran plays no part.
    """
    term = view.ladder.terms[-1]
    full = view.ladder.pay_as_you_go_cny_per_hour * OPTSCALE_HOURS_PER_MONTH
    months = -(-OPTSCALE_DAYS * 24 // view.ladder.hours_per_month)
    if len(view.past) < months or full <= term.fee_cny_per_month:
        return {}
    old = float(view.past[-months:].max(axis=1).min())
    return {term.months: max(0.0, old - float(view.in_hand[0]))}


def _uncovered(view: View, days: int) -> Numbers:
    """Use of the last days above what is covered now."""
    above: Numbers = np.maximum(view.last_hours(days) - view.in_hand[0], 0.0)
    return above
