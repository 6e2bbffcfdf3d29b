"""What can be bought: plans with dated payments, hour packs, spot.

A unit is what a plan sells (a server); a pool counts its own reference units. `serves` says how
many of them one bought unit is worth in each pool: throughput ratio x goodput x availability.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from data.errors import UsageError

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class TierStep:
    """From how many units, bought in one month, which share of the plan's payments is due."""

    from_units: float
    fee_ratio: float


@dataclass(frozen=True)
class Tiers:
    """Graduated: each unit at its own step's ratio; all-units: all at the step reached."""

    kind: Literal["graduated", "all_units"]
    steps: tuple[TierStep, ...]

    def __post_init__(self) -> None:
        starts = [step.from_units for step in self.steps]
        if not starts or starts[0] != 0 or starts != sorted(set(starts)):
            raise UsageError(
                f"Tiers begin at {starts}",
                where="Tiers.steps",
                remedy="Begin at 0 and rise.",
            )


@dataclass(frozen=True)
class Plan:
    """A contract for units over `term_months`, beginning `lead_months` after it is bought.

    `flows_cny`: yuan per unit, paid (received: negative) k months after the purchase, k = 0, 1,
    ...; month k is the end of the k-th month. `package_units` 0: any amount, otherwise whole
    packages. Bought at all, at least `minimum_units` in that month.
    """

    plan_id: str
    term_months: int
    flows_cny: tuple[float, ...]
    serves: Mapping[str, float]
    lead_months: int = 0
    package_units: float = 0
    minimum_units: float = 0
    most_units: float = float("inf")
    tiers: Tiers | None = None

    def __post_init__(self) -> None:
        if self.term_months < 1 or self.lead_months < 0 or not self.flows_cny:
            raise UsageError(
                f"The plan {self.plan_id} has a term of {self.term_months} months, "
                f"a lead time of {self.lead_months} and {len(self.flows_cny)} payments",
                where=self.plan_id,
                remedy="Give a term of at least a month, and what is paid when.",
            )
        if not self.serves or any(worth <= 0 for worth in self.serves.values()):
            raise UsageError(
                f"The plan {self.plan_id} serves {dict(self.serves)}",
                where=self.plan_id,
                remedy="Say for at least one pool how many reference units a unit is worth.",
            )


def monthly_plan(
    plan_id: str, term_months: int, fee_cny_per_month: float, *pools: str, **more: object
) -> Plan:
    """A plan paid at the end of each month, whose unit is the reference unit of its pools."""
    flows = (0.0, *([float(fee_cny_per_month)] * term_months))
    return Plan(plan_id, term_months, flows, dict.fromkeys(pools, 1.0), **more)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Extension:
    """Plans by which one contract goes on: bought in that month only, together at most `units`."""

    plan_ids: frozenset[str]
    month: int
    units: float


@dataclass(frozen=True)
class HourPack:
    """Prepaid hours of a reference unit, drawn in the pools named until they expire.

    Bought whole; usable in the month of purchase and the `term_months` - 1 after it.
    """

    pack_id: str
    hours: float
    price_cny: float
    term_months: int
    pools: tuple[str, ...]


@dataclass(frozen=True)
class AsNeeded:
    """Units of a plan taken later, in each scenario where they are needed enough: single months.

    Of one pool, months x blocks, per unit of width that is left to it: `saved_cny` against the
    hour; `units` of the plan, `hours` that they serve, and `paid_cny` for them and for the hours
    that are left, all expected. Limits that name the plan count them.
    """

    plan_id: str
    pool_id: str
    saved_cny: Numbers
    units: Numbers
    hours: Numbers
    paid_cny: Numbers


@dataclass(frozen=True)
class Spot:
    """Hours at a lower price that may be lost: yuan per effective hour of a reference unit.

    `most_units`: how many at once; what it cannot give goes to pay-as-you-go.
    """

    spot_id: str
    cny_per_effective_hour: float
    most_units: float
    pools: tuple[str, ...]
