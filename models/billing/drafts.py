"""What the engine hands to a mode, and what a mode hands back: exact, before any rounding."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from models.billing.bands import Minutes
from models.billing.clock import Clock
from models.billing.opening import Opening
from models.billing.usage import Item, Ticks

if TYPE_CHECKING:
    from models.billing.parts import Selector
    from models.billing.plans import Plan

COMPUTE = "card"
"""The component of what computes: cards, and instances of whatever size."""

Kind = Literal[
    "usage",  # priced by quantity
    "fee",  # due whether used or not
    "covered",  # use that a commitment covers: amount 0
    "unused",  # commitment that nothing used
    "minimum",  # added up to a minimum charge
    "shortfall",  # paid at the end for what was promised and not used
    "change",  # up- or downgrade within a term
    "refund",
    "credit",
    "deposit",
]
Ledger = Literal["charge", "deposit", "voucher"]
Hourly = Callable[[], npt.NDArray[Any]]
"""How much of a line falls into each of its hours: weights, one per hour from start to end."""

_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Origin:
    """Which usage a line came from: hours [first, last) of some items, as one plan took them.

    `minutes` says which part of each of those hours counts (time-of-use bands); `between` cuts the
    running total of the items `counted` from hour `since` on, hour by hour and item by item.
    `shares`: whether each hour costs its share of the line; not so where the highest one counts.
    """

    first: int
    last: int
    items: tuple[int, ...]
    minutes: Minutes | None = None
    between: tuple[int, int] | None = None
    since: int = 0
    counted: tuple[int, ...] = ()
    shares: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """A line before rounding, in its plan's currency and tax basis; amount = quantity x rate.

    `start` to `end` is what it pays for; it is billed at `billed_at` (default: `start`). `value` is
    what of a commitment in money it took or left; `balance` what is left of a prepaid sum or
    quantity. `tax_rate` is the plan's unless given: a credit is taxed as the charge that it pays.
    What is due hour by hour has an `origin` or says how it falls on its hours (`hourly`); what has
    neither is paid at once. A refund gives back what its plan was paid on the same `account`.
    """

    kind: Kind
    rule: str
    start: datetime
    end: datetime
    quantity: Fraction
    unit: str
    rate: Fraction
    item: Item | None = None
    billed_at: datetime | None = None
    ledger: Ledger = "charge"
    list_rate: Fraction | None = None
    value: Fraction | None = None
    balance: Fraction | None = None
    origin: Origin | None = None
    tax_rate: Decimal | None = None
    hourly: Hourly | None = None
    account: str = ""

    @property
    def billed(self) -> datetime:
        """When it is billed."""
        return self.billed_at or self.start

    @property
    def amount(self) -> Fraction:
        """Exact, in the plan's currency."""
        return self.quantity * self.rate if self.rate else _NOTHING


@dataclass(frozen=True, slots=True)
class HourlyRates:
    """Price per unit of an item in every hour of the usage: `rates[numbers[hour]]`.

    `numbers` None: the first rate holds in all of them. A rate of None is not known.
    """

    rates: tuple[Fraction | None, ...]
    numbers: npt.NDArray[Any] | None = None

    def sum(self, hours: int) -> Fraction | None:
        """What a unit costs in all of so many hours from the first on; None if one has no price."""
        if self.numbers is None:
            return None if self.rates[0] is None else self.rates[0] * hours
        total = _NOTHING
        for number, times in zip(*np.unique(self.numbers[:hours], return_counts=True), strict=True):
            price = self.rates[int(number)]
            if price is None:
                return None
            total += price * int(times)
        return total

    def mean(self, ticks: npt.NDArray[Any], first: int) -> Fraction | None:
        """Price per unit of `ticks` in the hours from `first` on; None if some have none."""
        if self.numbers is None:
            return self.rates[0]
        numbers = self.numbers[first : first + len(ticks)]
        worth, total = _NOTHING, 0
        for number in np.unique(numbers).tolist():
            part, price = int(ticks[numbers == number].sum()), self.rates[number]
            if part and price is None:
                return None
            worth += part * (price or _NOTHING)
            total += part
        return worth / total if total else None


class ListRate(Protocol):
    """Pay-as-you-go price of an item at an hour, in its plan's currency and tax basis."""

    def __call__(self, item: Item, at: datetime) -> Fraction | None:
        """Standard price per unit, outside of bands; None where none is known."""
        ...

    def by_hour(self, item: Item) -> HourlyRates:
        """What a unit costs in each hour, in its version and its bands."""
        ...

    def over(self, item: Item, first_hour: datetime, hours: int) -> HourlyRates:
        """The same in other hours than those of the usage."""
        ...


@dataclass(frozen=True)
class Demand:
    """What a mode may price: the ticks that no plan before it took, over the seller's clock.

    `ticks` is items x hours and covers all usage up to the period's end. Hours from `first` on
    belong to the period; those before are the past that balances and tiers need. Lines must not
    straddle `first`: `clock.segments(..., first)` cuts there.
    """

    items: tuple[Item, ...]
    ticks: Ticks
    clock: Clock
    first: int
    list_rate: ListRate
    metered: bool = False
    """Whether the ticks are runs, rounded as the plan measures them, or means over an hour."""
    drafted: Sequence[tuple[int, "Plan", Draft]] = ()
    """Place, plan and draft of all lines before, for modes that change others' charges."""
    taken: Mapping[int, Ticks] = field(default_factory=dict)
    """What each plan before took, by its place."""
    opening: Opening = field(default_factory=Opening)
    """What balances and tiers had counted before the usage begins."""
    earlier: Ticks | None = None
    """What earlier versions of the plan took: tiers of a month count it."""
    later: Sequence["Plan"] = ()
    """Versions of the plan that price what comes after this one."""
    paid_by_others: bool = False
    """Whether a plan of the portfolio pays charges (vouchers): what is past counts in full."""

    def selected(self, selects: Callable[[Item], bool]) -> list[int]:
        """Numbers of the items that a selector takes."""
        return [number for number, item in enumerate(self.items) if selects(item)]

    def cards(self, match: "Selector") -> list[int]:
        """Numbers of the items that n cards of a selector can serve.

        Compute only, unless the selector says which component: cards hold no disk of their pool.
        """
        named = match.component or match.unit or match.item_id
        chosen = self.selected(match.selects)
        return chosen if named else [n for n in chosen if self.items[n].component == COMPUTE]

    def counted_before(
        self, first: int, plan_id: str, unit: str, items: list[int], *, together: bool
    ) -> Fraction:
        """What a tier of these items, counted from hour `first` on, had used before the usage.

        Zero where it began with the usage or later. `together`: of all of them, so that what is
        given for no item by name is theirs too.

        Raises:
            InputError: it began before, and what it had used is not given.
        """
        if first >= 0:
            return Fraction(0)
        names = {self.items[number].item_id for number in items} | ({""} if together else set())
        return self.opening.counted(plan_id, unit, names, self.clock.at(first), self.clock)

    def drawn_before(self, first: int, plan_id: str, unit: str, whole: Fraction) -> Fraction:
        """As `counted_before`, of a balance of `whole` that was bought, perhaps one of several."""
        if first >= 0:
            return Fraction(0)
        return self.opening.drawn(plan_id, unit, whole, self.clock.at(first), self.clock)

    def block(self, items: list[int], first: int, last: int) -> Ticks:
        """Ticks of some items in the hours from `first` to before `last`."""
        if items == list(range(len(self.items))):
            return self.ticks[:, first:last]  # a view: the usual case, and no copy
        return self.ticks[items, first:last]


@dataclass(frozen=True)
class Applied:
    """Lines of one plan, and the ticks it took of the demand (None: none)."""

    drafts: list[Draft] = field(default_factory=list)
    taken: Ticks | None = None
