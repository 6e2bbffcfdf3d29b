"""Days of the month that come out alike are expected again; those that do not change no bit."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from models.forecast.candidate import DailyHistory
from models.forecast.ensemble.backtest import Backtest, Bounds, run_backtest
from models.forecast.ensemble.drawing import draw_paths
from models.forecast.ensemble.forecasting import judge
from models.forecast.event_effects import EventEffects
from models.forecast.month_days import CLASSES, Places, month_table
from models.forecast.month_effects import MonthEffect, _doubt, learn_months, with_months
from models.forecast.notes import note
from tests.unit.forecast.event_rows import PAST, demand

FIRST_DAY = date(2025, 1, 10)
DAYS, HORIZON = 400, 21  # until 13 February 2026, 6 March is the last day ahead
NUMBERS = {one.name: number for number, one in enumerate(CLASSES)}
LAST_TWO = "last 2 days of a month"


def quiet(seed: int = 1, days: int = DAYS, noise: float = 0.05) -> DailyHistory:
    """1000 a day, a third less on weekends, and seeded noise."""
    draw = np.random.default_rng(seed)
    weekend = np.array([(FIRST_DAY + timedelta(days=day)).weekday() > 4 for day in range(days)])
    values = 1000 * np.where(weekend, 2 / 3, 1.0) * np.exp(draw.normal(0, noise, days))
    return DailyHistory("p", FIRST_DAY, values)


def on(name: str, history: DailyHistory, horizon: int = 0) -> Places:
    """Places of a class's days in a history and ahead of it, in order."""
    table = month_table(history.first_day, len(history.card_hours), horizon, None)
    return np.sort(table.days_of(NUMBERS[name]))


def raised(history: DailyHistory, name: str, by: float, only: slice | None = None) -> DailyHistory:
    values = history.card_hours.copy()
    values[on(name, history)[only or slice(None)]] *= by
    return replace(history, card_hours=values)


def names(history: DailyHistory, country: str | None = None) -> list[str]:
    return [CLASSES[one.number].name for one in learn_months(history, country, HORIZON)]


def backtest(history: DailyHistory) -> Backtest:
    return run_backtest(history, HORIZON, Bounds(), with_prophet=False)


@pytest.mark.parametrize(
    "name",
    [LAST_TWO, "first day of a month", "day 15 of a month", "first working day of a month"],
)
def test_the_class_that_was_raised_is_found_and_expected_again(name: str) -> None:
    history = raised(quiet(), name, 1.5)
    [found] = learn_months(history, None, HORIZON)
    assert CLASSES[found.number].name == name
    assert found.effect == pytest.approx(np.log(1.5), abs=0.04)
    assert (found.agreed, found.occurrences) == (12, 12)
    plain, moved = backtest(quiet()), backtest(history)
    days = on(name, history, HORIZON) - DAYS
    ahead = days[days >= 0]
    # Other members may be weighed otherwise; each alone sees what it would have without the job.
    change = np.median(moved.ahead / plain.ahead, axis=0)
    assert change[ahead] == pytest.approx(np.full(len(ahead), 1.5), rel=0.05)
    assert np.delete(change, ahead) == pytest.approx(np.ones(HORIZON - len(ahead)), rel=0.02)


def test_two_classes_are_found_one_after_the_other() -> None:
    history = raised(raised(quiet(), LAST_TWO, 2.0), "day 15 of a month", 1.6)
    assert names(history) == [LAST_TWO, "day 15 of a month"]


def test_less_than_usual_is_learned_as_more_is() -> None:
    [found] = learn_months(raised(quiet(), "first 3 days of a month", 0.5), None, HORIZON)
    assert found.effect == pytest.approx(np.log(0.5), abs=0.05)


def test_series_without_any_keep_every_bit() -> None:
    found = [learn_months(quiet(seed, noise=0.1), None, HORIZON) for seed in range(100)]
    assert sum(map(bool, found)) <= 2
    effects = EventEffects(quiet(2), np.ones(HORIZON), np.zeros(HORIZON))
    assert with_months(effects, None, HORIZON) is effects


def test_three_months_are_too_few_and_four_are_enough() -> None:
    whole = raised(quiet(), LAST_TWO, 2.0)  # 31 January, 28 February, 31 March, 30 April
    april = (date(2025, 4, 30) - FIRST_DAY).days
    assert names(replace(whole, card_hours=whole.card_hours[: april - 1])) == []
    assert names(replace(whole, card_hours=whole.card_hours[: april + 1])) == [LAST_TWO]


def test_one_month_that_was_far_larger_is_no_habit() -> None:
    assert names(raised(quiet(), LAST_TWO, 8.0, slice(4, 6))) == []


def test_what_stopped_three_months_ago_is_no_longer_expected_neither_of_quarters() -> None:
    assert names(raised(quiet(), LAST_TWO, 2.0, slice(0, -6))) == []


def test_what_quarters_bring_is_expected_of_their_ends_alone() -> None:
    history = raised(quiet(days=800), "last 3 days of a quarter", 1.8)
    assert names(history) == ["last 3 days of a quarter"]
    assert names(raised(quiet(days=800), "last 3 days of a month", 1.8)) == [
        "last 3 days of a month"
    ]


def test_nothing_that_came_after_a_cut_off_changes_a_bit_of_its_backtest() -> None:
    history = raised(quiet(), LAST_TWO, 1.6)
    before = backtest(history)
    cut = int(before.origins.cuts[2])
    corrupted = history.card_hours.copy()
    corrupted[cut:] *= np.where(np.arange(DAYS - cut) % 2, 30, 1)
    found = backtest(replace(history, card_hours=corrupted))
    assert (found.courses[:, 2:] == before.courses[:, 2:]).all()
    assert (found.courses[:, 1] != before.courses[:, 1]).any()


def test_days_of_public_holidays_teach_nothing() -> None:
    history = quiet(days=DAYS)
    for month in (5, 10):  # 1 May and 1 October 2025 with the days beside them, and 1 January
        start = (date(2025, month, 1) - FIRST_DAY).days
        history.card_hours[start : start + 4] *= 20
    history.card_hours[(date(2026, 1, 1) - FIRST_DAY).days] *= 20
    table = month_table(FIRST_DAY, DAYS, HORIZON, "CN")
    assert table.is_off[(date(2025, 10, 1) - FIRST_DAY).days]
    both = raised(history, LAST_TWO, 1.5)
    assert names(both, "CN") == [LAST_TWO]


def test_a_run_thirty_times_as_large_is_no_spike_and_no_level() -> None:
    history = raised(quiet(), "first day of a month", 30.0)
    [judged] = judge([backtest(history)])
    paths = draw_paths(judged.outlook, 200, 1)
    [ahead] = [at for at in on("first day of a month", history, HORIZON) - DAYS if at >= 0]
    middle = np.median(paths, axis=0)
    weekend = 2 / 3  # 1 March 2026 is a Sunday
    assert middle[ahead] == pytest.approx(30_000 * weekend, rel=0.1)
    assert np.delete(middle, ahead).max() < 1150


def test_a_band_is_as_wide_on_these_days_as_they_differed() -> None:
    history = quiet()
    for number, place in enumerate(on("first day of a month", history)):
        history.card_hours[place] *= 1.4 if number % 2 else 2.2
    outlook = judge([backtest(history)])[0].outlook
    [ahead] = [at for at in on("first day of a month", history, HORIZON) - DAYS if at >= 0]
    assert outlook.spread_with_events[ahead] > 2 * outlook.spread[ahead]
    beside = np.delete(outlook.spread_with_events, ahead)
    assert (beside == np.delete(outlook.spread, ahead)).all()


def test_how_far_the_next_one_may_lie_is_measured_on_the_changes() -> None:
    # Variance of .2 and .4 is .02; less .004 that spans stray is .016; the mean's own error is
    # .01; raised by 2, a day strays as much more as 3/4 of .008 = .006.
    assert _doubt(np.array([0.2, 0.4]), np.log(2), np.array([0.008, 0.004])) == pytest.approx(
        np.sqrt(0.016 + 0.006 + 0.01)
    )
    assert _doubt(np.full(3, 0.3), -0.5, np.array([0.1, 0.1])) == 0


def test_what_is_often_zero_and_hours_know_no_months() -> None:
    often_zero = raised(quiet(), LAST_TWO, 2.0)
    often_zero.card_hours[1:-1:2] = 0.0
    assert backtest(often_zero).event_notes == ()
    hours = DailyHistory("h", FIRST_DAY, quiet(days=24 * 20).card_hours, 24)
    assert run_backtest(hours, 24, Bounds(), with_prophet=False).event_notes == ()


def test_the_note_says_what_was_seen_how_often() -> None:
    history = raised(quiet(), LAST_TWO, 1.5, slice(0, -2))
    history = raised(history, LAST_TWO, 1.0)
    known = note("event", name="x", change=0.03, count=3)
    effects = EventEffects(history, np.ones(HORIZON), np.zeros(HORIZON), (known,))
    first, months = with_months(effects, None, HORIZON).notes
    assert first == known
    assert months.said.startswith(f"{LAST_TWO} +4")
    assert months.said.endswith("% (seen 11 of 12 times)")
    facts = {"days": "last_days_month", "number": 2, "agreed": 11, "count": 12}
    assert facts.items() <= months.facts.items()


def test_known_events_are_learned_first_and_months_of_what_they_leave() -> None:
    history = demand(*PAST)
    found = run_backtest(history, 14, Bounds(), with_prophet=False, events=PAST)
    plain = run_backtest(demand(), 14, Bounds(), with_prophet=False)
    assert plain.event_notes == ()
    assert [one.kind for one in found.event_notes] == ["event_kind"]


def test_words_of_a_fall_have_a_minus() -> None:
    one = MonthEffect(np.log(0.8), 0.1, 12, NUMBERS["day 5 of a month"], 11)
    assert one.note.said == "day 5 of a month -20% (seen 11 of 12 times)"
