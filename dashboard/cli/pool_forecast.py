"""`suanli forecast --pool`: one pool of the published forecast; nothing is computed."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dashboard.cli.console import emit, open_home
from dashboard.cli.forecasting import risk_lines
from data.errors import UsageError

Row = Mapping[str, Any]
_WORDS = {
    "usage": "card-hours used",
    "demand": "card-hours used and waiting",
    "cost": "CNY",
    "peak_used_p95": "cards in use, enough in 95 % of the hours",
    "peak_demand_p95": "cards in use or waited for, enough in 95 % of the hours",
}
_MOST_NAMES = 5


def show_pool(home: Path | None, pool: str, *, as_json: bool) -> None:
    """Print a pool's months, how such forecasts did before, its risks, and what is not forecast.

    Raises:
        UsageError: the snapshot has neither a forecast of this pool nor a reason for none.
    """
    from data.snapshot import require_current
    from data.warehouse import open_snapshot, query, read_sql

    workspace, settings = open_home(home)
    snapshot = require_current(workspace)
    with open_snapshot(snapshot.path, settings.memory_limit) as connection:

        def rows(name: str, **parameters: str) -> list[dict[str, Any]]:
            return query(connection, read_sql("dashboard", name), parameters).to_dicts()

        gaps = rows("forecast_gaps")
        found = {
            "months": rows("forecast_of_pool", pool_id=pool),
            "scores": rows("forecast_scores", level="pool", series=pool, target="usage"),
            "capacity_risks": _of(rows("forecast_capacity_risks"), "pool_id", pool),
            "gaps": _of(gaps, "series", pool),
        }
        names = query(connection, "SELECT DISTINCT series FROM out_forecast WHERE level = 'pool'")
    if not (found["months"] or found["gaps"]):
        raise _unknown(pool, [*names["series"], *(row["series"] for row in gaps)])
    head = f"{pool}: as published with {snapshot.snapshot_id}; `suanli forecast` makes it anew"
    text = "\n".join([head, *pool_lines(found)])
    emit({"snapshot": snapshot.snapshot_id, "pool_id": pool, **found}, text, as_json=as_json)


def pool_lines(found: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    """The same in words."""
    months = found["months"]
    if months:
        first = months[0]
        yield f"from {first['history_days']} whole days up to {first['cut_off']}, {first['method']}"
    yield from dict.fromkeys(f"note: {row['method_note']}" for row in months if row["method_note"])
    yield from map(_month, months)
    yield from filter(None, map(_score, found["scores"]))
    yield from risk_lines(found["capacity_risks"])
    yield from (f"no {row['target']}: {row['reason']}" for row in found["gaps"])


def _month(row: Row) -> str:
    cut = "" if row["is_complete"] else ", as far as the forecast reaches"
    known = row["observed_part"]
    came = f", {known:,.0f} of it came" if known else ""
    return (
        f"{row['month']:%Y-%m}: {row['p50']:,.0f} {_WORDS[row['target']]}"
        f" (80 %: {row['p10']:,.0f} to {row['p90']:,.0f}{came}{cut})"
    )


def _score(row: Row) -> str | None:
    ratio, held = row["error_to_week_mean"], row["coverage_after_ratio"]
    if ratio is None or held is None:
        return None
    return (
        f"days {row['from_step']} to {row['to_step']} ahead missed, in the backtest,"
        f" {ratio:.2f} times what last week's mean did; the 80 % band held {held:.0%}"
    )


def _of(rows: Sequence[dict[str, Any]], column: str, pool: str) -> list[dict[str, Any]]:
    return [row for row in rows if row[column] == pool]


def _unknown(pool: str, known: Sequence[str]) -> UsageError:
    names = sorted({name for name in known if name.count("/") == 3})  # provider/region/pool/chip
    alike = [name for name in names if pool.casefold() in name.casefold()] or names
    more = f" and {len(alike) - _MOST_NAMES} more" if len(alike) > _MOST_NAMES else ""
    some = ", ".join(alike[:_MOST_NAMES])
    return UsageError(
        f"No forecast of the pool {pool} is published",
        where="--pool",
        remedy=f"Name one of {some}{more}." if some else "Run `suanli forecast` first.",
    )
