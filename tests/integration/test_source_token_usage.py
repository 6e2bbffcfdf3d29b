"""Tokens of hosted models: hours become days, cached is a part, nothing is counted twice."""

from datetime import date

import pytest

from tests.fixture_types import Core, FaultOf, Load, MakeRow, WriteFile

DAYS = """
SELECT local_date, model, sum(input_tokens)::BIGINT AS input
FROM core_token_usage_daily GROUP BY ALL ORDER BY ALL
"""


def hours(row: MakeRow, tokens: dict[str, int], **changes: str) -> list[dict[str, str]]:
    """Rows of March 2026 by `day hour`: `hours(row, {"02 08": 10})`."""
    return [
        row(
            "token_usage",
            start=f"2026-03-{when}:00",
            input_tokens=str(number),
            cached_input_tokens="0",
            **changes,
        )
        for when, number in tokens.items()
    ]


def days(core: Core) -> dict[tuple[int, str], int]:
    return {(r["local_date"].day, r["model"]): r["input"] for r in core(DAYS)}


def test_hours_add_up_to_days_of_their_own_time_zone(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    # 23:00 in Shanghai is 15:00 UTC, still the 2nd; 16:00Z is midnight of the 3rd there.
    rows = [
        row("token_usage", start="2026-03-02 08:00"),
        row("token_usage", start="2026-03-02 23:00"),
        row("token_usage", start="2026-03-02 16:00Z"),
    ]
    load(write_file("tokens.csv", rows))
    found = core(
        "SELECT local_date, input_tokens, cached_input_tokens, output_tokens, source_row_count,"
        " first_line_number, source_time_zone FROM core_token_usage_daily ORDER BY local_date"
    )
    assert [tuple(r.values()) for r in found] == [
        (date(2026, 3, 2), 2_400_000, 800_000, 600_000, 2, 2, "Asia/Shanghai"),
        (date(2026, 3, 3), 1_200_000, 400_000, 300_000, 1, 4, "Asia/Shanghai"),
    ]


def test_a_days_total_stays_on_its_day_also_where_clocks_change(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    rows = [
        row("token_usage", start=f"2026-03-{day} 00:00", period="day", time_zone="Europe/Berlin")
        for day in (28, 29, 30)  # the 29th has 23 hours
    ]
    [outcome] = load(write_file("tokens.csv", rows))
    assert outcome.record.rows_rejected == 0
    assert [key[0] for key in days(core)] == [28, 29, 30]


FAULTS = {
    "more cached than sent": (
        {"cached_input_tokens": "1200001"},
        "cached is a part of the input",
    ),
    "no cached count": ({"cached_input_tokens": ""}, "cached_input_tokens"),
    "thousands": ({"output_tokens": "300K"}, "output_tokens"),
    "a part of a token": ({"input_tokens": "1200000.5"}, "input_tokens"),
    "less than none": ({"output_tokens": "-1"}, "output_tokens"),
    "no model": ({"model": " "}, "model"),
    "another period": ({"period": "month"}, "period"),
    "a zone nobody has": ({"time_zone": "Asia/Beijing"}, "time_zone"),
}


@pytest.mark.parametrize(("change", "culprit"), FAULTS.values(), ids=FAULTS)
def test_a_row_that_cannot_be_counted_is_rejected_with_the_culprit_named(
    change: dict[str, str], culprit: str, fault_of: FaultOf
) -> None:
    assert culprit in fault_of("token_usage", {"project": "other"}, **change)


def test_an_hour_beside_its_days_total_is_rejected(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    day = row("token_usage", start="2026-03-02 00:00", period="day")
    load(write_file("tokens.csv", [day, row("token_usage")]))
    [fault] = core("FROM core_rejected_row")
    assert "is not in a day that has a row of its own" in fault["reason"]
    assert days(core) == {(2, "deepseek-chat"): 1_200_000}


def test_a_corrected_export_replaces_its_hours_and_a_day_may_have_two_loads(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("a.csv", hours(row, {"02 08": 1, "02 09": 2, "03 08": 4})))
    load(write_file("b.csv", hours(row, {"02 09": 20, "03 07": 40})))
    # Of the first only 02 08 lies before 02 09, and 03 08 begins when the second has ended.
    assert days(core) == {(2, "deepseek-chat"): 1 + 20, (3, "deepseek-chat"): 40 + 4}


def test_a_model_that_the_correction_drops_is_gone_and_other_projects_stay(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(
        write_file(
            "a.csv",
            [
                *hours(row, {"02 08": 1}, model="old"),
                *hours(row, {"02 08": 8}, model="old", project="search"),
            ],
        )
    )
    load(write_file("b.csv", hours(row, {"02 08": 2}, model="new")))
    assert days(core) == {(2, "new"): 2, (2, "old"): 8}


def test_hours_within_a_day_take_the_place_of_the_days_total(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    totals = [
        row("token_usage", start=f"2026-03-0{day} 00:00", period="day", input_tokens="500000")
        for day in (1, 2, 3)
    ]
    load(write_file("days.csv", totals))
    load(write_file("hours.csv", hours(row, {"02 08": 1, "02 09": 2})))
    model = "deepseek-chat"
    assert days(core) == {(1, model): 500_000, (2, model): 3, (3, model): 500_000}
