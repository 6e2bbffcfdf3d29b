"""`suanli supply`: the seller's side as of the current snapshot."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dashboard.cli.console import AsJson, Home, emit
from data.errors import NoSnapshotError, UsageError

if TYPE_CHECKING:
    import polars as pl

_TABLES = ("month", "customer", "plan", "case", "reserve", "price")


def supply(home: Home = None, as_json: AsJson = False) -> None:
    """What is rented, to whom, at which margin; what other demand would do; what to hold free."""
    from dashboard.view import current
    from data.warehouse import open_snapshot, query
    from data.workspace import find_workspace

    view = current(find_workspace(home))
    if view is None:
        raise NoSnapshotError(
            "Nothing has been published yet", where="workspace", remedy="Run `suanli run` first."
        )
    if not view.settings.supply.customer:
        raise UsageError(
            "Nothing is sold: no customer is described",
            where="supply.toml",
            remedy="`suanli template supply` writes an example; save it in the workspace as"
            " supply.toml, then `suanli run`.",
        )
    with open_snapshot(view.path, view.settings.memory_limit) as connection:
        found = {name: query(connection, f"FROM out_supply_{name}") for name in _TABLES}
    document = {name: frame.to_dicts() for name, frame in found.items()}
    emit({"snapshot": view.snapshot_id} | document, "\n".join(_lines(found)), as_json=as_json)


def _lines(found: Mapping[str, "pl.DataFrame"]) -> list[str]:
    company = [row for row in found["month"].to_dicts() if row["scope"] == "company"]
    if not company:
        return ["No whole month has use by a customer of supply.toml; `suanli run` after a change."]
    lines = ["Months (company): rented share, revenue, cost, margin in CNY"]
    lines += [
        f"  {row['month']:%Y-%m}  {_share(row['rented_ratio'])}  {_money(row)}" for row in company
    ]
    lines.append("Customers: revenue, margin; the fee at which a package costs what the hours do")
    lines += [
        f"  {row['customer']} in {row['pool_id']}: {row['revenue_cny']:,},"
        f" {_share(row['margin_ratio'])}{_package(row)}"
        for row in found["customer"].to_dicts()
        if row["revenue_cny"] is not None
    ]
    lines.append("Plans: revenue, margin")
    lines += [
        f"  {row['plan']} in {row['pool_id']}: {_amount(row['revenue_cny'])},"
        f" {_amount(row['margin_cny'])}"
        for row in found["plan"].to_dicts()
    ]
    lines.append("Demand: margin of these months in CNY")
    lines += [
        f"  {row['demand_change_ratio']:+.0%}: {_amount(row['margin_cny'])}"
        for row in found["case"].to_dicts()
    ]
    lines.append("Reserve: cards to keep free for customers by the hour")
    lines += [
        f"  {row['pool_id']}: {row['reserve_policy']} {row['cards']} cards, serves"
        f" {_share(row['served_ratio'])}, earns {row['margin_cny']:,} CNY"
        for row in found["reserve"].to_dicts()
    ]
    return lines


def _money(row: Mapping[str, Any]) -> str:
    if row["gap"]:
        return f"not known: {row['gap']}"
    return "  ".join(_amount(row[name]) for name in ("revenue_cny", "cost_cny", "margin_cny"))


def _package(row: Mapping[str, Any]) -> str:
    if row["package"] is None:
        return ""
    return (
        f"; {row['package_units']} x {row['package']}"
        f" at {row['package_fee_cny_per_unit_month']:,.2f},"
        f" indifferent at {row['indifferent_fee_cny_per_unit_month']:,.2f} a unit and month"
    )


def _amount(amount: object) -> str:
    return "-" if amount is None else f"{amount:,}"


def _share(ratio: float | None) -> str:
    return "-" if ratio is None else f"{ratio:.1%}"
