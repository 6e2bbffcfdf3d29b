"""Findings of the forecast: cards that run out by a date, budgets that are broken."""

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl
import pytest

from data.tables import TABLES
from data.tables.ddl import create_table
from data.warehouse import append
from models.forecast.fresh_jumps import FreshJump
from models.forecast.notes import note, note_rows
from models.risk_findings import build_risk_findings

CUT_OFF = date(2026, 3, 31)
DRAWN = {
    "cut_off": CUT_OFF,
    "seed": 1,
    "path_count": 1000,
    "model_version": "v",
    "snapshot_id": "s",
}
Row = dict[str, Any]


@pytest.fixture
def connection() -> Any:
    with duckdb.connect() as connection:
        for name in ("out_capacity_risk", "out_budget_risk", "out_forecast_note", "out_finding"):
            create_table(connection, name, TABLES[name])
        yield connection


@pytest.fixture
def findings(connection: duckdb.DuckDBPyConnection) -> Callable[..., list[tuple[str, Any, Row]]]:
    """Add risks, build, and give kind, pool and detail of every finding."""

    def build(**tables: list[Row]) -> list[tuple[str, Any, Row]]:
        for name, rows in tables.items():
            types = {column: at.dtype for column, at in TABLES[name].columns().items()}
            append(connection, name, pl.DataFrame([DRAWN | row for row in rows], schema=types))
        build_risk_findings(connection, "s")
        found = connection.execute("SELECT kind, pool_id, detail FROM out_finding").fetchall()
        return [(kind, pool_id, json.loads(detail)) for kind, pool_id, detail in found]

    return build


def cards(
    pool_id: str, by_date: Sequence[float], renewed: Sequence[float] | None = None
) -> list[Row]:
    return [
        {
            "pool_id": pool_id,
            "local_date": CUT_OFF + timedelta(days=number + 1),
            "horizon_days": number + 1,
            "basis": "demand",
            "capacity_cards": 64.0,
            "capacity_if_renewed_cards": 64.0,
            "short_card_hours_mean": 0.0,
            "day_ratio": 0.0,
            "by_date_ratio": ratio,
            "by_date_if_renewed_ratio": (renewed or by_date)[number],
        }
        for number, ratio in enumerate(by_date)
    ]


def budget(month: int, over: float | None, year_over: float | None = None, **other: Any) -> Row:
    return {
        "scope": "company",
        "level": "company",
        "month": date(2026, month, 1),
        "budget_cny": Decimal(1000),
        "over_ratio": over,
        "counted_from": date(2026, 1, 1),
        "year_budget_cny": Decimal(1000 * month),
        "year_over_ratio": year_over,
        "is_partial": False,
    } | other


def test_cards_run_out_on_the_first_day_that_half_of_the_paths_are_short_by(findings: Any) -> None:
    [(kind, pool_id, detail)] = findings(
        out_capacity_risk=cards("A/N/serve/H20", [0.2, 0.49, 0.5, 0.9]) + cards("B", [0.1, 0.4])
    )
    assert (kind, pool_id) == ("cards_run_out", "A/N/serve/H20")
    assert detail == {  # 31 March + 3 days
        "by_date": "2026-04-03", "chance_ratio": 0.5, "capacity_cards": 64.0,
        "is_now": False, "is_if_renewed": True,
    }  # fmt: skip


def test_a_pool_that_is_short_on_the_first_day_is_short_now(findings: Any) -> None:
    [(_, _, detail)] = findings(out_capacity_risk=cards("A", [0.7, 0.8]))
    assert detail["is_now"]


def test_a_contract_that_ends_is_told_from_demand_that_grows(findings: Any) -> None:
    [(_, _, detail)] = findings(out_capacity_risk=cards("A", [0.1, 0.9], renewed=[0.1, 0.1]))
    assert not detail["is_if_renewed"]


def test_a_budget_is_told_by_its_first_month_that_is_likely_over(findings: Any) -> None:
    months = [budget(4, 0.2), budget(5, 0.6), budget(6, 0.9), budget(7, None)]
    [(kind, pool_id, detail)] = findings(out_budget_risk=months)
    assert (kind, pool_id) == ("over_budget", None)
    assert (detail["span"], detail["month"], detail["chance_ratio"]) == ("month", "2026-05-01", 0.6)
    assert detail["month_count"] == 2  # May and June


def test_a_year_is_told_beside_its_months_and_not_for_one_month(findings: Any) -> None:
    found = findings(
        out_budget_risk=[
            budget(4, 0.2, 0.4),
            budget(5, 0.3, 0.5),
            budget(6, 0.3, 0.8, scope="Cloud A", level="provider", counted_from=date(2026, 6, 1)),
        ]
    )
    [(_, _, detail)] = found  # Cloud A's year is June alone, and June is within
    assert (detail["scope"], detail["span"], detail["month"]) == ("company", "year", "2026-05-01")
    assert detail["counted_from"] == "2026-01-01"


def jump(series: str, jumped: FreshJump, *, level: str = "pool", target: str = "usage") -> Row:
    """A row of out_forecast_note, after one of something else."""
    [row] = note_rows([jumped.note_of(series)])
    return row | {"position": 2, "level": level, "series": series, "target": target}


def test_last_days_beyond_belief_are_told_once_by_pool(findings: Any) -> None:
    rise, fall = FreshJump(2, 97.1, 9.0, 1.0), FreshJump(1, 1.25e-05, 1 / 3, 1.0)
    serve, train = "A/N/serve/H20", "A/N/train/H20"
    [events] = note_rows([note("maintenance", count=4)])
    found = findings(
        out_forecast_note=[
            *(
                events | {"level": "pool", "series": one, "target": "usage"}
                for one in (serve, train)
            ),
            jump(serve, rise),
            jump(serve, rise, target="cost"),
            jump("A/N/batch/H20", fall),
            jump(serve, rise, level="company") | {"series": "company"},
        ]
    )
    assert found == [
        ("last_days_jump", "A/N/batch/H20", {"days": 1, "factor": 1.25e-05, "learned": 0.333}),
        ("last_days_jump", "A/N/serve/H20", {"days": 2, "factor": 97.1, "learned": 9.0}),
    ]


def test_building_again_replaces_its_own_findings_and_no_others(
    connection: duckdb.DuckDBPyConnection, findings: Any
) -> None:
    connection.execute("INSERT INTO out_finding VALUES"
                       " ('no_budget', 'info', NULL, NULL, NULL, NULL, '{}', 's')")  # fmt: skip
    assert len(findings(out_budget_risk=[budget(5, 0.6)])) == 2
    assert [kind for kind, *_ in findings()] == ["no_budget", "over_budget"]
    connection.execute("DELETE FROM out_budget_risk")
    assert [kind for kind, *_ in findings()] == ["no_budget"]
