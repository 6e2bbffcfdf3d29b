"""The levers that change what a run costs, each priced alone against the same run.

Better data, steadier running, scheduling, domestic cards, a supercomputing centre, and tuning a
hosted model instead of training one. Levers do not add up: two of them together are an estimate of
their own (`apply` one on the other's situation).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from models.billing.checks import require_positive, require_positive_share
from models.billing.money import to_cents, to_rate
from models.training.costing import cost_by_the_hour
from models.training.estimate import Estimate, Machine, estimate
from models.training.runs import TrainingRun

_WHOLE = Decimal(1)
_MILLION = 1_000_000


@dataclass(frozen=True)
class Situation:
    """A run, where it runs, and what a card-hour costs there. Money is in one currency."""

    run: TrainingRun
    home_tflops: Decimal
    machine: Machine
    price_per_card_hour: Decimal

    @property
    def estimate(self) -> Estimate:
        """What it takes."""
        return estimate(self.run, self.machine, self.home_tflops)


@dataclass(frozen=True)
class Outcome:
    """What a lever comes to. `days` is None where nothing is trained."""

    lever: str
    cost: Decimal
    saving: Decimal
    days: Decimal | None
    card_hours: Decimal


class Lever(Protocol):
    """Something that can be changed about a run."""

    @property
    def name(self) -> str:
        """A word that texts are found by."""

    def outcome(self, base: Situation) -> Outcome:
        """The run with this lever alone."""


@dataclass(frozen=True)
class BetterData:
    """As good a model from fewer tokens: the work shrinks with them."""

    token_ratio: Decimal
    name: str = "better_data"

    def outcome(self, base: Situation) -> Outcome:
        """See Lever."""
        require_positive_share("share of the tokens", self.token_ratio)
        shrinking = "card_hours" if base.run.tokens is None else "tokens"
        amount = getattr(base.run, shrinking) * self.token_ratio
        return _trained(
            self.name,
            base,
            replace(base, run=base.run.model_copy(update={shrinking: amount})),
        )


@dataclass(frozen=True)
class SteadierRunning:
    """Fewer failures, quicker checkpoints and restarts; each a ratio of what they are now."""

    failures_ratio: Decimal = _WHOLE
    save_ratio: Decimal = _WHOLE
    restart_ratio: Decimal = _WHOLE
    name: str = "steadier_running"

    def outcome(self, base: Situation) -> Outcome:
        """See Lever."""
        require_positive("share of the failures", self.failures_ratio, "a ratio; 0.5 is half")
        machine = base.machine
        between = machine.card_hours_per_failure
        steadier = replace(
            machine,
            card_hours_per_failure=None if between is None else between / self.failures_ratio,
            save_s=machine.save_s * self.save_ratio,
            restart_s=machine.restart_s * self.restart_ratio,
        )
        return _trained(self.name, base, replace(base, machine=steadier))


@dataclass(frozen=True)
class Scheduling:
    """Cards that wait less for jobs: so many points more of the paid hours are scheduled."""

    gain_ratio: Decimal
    name: str = "scheduling"

    def outcome(self, base: Situation) -> Outcome:
        """See Lever. Of hours that are all scheduled there is nothing to gain."""
        scheduled = min(_WHOLE, base.machine.scheduled_ratio + self.gain_ratio)
        machine = replace(base.machine, scheduled_ratio=scheduled)
        return _trained(self.name, base, replace(base, machine=machine))


@dataclass(frozen=True)
class OtherPlace:
    """Other cards, another price: domestic chips, or a supercomputing centre.

    `port_ratio` is what the job reaches there of its utilisation, `interconnect_ratio` what the
    network leaves, `scheduled_ratio` what the centre's allocation leaves of the paid hours.
    `migration_cost` is paid once.
    """

    name: str
    chip: str
    dense_tflops: Decimal
    price_per_card_hour: Decimal
    port_ratio: Decimal = _WHOLE
    interconnect_ratio: Decimal = _WHOLE
    scheduled_ratio: Decimal | None = None
    cards: int | None = None
    migration_cost: Decimal = Decimal(0)

    def outcome(self, base: Situation) -> Outcome:
        """See Lever."""
        machine = replace(
            base.machine,
            chip=self.chip,
            dense_tflops=self.dense_tflops,
            port_ratio=self.port_ratio,
            interconnect_ratio=self.interconnect_ratio,
            scheduled_ratio=self.scheduled_ratio or base.machine.scheduled_ratio,
            cards=self.cards or base.machine.cards,
        )
        there = replace(base, machine=machine, price_per_card_hour=self.price_per_card_hour)
        return _trained(self.name, base, there, self.migration_cost)


@dataclass(frozen=True)
class HostedTuning:
    """A hosted model is tuned instead of one trained: tokens x epochs at the seller's price."""

    tokens: Decimal
    price_per_million_tokens: Decimal
    epochs: int = 1
    name: str = "hosted_tuning"

    def outcome(self, base: Situation) -> Outcome:
        """See Lever."""
        require_positive("number of tokens", self.tokens, "tokens")
        require_positive("price", self.price_per_million_tokens, "per million tokens")
        millions = Fraction(self.tokens) * self.epochs / _MILLION
        cost = to_cents(millions * Fraction(self.price_per_million_tokens))
        return Outcome(self.name, cost, _cost(base) - cost, None, Decimal(0))


def side_by_side(base: Situation, levers: Sequence[Lever]) -> list[Outcome]:
    """Every lever alone, what saves most first; ties in the order given.

    Raises:
        UsageError: a lever's figures are impossible, or it leaves no goodput.
    """
    found = [lever.outcome(base) for lever in levers]
    return sorted(found, key=lambda outcome: -outcome.saving)


def break_even_price(base: Situation, there: Machine) -> Decimal:
    """Price of a card-hour on another machine at which the run costs what it costs here.

    The switch point between imported and domestic cards; exact up to a millionth.
    """
    here = Fraction(base.estimate.paid_card_hours) * Fraction(base.price_per_card_hour)
    hours = Fraction(estimate(base.run, there, base.home_tflops).paid_card_hours)
    return to_rate(here / hours)


def _trained(name: str, base: Situation, changed: Situation, once: Decimal = Decimal(0)) -> Outcome:
    found = changed.estimate
    cost = cost_by_the_hour(found, changed.price_per_card_hour) + once
    return Outcome(name, cost, _cost(base) - cost, found.days, found.paid_card_hours)


def _cost(base: Situation) -> Decimal:
    return cost_by_the_hour(base.estimate, base.price_per_card_hour)
