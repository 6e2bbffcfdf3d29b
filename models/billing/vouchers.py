"""Computing vouchers (算力券): money of a city that pays a share of some items, until it expires.

A voucher pays at most its share of an eligible line, at most its cap in a month, and at most what
is left of it; never more than the line. Of several the one that expires first pays first. Voucher
money and balance money are two ledgers: a refund returns balance only.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise

from data.errors import UsageError
from models.billing.checks import require_not_negative, require_positive, require_positive_share
from models.billing.money import to_cents

NOTHING = Decimal(0)

Spent = defaultdict[tuple[str, str], Fraction]
"""By voucher and month, and by voucher and "" for all months."""

Drawn = tuple["Payable", str, Fraction]
"""What a voucher pays of what."""


@dataclass(frozen=True)
class Voucher:
    """A voucher as granted: `valid_from` to `valid_to`, both included.

    `eligible_items` None: all items. `cap_cny_per_month` None: no cap but the face value.
    """

    voucher_id: str
    face_value_cny: Decimal
    share: Decimal
    valid_from: date
    valid_to: date
    source: str
    eligible_items: frozenset[str] | None = None
    cap_cny_per_month: Decimal | None = None

    def __post_init__(self) -> None:
        require_positive("face value", self.face_value_cny, "CNY")
        require_positive_share("share a voucher pays", self.share)
        if self.cap_cny_per_month is not None:
            require_not_negative("cap", self.cap_cny_per_month, "CNY per month")
        if self.valid_to < self.valid_from:
            raise UsageError(
                f"Voucher {self.voucher_id} ends before it begins",
                where=self.source,
                remedy="Write the first and the last day on which it can be spent.",
            )


@dataclass(frozen=True)
class Payable:
    """A line to be paid, or what of it falls on a day: its number in the bill, item, day, yuan.

    `hour` is its number where what falls on an hour of the day is paid by itself.
    """

    line: int
    item: str
    day: date
    amount_cny: Decimal | Fraction
    hour: int = 0


@dataclass(frozen=True)
class VoucherSpend:
    """An entry of the voucher ledger: this voucher paid so much of that line."""

    voucher_id: str
    line: int
    day: date
    amount_cny: Decimal


@dataclass(frozen=True)
class PaidLine:
    """How a line was paid: amount = voucher + balance."""

    payable: Payable
    voucher_cny: Decimal
    balance_cny: Decimal


@dataclass(frozen=True)
class Paid:
    """All lines, and the voucher ledger behind them."""

    lines: tuple[PaidLine, ...]
    voucher_ledger: tuple[VoucherSpend, ...]


@dataclass(frozen=True)
class VoucherState:
    """A voucher on a day: face value = spent + left + expired."""

    voucher_id: str
    spent_cny: Decimal
    left_cny: Decimal
    expired_cny: Decimal


def pay(payables: Sequence[Payable], vouchers: Sequence[Voucher]) -> Paid:
    """Pay lines in the order of their days (then line numbers) with vouchers, the rest by balance.

    Credits (negative lines) take no voucher.
    """
    ledger = []
    by_voucher: defaultdict[int, Decimal] = defaultdict(Decimal)
    for payable, voucher_id, exact in draw(payables, vouchers, lambda a: Fraction(to_cents(a))):
        amount = to_cents(exact)
        ledger.append(VoucherSpend(voucher_id, payable.line, payable.day, amount))
        by_voucher[id(payable)] += amount
    lines = [
        PaidLine(p, by_voucher[id(p)], to_cents(p.amount_cny) - by_voucher[id(p)])
        for p in _in_order(payables)
    ]
    return Paid(tuple(lines), tuple(ledger))


def draw(
    payables: Sequence[Payable],
    vouchers: Sequence[Voucher],
    rounded: Callable[[Fraction], Fraction],
    by_hour: Callable[[Payable], list[Payable]] | None = None,
    before: Mapping[tuple[str, str], Fraction] | None = None,
) -> list[Drawn]:
    """What each voucher pays of what: in the order of days, the voucher that ends first before.

    `rounded` is how its share of an amount is rounded. `by_hour` parts what falls on a day among
    its hours: the day on which a voucher or its cap runs out is paid hour by hour, so that what was
    charged first is paid first; on all others the order changes nothing. `before` is what was spent
    before, by voucher and month, and by voucher and "".

    Raises:
        UsageError: two vouchers have one name.
    """
    order = sorted(vouchers, key=lambda v: (v.valid_to, v.voucher_id))
    for one, other in pairwise(sorted(vouchers, key=lambda v: v.voucher_id)):
        if one.voucher_id == other.voucher_id:
            raise UsageError(
                f"Two vouchers are called {one.voucher_id}",
                where=one.source,
                remedy="Give each a name of its own, or their sum as one voucher.",
            )
    spent: Spent = defaultdict(Fraction, before or {})
    found: list[Drawn] = []
    for _, together in groupby(_in_order(payables), key=lambda p: p.day):
        of_day = list(together)
        drawn, after, ran_out = _draw_day(of_day, order, spent, rounded)
        if ran_out and by_hour is not None:
            parted = _in_order([part for payable in of_day for part in by_hour(payable)])
            drawn, after, _ = _draw_day(parted, order, spent, rounded)
        found += drawn
        spent = after
    return found


def _draw_day(
    payables: Sequence[Payable],
    order: Sequence[Voucher],
    before: Spent,
    rounded: Callable[[Fraction], Fraction],
) -> tuple[list[Drawn], Spent, bool]:
    """What is paid of a day, what is spent after it, and whether a voucher or a cap ran out."""
    spent, found, ran_out = before.copy(), [], False
    for payable in payables:
        rest = Fraction(payable.amount_cny)
        for voucher in order:
            if not _may_pay(voucher, payable):
                continue
            asked = min(rounded(Fraction(payable.amount_cny) * Fraction(voucher.share)), rest)
            left = _left(voucher, payable, spent)
            amount = min(asked, left)
            if amount > 0:
                ran_out = ran_out or left <= asked
                found.append((payable, voucher.voucher_id, amount))
                spent[voucher.voucher_id, ""] += amount
                spent[voucher.voucher_id, _month_of(payable)] += amount
                rest -= amount
    return found, spent, ran_out


def _in_order(payables: Sequence[Payable]) -> list[Payable]:
    return sorted(payables, key=lambda p: (p.day, p.hour, p.line))


def refund(line: PaidLine, share_refunded: Decimal) -> Decimal:
    """Yuan that come back to the balance for a share of a line; voucher money never does."""
    require_positive_share("share refunded", share_refunded)
    return to_cents(Fraction(line.balance_cny) * Fraction(share_refunded))


def voucher_state(voucher: Voucher, ledger: Sequence[VoucherSpend], on: date) -> VoucherState:
    """What was spent up to a day, what is left for later, and what has expired unspent."""
    spent = sum(
        (s.amount_cny for s in ledger if s.voucher_id == voucher.voucher_id and s.day <= on),
        Decimal(0),
    )
    rest = voucher.face_value_cny - spent
    expired = on > voucher.valid_to
    return VoucherState(
        voucher.voucher_id, spent, NOTHING if expired else rest, rest if expired else NOTHING
    )


def _may_pay(voucher: Voucher, payable: Payable) -> bool:
    eligible = voucher.eligible_items
    return voucher.valid_from <= payable.day <= voucher.valid_to and (
        eligible is None or payable.item in eligible
    )


def _left(voucher: Voucher, payable: Payable, spent: Spent) -> Fraction:
    """What is left of it, and of its cap in the month."""
    left = Fraction(voucher.face_value_cny) - spent[voucher.voucher_id, ""]
    if voucher.cap_cny_per_month is not None:
        month = spent[voucher.voucher_id, _month_of(payable)]
        left = min(left, Fraction(voucher.cap_cny_per_month) - month)
    return max(left, Fraction(0))


def _month_of(payable: Payable) -> str:
    return f"{payable.day:%Y-%m}"
