"""Servers bought outright, as a term: price at delivery, hosting and power by the month, resale.

A price book says the price alone; what else it takes stands in `[[purchase]]` of buying.toml.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from data.buying import Purchase
from data.errors import InputError
from data.reference.ownership import read_electricity_tariffs, read_residual_curves
from models.billing.cash_flow import by_month
from models.billing.conversion import TaxBasis
from models.billing.effective import PRICE_KEY
from models.billing.exchange import NO_RATE
from models.billing.modes.owned import Owned
from models.billing.money import to_cents
from models.billing.owned import OwnedServers, RunningCost, owned_cash_flows
from models.billing.plans import Plan
from models.billing.power import PowerDraw, Tariff, flat_tariff, monthly_power_cost, tariffs_of
from models.billing.printed import EQUIPMENT_TAX_RATE, PrintedAmount, to_cny
from models.billing.residual import ResidualCurve, curves_of, residual_share
from models.buying.payments import Payments
from models.offers.for_sale import suiting
from models.offers.market import Market
from models.offers.rows import owned_plan
from models.offers.sale import SERVER, Sale
from models.offers.window import Window

PURCHASE = "purchase"
PURCHASE_UNSAID = "purchase_not_said"
CURVES = {"low": "resale_low", "book": "straight_line_5_years", "high": "resale_high"}
_MONTHS_PER_YEAR = 12


@dataclass(frozen=True)
class Owning:
    """A server bought for `rule.months_of_use` months; `price_cny` on the basis of the settings.

    Of the case: `hours_per_month`. `power_ratio`: the electricity price, of the one given.
    """

    price_cny: Decimal
    cards: int
    rule: Purchase
    lead_months: int
    hours_per_month: Decimal
    tax_basis: TaxBasis
    power_ratio: Decimal = Decimal(1)

    def payments(self) -> Payments:
        """By month from the order; resale comes in with the last.

        Raises:
            InputError: the residual curve ends before, or no tariff has the name given.
        """
        owned = OwnedServers(
            servers=1,
            cards_per_server=self.cards,
            price_per_server=self._printed(self.price_cny),
            running=tuple(self._running()),
            lead_time_months=self.lead_months,
            paid_at_order_ratio=Decimal(0),
        )
        months = self.rule.months_of_use
        flows = owned_cash_flows(owned, curve_named(self.rule.residual), months, self.tax_basis)
        return tuple(Fraction(amount) for amount in by_month(flows))

    @property
    def residual_cny(self) -> Fraction:
        """What the server is sold for in the end."""
        share = residual_share(curve_named(self.rule.residual), self.rule.months_of_use)
        return Fraction(self.price_cny) * share

    def changed(self, residual: str | None = None, power: float = 1.0) -> "Owning":
        """The same under another residual curve, or at so much of the electricity price."""
        rule = self.rule.model_copy(update={"residual": residual or self.rule.residual})
        return replace(self, rule=rule, power_ratio=self.power_ratio * Decimal(str(power)))

    def _running(self) -> list[RunningCost]:
        rule = self.rule
        maintained = to_cents(
            Fraction(self.price_cny)
            * Fraction(str(rule.maintenance_share_per_year))
            / _MONTHS_PER_YEAR
        )
        amounts = {
            "hosting": rule.hosting_cny_per_server_month,
            "electricity": self._electricity_cny(),
            "maintenance": maintained,
        }
        return [
            RunningCost(item, self._printed(amount)) for item, amount in amounts.items() if amount
        ]

    def _electricity_cny(self) -> Decimal:
        """Of a server and month that draws `power_kw` in every hour."""
        rule = self.rule
        if not rule.power_kw:
            return Decimal(0)
        draw = PowerDraw(rule.power_kw, rule.pue)
        if rule.electricity_tariff is not None:
            tariff = _tariff(rule.electricity_tariff)
            printed = monthly_power_cost(draw, tariff, self.hours_per_month)
            with_tax = PrintedAmount(
                printed, tax_included=True, tax_rate=EQUIPMENT_TAX_RATE, source=tariff.source
            )
            return to_cents(Fraction(to_cny(with_tax, self.tax_basis)) * Fraction(self.power_ratio))
        assert rule.electricity_cny_per_kwh is not None  # noqa: S101  the file is checked for it
        tariff = flat_tariff(
            "given", rule.electricity_cny_per_kwh * self.power_ratio, "buying.toml"
        )
        return monthly_power_cost(draw, tariff, self.hours_per_month)

    def _printed(self, amount: Decimal) -> PrintedAmount:
        """On the settings' basis already."""
        return PrintedAmount(amount, self.tax_basis == "included", Decimal(0), "buying.toml")


def outright(
    market: Market, plans: Sequence[Plan], window: Window
) -> tuple[list[Sale], dict[str, str]]:
    """Servers sold for good on a pool's last day, and what faults other rows have, by offer.

    Of the price book and of plan files. Months of use are not known yet: `Sale.term_months` is 0.
    """
    key = tuple(window.pool[name] for name in ("local_date", *PRICE_KEY))
    owned = [plan for plan in suiting(plans, window) if isinstance(plan, Owned)]
    sales = [_sale(plan) for plan in owned]
    faults: dict[str, str] = {}
    for row in market.rows.get(key, []):
        if row["billing_mode"] != PURCHASE or not row["price"]:
            continue
        if market.rates.of(row["currency"], row["local_date"]) is None:
            faults[row["offer_id"]] = NO_RATE
            continue
        try:
            sales.append(_sale(owned_plan(row, market.settings.time_zone)))
        except InputError as fault:
            faults[row["offer_id"]] = str(fault)
    return sales, faults


def _sale(plan: Owned) -> Sale:
    return Sale(plan, PURCHASE, 0, SERVER, plan.cards)


def is_outright(sale: Sale) -> bool:
    """Whether a sale hands over the servers themselves: of a price book, or of a plan file."""
    return isinstance(sale.plan, Owned)


def curve_named(name: str) -> ResidualCurve:
    """A residual curve, as buying.toml calls it."""
    return _curves()[CURVES[name]]


@lru_cache(maxsize=1)
def _curves() -> dict[str, ResidualCurve]:
    return {one.name: one for one in curves_of(read_residual_curves().to_dicts())}


@lru_cache(maxsize=1)
def _tariffs() -> dict[str, Tariff]:
    return {one.region: one for one in tariffs_of(read_electricity_tariffs().to_dicts())}


def _tariff(name: str) -> Tariff:
    if name not in _tariffs():
        raise InputError(
            f"No electricity tariff is called {name}",
            where="buying.toml, purchase.electricity_tariff",
            remedy=f"Write one of {', '.join(_tariffs())}, or electricity_cny_per_kwh.",
        )
    return _tariffs()[name]
