"""What balances and tiers had counted before the usage begins: given, never assumed to be zero."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from data.errors import InputError, UsageError
from models.billing.clock import Clock

UsedBefore = Mapping[tuple[str, str], Decimal]
"""By plan_id and item_id ("" for all items together): what the window that holds the usage's
first hour had counted before it. Of all packs of a plan in their units, of committed spend in its
currency, of tiers in the tiers' units of the running month (or day). Of a voucher in its currency,
by its voucher_id, and of its cap in the running month by voucher_id and month ("city 2026-01")."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Of a plan what is given, what its purchases have taken of it, and what they hold."""

    given: Fraction
    drawn: Fraction = Fraction(0)
    whole: Fraction = Fraction(0)


class Opening:
    """The opening balances of a bill, each to be asked for by the plan that it is of."""

    def __init__(self, used_before: UsedBefore | None = None) -> None:
        self._given = dict(used_before or {})
        self._asked: set[tuple[str, str]] = set()
        self._drawn: dict[str, _Drawn] = {}
        for (plan_id, item_id), quantity in self._given.items():
            if not quantity.is_finite() or quantity < 0:
                raise UsageError(
                    f"{quantity} cannot have been used before",
                    where=f"used_before of {plan_id} {item_id}".strip(),
                    remedy="Give a quantity of zero or more.",
                )

    def counted(
        self, plan_id: str, unit: str, items: Set[str] | None, since: datetime, clock: Clock
    ) -> Fraction:
        """Sum of what is given for the plan and these items (None: all of them).

        Raises:
            InputError: nothing is given.
        """
        found = [
            key for key in self._given if key[0] == plan_id and (items is None or key[1] in items)
        ]
        if not found:
            raise InputError(
                f"The plan counts use from {since} UTC on, and usage is known from"
                f" {clock.first_hour} on",
                where=plan_id,
                remedy=f"Give the usage from that hour on, or used_before: how many {unit} the plan"
                " had counted until then (zero where nothing was used).",
            )
        self._asked.update(found)
        return sum((Fraction(self._given[key]) for key in found), Fraction(0))

    def drawn(
        self, plan_id: str, unit: str, whole: Fraction, since: datetime, clock: Clock
    ) -> Fraction:
        """What of the given quantity this purchase had counted, at most the `whole` that it is.

        Purchases of one plan take it in the order in which they are applied: what the first cannot
        have counted, the next did. Faults as `counted`.
        """
        given = self.counted(plan_id, unit, None, since, clock)
        so_far = self._drawn.get(plan_id, _Drawn(given))
        part = min(whole, given - so_far.drawn)
        self._drawn[plan_id] = _Drawn(given, so_far.drawn + part, so_far.whole + whole)
        return part

    def require_all_asked(self) -> None:
        """Refuse what no plan asked for: it would have been ignored.

        Raises:
            UsageError: a key names no plan or item that began to count before the usage, or more
                than its purchases held.
        """
        for plan_id, found in self._drawn.items():
            if found.given > found.drawn:
                raise UsageError(
                    f"{float(found.given):g} were used before, and {float(found.whole):g} is all"
                    " that was bought",
                    where=f"used_before of {plan_id}",
                    remedy="Give what it had counted itself: what was beyond it belongs to other"
                    " plans.",
                )
        ignored = sorted(set(self._given) - self._asked)
        if ignored:
            names = ", ".join(" ".join(key).strip() for key in ignored)
            raise UsageError(
                f"used_before names what no plan counts from before the usage: {names}",
                where="used_before",
                remedy="Name a pack, spend, tiers or voucher that began before the usage.",
            )
