"""What a customer's period comes to, plan by plan; amounts in the currency of the bills."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from models.billing.money import to_rate

NOTHING = Decimal(0)


class _Books(Protocol):
    @property
    def revenue(self) -> Decimal: ...

    @property
    def cost(self) -> Decimal: ...


class WithMargin:
    """What follows from any books' revenue and cost."""

    @property
    def margin(self: _Books) -> Decimal:
        """Revenue without the cost of capacity."""
        return self.revenue - self.cost

    @property
    def margin_ratio(self: _Books) -> Decimal | None:
        """Margin of revenue; None without revenue."""
        return ratio(self.revenue - self.cost, self.revenue)


@dataclass(frozen=True)
class PlanResult(WithMargin):
    """One plan's part. `cost` is its part of what capacity costs, by rented card-hours."""

    plan_id: str
    rented_card_hours: Decimal
    revenue: Decimal
    cost: Decimal


@dataclass(frozen=True)
class CustomerResult(WithMargin):
    """One customer's period; plans that neither billed nor covered anything are left out."""

    name: str
    profile: str
    by_plan: tuple[PlanResult, ...]
    is_own: bool = False

    @property
    def plans(self) -> tuple[str, ...]:
        """Plans it was billed under."""
        return tuple(one.plan_id for one in self.by_plan)

    @property
    def rented_card_hours(self) -> Decimal:
        """Used, or paid for in packages."""
        return sum((one.rented_card_hours for one in self.by_plan), NOTHING)

    @property
    def revenue(self) -> Decimal:
        """What it pays."""
        return sum((one.revenue for one in self.by_plan), NOTHING)

    @property
    def cost(self) -> Decimal:
        """Its part of what capacity costs."""
        return sum((one.cost for one in self.by_plan), NOTHING)

    @property
    def revenue_per_card_hour(self) -> Decimal | None:
        """Per rented card-hour; None where none was rented."""
        return ratio(self.revenue, self.rented_card_hours)

    def together_with(self, others: "Sequence[CustomerResult]") -> "CustomerResult":
        """The same customer over several periods."""
        parts = [part for one in (self, *others) for part in one.by_plan]
        return replace(self, by_plan=summed(parts))


def summed(parts: Sequence[PlanResult]) -> tuple[PlanResult, ...]:
    """One result per plan, in the order in which plans come first."""
    names = dict.fromkeys(part.plan_id for part in parts)
    return tuple(
        _one([part for part in parts if part.plan_id == plan_id], plan_id) for plan_id in names
    )


def _one(parts: Sequence[PlanResult], plan_id: str) -> PlanResult:
    return PlanResult(
        plan_id,
        sum((part.rented_card_hours for part in parts), NOTHING),
        sum((part.revenue for part in parts), NOTHING),
        sum((part.cost for part in parts), NOTHING),
    )


def ratio(amount: Decimal, quantity: Decimal) -> Decimal | None:
    """To a millionth; None of nothing."""
    return to_rate(Fraction(amount) / Fraction(quantity)) if quantity else None
