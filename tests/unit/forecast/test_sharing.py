"""How much pools stray together, from what their misses add up to."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from models.forecast.candidate import DailyHistory
from models.forecast.sharing import SharedMisses

DAYS = 7
FIRST_DAY = date(2026, 1, 1)


def correlation(*by_series: list[float]) -> float:
    """Of series that miss so much on all days after each of their cut-offs; 1 is expected."""
    judged, histories = [], {}
    for number, misses in enumerate(by_series):
        name = f"pool {number}"
        every = np.repeat(np.array(misses)[:, np.newaxis], DAYS, axis=1)
        cuts = 30 + 7 * np.arange(len(misses))
        backtest = SimpleNamespace(
            series=name, ends=(DAYS,), scale_ahead=1.0, origins=SimpleNamespace(cuts=cuts)
        )
        outlook = SimpleNamespace(spread=np.ones(DAYS))
        spread = SimpleNamespace(every=every)
        judged.append(SimpleNamespace(backtest=backtest, outlook=outlook, spread=spread))
        histories[name] = DailyHistory(name, FIRST_DAY, np.ones(200))
    shared = SharedMisses()
    shared.add(judged, histories)  # type: ignore[arg-type]  what is read of a Judged
    return shared.correlation()


def test_pools_that_miss_alike_at_every_cut_off_are_believed_as_far_as_there_are_cut_offs() -> None:
    alike = [1.0, -1.0] * 6
    # 1 at 12 cut-offs, and 0.5 believed before with the weight of 12 others.
    assert correlation(alike, alike, alike) == pytest.approx((12 * 1 + 12 * 0.5) / 24)


def test_pools_that_go_their_own_ways_lower_what_is_believed() -> None:
    # Sums of 3, 1, 1, -1: their squares are 12, as are those of the parts. Nothing is shared.
    own = ([1.0, 1, -1, -1], [1.0, -1, 1, -1], [1.0, 1, 1, 1])
    assert sum(np.square(np.sum(own, axis=0))) == sum(np.square(own).ravel())
    assert correlation(*own) == pytest.approx(12 * 0.5 / 16)


def test_one_pools_spike_counts_as_five_times_what_was_expected() -> None:
    spiked, capped = [100.0, 1.0], [5.0, 1.0]
    beside = [1.0, 1.0]
    assert correlation(spiked, beside, beside) == correlation(capped, beside, beside)


def test_two_pools_are_too_few_to_say_anything() -> None:
    assert correlation([1.0, 1.0], [-1.0, -1.0]) == 0.5
