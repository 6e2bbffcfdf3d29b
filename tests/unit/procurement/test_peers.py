"""Peer rules, each on histories whose answer is reckoned by hand."""

import numpy as np
import pytest
from numpy.typing import NDArray

from models.procurement.ladder import REFERENCE_LADDER, Ladder, Term
from models.procurement.peers.clouds import aws, azure, gcp_optimal, gcp_stable, optscale
from models.procurement.peers.online import ParkingPermit, WangLiLiang, draw_threshold
from models.procurement.peers.rules import (
    best_quantile,
    lookback,
    newsvendor,
    one_twelfth,
    peak,
)
from models.procurement.peers.two_stage import TwoStage
from models.procurement.replay import Purchase, View

Numbers = NDArray[np.float64]
HOURS = 730
ANNUAL = REFERENCE_LADDER.terms[2]


def flat(*levels: float, in_hand: float = 0.0) -> View:
    past = np.repeat(np.array(levels)[:, None], HOURS, axis=1)
    return View(past, np.full(24, in_hand), REFERENCE_LADDER)


def climbing(in_hand: float = 0.0) -> View:
    """Two months; in each, ten servers come one by one: 73 hours at each of the levels 1 to 10."""
    month = np.repeat(np.arange(1.0, 11), 73)
    return View(np.tile(month, (2, 1)), np.full(24, in_hand), REFERENCE_LADDER)


def test_the_best_quantile_is_one_minus_fee_over_price() -> None:
    # annual 48,000 / 109,500 = .438: the .562 quantile of the levels 1 to 10 is the sixth
    assert best_quantile(climbing().past.ravel(), REFERENCE_LADDER, ANNUAL) == 6


def test_aws_buys_the_quantile_above_what_is_covered() -> None:
    assert aws(60, 12)(climbing()) == {12: 6}
    # of the use above 4 (0 for 4 in 10 hours, 1 to 6 above): the .562 quantile is 2
    assert aws(60, 12)(climbing(in_hand=4)) == {12: 2}


def test_azure_takes_the_lower_of_three_days_and_thirty() -> None:
    # the last 3 days are 72 hours at the level 10: 10 servers; the last 30 days: 6
    assert azure(12)(climbing()) == {12: 6}


@pytest.mark.parametrize("seed", range(5))
def test_azure_simulates_what_the_quantile_says(seed: int) -> None:
    draw = np.random.default_rng(seed)
    past = np.tile(draw.integers(0, 9, 72), 30)[None, : 730 * 2].reshape(2, 730).astype(float)
    view = View(past, np.zeros(24), REFERENCE_LADDER)
    hours = view.last_hours(30)
    costs = {
        k: k * len(hours) * 48_000 / 730 + 150 * np.maximum(hours - k, 0).sum() for k in range(9)
    }
    short = view.last_hours(3)
    few = {k: k * 72 * 48_000 / 730 + 150 * np.maximum(short - k, 0).sum() for k in range(9)}
    best = min(min(c, key=lambda k: (c[k], k)) for c in (costs, few))
    assert azure(12)(view) == {12: best}


def test_google_takes_the_minimum_or_what_saves_most() -> None:
    assert gcp_stable(climbing()) == {24: 1}
    # two years 43,000 / 109,500 = .393: the .607 quantile of the last 30 days, hours 10 to 730
    assert gcp_optimal(climbing()) == {24: 7}


def test_optscale_asks_for_ninety_days_and_for_no_use() -> None:
    assert optscale(flat(5, 5)) == {}
    assert optscale(flat(5, 5, 5)) == {24: 5}
    spiky = np.zeros((3, HOURS))
    spiky[:, 0] = 9  # an hour a month
    assert optscale(View(spiky, np.zeros(24), REFERENCE_LADDER)) == {24: 9}


def test_rules_of_thumb() -> None:
    assert peak(climbing()) == {24: 10}
    assert lookback(365, 12)(climbing(in_hand=4)) == {12: 2}  # 6 wanted, 4 in hand
    assert one_twelfth(flat(*[12.0] * 12)) == {12: 1}
    assert newsvendor(12)(flat(*[7.0] * 6)) == {12: 7}  # no step was ever seen, so nothing strays


def months_until_bought(policy: object, level: float, months: int) -> tuple[int, Purchase]:
    for month in range(1, months):
        bought = policy(flat(*[level] * month))  # type: ignore[operator]
        if any(bought.values()):
            return month, bought
    return months, {}


def test_wang_li_and_liang_reserve_once_the_fee_was_paid_by_the_hour() -> None:
    # a year at 48,000 is 576,000; by the hour 109,500 a month: 5.26 months, so after the sixth
    month, bought = months_until_bought(WangLiLiang(12), 1.0, 12)
    assert (month, bought) == (6, {12: 1})


def test_a_reservation_covers_the_months_before_it() -> None:
    policy = WangLiLiang(12)
    for month in range(1, 7):
        bought = policy(flat(*[1.0] * month))
    assert bought == {12: 1}
    assert policy(flat(*[1.0] * 7)) == {12: 0}


def test_the_drawn_threshold_has_the_density_of_the_paper() -> None:
    # alpha 0: density e^s / (e - 1) on 0..1 has the mean 1 / (e - 1) = .582
    draw = np.random.default_rng(1)
    drawn = np.array([draw_threshold(draw) for _ in range(20_000)])
    assert drawn.min() >= 0
    assert drawn.max() <= 1
    assert drawn.mean() == pytest.approx(1 / (np.e - 1), abs=0.01)
    # alpha .49: the rest of the mass, .49 / (e - 1 + .49) = .222, waits for the whole fee
    waits = np.array([draw_threshold(draw, 0.49) for _ in range(20_000)])
    assert (waits == 1).mean() == pytest.approx(0.222, abs=0.01)


def test_the_parking_permit_climbs_from_term_to_term() -> None:
    # a month by the hour costs 109,500 >= 60,000: after the first month a month is bought; after
    # the second 109,500 + 60,000 >= 3 x 56,000 = 168,000: a quarter
    policy = ParkingPermit()
    assert policy(flat(1)) == {1: 1}
    assert policy(flat(1, 1)) == {3: 1}


def test_perfect_recourse_buys_steady_need_for_long() -> None:
    assert TwoStage()(flat(*[5.0] * 12)).get(24, 0) >= 1


def test_rules_ask_for_the_nearest_term_there_is() -> None:
    ladder = Ladder(150, (Term("monthly", 1, 60_000), Term("three_years", 36, 36_000)))
    view = View(np.full((3, HOURS), 4.0), np.zeros(36), ladder)
    assert aws(60, 24)(view) == {36: 4}
