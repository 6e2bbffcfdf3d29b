"""The first figures of the own screen: dated reference prices, each with its source."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl

from data.reference import market_prices_path
from data.reference.ownership import read_electricity_tariffs, read_residual_curves
from models.billing.power import Tariff, tariffs_of
from models.billing.residual import ResidualCurve, curves_of

KW_OF_A_SERVER = Decimal("10.2")  # of 8 cards, as E4 of the design has it

Row = dict[str, Any]


@dataclass(frozen=True)
class Defaults:
    """Rows of market_prices.csv: an 8-card server's price and rent, a kW's cabinet, the PUE."""

    price: Row
    rent: Row
    cabinet: Row
    pue: Row

    @property
    def hosting_cny(self) -> Decimal:
        """A server's cabinet a month."""
        return Decimal(self.cabinet["price"]) * KW_OF_A_SERVER


@cache
def defaults() -> Defaults:
    """The lowest printed rent, which speaks against buying, of the chip that has both."""
    rows = pl.read_csv(market_prices_path(), infer_schema_length=None)
    of_chip = rows.filter(chip="H200", currency="CNY", cards=8)
    rented = of_chip.filter(billing_mode="bare_metal_monthly", term_months=12).sort("price")
    bought = of_chip.filter(billing_mode="purchase", unit="server").sort("price")
    return Defaults(
        price=bought.row(0, named=True),
        rent=rented.row(0, named=True),
        cabinet=rows.filter(billing_mode="colocation").row(0, named=True),
        pue=rows.filter(billing_mode="pue").row(0, named=True),
    )


@cache
def tariffs() -> tuple[Tariff, ...]:
    """Electricity by region."""
    return tuple(tariffs_of(read_electricity_tariffs().iter_rows(named=True)))


@cache
def residual_curves() -> tuple[ResidualCurve, ...]:
    """What servers sell for, by source."""
    return tuple(curves_of(read_residual_curves().iter_rows(named=True)))
