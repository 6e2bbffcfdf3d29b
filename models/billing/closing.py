"""Closing drafts: the one place where a line is rounded, converted, and put on a tax basis."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import polars as pl

from data.errors import MissingPriceError
from models.billing.bill import QUANTITY_DECIMALS, RATE_DECIMALS, Line
from models.billing.clock import local_day
from models.billing.conversion import TaxBasis, Terms, in_cny
from models.billing.drafts import Draft
from models.billing.exchange import HOME_CURRENCY, MAX_RATE_AGE_DAYS, with_cny_rate
from models.billing.money import AMOUNT_DECIMALS, round_half_away
from models.billing.plans import Plan

Drafted = tuple[int, Plan, Draft]


@dataclass(frozen=True)
class Basis:
    """What amounts are reported in. `fx` is core_fx_rate, needed where a plan's currency differs.

    Into yuan only: rates are published against it.
    """

    currency: str
    tax_basis: TaxBasis
    fx: pl.DataFrame | None = None


def close(drafted: Iterable[Drafted], basis: Basis) -> tuple[Line, ...]:
    """Lines of drafts, in their order.

    Raises:
        MissingPriceError: an exchange rate is not known.
    """
    dated = [(place, plan, draft, _day(plan, draft)) for place, plan, draft in drafted]
    rates = _rates({(plan.currency, day) for _, plan, _, day in dated}, basis)
    return tuple(
        _close(place, plan, draft, (day, rates[plan.currency, day]), basis)
        for place, plan, draft, day in dated
    )


def _close(place: int, plan: Plan, draft: Draft, fx: tuple[date, Decimal], basis: Basis) -> Line:
    fx_date, fx_rate = fx
    exact = draft.amount
    charged = plan.rounding.round(exact)
    tax_rate = plan.tax_rate if draft.tax_rate is None else draft.tax_rate
    amount = charged
    if fx_rate != 1 or plan.tax_basis != basis.tax_basis:
        terms = Terms(fx_rate, plan.tax_included, tax_rate, basis.tax_basis)
        decimals = max(AMOUNT_DECIMALS, plan.rounding.decimals)
        amount = round_half_away(in_cny(charged, terms), decimals)
    return Line(
        plan_id=plan.plan_id,
        mode=plan.mode,
        kind=draft.kind,
        rule=draft.rule,
        ledger=draft.ledger,
        item_id=draft.item.item_id if draft.item else "",
        pool_id=draft.item.pool_id if draft.item else "",
        start=draft.start,
        end=draft.end,
        billed_at=draft.billed_at or draft.start,
        quantity=round_half_away(draft.quantity, QUANTITY_DECIMALS),
        unit=draft.unit,
        rate=_printed_rate(*draft.rate.as_integer_ratio()),
        charged=charged,
        currency=plan.currency,
        fx_rate=fx_rate,
        fx_date=fx_date,
        tax_rate=tax_rate,
        amount=amount,
        place=place,
        list_amount=_listed(plan, draft, charged),
        value=None if draft.value is None else plan.rounding.round(draft.value),
        balance=None if draft.balance is None else plan.rounding.round(draft.balance),
        origin=draft.origin,
        source=plan.source,
        exact=exact,
    )


@lru_cache(maxsize=4096)
def _printed_rate(numerator: int, denominator: int) -> Decimal:
    """Kept: a bill has many lines and few rates."""
    return round_half_away(Fraction(numerator, denominator), RATE_DECIMALS)


def _listed(plan: Plan, draft: Draft, charged: Decimal) -> Decimal | None:
    """At the pay-as-you-go price; what is charged at it is that already."""
    if draft.list_rate is None or draft.list_rate is draft.rate:
        return None if draft.list_rate is None else charged
    return plan.rounding.round(draft.quantity, draft.list_rate)


def _day(plan: Plan, draft: Draft) -> date:
    """The seller's local day on which a line is billed."""
    return local_day(draft.billed_at or draft.start, plan.time_zone)


def rate_of(currency: str, day: date, basis: Basis) -> Decimal:
    """Reporting currency per unit of a currency on a day; faults as `close`."""
    return _rates({(currency, day)}, basis)[currency, day]


def _rates(asked: set[tuple[str, date]], basis: Basis) -> dict[tuple[str, date], Decimal]:
    """Reporting currency per unit of each currency on each day."""
    own = {key: Decimal(1) for key in asked if key[0] == basis.currency}
    foreign = sorted(asked - set(own))
    if not foreign:
        return own
    if basis.fx is None or basis.currency != HOME_CURRENCY:
        raise MissingPriceError(
            f"Plans in {foreign[0][0]} cannot be reported in {basis.currency}",
            where="basis",
            remedy=f"Report in {HOME_CURRENCY} and give exchange rates (core_fx_rate).",
        )
    frame = pl.DataFrame(foreign, schema={"currency": pl.String, "day": pl.Date}, orient="row")
    rated = with_cny_rate(frame, basis.fx, day="day")
    missing = rated.filter(pl.col("cny_per_unit").is_null())
    if missing.height:
        raise MissingPriceError(
            f"No rate of {missing['currency'][0]} was published in the {MAX_RATE_AGE_DAYS} days"
            f" before {missing['day'][0]}",
            where="exchange rates",
            remedy="Load exchange rates of that time (source ecb_rates).",
        )
    found = zip(rated["currency"], rated["day"], rated["cny_per_unit"], strict=True)
    return own | {(currency, day): rate for currency, day, rate in found}
