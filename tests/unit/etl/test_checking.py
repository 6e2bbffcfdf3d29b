"""At the door every row is accepted, rejected with a reason, or an exact repetition."""

import json
from typing import Any

import dataframely as dy
import polars as pl
import pytest

from etl.checking import Checked, check
from etl.csv_text import TextTable, parse_rows
from etl.source import SourceRow, time_zone


class Reading(SourceRow):
    """One row per meter x time."""

    meter = dy.String(primary_key=True, min_length=1)
    time = dy.Datetime(primary_key=True)
    kind = dy.String(
        check={"closed_set": lambda column: column.is_in(["used", "idle"])},
        metadata={"values": ("used", "idle")},
    )
    value = dy.Float64(min=0)
    note = dy.String(nullable=True)
    time_zone = time_zone("time")

    @dy.rule()
    def idle_meters_read_zero(cls) -> pl.Expr:
        """An idle meter that counts is broken."""
        return (pl.col("kind") != "idle") | (pl.col("value") == 0)


HEADER = "meter,time,kind,value,note,time_zone\n"


def checked(*lines: str) -> Checked:
    table = parse_rows(HEADER + "\n".join(lines) + "\n")
    return check(table, Reading, "Asia/Shanghai", as_it_came=table)


def rejected(*lines: str) -> list[tuple[int, str | None, str | None, str]]:
    columns = ("line_number", "column", "value", "reason")
    return checked(*lines).rejected.select(columns).rows()


def test_a_sound_row_is_accepted_with_its_line_and_types() -> None:
    accepted = checked("a,2026-03-02 08:00,used,1.5,,UTC").accepted
    assert accepted.columns == list(Reading.columns())
    [row] = accepted.to_dicts()
    assert (row["line_number"], row["meter"], row["value"], row["note"]) == (2, "a", 1.5, None)
    assert str(row["time"]) == "2026-03-02 08:00:00"


def test_a_rejected_row_names_line_column_value_and_what_was_expected() -> None:
    assert rejected(
        "a,2026-03-02 08:00,used,1.5,,UTC",
        "b,2026-13-02 08:00,used,1.5,,UTC",
        'c,2026-03-02 08:00,used,"1,500",,UTC',
        "d,2026-03-02 08:00,busy,1.5,,UTC",
        "e,2026-03-02 08:00,used,-1,,UTC",
        "f,2026-03-02 08:00,used,,,UTC",
        ",2026-03-02 08:00,used,1.5,,UTC",
        "g,2026-03-02 08:00,used,NaN,,UTC",
    ) == [
        (
            3,
            "time",
            "2026-13-02 08:00",
            "expected a time as YYYY-MM-DD HH:MM that exists once in its time zone",
        ),
        (
            4,
            "value",
            "1,500",
            "expected a number of at least 0; 1,500 may mean 1500 or 1.500: no comma",
        ),
        (5, "kind", "busy", "expected one of used, idle"),
        (6, "value", "-1", "expected a number of at least 0"),
        (7, "value", "", "is empty; expected a number of at least 0"),
        (8, "meter", "", "is empty; expected a text that is not empty"),
        (9, "value", "NaN", "expected a number of at least 0"),
    ]


def test_the_whole_row_is_kept_as_it_came() -> None:
    [row] = checked("a,2026-03-02 08:00,used,-1, 备注,").rejected["row"]
    assert json.loads(row) == {
        "meter": "a",
        "time": "2026-03-02 08:00",
        "kind": "used",
        "value": "-1",
        "note": " 备注",
        "time_zone": "",
    }


def test_a_line_that_is_no_row_is_kept_as_json_text() -> None:
    result = checked("a,2026-03-02 08:00,used,1.5,,UTC", 'b,"cut')
    [fault] = result.rejected.to_dicts()
    assert (fault["line_number"], fault["column"], fault["value"]) == (3, None, None)
    assert json.loads(fault["row"]) == 'b,"cut'
    assert result.read_count == 2


def test_a_broken_rule_over_several_columns_is_named_in_words() -> None:
    assert rejected("a,2026-03-02 08:00,idle,3,,UTC") == [
        (2, None, None, "breaks the rule: idle meters read zero")
    ]


def test_exact_repetitions_count_once_and_are_no_fault() -> None:
    line = "a,2026-03-02 08:00,used,1.5,,UTC"
    result = checked(line, line, line)
    assert (result.accepted.height, result.duplicate_count, result.rejected.height) == (1, 2, 0)
    assert result.accepted["line_number"].to_list() == [2]


def test_rows_that_say_the_same_in_other_words_are_repetitions_too() -> None:
    # 16:00 in Shanghai is 08:00 UTC; the zone itself is a column, so it must be the same.
    result = checked("a,2026-03-02 08:00,used,1.5,,UTC", "a,2026-03-02 08:00Z,used,1.50,,UTC")
    assert result.duplicate_count == 1


def test_rows_that_contradict_each_other_are_all_rejected() -> None:
    reason = "contradicts another row with the same meter, time"
    assert rejected(
        "a,2026-03-02 08:00,used,1.5,,UTC",
        "b,2026-03-02 08:00,used,1.5,,UTC",
        "a,2026-03-02 08:00,used,2.5,,UTC",
    ) == [(2, None, None, reason), (4, None, None, reason)]


@pytest.mark.parametrize("impossible", ["-1", "many", ""])
def test_a_row_with_an_impossible_cell_contradicts_no_sound_one(impossible: str) -> None:
    result = checked(
        "a,2026-03-02 08:00,used,1.5,,UTC", f"a,2026-03-02 08:00,used,{impossible},,UTC"
    )
    assert result.accepted["line_number"].to_list() == [2]
    assert result.rejected["column"].to_list() == ["value"]


def test_every_row_may_have_a_zone_of_its_own_and_line_order_stays() -> None:
    accepted = checked(
        "a,2026-03-02 08:00,used,1,,Asia/Shanghai",
        "b,2026-03-02 08:00,used,1,,Europe/Berlin",
        "c,2026-03-02 08:00,used,1,, Asia/Shanghai ",
        "d,2026-03-02 08:00Z,used,1,,Europe/Berlin",
    ).accepted
    assert accepted["line_number"].to_list() == [2, 3, 4, 5]
    # Shanghai is at +8; Berlin in March, before the clock change, at +1; Z is UTC.
    assert accepted["time"].dt.hour().to_list() == [0, 7, 0, 8]


def test_a_zone_that_does_not_exist_rejects_its_row() -> None:
    expected = "expected an IANA time zone such as Asia/Shanghai"
    assert rejected(
        "a,2026-03-02 08:00,used,1,,Asia/Beijing",
        "b,2026-03-02 08:00,used,1,,localtime",
        "c,2026-03-02 08:00,used,1,,Asia/Shanghai",
    ) == [(2, "time_zone", "Asia/Beijing", expected), (3, "time_zone", "localtime", expected)]


def test_hours_that_a_clock_change_skips_or_doubles_are_rejected() -> None:
    faults = rejected(
        "a,2026-03-29 02:00,used,1,,Europe/Berlin",
        "b,2026-10-25 02:00,used,1,,Europe/Berlin",
        "c,2026-10-25 02:00+01:00,used,1,,Europe/Berlin",
    )
    assert [(line, column) for line, column, *_ in faults] == [(2, "time"), (3, "time")]


def test_a_row_has_one_fault_reported_and_counts_once() -> None:
    result = checked("a,never,busy,-1,,nowhere", ",,,,x,")
    assert (result.rejected.height, result.read_count) == (2, 2)


def test_columns_of_a_parquet_file_may_have_types_of_their_own() -> None:
    frame = pl.DataFrame(
        {
            "line_number": [1, 2],
            "meter": pl.Series(["a", "b"]).cast(pl.Categorical),
            "time": pl.Series(["2026-03-02 08:00"] * 2).str.to_datetime(),
            "kind": ["used", "used"],
            "value": pl.Series([1.25, -1.0]).cast(pl.Decimal(10, 2)),
            "note": pl.Series([None, None]),
            "time_zone": ["UTC", "UTC"],
            "_row": [{"a": 1}, {"a": 2}],
        }
    )
    table = TextTable(frame, [])
    result: Any = check(table, Reading, "UTC", as_it_came=table)
    assert result.accepted["value"].to_list() == [1.25]
    [fault] = result.rejected.to_dicts()
    assert (fault["line_number"], fault["value"]) == (2, "-1.00")
    assert json.loads(fault["row"])["time"] == "2026-03-02 08:00:00"
