"""`suanli units` and `suanli tokens`: what a unit of something useful cost."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.cli.console import AsJson, Home, emit, open_home
from data.errors import UsageError

if TYPE_CHECKING:
    import polars as pl

    from models.billing.self_hosting import TokenBreakEven


def units(
    month: Annotated[
        str | None, typer.Option(help="Month, YYYY-MM; the latest one if not given.")
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Print what a card-hour, a useful one and a peak PFLOP-hour cost, by pool of a month."""
    rows = _query(home, "unit_costs", {"month": _month(month)}).to_dicts()
    emit({"pools": rows}, "\n".join(map(_unit_line, rows)) or "nothing is priced", as_json=as_json)


def tokens(
    server_month: Annotated[
        float | None, typer.Option(min=0, help="Yuan a month of a server that would serve.")
    ] = None,
    tokens_per_second: Annotated[
        float | None, typer.Option(min=0, help="Tokens a second of such a server, at full load.")
    ] = None,
    usable: Annotated[
        float, typer.Option(min=0, max=1, help="Share of full load over a day: traffic sleeps.")
    ] = 0.5,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Print what hosted models cost per million tokens, and from when serving oneself pays.

    The last 30 days of each model; `suanli units` has card-hours.
    """
    if (server_month is None) != (tokens_per_second is None):
        raise UsageError(
            "A server that serves has a cost and a throughput",
            where="--server-month, --tokens-per-second",
            remedy="Give both, or neither.",
        )
    rows = _query(home, "token_costs", {}).to_dicts()
    if server_month is not None and tokens_per_second is not None:
        _, settings = open_home(home)
        serving = (server_month, tokens_per_second, settings.hours_per_month, usable)
        for row in rows:
            row["self_hosting"] = _against(row, *serving)
    emit(
        {"models": rows},
        "\n".join(map(_token_line, rows)) or "no tokens of hosted models are loaded",
        as_json=as_json,
    )


def _query(home: Any, name: str, parameters: dict[str, Any]) -> "pl.DataFrame":
    from data.snapshot import require_current
    from data.warehouse import open_snapshot, query, read_sql

    workspace, settings = open_home(home)
    current = require_current(workspace)
    with open_snapshot(current.path, settings.memory_limit) as connection:
        return query(connection, read_sql("dashboard", name), parameters)


def _month(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as wrong:
        raise UsageError(
            f"{text!r} is no month", where="--month", remedy="Write YYYY-MM."
        ) from wrong


def _unit_line(row: dict[str, Any]) -> str:
    each, useful = row["cny_per_card_hour"], row["cny_per_useful_card_hour"]
    peak = row["cny_per_peak_pflop_hour"]
    return (
        f"{row['month']:%Y-%m}  {row['pool_id']}: {_or_unknown(each)} a card-hour,"
        f" {_or_unknown(useful)} a useful one, {_or_unknown(peak)} a peak PFLOP-hour;"
        f" {row['cost_cny']:,} CNY in {row['days_priced']} of {row['days_in_month']} days"
    )


def _token_line(row: dict[str, Any]) -> str:
    start = f"{row['provider']}/{row['model']}: {row['tokens_per_day']:,.0f} tokens a day"
    if row["cny_per_million_tokens"] is None:
        return f"{start}, not priced: {row['price_gap']}"
    text = f"{start}, {row['cny_per_million_tokens']:.4f} CNY a million"
    even = row.get("self_hosting")
    if even is None:
        return text
    own = f"{even['self_hosted_cny_per_million_tokens']:.4f} at a full server of one's own"
    if even["pays_from_tokens_per_day"] is None:
        return f"{text}; {own}: serving oneself never pays"
    return f"{text}; {own}, which pays from {even['pays_from_tokens_per_day']:,.0f} tokens a day"


def _or_unknown(rate: Decimal | None) -> str:
    return "?" if rate is None else f"{rate:,.2f}"


def _against(
    row: dict[str, Any],
    server_month: float,
    tokens_per_second: float,
    hours_per_month: Decimal,
    usable: float,
) -> dict[str, Any] | None:
    from models.billing.self_hosting import ServingServer, token_break_even

    price = row["cny_per_million_tokens"]
    if not price:
        return None
    server = ServingServer(
        Decimal(str(server_month)),
        Decimal(str(tokens_per_second)),
        hours_per_month,
        Decimal(str(usable)),
    )
    even: TokenBreakEven = token_break_even(server, price)
    return vars(even)
