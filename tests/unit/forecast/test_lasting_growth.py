"""Growth is seen where many weeks agree on it, and dies away ahead."""

from datetime import date

import numpy as np
import pytest

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.lasting_growth import Growth, learn_growth

A_DAY = float(np.log(1.01))


def history(values: Floats) -> DailyHistory:
    return DailyHistory("requests", date(2026, 1, 5), values)


def noisy(levels: Floats, seed: int = 1, noise: float = 0.03) -> DailyHistory:
    weekend = np.where(np.arange(len(levels)) % 7 >= 5, 0.6, 1.0)
    strays = np.random.default_rng(seed).normal(0, noise, len(levels))
    return history(levels * weekend * np.exp(strays))


def grown(days: int, a_day: float = A_DAY) -> Floats:
    return np.asarray(100 * np.exp(a_day * np.arange(days)))


@pytest.mark.parametrize("a_day", [A_DAY, -A_DAY])
def test_weeks_of_steady_growth_or_decline_are_believed(a_day: float) -> None:
    found = learn_growth(noisy(grown(84, a_day)))
    assert found is not None
    assert found.a_day == pytest.approx(a_day, rel=0.15)
    assert found.days == 84


def test_the_unit_makes_no_difference() -> None:
    one, other = noisy(grown(84)), noisy(1000 * grown(84))
    ours, theirs = learn_growth(one), learn_growth(other)
    assert ours is not None
    assert theirs is not None
    assert ours.a_day == pytest.approx(theirs.a_day, rel=1e-9)


def test_a_single_step_is_no_growth() -> None:
    for at in (20, 42, 60):
        assert learn_growth(noisy(np.where(np.arange(84) < at, 100.0, 250.0))) is None


def test_a_level_that_stands_or_wanders_is_hardly_ever_growth() -> None:
    flat = sum(learn_growth(noisy(np.full(91, 100.0), seed, 0.1)) is not None for seed in range(60))
    walks = 0
    for seed in range(60):
        level = np.random.default_rng([3, seed]).normal(0, 0.03, 91).cumsum()
        walks += learn_growth(noisy(100 * np.exp(level), seed)) is not None
    assert flat == 0
    assert walks <= 9  # of 60


def test_growth_that_has_stopped_is_not_carried_on() -> None:
    levels = grown(112)
    levels[-30:] = levels[-31]
    found = learn_growth(noisy(levels))
    assert found is None or found.a_day < 0.2 * A_DAY


def test_fewer_than_eight_weeks_say_nothing() -> None:
    assert learn_growth(noisy(grown(55))) is None
    assert learn_growth(noisy(grown(56))) is not None


def test_what_was_not_measured_is_not_zero() -> None:
    measured = noisy(grown(98)).card_hours
    measured[30:45] = np.nan  # two weeks are not known
    found = learn_growth(history(measured))
    assert found is not None
    assert found.a_day == pytest.approx(A_DAY, rel=0.3)
    assert learn_growth(history(np.zeros(98))) is None


def test_it_dies_away_and_adds_as_much_again_as_was_seen_at_most() -> None:
    growth = Growth(latest_a_day=0.012, a_day=0.01, error_a_day=0.001, days=60)
    ahead = growth.ahead(600)
    assert ahead[0] == pytest.approx(0.01, rel=0.01)
    assert ahead[59] == pytest.approx(0.6 * (1 - np.exp(-1)))  # of 0.60 undamped
    assert 0.599 < ahead[-1] < 0.6
    # Whether it goes on as it did of late (.012 x 60 more than .379), and by its error (a tenth).
    assert growth.doubt(60)[-1] == pytest.approx(np.hypot(0.72 - ahead[59], 0.1 * ahead[59]))


@pytest.mark.parametrize("sign", [1, -1])
def test_it_becomes_fourfold_or_a_quarter_at_most(sign: int) -> None:
    fast = Growth(latest_a_day=sign * 0.06, a_day=sign * 0.05, error_a_day=0.01, days=84)
    ahead = sign * fast.ahead(600)
    assert ahead[0] == pytest.approx(0.05, rel=0.02)  # of the next day as much is believed
    assert (np.diff(ahead) >= 0).all()
    assert ahead[-1] == pytest.approx(np.log(4))  # not 84 days x .05 = 4.2, 67-fold


def test_a_history_at_its_present_level_has_no_growth_left() -> None:
    growth = Growth(latest_a_day=A_DAY, a_day=A_DAY, error_a_day=0.0, days=84)
    level = growth.at_present_level(history(grown(84))).card_hours
    assert level == pytest.approx(np.full(84, 100 * np.exp(A_DAY * 83)))


def test_a_note_says_how_much_of_it_a_course_carries_on_where_that_is_less_than_half() -> None:
    growth = Growth(latest_a_day=A_DAY, a_day=A_DAY, error_a_day=0.0, days=84)
    flat, half = np.full(90, 100.0), 100 * np.exp(0.55 * A_DAY * np.arange(90))
    [told] = growth.notes_of("a/pool", flat)
    said = "growth of a/pool: +1.00% a day over 84 days, +0% of +128% carried on within 90 days"
    assert told.said == said  # 1.01 ** 83 = 2.28
    assert told.facts["whole"] == pytest.approx(1.01**83 - 1, abs=1e-6)
    assert growth.notes_of("a", half) == ()
    assert growth.notes_of("a", flat[:21]) == ()
    assert growth.notes_of("a", np.zeros(90)) == ()
    slow = Growth(latest_a_day=0.0005, a_day=0.0005, error_a_day=0.0, days=84)
    assert slow.notes_of("a", flat) == ()  # 4 % in all
    falling = Growth(latest_a_day=-A_DAY, a_day=-A_DAY, error_a_day=0.0, days=84)
    assert [one.kind for one in falling.notes_of("a", flat)] == ["decline_damped"]
