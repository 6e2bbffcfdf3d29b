"""`suanli capacity`: when cards run short, by when to order, and what better use is worth first."""

from typing import Annotated, Any

import typer

from dashboard.cli.console import AsJson, Home, emit, open_home
from data.errors import UsageError

_LEVERS = {
    "utilisation": "ten points more utilisation of contract cards",
    "fill": "ten points more use of contract cards in place of pay-as-you-go",
    "off_peak": "training bought by the hour waits up to {wait_hours} h for idle contract cards",
    "idle_elsewhere": "the same work on idle contract cards of another pool of the chip",
    "pooling": "pools of one chip share their cards",
    "cheaper_place": "the same work where the chip costs least by the hour",
}


def capacity(
    pool: Annotated[
        str | None, typer.Option(help="Pool (provider/region/pool/chip); all if not given.")
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Say when pools run short of cards, by when to order, and what better use is worth first.

    A week is short where demand is above the cards in hand in more than 5 % of its hours.
    """
    found = _read(home, pool)
    if pool is not None and not (found["orders"] or found["use"]):
        raise UsageError(
            f"Nothing is known of the cards of the pool {pool}",
            where="--pool",
            remedy="Write provider/region/pool/chip; `suanli capacity` names the pools.",
        )
    lines = [*map(_order_line, found["orders"]), *map(_use_line, found["use"])]
    lines += ["Before buying anything (a month; levers overlap):"] if found["gains"] else []
    lines += map(_gain_line, found["gains"])
    lines += ["Training that could have waited for idle contract cards, by project:"] * bool(
        found["movable"]
    )
    lines += map(_movable_line, found["movable"])
    nothing = "No capacity to judge: load usage with its capacity, and run `suanli run`."
    emit(found, "\n".join(lines) or nothing, as_json=as_json)


def _read(home: Any, pool: str | None) -> dict[str, list[dict[str, Any]]]:
    from data.snapshot import require_current
    from data.warehouse import open_snapshot, query, read_sql

    workspace, settings = open_home(home)
    parameters = {"pool_id": pool}
    with open_snapshot(require_current(workspace).path, settings.memory_limit) as connection:
        return {
            name: query(
                connection, read_sql("dashboard", f"capacity_{name}"), parameters
            ).to_dicts()
            for name in ("orders", "use", "gains", "movable")
        }


def _order_line(row: dict[str, Any]) -> str:
    pool = row["pool_id"]
    if row["short_from"] is None:
        possible = row["possible_short_from"]
        maybe = "" if possible is None else f"; possibly (10 %) from {possible}"
        return f"{pool}: enough cards in all 52 weeks ahead{maybe}"
    since = "short now" if row["is_short_now"] else f"short from {row['short_from']}"
    held = " (demand held as at the forecast's end)" if row["is_extended"] else ""
    ends = ", when a contract ends" if row["cause"] == "contract_ends" else ""
    late = " (over)" if row["is_overdue"] else ""
    return (
        f"{pool}: {since}{ends}{held}, {row['missing_cards']:,.0f} cards missing;"
        f" order by {row['order_by']}{late} at {row['lead_time_months']} months of delivery"
        f"{_buying(row)}"
    )


def _buying(row: dict[str, Any]) -> str:
    if row["servers"] is None:
        return ""
    return (
        f"; {row['servers']} servers of {row['offer_id']} cost"
        f" {row['buying_cny_per_month']:,} CNY a month"
    )


def _use_line(row: dict[str, Any]) -> str:
    shares = (("contracts", "contract_utilisation_ratio"), ("all cards", "utilisation_ratio"))
    used = [f"{what} {row[name]:.0%} used" for what, name in shares if row[name] is not None]
    if not used:
        return f"{row['pool_id']}: no cards are measured or under contract"
    idle = f"idle contract cards cost {row['idle_cny_per_month']:,} CNY a month"
    return f"{row['pool_id']}: {', '.join(used)}; {idle}"


def _gain_line(row: dict[str, Any]) -> str:
    saving = row["saving_cny_per_month"]
    worth = "no price known" if saving is None else f"{saving:,} CNY"
    cards = row["freed_cards"]
    freed = "" if cards is None else f", {cards:,.0f} cards free"
    return f"  {row['scope']}: {_LEVERS[row['lever']].format(**row)}: {worth}{freed}"


def _movable_line(row: dict[str, Any]) -> str:
    hours, share = row["card_hours_per_month"], row["share_ratio"]
    who = f"{row['pool_id']}, {row['project']}"
    return f"  {who}: {hours:,.0f} card-hours a month, {share:.1%} of its training"
