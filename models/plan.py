"""Every plan for sale against pay-as-you-go, over each pool's most recent real hours."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from data.errors import InputError, UsageError
from data.settings import Settings
from data.tables import OUT_TABLES
from data.tables.finding_kinds import PLAN_FINDINGS
from models.billing.case import Case
from models.billing.comparable import Incomplete
from models.billing.compare import Compared, compare_one
from models.billing.ladder import Ladder, ladder
from models.billing.plans import Plan
from models.findings import plan_findings
from models.offers.for_sale import files_for_sale
from models.offers.market import Market, read_market
from models.offers.sale import USE, Sale, monthly_fee_cny
from models.offers.window import Window, read_windows
from models.stage import append_rows, read_core, replace_rows

ON_DEMAND = "on_demand"

Row = dict[str, Any]


def build_plan(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    snapshot_id: str,
    plans: Sequence[Plan] = (),
) -> None:
    """Fill out_plan_cost and out_break_even; needs the marts. `plans` are those of plan files.

    The window is the pool's last `settings.plan_window_days` complete days: with an hour missing,
    a day would look busier or idler than it was. Only hours beyond the contracts that still run
    `settings.contract_notice_days` after the last of these days are priced, at that day's prices
    and exchange rates: a contract about to end is no cover, extending it is one of the choices. A
    pool without a pay-as-you-go price, or with one of zero, has nothing to compare and no rows;
    neither has an offer without a fee, nor one that lacks what a comparison needs (out_finding
    names it, and what was assumed of the others). Of each offer the numbers of units are priced
    that show the best to be the best.
    """
    windows = read_windows(connection, settings)
    fx = read_core(connection, "core_fx_rate")
    market = read_market(read_core(connection, "core_price"), fx, windows.pools, settings)
    costs: list[Row] = []
    break_evens: list[Row] = []
    found: list[Row] = []
    for window in windows.of_pools():
        sales, refused = _for_sale(market, plans, window)
        case = window.case(fx, {sale.plan.currency for sale in sales}, settings)
        costs.append(_on_demand_row(window, case))
        for sale in sales:
            try:
                terms, rungs = _terms(sale, case), ladder(case, sale.plan)
                break_evens += _break_even_rows(window, case, terms, sale.plan, rungs)
            except (InputError, UsageError) as error:
                refused.append(Incomplete(sale.plan.plan_id, (str(error),), sale.plan.source))
                continue
            costs += [_window(window) | terms | _cost_row(rungs, rung) for rung in rungs.rungs]
            found += [_assumed(window, sale, code) for code in sale.assumptions]
        found += [_not_compared(window, one) for one in refused]
    same = {
        "tax_basis": settings.tax_basis,
        "hours_per_month": settings.hours_per_month,
        "snapshot_id": snapshot_id,
    }
    _write(connection, "out_plan_cost", costs, same)
    _write(connection, "out_break_even", break_evens, same)
    _tell(connection, found, snapshot_id)


def _for_sale(
    market: Market, plans: Sequence[Plan], window: Window
) -> tuple[list[Sale], list[Incomplete]]:
    """Of the price book and of files; and what cannot be compared."""
    rows, unlike = market.of(window)
    files, incomplete = files_for_sale(plans, window)
    return [*rows, *files], [*unlike, *incomplete]


def _on_demand_row(window: Window, case: Case) -> Row:
    """The pool without any further rental: sold by the single card, at no fee."""
    cost = case.baseline.total
    return _window(window) | {
        "offer_id": ON_DEMAND,
        "billing_mode": ON_DEMAND,
        "term_months": 0,
        "unit": USE,
        "cards_per_unit": 1,
        "unit_fee_cny_per_month": Decimal(0),
        "units": 0,
        "fee_cny": Decimal(0),
        "on_demand_cost_cny": cost,
        "cost_cny": cost,
        "saving_cny": Decimal(0),
        "is_best": True,
    }


def _cost_row(rungs: Ladder, rung: Compared) -> Row:
    return {
        "units": float(rung.units),
        "fee_cny": rung.committed_cost,
        "on_demand_cost_cny": rung.on_demand_cost,
        "cost_cny": rung.cost,
        "saving_cny": rung.saving,
        "is_best": rung is rungs.best,
    }


def _break_even_rows(
    window: Window, case: Case, terms: Row, plan: Plan, rungs: Ladder
) -> list[Row]:
    """One row; none for a plan without a fee in the window."""
    one = rungs.first or compare_one(case, plan, 1)
    if one.break_even is None:
        return []
    used = rungs.first.utilisation_ratio if rungs.first else None
    return [
        terms
        | {
            "pool_id": window.pool_id,
            "on_demand_price_cny": window.on_demand_price_cny,
            "break_even_hours_per_month": float(one.break_even.hours_per_month),
            "break_even_utilisation_ratio": float(one.break_even.utilisation_ratio),
            # No first unit: the contracts in hand carried every hour.
            "first_unit_utilisation_ratio": float(used or 0),
            "best_units": float(rungs.best.units),
            "best_saving_cny": rungs.best.saving,
        }
    ]


def _window(window: Window) -> Row:
    return {
        "pool_id": window.pool_id,
        "on_demand_price_cny": window.on_demand_price_cny,
        "window_start": window.days[0],
        "window_end": window.days[-1],
        "window_hours": window.hours.height,
    }


def _terms(sale: Sale, case: Case) -> Row:
    return {
        "offer_id": sale.plan.plan_id,
        "billing_mode": sale.billing_mode,
        "term_months": sale.term_months,
        "unit": sale.unit,
        "cards_per_unit": sale.cards_per_unit,
        "unit_fee_cny_per_month": monthly_fee_cny(sale.plan, case),
    }


def _not_compared(window: Window, one: Incomplete) -> Row:
    facts = {"missing": ",".join(one.missing), "source": one.source}
    return {"kind": "not_compared", "pool_id": window.pool_id, "offer_id": one.plan_id} | facts


def _assumed(window: Window, sale: Sale, code: str) -> Row:
    facts = {"missing": code, "source": sale.plan.source}
    return {"kind": "assumed", "pool_id": window.pool_id, "offer_id": sale.plan.plan_id} | facts


def _tell(connection: duckdb.DuckDBPyConnection, found: list[Row], snapshot_id: str) -> None:
    """Put the findings of this stage in place of its earlier ones; the others are the marts'."""
    connection.execute(
        "DELETE FROM out_finding WHERE kind IN (SELECT unnest($kinds))",
        {"kinds": list(PLAN_FINDINGS)},
    )
    rows = plan_findings(found).with_columns(snapshot_id=pl.lit(snapshot_id))
    append_rows(connection, "out_finding", rows)


def _write(connection: duckdb.DuckDBPyConnection, table: str, rows: list[Row], same: Row) -> None:
    """Rows of one table, each with the columns that are the `same` in all of them."""
    schema = OUT_TABLES[table]
    types = {name: column.dtype for name, column in schema.columns().items()}
    columns = {name: [row[name] for row in rows] for name in types if name not in same}
    frame = pl.DataFrame(columns, schema_overrides=types).with_columns(
        pl.lit(value, dtype=types[name]).alias(name)
        for name, value in same.items()
        if name in types
    )
    replace_rows(connection, table, frame)
