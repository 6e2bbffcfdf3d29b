"""One rent against one price by the hour, as the reader types them: a case for the engine."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl

from models.billing.case import Case, runs_of
from models.billing.clock import Period
from models.billing.closing import Basis
from models.billing.exchange import HOME_CURRENCY
from models.billing.modes.pay_as_you_go import ListPrice, PayAsYouGo
from models.billing.modes.reserved import Reserved
from models.billing.usage import HOUR, TICKS_PER_MICRO_UNIT, Item, Usage

_MICRO = 1_000_000
_SAME: dict[str, Any] = {
    "valid_from": date(1900, 1, 1),
    "currency": HOME_CURRENCY,
    "tax_included": True,
    "tax_rate": Decimal(0),
    "source": "typed in",
}


@dataclass(frozen=True)
class Rental:
    """One unit for rent beside the pay-as-you-go price of the same cards, on one tax basis."""

    cards_per_unit: int
    unit_fee_cny_per_month: Decimal
    on_demand_cny_per_card_hour: Decimal
    hours_per_month: Decimal

    def plan(self, time_zone: str) -> Reserved:
        """The rent, due for every hour pro rata; power and all else as the reader meant it."""
        return Reserved(
            **_SAME,
            plan_id="rent",
            mode="reserved",
            time_zone=time_zone,
            cards=self.cards_per_unit,
            term_months=1,
            recurring=self.unit_fee_cny_per_month,
            recurring_per="month",
            hours_per_month=self.hours_per_month,
            power_included=True,
        )

    def case(self, hours: pl.DataFrame, time_zone: str) -> Case:
        """The hours of `compare_hours.sql` that contracts in hand leave, at the typed price."""
        days = hours["local_date"].unique().sort().to_list()
        period = Period.of_days(days[0], days[-1], time_zone)
        ticks = np.zeros((1, (period.end - period.start) // HOUR), dtype=np.int64)
        at = (hours["hour_utc"] - period.start).dt.total_hours().to_numpy()
        micro = np.rint(hours["net_card_hours"].to_numpy() * _MICRO).astype(np.int64)
        ticks[0, at] = micro * TICKS_PER_MICRO_UNIT
        on_demand = PayAsYouGo(
            **_SAME,
            plan_id="by the hour",
            mode="pay_as_you_go",
            time_zone=time_zone,
            prices=(ListPrice(price=self.on_demand_cny_per_card_hour),),
        )
        return Case(
            usage=Usage(period.start, (Item("cards"),), ticks),
            on_demand=(on_demand,),
            basis=Basis(HOME_CURRENCY, "included"),
            runs=runs_of(days),
            time_zone=time_zone,
            hours_per_month=self.hours_per_month,
        )
