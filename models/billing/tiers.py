"""Tiers: graduated (each unit at its own tier's price) and all-units (all at the price reached)."""

from fractions import Fraction
from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from models.billing.parts import Amount, Part


class Tier(Part):
    """From how many units on which price holds; price 0 is a free quota."""

    from_quantity: Amount
    price: Amount


class Tiers(Part):
    """Prices by quantity, counted anew every calendar month (or day), over all price versions.

    `together`: all items of the price count as one; otherwise each item has tiers of its own.
    """

    kind: Literal["graduated", "all_units"]
    counted: Literal["month", "day"] = "month"
    together: bool = True
    steps: tuple[Tier, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ascending_from_zero(self) -> "Tiers":
        starts = [step.from_quantity for step in self.steps]
        if starts[0] != 0 or any(low >= high for low, high in pairwise(starts)):
            msg = "steps must begin with from_quantity = 0 and ascend"
            raise ValueError(msg)
        return self

    def reached(self, quantity: Fraction) -> int:
        """Number of the tier that an all-units total lies in."""
        return max(
            n for n, step in enumerate(self.steps) if quantity >= Fraction(step.from_quantity)
        )

    def cost(self, quantity: Fraction) -> Fraction:
        """Cost of a quantity, exact."""
        if self.kind == "all_units":
            return quantity * Fraction(self.steps[self.reached(quantity)].price)
        starts = [Fraction(step.from_quantity) for step in self.steps]
        ends = [*starts[1:], max(quantity, starts[-1])]
        return sum(
            (
                max(Fraction(0), min(quantity, end) - start) * Fraction(step.price)
                for step, start, end in zip(self.steps, starts, ends, strict=True)
            ),
            Fraction(0),
        )

    def cheapest_quantity(self, needed: Fraction) -> Fraction:
        """How much to buy where at least `needed` is: more, where a tier begins that costs less.

        Of equal costs the smallest quantity.
        """
        starts = [Fraction(step.from_quantity) for step in self.steps]
        candidates = [needed, *(start for start in starts if start > needed)]
        return min(candidates, key=lambda quantity: (self.cost(quantity), quantity))
