"""Prices as sellers print them: whether a price moved, or only the exchange rate."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from models.billing.conversion import TaxBasis
from models.billing.prices import on_demand_prices

_SAME_TERMS = ("unit", "cards", "currency", "tax_included", "tax_rate")


@dataclass(frozen=True)
class PrintedPrices:
    """A pool's market in core_price, with core_fx_rate."""

    market: pl.DataFrame
    prices: pl.DataFrame
    fx: pl.DataFrame
    tax_basis: TaxBasis

    def ratio(self, before: date, day: date) -> float | None:
        """Pay-as-you-go price of a day in parts of that of another, both as printed.

        None where either is not known, or the two are not sold alike.
        """
        asked = self.market.join(pl.DataFrame({"local_date": [before, day]}), how="cross")
        found = on_demand_prices(self.prices, self.fx, asked, tax_basis=self.tax_basis)
        offers = dict(found.select("local_date", "offer").iter_rows())
        first, second = offers[before], offers[day]
        if not first or not second or not first["price"]:
            return None
        if any(first[term] != second[term] for term in _SAME_TERMS):
            return None
        return float(second["price"] / first["price"])
