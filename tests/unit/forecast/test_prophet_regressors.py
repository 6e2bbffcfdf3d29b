"""What Prophet is told of days to come: only what was known at the cut-off."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.ensemble.backtest import Bounds, run_backtest
from models.forecast.known_campaigns import read_campaigns
from models.forecast.prophet_calendar import KnownCampaign
from models.forecast.prophet_candidate import LOGISTIC_NOTE, ProphetCandidate
from models.forecast.public_holidays import list_make_up_days, list_public_holidays
from tests.unit.forecast.scenario_rows import add, plan_campaign

MakeHistory = Callable[..., DailyHistory]
POOL = "a/r/p/c"
FIRST_DAY = date(2026, 1, 1)
LAST_DAY = FIRST_DAY + timedelta(days=199)


def ran(first: int, days: int, entered: date = FIRST_DAY, cards: int = 2) -> KnownCampaign:
    """A campaign from so many days after the history's first day on."""
    begin = FIRST_DAY + timedelta(days=first)
    return KnownCampaign(begin, begin + timedelta(days=days - 1), cards, entered)


def with_campaigns(days: int, *campaigns: KnownCampaign) -> list[float | None]:
    """100 a day, 25 more for each card of a campaign, and a little seeded noise."""
    noise = np.random.default_rng(3).normal(0, 1, days)
    dates = [FIRST_DAY + timedelta(days=day) for day in range(days)]
    return [
        100 + noise[at] + 25 * sum(c.cards for c in campaigns if c.first_day <= day <= c.last_day)
        for at, day in enumerate(dates)
    ]


def course(history: DailyHistory, *campaigns: KnownCampaign) -> Floats:
    return ProphetCandidate(campaigns={POOL: campaigns}).expected(history, 40).course


def test_a_planned_campaign_brings_what_those_of_the_past_brought(
    make_history: MakeHistory,
) -> None:
    past = [ran(40, 30), ran(120, 30)]
    ahead = ran(210, 10, cards=4)
    expected = course(make_history(with_campaigns(200, *past)), *past, ahead)
    # 2 cards were 50 more; 4 are 100 more, on days 11 to 20 ahead.
    assert expected[10:20].mean() - expected[20:].mean() == pytest.approx(100, abs=3)
    assert expected[:10].mean() == pytest.approx(100, abs=3)


def test_a_campaign_that_was_entered_after_the_cut_off_does_not_change_one_bit(
    make_history: MakeHistory,
) -> None:
    past = [ran(40, 30), ran(120, 30)]
    history = make_history(with_campaigns(200, *past))
    later = ran(210, 10, entered=LAST_DAY + timedelta(days=1))
    without = course(history, *past)
    for corrupted in (later, replace(later, cards=10**6), replace(later, first_day=FIRST_DAY)):
        assert (course(history, *past, corrupted) == without).all()
    assert (course(history, *past, replace(later, entered_on=LAST_DAY)) != without).any()


def test_campaigns_of_another_pool_are_not_its_own(make_history: MakeHistory) -> None:
    history = make_history(with_campaigns(200, ran(40, 30)))
    other = ProphetCandidate(campaigns={"a/r/other/c": [ran(40, 30)]})
    assert (other.expected(history, 40).course == course(history)).all()


def test_paths_with_campaigns_are_fitted_exactly(make_history: MakeHistory) -> None:
    past = [ran(40, 30), ran(120, 30)]
    history = make_history(with_campaigns(200, *past))
    sampled = ProphetCandidate(campaigns={POOL: [*past, ran(210, 10)]}).sample_paths(
        history, 40, 200, 1
    )
    assert sampled.note is None
    assert sampled.kkt_residual is not None
    assert sampled.kkt_residual < 1e-6
    assert sampled.paths[:, 10:20].mean() == pytest.approx(150, abs=5)


def office_days(first_day: date, days: int) -> DailyHistory:
    """100 on working days, 60 on others, China's make-up days and days off among them."""
    last = first_day + timedelta(days=days)
    off = list_public_holidays("CN", first_day, last)
    worked = {*list_make_up_days("CN", first_day, last)}
    noise = np.random.default_rng(4).normal(0, 1, days)
    values = []
    for at in range(days):
        day = first_day + timedelta(days=at)
        works = day in worked or (day.weekday() < 5 and day not in off)
        values.append((100 if works else 60) + noise[at])
    return DailyHistory(POOL, first_day, np.array(values))


def test_a_make_up_working_day_is_worked_although_it_is_a_saturday() -> None:
    history = office_days(date(2024, 1, 1), 731)  # to 31 December 2025
    expected = ProphetCandidate(country="CN").expected(history, 70).course
    ahead = {date(2026, 1, 1) + timedelta(days=at): value for at, value in enumerate(expected)}
    # 14 and 28 February 2026 are worked for days off at the Spring Festival; the 7th is not.
    assert ahead[date(2026, 2, 7)] == pytest.approx(60, abs=5)
    assert ahead[date(2026, 2, 14)] == pytest.approx(100, abs=8)
    assert ahead[date(2026, 2, 28)] == pytest.approx(100, abs=8)


def test_what_was_not_announced_by_the_cut_off_is_not_known() -> None:
    january = (date(2026, 1, 1), date(2026, 1, 31))
    assert list_make_up_days("CN", *january, date(2025, 12, 16)) == []
    assert list_make_up_days("CN", *january, date(2025, 12, 17)) == [date(2026, 1, 4)]
    # 2 January is a day off in exchange; the 1st is one by law.
    assert date(2026, 1, 2) in list_public_holidays("CN", *january, date(2025, 12, 17))
    assert [*list_public_holidays("CN", *january, date(2025, 10, 1))] == [date(2026, 1, 1)]


def test_a_country_without_make_up_days_has_none() -> None:
    assert list_make_up_days("US", date(2025, 1, 1), date(2025, 12, 31)) == []


def test_what_an_unannounced_year_brings_cannot_change_one_bit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    history = office_days(date(2024, 1, 1), 670)  # to 31 October 2025

    def backtest() -> Floats:
        found = run_backtest(history, 75, Bounds(), "CN")
        return np.concatenate([found.courses.ravel(), found.ahead.ravel()])

    before = backtest()
    known = list_make_up_days

    def moved(country: str, first: date, last: date, known_on: date = date.max) -> list[date]:
        return [
            day if day.year < 2026 else day + timedelta(days=1)
            for day in known(country, first, last, known_on)
        ]

    monkeypatch.setattr("models.forecast.prophet_calendar.list_make_up_days", moved)
    assert (backtest() == before).all()


def test_logistic_growth_comes_near_to_its_cap_and_says_who_fitted_it(
    make_history: MakeHistory,
) -> None:
    days = np.arange(200)
    noise = np.random.default_rng(5).normal(0, 2, 200)
    history = make_history([float(x) for x in 400 / (1 + np.exp(-(days - 150) / 25)) + noise])
    linear = ProphetCandidate().expected(history, 90)
    logistic = ProphetCandidate(growth="logistic", caps={POOL: 400.0}).expected(history, 90)
    assert linear.course[-1] > 450
    assert logistic.course.max() < 410
    assert logistic.course[-1] > history.card_hours[-1] - 10
    assert logistic.note == LOGISTIC_NOTE


def test_logistic_growth_needs_a_cap(make_history: MakeHistory) -> None:
    with pytest.raises(ValueError, match="needs a cap for a/r/p/c"):
        ProphetCandidate(growth="logistic").sample_paths(
            make_history(with_campaigns(60)), 7, 100, 1
        )


def test_logistic_paths_are_drawn_by_stan_with_a_seed_of_their_own(
    make_history: MakeHistory,
) -> None:
    candidate = ProphetCandidate(growth="logistic", caps={POOL: 400.0})
    history = make_history(with_campaigns(60))
    first = candidate.sample_paths(history, 7, 50, 1)
    assert first.note == LOGISTIC_NOTE
    assert first.paths.shape == (50, 7)
    assert (candidate.sample_paths(history, 7, 50, 1).paths == first.paths).all()


def test_a_plan_is_known_from_the_local_day_on_which_its_file_was_saved(warehouse: Any) -> None:
    plan_campaign(warehouse, POOL, 8, FIRST_DAY, LAST_DAY)
    # 17:30 UTC on 30 November is half past one of 1 December in Shanghai.
    saved = datetime(2025, 11, 30, 17, 30)  # noqa: DTZ001  naive UTC, as in the table
    add_load(warehouse, "test", saved)
    assert read_campaigns(warehouse.connection, "Asia/Shanghai") == {
        POOL: [KnownCampaign(FIRST_DAY, LAST_DAY, 8, date(2025, 12, 1))]
    }


def add_load(warehouse: Any, load_id: str, saved_at: datetime) -> None:
    row = {
        "load_id": load_id,
        "sequence": 1,
        "source": "campaign",
        "source_version": 2,
        "status": "loaded",
        "file_name": "campaigns.csv",
        "content_sha256": "0",
        "size_bytes": 1,
        "defaults": "{}",
        **dict.fromkeys(("rows_read", "rows_loaded"), 1),
        **dict.fromkeys(("rows_rejected", "rows_duplicate"), 0),
        "loaded_at": saved_at,
        "synthetic": False,
        "file_modified_at": saved_at,
    }
    add(warehouse.connection, "core_load", row)
