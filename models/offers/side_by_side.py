"""One pool's plans side by side: the price book's, those of files, and what the market asks.

The screen and the command line read this; `models.plan` writes the same figures for all pools.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import polars as pl

from data.errors import InputError, MissingPriceError, UsageError
from data.settings import Settings
from models.billing.case import Case
from models.billing.comparable import Incomplete, sorted_out
from models.billing.compare import Compared, Comparison, by_the_hour, compare_one
from models.billing.ladder import ladder
from models.billing.plans import Plan
from models.billing.prices import OFFER, rental_offers
from models.offers.for_sale import billing_mode_of, rows_for_sale, suiting
from models.offers.quotes import quoted
from models.offers.rows import printed_in
from models.offers.window import Window, read_windows
from models.stage import read_core

NOT_ALONE = {  # modes of price books that no price alone makes comparable, and what is lacking
    "spot": "interruptions_not_said",
    "capacity_block": "days_not_said",
    "purchase": "power_not_included",
}


@dataclass(frozen=True)
class Side:
    """One plan of the table, with the word for how it is sold and where it comes from."""

    compared: Compared
    billing_mode: str
    term_months: int
    origin: str


@dataclass(frozen=True)
class SideBySide:
    """`sides`, the cheapest first, each in the number of units that costs least, at least one."""

    window: Window
    case: Case
    sides: tuple[Side, ...]
    refused: tuple[Incomplete, ...]

    @property
    def comparison(self) -> Comparison:
        """The rows as `models.billing.compare` has them, pay-as-you-go first."""
        rows = [side.compared for side in self.sides if side.compared.plan is not None]
        return Comparison((by_the_hour(self.case), *rows))


def side_by_side(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    pool_id: str,
    own: Sequence[Plan] = (),
    reference: Sequence[Plan] = (),
) -> SideBySide | None:
    """All plans that suit a pool, over its window; None where it has no price or no complete day.

    `own` are plans of the workspace's files, `reference` those that ship with Suanli.
    """
    windows = list(read_windows(connection, settings, pool_id).of_pools())
    if not windows:
        return None
    window = windows[0]
    fx = read_core(connection, "core_fx_rate")
    prices = read_core(connection, "core_price")
    offers = window.market_offers(
        rental_offers(
            prices,
            fx,
            pl.DataFrame([window.pool], schema_overrides={"local_date": pl.Date}),
            tax_basis=settings.tax_basis,
            hours_per_month=settings.hours_per_month,
        )
    )
    quotes = quoted(
        read_core(connection, "core_rental_quote"),
        str(window.pool["chip"]),
        window.days[-1],
        settings,
    )
    given: list[tuple[str, Sequence[Plan | Incomplete]]] = [
        ("workspace", suiting(own, window)),
        ("reference", suiting(reference, window)),
        ("quote", quotes),
    ]
    refused = [*_unpriced(offers), *_not_alone(prices, window)]
    named: list[tuple[Plan, str, int, str]] = [
        (sale.plan, sale.billing_mode, sale.term_months, "price_book")
        for sale in rows_for_sale(offers, settings)
    ]
    for origin, found in given:
        plans, lacking = sorted_out(found)
        refused += lacking
        named += [
            (plan, billing_mode_of(plan), getattr(plan, "term_months", 0), origin) for plan in plans
        ]
    case = window.case(fx, {plan.currency for plan, *_ in named}, settings)
    sides = [Side(by_the_hour(case), "on_demand", 0, "price_book")]
    for plan, mode, term, origin in named:
        try:
            sides.append(Side(_in_best_units(case, plan), mode, term, origin))
        except (InputError, MissingPriceError, UsageError) as error:
            refused.append(Incomplete(plan.plan_id, (str(error),), plan.source))
    ordered = sorted(sides, key=lambda side: (side.compared.cost, side.compared.plan is not None))
    return SideBySide(window, case, tuple(ordered), tuple(refused))


def _in_best_units(case: Case, plan: Plan) -> Compared:
    """In the number of units that costs least; in one where none would be best."""
    if getattr(plan, "cards", None) is not None:
        best = ladder(case, plan).best
        return best if best.units else compare_one(case, plan, 1)
    bought = getattr(plan, "purchase", None)
    return compare_one(case, plan, bought.units if bought else 1)


def _unpriced(offers: pl.DataFrame) -> list[Incomplete]:
    return [
        Incomplete(row["offer_id"], (row["price_gap"],), printed_in(row["offer"], "core_price"))
        for row in offers.filter(pl.col("price_gap").is_not_null()).iter_rows(named=True)
    ]


def _not_alone(prices: pl.DataFrame, window: Window) -> list[Incomplete]:
    day = window.days[-1]
    holds = (pl.col("valid_from") <= day) & (
        pl.col("valid_to").is_null() | (pl.col("valid_to") >= day)
    )
    same = [pl.col(name) == window.pool[name] for name in ("provider", "region", "chip")]
    rows = prices.filter(holds, *same, pl.col("billing_mode").is_in(list(NOT_ALONE)))
    newest = rows.sort("valid_from").unique("offer_id", keep="last", maintain_order=True)
    return [
        Incomplete(
            row["offer_id"],
            (NOT_ALONE[row["billing_mode"]],),
            printed_in({name: row[name] for name in OFFER}, "core_price"),
        )
        for row in newest.iter_rows(named=True)
    ]
