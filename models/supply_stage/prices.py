"""Own prices per card-hour against what the market asks for the same chip."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import median

import numpy as np
import polars as pl

from data.errors import SuanliError
from models.billing.closing import Basis
from models.billing.compare import ON_DEMAND
from models.billing.conversion import TaxBasis
from models.billing.exchange import HOME_CURRENCY
from models.billing.money import to_rate
from models.billing.usage import TICKS_PER_UNIT
from models.market.standing import (
    Band,
    band_on,
    cny_per_card_hour,
    same_chip,
    standing,
    terms_of_quote,
)
from models.offers.quotes import QUOTED_WITHIN_DAYS
from models.supply_stage.packages import case_of, fee_per_month
from models.supply_stage.pools import PoolSide
from models.supply_stage.selling import PriceList

_CATEGORY = {True: "gpu_cloud", False: "gpu_rent"}


@dataclass(frozen=True)
class Quotes:
    """Rows of core_rental_quote, and the dated bands."""

    rows: pl.DataFrame
    bands: list[Band]

    def per_card_hour(
        self,
        chip: str,
        last: date,
        hours_per_month: Decimal,
        tax_basis: TaxBasis,
        *,
        by_the_hour: bool,
    ) -> list[tuple[date, Decimal]]:
        """Day and price of every quote in yuan for a chip in the days before `last`, and since."""
        since = last - timedelta(days=QUOTED_WITHIN_DAYS)
        rows = self.rows.filter(
            pl.col("category") == _CATEGORY[by_the_hour],
            pl.col("currency") == HOME_CURRENCY,
            pl.col("observed_on") >= since,
            pl.col("review_state").fill_null("") != "review",
        )
        found = (
            (
                row["observed_on"],
                cny_per_card_hour(
                    row["price"],
                    row["unit"],
                    row["cards"] or 1,
                    hours_per_month,
                    terms_of_quote(row["tax_included"], tax_basis),
                ),
            )
            for row in rows.iter_rows(named=True)
            if same_chip(row["chip"], chip)
        )
        return [(day, price) for day, price in found if price is not None]


@dataclass(frozen=True)
class OwnPrice:
    """A price of one's own per card-hour at full use, and what it is held against."""

    offer: str
    price: Decimal
    quotes: list[tuple[date, Decimal]]
    band: tuple[Decimal, Decimal] | None

    @property
    def ends(self) -> tuple[Decimal | None, Decimal | None]:
        """Lowest and highest quote."""
        known = [price for _, price in self.quotes]
        return min(known, default=None), max(known, default=None)

    @property
    def middle(self) -> Decimal | None:
        """Median of the quotes."""
        known = [price for _, price in self.quotes]
        return to_rate(Fraction(median(known))) if known else None

    @property
    def position(self) -> str:
        """Against the band that holds, else against the quotes."""
        low, high = self.band or self.ends
        return standing(self.price, low, high).position


def own_prices(
    side: PoolSide, prices: PriceList, quotes: Quotes, basis: Basis
) -> Iterator[OwnPrice]:
    """The price by the hour and every package that suits the pool."""
    hours, last, chip = prices.settings.hours_per_month, side.window.last, side.item.chip
    by_the_hour = prices.by_the_hour(chip)
    anyone = side.customers[0]
    always = anyone.using(np.full_like(anyone.usage.ticks, TICKS_PER_UNIT))
    case = case_of(side, replace(always, plans=by_the_hour), prices, basis)
    if case is None:
        return
    asked, rented = (
        quotes.per_card_hour(chip, last, hours, basis.tax_basis, by_the_hour=hourly)
        for hourly in (True, False)
    )
    band = band_on(quotes.bands, chip, last)
    ends = band.per_card_hour(hours) if band else None
    try:
        yield OwnPrice(ON_DEMAND, to_rate(case.one_unit_by_the_hour / case.hours), asked, None)
        for package in prices.settings.supply.package:
            if package.chip in (None, chip):
                plan = prices.package(package, side.item.pool_id)
                cards: int = getattr(plan, "cards", 0)
                if cards:
                    fee = Fraction(fee_per_month(plan, case)) / (cards * Fraction(hours))
                    yield OwnPrice(package.name, to_rate(fee), rented, ends)
    except SuanliError:  # a price that does not hold over these months has no place among others
        return
