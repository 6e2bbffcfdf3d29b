"""A month's bill of the overseas cloud in FOCUS 1.2: what its hours, contract and prices come to.

Committed cards cover first; what is beyond them is billed on demand. All amounts are dollars.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from data.sample.bill_lines import ACCOUNT, Line, to_row
from data.sample.contracts import CONTRACTS, Contract
from data.sample.offers import OFFERS
from data.sample.templates import Row

BILL_MONTH = date(2026, 10, 1)
INVOICE_ID = "SAMPLE-2026-10"
POOL = "mixed-a100"
_NEXT_MONTH = date(2026, 11, 1)
_LOCAL_HOURS_AHEAD = 8  # of UTC, in which a bill counts its days
_CARDS_PER_SERVER = 8
_TAX_RATE = Decimal("0.06")
_CREDIT = Decimal("-250.00")
_REFUNDED_CARD_HOURS = Decimal(96)  # billed twice in September
_ROUNDING = Decimal("-0.37")
_CENT = Decimal("0.01")


def make_bill(usage: pl.DataFrame) -> list[Row]:
    """One row per charge of the month; `usage` has the columns of the usage template."""
    lines = [*_purchases(), *_used(usage), *_goodwill()]
    return [to_row(line, INVOICE_ID) for line in [*lines, _tax(lines)]]


def make_invoice(bill: list[Row]) -> Row:
    """The invoice's total with its tax, to compare the bill with."""
    billed = {
        is_tax: sum(Decimal(str(r["BilledCost"])) for r in bill if is_tax == _is_tax(r))
        for is_tax in (True, False)
    }
    return {
        "invoice_id": INVOICE_ID,
        "provider": ACCOUNT.provider,
        "billing_account_id": ACCOUNT.account_id,
        "billing_period_start": BILL_MONTH.isoformat(),
        "currency": "USD",
        "total": f"{_to_cent(billed[True] + billed[False])}",
        "tax": f"{_to_cent(billed[True])}",
        "source": "synthetic sample",
    }


def _contract() -> Contract:
    return next(c for c in CONTRACTS if c.pool == POOL and c.first_day <= BILL_MONTH <= c.last_day)


def _monthly_fee() -> Decimal:
    return _contract().servers * Decimal(_contract().fee_per_server_month)


def _list_price() -> Decimal:
    """Dollars per card and hour on demand in the month of the bill."""
    offer = next(o for o in OFFERS if o.pool == POOL and o.billing_mode == "on_demand")
    return Decimal(next(price for day, price in reversed(offer.steps) if day <= BILL_MONTH))


def _purchases() -> Iterator[Line]:
    """The month's fee is bought on its first day; what it covers carries its effective cost."""
    yield Line(
        BILL_MONTH,
        "Purchase",
        "monthly fee of 3 servers of 8 cards, contract of a year",
        billed=_monthly_fee(),
        list_cost=_monthly_fee(),
        quantity=Decimal(_contract().servers),
        unit="Servers",
        frequency="Recurring",
        is_committed=True,
    )


def _used(usage: pl.DataFrame) -> Iterator[Line]:
    """Per day and project the hours under the contract and those on demand; then the idle rest."""
    price = _list_price()
    committed_cards = Decimal(_contract().servers * _CARDS_PER_SERVER)
    days = (_NEXT_MONTH - BILL_MONTH).days
    rate = (_monthly_fee() / (committed_cards * 24 * days)).quantize(Decimal("0.00000001"))
    spread = Decimal(0)
    for day, project, covered, beyond in _split(usage, committed_cards):
        if covered:
            spread += covered * rate
            yield Line(
                day,
                "Usage",
                "card-hours under the contract",
                project=project,
                effective=covered * rate,
                list_cost=covered * price,
                quantity=covered,
                is_committed=True,
            )
        if beyond:
            amount = beyond * price
            yield Line(
                day,
                "Usage",
                "card-hours on demand",
                project=project,
                billed=amount,
                effective=amount,
                list_cost=amount,
                quantity=beyond,
            )
    idle = _monthly_fee() - spread
    yield Line(
        _NEXT_MONTH - timedelta(days=1),
        "Usage",
        "card-hours of the contract that nobody used in the month",
        effective=idle,
        list_cost=idle,
        quantity=(idle / rate).quantize(_CENT),
        is_committed=True,
        is_unused=True,
    )


def _split(
    usage: pl.DataFrame, committed_cards: Decimal
) -> Iterator[tuple[date, str, Decimal, Decimal]]:
    """Day (UTC), project, card-hours under the contract and beyond it, in that order."""
    hours = (
        usage.filter(pl.col("pool") == POOL)
        .with_columns(pl.col("start") - timedelta(hours=_LOCAL_HOURS_AHEAD))
        .filter(pl.col("start").is_between(_midnight(BILL_MONTH), _midnight(_NEXT_MONTH), "left"))
        .sort("start", "project")
    )
    totals: dict[tuple[date, str], list[Decimal]] = {}
    free: dict[datetime, Decimal] = {}
    for start, project, used in hours.select("start", "project", "used_card_hours").iter_rows():
        card_hours = Decimal(used)
        covered = min(card_hours, free.setdefault(start, committed_cards))
        free[start] -= covered
        sums = totals.setdefault((start.date(), project), [Decimal(0), Decimal(0)])
        sums[0] += covered
        sums[1] += card_hours - covered
    for (day, project), (covered, beyond) in sorted(totals.items()):
        yield day, project, covered, beyond


def _goodwill() -> Iterator[Line]:
    """A refund of September, a voucher and a correction of rounding: all of them negative."""
    refund = -_REFUNDED_CARD_HOURS * _list_price()
    yield Line(
        BILL_MONTH + timedelta(days=13),
        "Usage",
        "refund: 96 card-hours of 2026-09-22 were billed twice",
        project="research-lab",
        billed=refund,
        effective=refund,
        list_cost=refund,
        quantity=-_REFUNDED_CARD_HOURS,
        is_correction=True,
    )
    for category, words, amount in (
        ("Credit", "voucher of the spring promotion", _CREDIT),
        ("Adjustment", "rounding of the invoice", _ROUNDING),
    ):
        last_day = _NEXT_MONTH - timedelta(days=1)
        yield Line(last_day, category, words, billed=amount, effective=amount, list_cost=amount)


def _tax(lines: list[Line]) -> Line:
    amount = _to_cent(sum((line.billed for line in lines), Decimal(0)) * _TAX_RATE)
    words = "tax on services, 6 %"
    last_day = _NEXT_MONTH - timedelta(days=1)
    return Line(last_day, "Tax", words, billed=amount, effective=amount, list_cost=amount)


def _is_tax(row: Row) -> bool:
    return row["ChargeCategory"] == "Tax"


def _to_cent(amount: Decimal | int) -> Decimal:
    return Decimal(amount).quantize(_CENT, ROUND_HALF_UP)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001  naive UTC
