"""`suanli forecast`: what was forecast, what was not, and where cards or money run short."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dashboard.cli.console import emit, logged, open_home, progress

LIKELY = 0.5  # from here on a risk is said in the text; JSON has all of them
MOST_GAPS = 10  # of the text
MOST_RISKS = 20  # pools of it
_PARTS = ("made", "gaps", "capacity_risks", "budget_risks")


def run_forecast(home: Path | None, *, as_json: bool) -> None:
    """Forecast anew from the current snapshot, publish, and print what came of it."""
    from dashboard import pipeline
    from data.warehouse import open_snapshot, query, read_sql

    workspace, settings = open_home(home)
    with logged(workspace, "forecast") as tell, progress("forecasting") as report:
        snapshot = pipeline.forecast(workspace, settings, report)
        tell(pipeline.Published(snapshot, is_new=True, outcomes=[]))
    with open_snapshot(snapshot.path, settings.memory_limit) as connection:
        found = {
            part: query(connection, read_sql("dashboard", f"forecast_{part}")).to_dicts()
            for part in _PARTS
        }
    text = "\n".join([*lines(found), f"published: {snapshot.snapshot_id}"])
    emit({"snapshot": snapshot.snapshot_id, **found}, text, as_json=as_json)


def lines(found: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    """The four parts in words: all that was made, and risks that are likelier than not."""
    if not found["made"]:
        yield from _why_nothing(found["gaps"])
    for row in found["made"]:
        naive = f", {row['naive_series']} by last week's mean" if row["naive_series"] else ""
        until = f" to {row['last_day']}" if row["last_day"] else ""
        yield f"{row['target']}, {row['level']}: {row['series']} series{naive}{until}"
    yield from risk_lines(found["capacity_risks"])
    for row in found["budget_risks"]:
        yield from _overruns(row)
    for row in found["gaps"][:MOST_GAPS]:
        yield f"{row['series']}: no {row['target']}: {row['reason']}"
    more = len(found["gaps"]) - MOST_GAPS
    if more > 0:
        yield f"and {more} more series without a forecast: see out_forecast_gap, or --json"


def risk_lines(risks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Pools that are likelier than not to run short of cards."""
    likely = [row for row in risks if row["likely_short_from"]]
    for row in likely[:MOST_RISKS]:
        yield (
            f"{row['pool_id']}: likely too few cards in an hour by {row['likely_short_from']}"
            f" ({row['basis']}); {_renewed(row)}"
        )
    more = len(likely) - MOST_RISKS
    if more > 0:
        yield f"and {more} more pools with too few cards: see `suanli capacity`, or --json"


def _why_nothing(gaps: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    from models.forecast.choosing import MIN_NAIVE_DAYS

    if gaps:  # each is named below, with its reason
        yield (
            "Nothing was forecast, for the reasons below; a series needs"
            f" {MIN_NAIVE_DAYS} wholly measured days."
        )
    else:
        yield (
            "Nothing was forecast: no use, tokens, storage or requests are in the current"
            " snapshot. `suanli template usage` writes a file to fill in;"
            f" {MIN_NAIVE_DAYS} whole days are needed."
        )


def _overruns(row: Mapping[str, Any]) -> Iterator[str]:
    month = f"{row['month']:%Y-%m}"
    if (row["over_ratio"] or 0) >= LIKELY:
        yield f"{row['scope']}: {month} is over its budget in {row['over_ratio']:.0%} of paths"
    if (row["year_over_ratio"] or 0) >= LIKELY:
        yield (
            f"{row['scope']}: {row['counted_from']:%Y-%m} to {month} is over its budgets in"
            f" {row['year_over_ratio']:.0%} of paths"
        )


def _renewed(row: Mapping[str, Any]) -> str:
    day = row["likely_short_from_if_renewed"]
    if day is None:
        return f"not up to {row['last_day']} if all contracts are renewed"
    return f"by {day} if all contracts are renewed"
