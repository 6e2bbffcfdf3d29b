"""Capacity blocks: cards for a window of days, paid before it begins, never cancelled."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from data.errors import UsageError
from models.billing.capacity import Held, cover
from models.billing.capacity_block import BlockRules, CapacityBlock, usable_until
from models.billing.drafts import Applied, Demand, Draft
from models.billing.parts import Amount, Count, Months, Purchase, Selector
from models.billing.plans import Plan
from models.billing.usage import HOUR


class CapacityBlockPlan(Plan):
    """`cards` per unit bought, for `days` from the hour of `purchase`, at `price` per card-hour.

    All of it is paid when it begins, also the last `ends_early_minutes`, in which the cards are
    already taken away. It cannot be cancelled or resold, so there is no key for that.
    """

    ORDER: ClassVar[int] = 30

    mode: Literal["capacity_block"]
    match: Selector = Selector()
    cards: Count = 8
    price: Amount = Field(description="per card-hour, in the plan's currency", gt=0)
    per: Count = Field(
        default=1, description="card-hours that one price buys: 8 of a server's hour"
    )
    days: Months
    ends_early_minutes: int = Field(30, ge=0, lt=60)
    purchase: Purchase | None = None

    @model_validator(mode="after")
    def _is_sold(self) -> "CapacityBlockPlan":
        try:
            self._block(datetime.min)  # noqa: DTZ901  any day: only the length is judged
        except UsageError as refused:
            msg = f"days: {refused.what}. {refused.remedy}"
            raise ValueError(msg) from refused
        if self.purchase is not None and self.purchase.ends_on is not None:
            msg = "purchase.ends_on: a capacity block cannot be ended early; its days say its end"
            raise ValueError(msg)
        return self

    def recurs(self, rule: str) -> bool:  # noqa: ARG002  a block is paid once
        """See Plan."""
        return False

    def apply(self, demand: Demand) -> Applied:
        """The price of the window, covered and unused use by month."""
        bought, clock = self.bought(self.purchase), demand.clock
        first = self.first_hour(clock, bought)
        block = self._block(clock.at(first))
        hours = self.days * 24
        cards = Fraction(self.cards * bought.units)
        fee = Draft(
            "fee", "capacity block, prepaid", clock.at(first), clock.at(first + hours),
            cards * hours, "card_hour", Fraction(self.price) / self.per,
        )  # fmt: skip
        whole, rest = divmod(usable_until(block) - block.starts_at, HOUR)
        held = [Held(first, first + whole, cards)]
        if rest:
            part = cards * Fraction(rest // timedelta(minutes=1), 60)
            held.append(Held(first + whole, first + whole + 1, part))
        numbers = [(number, 1) for number in demand.cards(self.match)]
        within = [Held(h.first, min(h.last, clock.hours), h.units) for h in held]
        applied = cover(demand, numbers, within, "capacity block")
        return Applied([fee, *applied.drafts], applied.taken)

    def _block(self, starts_at: datetime) -> CapacityBlock:
        rules = BlockRules(ends_early=timedelta(minutes=self.ends_early_minutes))
        return CapacityBlock(starts_at, self.days, self.cards, self.price, rules)
