"""Buy, rent or lease from the few numbers that a reader types, and how far the answer holds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from models.billing.cash_flow import monthly_rate
from models.billing.conversion import TaxBasis
from models.billing.power import PowerDraw, Tariff, flat_tariff
from models.billing.printed import (
    EQUIPMENT_TAX_RATE,
    SERVICE_TAX_RATE,
    PrintedAmount,
    to_cny,
)
from models.billing.residual import ResidualCurve
from models.ownership.leasing import Lease
from models.ownership.options import Option, Terms, options
from models.ownership.servers import Hosting, own_servers

Factor = Literal["rent", "price", "residual_value", "discount_rate", "power_price"]
SWING = Decimal("0.2")  # of rent and price, up and down
RATE_SWING = Decimal("0.05")  # of the cost of capital, up and down


@dataclass(frozen=True)
class Question:
    """Yuan with tax per server: `rent_cny`, `hosting_cny`, `lease_cny` a month, the others once.

    `load_ratio`: share of the rated power that is drawn. The answer stands on `tax_basis`.
    """

    price_cny: Decimal
    rent_cny: Decimal
    tariff: Tariff
    months: int = 36
    servers: int = 1
    cards: int = 8
    annual_rate: Decimal = Decimal("0.10")
    rated_kw: Decimal = Decimal("10.2")
    load_ratio: Decimal = Decimal(1)
    pue: Decimal = Decimal("1.3")
    hosting_cny: Decimal = Decimal(0)
    utilisation_ratio: Decimal = Decimal(1)
    lead_months: int = 0
    lease_cny: Decimal | None = None
    buyout_cny: Decimal | None = None
    hours_per_month: Decimal = Decimal(720)
    tax_basis: TaxBasis = "included"


@dataclass(frozen=True)
class Swing:
    """What buying saves in present value with one number lower and higher, all else equal."""

    factor: Factor
    low: str
    high: str
    at_low_cny: Decimal
    at_high_cny: Decimal


def answer(question: Question, curves: Sequence[ResidualCurve]) -> list[Option]:
    """Renting, buying under each curve, and leasing where a payment is given.

    Raises:
        InputError: a curve ends before the servers are sold.
        UsageError: a number that cannot be.
    """
    owned = own_servers(
        question.servers,
        question.cards,
        question.price_cny,
        PowerDraw(question.rated_kw, question.pue, question.load_ratio, question.load_ratio),
        question.tariff,
        Hosting(cabinet_cny=question.hosting_cny),
        question.hours_per_month,
        question.utilisation_ratio,
        question.lead_months,
    )
    terms = Terms(
        question.months,
        to_cny(
            _with_tax(question.rent_cny, SERVICE_TAX_RATE), question.tax_basis, question.servers
        ),
        monthly_rate(question.annual_rate),
        question.tax_basis,
        question.hours_per_month,
        question.utilisation_ratio,
    )
    return options(owned, terms, curves, _lease(question))


def reaching(curves: Sequence[ResidualCurve], months: int) -> list[ResidualCurve]:
    """Those that say what servers are worth after so many months."""
    return [curve for curve in curves if curve.points[-1][0] >= months]


def swings(
    question: Question, curves: Sequence[ResidualCurve], tariffs: Sequence[Tariff]
) -> list[Swing]:
    """What moves the saving under the first curve; of resale, all curves, of power, all tariffs."""
    fewer, more = 1 - SWING, 1 + SWING
    rate = question.annual_rate
    rates = (max(rate - RATE_SWING, Decimal(0)), rate + RATE_SWING)
    ways: list[tuple[Factor, str, str, Question, Question]] = [
        (
            "rent",
            f"{-SWING:.0%}",
            f"+{SWING:.0%}",
            replace(question, rent_cny=question.rent_cny * fewer),
            replace(question, rent_cny=question.rent_cny * more),
        ),
        (
            "price",
            f"{-SWING:.0%}",
            f"+{SWING:.0%}",
            replace(question, price_cny=question.price_cny * fewer),
            replace(question, price_cny=question.price_cny * more),
        ),
        (
            "discount_rate",
            f"{rates[0]:.0%}",
            f"{rates[1]:.0%}",
            replace(question, annual_rate=rates[0]),
            replace(question, annual_rate=rates[1]),
        ),
    ]
    found = [
        Swing(factor, low, high, _saving(lower, curves[0]), _saving(higher, curves[0]))
        for factor, low, high, lower, higher in ways
    ]
    by_curve = sorted((_saving(question, curve), curve.name) for curve in curves)
    found.append(_between("residual_value", by_curve))
    by_tariff = sorted(
        (_saving(replace(question, tariff=tariff), curves[0]), tariff.region)
        for tariff in (*tariffs, question.tariff)
    )
    return [*found, _between("power_price", by_tariff)]


def price_of_power(text: str, tariffs: Sequence[Tariff]) -> Tariff | None:
    """A tariff by its name, or yuan per kWh; None where it is neither."""
    known = {tariff.region: tariff for tariff in tariffs}
    if text in known:
        return known[text]
    try:
        return flat_tariff("given", Decimal(text), "given")
    except ArithmeticError:
        return None


def _between(factor: Factor, savings: Sequence[tuple[Decimal, str]]) -> Swing:
    (least, low), (most, high) = savings[0], savings[-1]
    return Swing(factor, low, high, least, most)


def _saving(question: Question, curve: ResidualCurve) -> Decimal:
    bought = next(one for one in answer(question, [curve]) if one.way == "buy")
    return bought.saving_present_value_cny


def _with_tax(amount: Decimal, rate: Decimal) -> PrintedAmount:
    return PrintedAmount(amount, tax_included=True, tax_rate=rate, source="given")


def _lease(question: Question) -> Lease | None:
    if question.lease_cny is None:
        return None
    buyout = question.buyout_cny
    return Lease(
        _with_tax(question.lease_cny, SERVICE_TAX_RATE),
        question.months + question.lead_months,
        buyout=None if buyout is None else _with_tax(buyout, EQUIPMENT_TAX_RATE),
    )
