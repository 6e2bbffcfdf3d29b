"""Patterns: the finding, hours that are known and those that are not, pools side by side."""

from datetime import date, timedelta
from functools import partial
from json import loads
from typing import Any

import polars as pl
import pytest

from dashboard.i18n import LANGUAGES, Language
from dashboard.screens.patterns_finding import Block, blocks, busiest_and_quietest
from tests.screens.factories import POOLS, cost_day, pool_hour
from tests.screens.forecast_company import PublishRows
from tests.screens.opening import at_address, everything, rendered

Row = dict[str, Any]
MONDAY = date(2026, 11, 2)
TWO_WEEKS = [MONDAY + timedelta(days=n) for n in range(14)]


def use_of(day: date, hour: int) -> float:
    """Of 64 cards: 16 in use, from Monday to Friday from 14 to 18 h 48, on Sundays to 4 h 8."""
    if day.isoweekday() <= 5 and 14 <= hour < 18:
        return 48.0
    return 8.0 if day.isoweekday() == 7 and hour < 4 else 16.0


def hours(pool: Any = POOLS[0], days: list[date] = TWO_WEEKS, **other: Any) -> list[Row]:
    return [
        pool_hour(day, hour, pool, used_card_hours=use_of(day, hour)) | other
        for day in days
        for hour in range(24)
    ]


def with_days(rows: list[Row], *pools: Any) -> dict[str, list[Row]]:
    """The hours, and the days by which the filters know the pools."""
    days = [cost_day(day, pool) for pool in pools or (POOLS[0],) for day in TWO_WEEKS]
    return {"out_pool_hourly": rows, "out_cost_daily": days}


screen = partial(rendered, "patterns", pages=("capacity",))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Busiest: weekdays 14–18 h at 75%; quietest: Sundays 0–4 h at 13%"),
        ("zh_CN", "最忙：工作日14–18时（75%）；最闲：星期日0–4时（13%）"),
        ("ja", "最繁忙：平日14–18時（75%）、最閑散：日曜日0–4時（13%）"),
    ],
)
def test_the_title_names_the_busiest_and_the_quietest_hours(
    language: Language, said: str, publish_rows: PublishRows
) -> None:
    # 48 / 64 = 75 %; 8 / 64 = 12.5 %.
    publish_rows(with_days(hours()))
    app = screen(language)
    assert not app.exception
    assert said in everything(app)
    assert len(app.get("plotly_chart")) == 2  # one pool: nothing to lay side by side


def test_cells_are_in_local_time_and_sum_all_weeks(publish_rows: PublishRows) -> None:
    publish_rows(with_days(hours()))
    week = screen().dataframe[0].value
    assert len(week) == 7 * 24
    cell = week[(week["weekday"] == "Wednesday") & (week["hour"] == 14)].iloc[0]
    # Two Wednesdays of 48 of 64 cards.
    assert (cell["used_card_hours"], cell["capacity_card_hours"]) == (96.0, 128.0)
    assert cell["utilisation_ratio"] == 0.75


def test_days_are_shares_of_their_cards(publish_rows: PublishRows) -> None:
    # A weekday: 4 h of 48 and 20 h of 16 are 512 of 1,536; a Sunday: 4 x 8 + 20 x 16 = 352.
    publish_rows(with_days(hours()))
    app = screen()
    assert "Fullest day: 13 Nov 2026 at 33%; emptiest: 8 Nov 2026 at 23%" in everything(app)


@pytest.mark.parametrize(
    "unknown",
    [{"used_card_hours": None}, {"capacity_cards": None}, {"is_suspected_gap": True}],
    ids=["not measured", "cards unknown", "suspected gap"],
)
def test_what_is_not_known_is_in_no_cell_and_is_counted(
    unknown: Row, publish_rows: PublishRows
) -> None:
    rows = hours()
    rows[0] |= unknown
    publish_rows(with_days(rows))
    app = screen()
    assert "In no cell: 1 pool-hour (0.3%)" in everything(app)
    week = app.dataframe[0].value
    assert week.iloc[0]["used_card_hours"] == 16.0  # the other Monday's
    assert week.iloc[0]["hours_unknown"] == 1


def test_a_day_without_any_known_hour_is_empty_and_said(publish_rows: PublishRows) -> None:
    rows = hours(days=TWO_WEEKS[:5] + TWO_WEEKS[6:])
    publish_rows(with_days(rows))
    assert "Days without any known hour are empty: 1." in everything(screen())


def test_days_totals_spread_over_their_hours_say_nothing_about_hours(
    publish_rows: PublishRows,
) -> None:
    publish_rows(with_days(hours(measured_per="day")))
    app = screen()
    assert "No hours of the week are known" in everything(app)
    assert "Fullest day" in everything(app)


def test_pools_stand_side_by_side_and_are_narrowed_by_the_filters(
    publish_rows: PublishRows,
) -> None:
    # The other pool has twice the cards for the same use: (10 x 512 + 2 x 384 + 2 x 352) / 14 days
    # of 1,536 = 30.7 %, and half of it.
    rows = hours() + hours(POOLS[2], capacity_cards=128.0)
    publish_rows(with_days(rows, POOLS[0], POOLS[2]))
    app = screen()
    said = "train-a/H100 is fullest at 31%, train-b/Ascend 910B emptiest at 15%"
    assert said in everything(app).replace("\\", "")
    assert len(app.get("plotly_chart")) == 3
    narrowed = screen(provider="beiyun")
    assert len(narrowed.get("plotly_chart")) == 2
    assert "Busiest: weekdays 14–18 h at 38%" in everything(narrowed)  # 48 / 128


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_cards_it_says_what_to_load(language: Language, publish_rows: PublishRows) -> None:
    publish_rows(with_days(hours(capacity_cards=None)))
    app = screen(language)
    assert not app.exception
    assert not app.get("plotly_chart")
    assert "capacity_cards" in everything(app)


def week_of(used: dict[tuple[int, int], float]) -> pl.DataFrame:
    rows = [(day, hour, value, 10.0, 1) for (day, hour), value in used.items()]
    columns = ["weekday", "hour", "used_card_hours", "capacity_card_hours", "hours_known"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def test_a_block_with_an_unknown_hour_is_none() -> None:
    week = week_of({(6, hour): 1.0 for hour in (0, 1, 2, 4, 5, 6, 7)})
    assert blocks(week) == [Block("saturdays", 4, 0.1)]


def test_weekdays_count_together() -> None:
    # Monday 9 of 10, Tuesday 1 of 10: half; Saturday 6 of 10 is busier.
    used = {(1, hour): 9.0 for hour in range(4)} | {(2, hour): 1.0 for hour in range(4)}
    week = week_of(used | {(6, hour): 6.0 for hour in range(4)})
    assert busiest_and_quietest(week) == (Block("saturdays", 0, 0.6), Block("weekdays", 0, 0.5))


def test_an_even_week_has_no_pattern(publish_rows: PublishRows) -> None:
    publish_rows(with_days(hours(used_card_hours=32.0)))
    assert "No pattern in the week: always about 50%" in everything(screen())


def test_nothing_known_has_no_ends() -> None:
    assert busiest_and_quietest(week_of({(1, 1): 1.0})) is None


def test_an_hour_of_the_week_cuts_the_days_and_pools_below_its_map(
    publish_rows: PublishRows,
) -> None:
    # Tuesdays from 14 to 15 h: 48 of 64 on 3 and 10 November; one pool measured by the day is out.
    by_day = hours(POOLS[2], measured_per="day")
    publish_rows(with_days([*hours(), *hours(POOLS[1]), *by_day], *POOLS[:3]))
    app = screen(at="2-14")
    assert app.button(key="drop_at").label == "Below only: Tuesday, 14–15 h"
    week, days, pools = (one.value for one in app.dataframe)
    assert len(week) == 7 * 24  # the map itself stays whole
    assert list(days["local_date"].astype(str)) == ["2026-11-03", "2026-11-10"]
    assert list(days["utilisation_ratio"]) == [0.75, 0.75]
    assert len(pools) == 2 * 2
    assert "Days without any known hour" not in everything(app)
    lines = loads(app.get("plotly_chart")[2].proto.spec)["data"]
    assert [point for line in lines for point in line["y"]] == [0.75] * 4  # Tuesdays are joined
    app.button(key="drop_at").click().run()
    assert "at" not in app.query_params
    assert len(app.dataframe[1].value) == 14


def test_days_without_the_hour_that_was_pressed_say_so(publish_rows: PublishRows) -> None:
    publish_rows(with_days(hours()))
    app = screen(at="2-14", days="own", **{"from": "2026-11-04", "to": "2026-11-05"})
    assert "No known hour of these days is at that time" in everything(app)  # no Tuesday
    assert len(app.dataframe) == 1  # the week's own


@pytest.mark.parametrize(
    ("map_name", "cell", "url"),
    [
        ("patterns_map", (1, 14), {"at": "2-14"}),
        # The first week's Friday, 6 November, and three days around it.
        ("patterns_calendar", (4, 0), {"from": "2026-11-03", "to": "2026-11-09", "days": "own"}),
    ],
)
def test_a_pressed_cell_lies_in_the_address(
    map_name: str,
    cell: tuple[int, int],
    url: dict[str, str],
    publish_rows: PublishRows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # AppTest cannot press a cell: the map says that one was, once.
    publish_rows(with_days(hours()))
    seen: list[str] = []

    def pressing(_: Any, *, key: str, alt: str) -> tuple[int, int] | None:
        if not key.startswith(map_name) or seen or not alt:
            return None
        seen.append(key)
        return cell

    monkeypatch.setattr("dashboard.components.pressing.pressed_cell", pressing)
    app = at_address("patterns")
    assert {key: app.query_params[key] for key in url} == url
    assert seen == [f"{map_name}_0"]  # the next one has another key, without a mark
