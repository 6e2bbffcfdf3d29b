"""What supply.toml sells, as plans of the billing engine: typed prices, plan files, price book."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from data.errors import SettingsError
from data.settings import Settings
from data.supply import FILE_NAME, Bought, HourPrice, Package
from models.billing.clock import add_months
from models.billing.exchange import HOME_CURRENCY
from models.billing.modes.pay_as_you_go import ListPrice, PayAsYouGo
from models.billing.modes.reserved import Reserved
from models.billing.modes.subscription import Subscription
from models.billing.parts import Purchase, Selector
from models.billing.plans import Plan
from models.offers.rows import on_demand_plan, rental_plan

BY_THE_HOUR = "by_the_hour"
_EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class PriceList:
    """Everything that supply.toml can name: plan files, and core_price."""

    files: Sequence[Plan]
    prices: pl.DataFrame
    settings: Settings

    def by_the_hour(self, chip: str) -> tuple[PayAsYouGo, ...]:
        """What a card-hour of a chip costs customers, as versions of one plan; none if unpriced.

        Raises:
            SettingsError: the file names a plan that there is not, or that is no price by the hour.
        """
        price = self.settings.supply.hour_price_of(chip)
        if price is None:
            return ()
        return self._typed(price) if price.plan is None else self._named(price.plan)

    def package(self, package: Package, pool_id: str) -> Plan:
        """A package for one pool.

        Raises:
            SettingsError: the file names a plan that there is not, or of which nothing is bought.
        """
        if package.plan is None:
            return self._typed_package(package, pool_id)
        found = [plan for plan in self.files if plan.plan_id == package.plan] or self._offers(
            package.plan, pool_id
        )
        bought = [plan for plan in found if "purchase" in type(plan).model_fields]
        if not bought:
            raise _unknown(package.plan, "a plan of which something is bought")
        return max(bought, key=lambda plan: plan.valid_from)

    def bought(self, package: Package, bought: Bought, pool_id: str, last: date) -> Plan | None:
        """What a customer has bought of a package, until `last`; None where it begins later.

        Without an end it runs on. A subscription paid in advance is booked by the month.
        """
        end = min(bought.ends_on or last, last)
        if end < bought.starts_on:
            return None
        plan = self.package(package, pool_id)
        purchase = Purchase(units=bought.units, starts_on=bought.starts_on, ends_on=end)
        on_sale = {"valid_from": min(plan.valid_from, bought.starts_on), "valid_to": None}
        if isinstance(plan, Reserved):
            months = _months_to(bought.starts_on, end)
            return plan.model_copy(update=on_sale | {"term_months": months, "purchase": purchase})
        if isinstance(plan, Subscription):
            monthly = {"pay": "monthly", "auto_renew": True, "purchase": purchase}
            return plan.model_copy(update=on_sale | monthly)
        return plan.model_copy(update=on_sale).purchased(purchase)

    def _typed(self, price: HourPrice) -> tuple[PayAsYouGo, ...]:
        own = ListPrice(price=price.price_cny_per_card_hour)
        terms = self._terms(BY_THE_HOUR)
        return (PayAsYouGo(**terms, mode="pay_as_you_go", prices=(own,)),)

    def _named(self, name: str) -> tuple[PayAsYouGo, ...]:
        files = [one for one in self.files if isinstance(one, PayAsYouGo)]
        rows = self.prices.filter(pl.col("offer_id") == name, pl.col("billing_mode") == "on_demand")
        zone = self.settings.time_zone
        found = [one for one in files if one.plan_id == name] or [
            self._for_all(on_demand_plan(row, zone, (row["valid_from"], row["valid_to"])))
            for row in rows.sort("valid_from").iter_rows(named=True)
        ]
        if not found:
            raise _unknown(name, "a price by the hour")
        return tuple(found)

    def _for_all(self, plan: PayAsYouGo) -> PayAsYouGo:
        """Whatever provider and region its row has: the seller's own, not those it buys from."""
        prices = tuple(ListPrice(price=one.price, per=one.per) for one in plan.prices)
        return plan.model_copy(update={"prices": prices})

    def _offers(self, name: str, pool_id: str) -> list[Plan]:
        rows = self.prices.filter(pl.col("offer_id") == name, pl.col("billing_mode") != "on_demand")
        hours, zone = self.settings.hours_per_month, self.settings.time_zone
        plans = (rental_plan(row, "core_price", hours, zone) for row in rows.iter_rows(named=True))
        return [
            plan.model_copy(update={"match": Selector(pool_id=(pool_id,))})
            for plan in plans
            if plan is not None
        ]

    def _typed_package(self, package: Package, pool_id: str) -> Reserved:
        return Reserved(
            **self._terms(package.name),
            mode="reserved",
            match=Selector(pool_id=(pool_id,)),
            cards=package.cards or 1,
            term_months=package.term_months,
            recurring=package.fee_cny_per_unit_month or Decimal(0),
            recurring_per="month",
            hours_per_month="calendar",
        )

    def _terms(self, plan_id: str) -> dict[str, Any]:
        return {
            "plan_id": plan_id,
            "valid_from": _EARLIEST,
            "currency": HOME_CURRENCY,
            "tax_included": self.settings.tax_basis == "included",
            "tax_rate": Decimal(0),
            "time_zone": self.settings.time_zone,
            "power_included": True,
            "source": FILE_NAME,
        }


def _months_to(first: date, last: date) -> int:
    """Whole months from `first` that reach beyond `last`."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months + 1 if add_months(first, months) <= last else max(months, 1)


def _unknown(name: str, wanted: str) -> SettingsError:
    return SettingsError(
        f"{name} is not {wanted}",
        where=FILE_NAME,
        remedy="Name a plan of a file in plans/, an offer of the price book, or write the price.",
    )
