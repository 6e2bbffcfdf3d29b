"""One pool's plans side by side: the price book's, those of files, and what the market asks.

The screen and the command line read this; `models.plan` writes the same figures for all pools.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import polars as pl

from data.errors import InputError, UsageError
from data.settings import Settings
from models.billing.case import Case
from models.billing.comparable import Incomplete, sorted_out
from models.billing.compare import Compared, Comparison, by_the_hour, compare_one
from models.billing.ladder import ladder
from models.billing.plans import Plan
from models.offers.for_sale import files_for_sale
from models.offers.market import read_market
from models.offers.quotes import quoted
from models.offers.sale import USE, Sale, sale_of
from models.offers.turned_away import turned_away
from models.offers.window import Window, read_windows
from models.stage import read_core


@dataclass(frozen=True)
class Side:
    """One plan of the table, with the words for how it is sold and where it comes from."""

    compared: Compared
    sale: Sale
    origin: str

    @property
    def billing_mode(self) -> str:
        """How it is sold."""
        return self.sale.billing_mode

    @property
    def term_months(self) -> int:
        """Months that one commits to."""
        return self.sale.term_months


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
    day = pl.DataFrame([window.pool], schema_overrides={"local_date": pl.Date})
    market = read_market(read_core(connection, "core_price"), fx, day, settings)
    quotes = quoted(
        read_core(connection, "core_rental_quote"),
        str(window.pool["chip"]),
        window.days[-1],
        settings,
    )
    asked, lacking = sorted_out(quotes)
    given = [
        ("price_book", *market.of(window)),
        ("workspace", *files_for_sale(own, window)),
        ("reference", *files_for_sale(reference, window)),
        ("quote", [sale_of(plan) for plan in asked], lacking),
    ]
    named = [(sale, origin) for origin, sales, _ in given for sale in sales]
    refused = [one for _, _, incomplete in given for one in incomplete]
    refused += turned_away(connection, window)
    case = window.case(fx, {sale.plan.currency for sale, _ in named}, settings)
    by_hour = Sale(case.on_demand[0], "on_demand", 0, USE, 1)
    sides = [Side(by_the_hour(case), by_hour, "price_book")]
    for sale, origin in named:
        try:
            sides.append(Side(_in_best_units(case, sale.plan), sale, origin))
        except (InputError, UsageError) as error:
            refused.append(Incomplete(sale.plan.plan_id, (str(error),), sale.plan.source))
    ordered = sorted(sides, key=lambda side: (side.compared.cost, side.compared.plan is not None))
    return SideBySide(window, case, tuple(ordered), tuple(refused))


def _in_best_units(case: Case, plan: Plan) -> Compared:
    """In the number of units that costs least; in one where none would be best."""
    rungs = ladder(case, plan)
    return rungs.best if rungs.best.units else rungs.first or compare_one(case, plan, 1)
