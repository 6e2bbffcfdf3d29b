"""`suanli scenario`: what-ifs, what each changes, and what the forecast becomes with it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.cli.console import AsJson, Home, emit, open_home
from data.errors import InputError, UsageError

if TYPE_CHECKING:
    import polars as pl

app = typer.Typer(
    help="What-ifs of the last forecast: list them, show one beside the base.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Series = Annotated[str, typer.Option(help="`company`, a provider, or a pool_id.")]
Target = Annotated[str, typer.Option(help="cost, usage or demand.")]
_TARGETS = ("cost", "usage", "demand")
_WHY = {
    "no_pool_in_scope": "no pool is called so",
    "begins_after_horizon": "it begins after the forecast ends",
    "is_in_history": "all of it had come by the last day known",
    "no_price": "no such pool has a price",
    "not_in_this_currency": "no price or contract is in this currency",
    "no_such_project": "no pool has a project of this name",
    "chips_not_comparable": "how much one of the two chips can do is not known",
    "no_campaign_ahead": "no campaign is planned after the last day known",
    "pool_not_forecast": "a campaign is planned in a pool without a forecast",
}


@app.command("list")
def list_(home: Home = None, as_json: AsJson = False) -> None:
    """Show every what-if with its changes, how many pools they change, and their source."""
    changes = _read(home, "scenarios", {})
    lines = []
    for (name,), rows in changes.group_by("scenario", maintain_order=True):
        lines.append(str(name) + (" (comes with Suanli)" if rows["is_built_in"][0] else ""))
        lines += [f"  {_change_line(row)}" for row in rows.to_dicts()]
    text = "\n".join(lines) or _none()
    emit({"scenarios": changes.to_dicts()}, text, as_json=as_json)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A what-if's name; see `suanli scenario list`.")],
    series: Series = "company",
    target: Target = "cost",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Set one what-if beside the base, month by month: P50, and the difference path by path."""
    if target not in _TARGETS:
        raise UsageError(
            f"There is no target {target!r}", where="--target", remedy="Use cost, usage or demand."
        )
    changes = _read(home, "scenarios", {})
    own = changes.filter(changes["scenario"] == name)
    if own.is_empty():
        known = ", ".join(changes["scenario"].unique(maintain_order=True))
        remedy = f"Known: {known}." if known else _none()
        raise UsageError(f"There is no scenario {name!r}", remedy=remedy)
    wanted = {"series": series, "target": target, "grain": "month"}
    months = _read(home, "scenario_forecast", wanted)
    months = months.filter(months["scenario"] == name)
    lines = [name, *(f"  {_change_line(row)}" for row in own.to_dicts())]
    lines += [_month_line(row) for row in months.to_dicts()]
    if months.is_empty():
        _require_series(series, _read(home, "forecast_series_added_up", {}))
        lines.append(f"It does not change the {target} of {series}.")
    document = {"scenario": name, "changes": own.to_dicts(), **wanted, "months": months.to_dicts()}
    emit(document, "\n".join(lines), as_json=as_json)


def _require_series(name: str, known: "pl.DataFrame") -> None:
    if name not in known["series"]:
        raise UsageError(
            f"There is no forecast of {name}",
            where="--series",
            remedy=f"Name one of {', '.join(known['series'])}.",
        )


def _none() -> str:
    from models.forecast.choosing import MIN_DAYS, MIN_NAIVE_DAYS

    return (
        "No what-ifs: no pool of the current snapshot has been forecast. `suanli forecast` needs"
        f" {MIN_NAIVE_DAYS} wholly measured days of a pool, {MIN_DAYS} for more than last week's"
        " mean; it says which pools have fewer."
    )


def _read(home: Path | None, statement: str, parameters: dict[str, Any]) -> "pl.DataFrame":
    from data.snapshot import require_current
    from data.warehouse import open_snapshot, query, read_sql

    workspace, settings = open_home(home)
    current = require_current(workspace)
    with open_snapshot(current.path, settings.memory_limit) as connection:
        if (
            "out_scenario"
            not in query(connection, read_sql("dashboard", "tables_present"))["table_name"]
        ):
            raise InputError(
                "An earlier version published the current snapshot: it has no what-ifs",
                where=str(current.path),
                remedy="`suanli forecast` or `suanli rebuild` computes them.",
            )
        return query(connection, read_sql("dashboard", statement), parameters)


def _change_line(row: dict[str, Any]) -> str:
    size = "" if row["change_ratio"] is None else f" {row['change_ratio']:+.1%}"
    about = [row["scope"]] if row["scope"] != "*/*/*/*" else []
    about += [f"like {row['like']}"] if row["like"] else []
    about += [row["currency"]] if row["currency"] else []
    about += [f"from {row['start_date']}"] if row["start_date"] else []
    about += [f"over {row['ramp_days'] + 1} days"] if row["ramp_days"] else []
    pools = "1 pool" if row["pools_changed"] == 1 else f"{row['pools_changed']} pools"
    why = f": {_WHY[row['note']]}" if row["note"] else ""
    grade = f" [{row['grade']}]" if row["grade"] else ""
    what = ", ".join([row["kind"] + size, *about])
    return f"{what}; {pools}{why}; {row['source']}{grade}"


def _month_line(row: dict[str, Any]) -> str:
    unit = "CNY" if row["unit"] == "CNY" else "card-hours"
    risk = row["over_budget_ratio"]
    budget = "" if risk is None else f", above the budget in {risk:.0%} of paths"
    part = "" if row["is_complete"] else " (as far as the forecast reaches)"
    return (
        f"{row['period_start']:%Y-%m}{part}: {row['p50']:,.0f} {unit} instead of"
        f" {row['base_p50']:,.0f}; {row['difference_p50']:+,.0f}"
        f" ({row['difference_p10']:+,.0f} to {row['difference_p90']:+,.0f}){budget}"
    )
