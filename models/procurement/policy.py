"""The policy: draw scenarios, solve, buy what is due now, and solve again next month."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from data.errors import UsageError
from models.procurement.curves import Curve
from models.procurement.evidence import LONG_TERM_MONTHS, evidence_cny, units_with_evidence
from models.procurement.ladder import Ladder
from models.procurement.recourse import (
    in_blocks,
    known_need,
    levels_of,
    shape_of,
    unit_hours_ahead,
    unit_values,
    units_considered,
    without_planned,
)
from models.procurement.replay import Purchase, View
from models.procurement.scenarios.ensemble import Ensemble, Scenarios
from models.procurement.scenarios.generators import GENERATORS, Generator
from models.procurement.unit_ladder import BuyAtMost, UnitLadder, solve_units

Numbers = NDArray[np.float64]

EVIDENCE_SHARE = 0.25
SHORTEST_HORIZON_MONTHS = 24


@dataclass(frozen=True)
class PolicySettings:
    """Knobs. `evidence_share` is lambda, the one a user sees: 0 trusts scenarios, 1 the past year.

    `most_long_share`: of the present need, how much may be bought for a year or more in any one
    month (laddering); None: no such cap. `paths` are drawn from each generator.
    """

    evidence_share: float = EVIDENCE_SHARE
    most_long_share: float | None = None
    paths: int = 40
    seed: int = 7

    def __post_init__(self) -> None:
        if not 0 <= self.evidence_share <= 1:
            raise UsageError(
                f"The evidence share is {self.evidence_share}",
                where="evidence_share",
                remedy="Write a share from 0 (trust the scenarios) to 1 (a full year's evidence).",
            )


@dataclass(frozen=True)
class Outlook:
    """What the policy believes at a decision: months ahead x units, in yuan and in shares of hours.

    `values_cny`: what each unit avoids. `use`: share of a month's hours in which it works.
    `evidence_cny`: what it would have cost by the hour over the last year.
    """

    values_cny: Numbers
    use: Numbers
    evidence_cny: Numbers
    scenarios: Scenarios
    generator_weights: Mapping[str, float]

    def curve(self, ladder: Ladder) -> Curve:
        """The same as a curve, for a `Problem` with other pools, plans and limits."""
        hours = self.use * ladder.hours_per_month
        paid = hours * ladder.pay_as_you_go_cny_per_hour
        return Curve(np.ones(hours.shape[1]), self.values_cny, hours, paid)


@dataclass
class LadderPolicy:
    """The model. Remembers its draws between months, nothing else.

    `generators`: what draws scenarios; a forecast's own sample paths can stand among them.
    """

    settings: PolicySettings = field(default_factory=PolicySettings)
    generators: Mapping[str, Generator] = field(default_factory=lambda: GENERATORS)
    _ensemble: Ensemble | None = None

    def __call__(self, view: View) -> Purchase:
        """Units by the months of their term, whole; a large pool is decided in blocks of units."""
        if not known_need(view):
            return {}
        view, width = in_blocks(view)
        outlook = self.outlook(view)
        solved = solve_units(
            outlook.values_cny, view.ladder, view.in_hand, self.limits(view, outlook)
        )
        return due_now(solved, view.ladder, width)

    def outlook(self, view: View) -> Outlook:
        """Scenarios after the months known, and what they make each unit worth.

        Planned runs of the past are no sign of more of them, and those ahead are in every scenario.
        """
        past = without_planned(view)
        scenarios = self._drawer(view.ladder).draw(*levels_of(past))
        hours = unit_hours_ahead(scenarios, shape_of(past), units_considered(view), view.planned)
        weights = scenarios.weights
        use: Numbers = np.tensordot(weights, hours, axes=(0, 0))
        return Outlook(
            unit_values(hours, weights, view.ladder),
            use,
            evidence_cny(past, view.ladder, view.planned),
            scenarios,
            scenarios.generator_weights,
        )

    def limits(self, view: View, outlook: Outlook, months: int = 1) -> list[BuyAtMost]:
        """The evidence clamp on the next purchases (of so many months), and the laddering cap."""
        share = self.settings.evidence_share
        limits = [
            BuyAtMost(
                term.months,
                units_with_evidence(outlook.evidence_cny, term, share),
                months,
                running=True,
            )
            for term in view.ladder.terms
            if term.months >= LONG_TERM_MONTHS and share > 0
        ]
        cap = self.settings.most_long_share
        if cap is not None:
            most = float(np.ceil(cap * _present_need(view)))
            limits.append(BuyAtMost(LONG_TERM_MONTHS, most, len(outlook.values_cny)))
        return limits

    def _drawer(self, ladder: Ladder) -> Ensemble:
        months = max(SHORTEST_HORIZON_MONTHS, ladder.longest_months)
        if self._ensemble is None or self._ensemble.months != months:
            self._ensemble = Ensemble(
                months, self.settings.paths, self.settings.seed, self.generators
            )
        return self._ensemble


def _present_need(view: View) -> float:
    """The peak of the last month, and of what is planned for this one."""
    return sum(float(rows.max(initial=0.0)) for rows in (view.past[-1:], view.planned[:1]))


def due_now(solved: UnitLadder, ladder: Ladder, width: float) -> dict[int, float]:
    """What is bought in the first month, in whole units, where blocks have `width` of them."""
    first = np.rint(solved.bought[:, 0] * width)
    return {t.months: float(u) for t, u in zip(ladder.terms, first, strict=True) if u > 0}
