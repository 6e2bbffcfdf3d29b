"""A run at a glance: where it costs what, which lever saves most, and what others printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.training.estimate import Estimate, estimate, own_machine
from models.training.levers import (
    BetterData,
    HostedTuning,
    Lever,
    Outcome,
    Scheduling,
    Situation,
    SteadierRunning,
    side_by_side,
)
from models.training.places import Place, Priced, as_levers, at_each_place, machine_at, peak_of
from models.training.runs import Programme, TrainingRun

OWN = "own"
# The planning price of 2026, yuan per card-hour, where nobody prints what a chip costs in yuan.
PLANNING_PRICE = Decimal(15)


@dataclass(frozen=True)
class Tried:
    """What each lever is tried with; a screen lets people change it."""

    token_ratio: Decimal = Decimal("0.8")
    failures_ratio: Decimal = Decimal("0.5")
    scheduling_gain: Decimal = Decimal("0.10")
    hosted: HostedTuning | None = None

    @property
    def levers(self) -> list[Lever]:
        """Those that do not move the run."""
        tuned: list[Lever] = [self.hosted] if self.hosted else []
        return [
            BetterData(self.token_ratio),
            SteadierRunning(failures_ratio=self.failures_ratio),
            Scheduling(self.scheduling_gain),
            *tuned,
        ]


@dataclass(frozen=True)
class RunReport:
    """`places` the cheapest first; `levers` against `base`, what saves most first."""

    run: TrainingRun
    at_home: Estimate
    base: Place
    places: Sequence[Priced]
    levers: Sequence[Outcome]


def price_at_home(
    run: TrainingRun, programme: Programme | None, places: Mapping[str, Place]
) -> tuple[Decimal, str | None]:
    """Yuan per card-hour and who says so: printed with the run, of a place with its chip.

    Where nobody prints one, the planning price, without a source.
    """
    home = place_at_home(run, programme, places)
    if home:
        return home.price_per_card_hour, home.source
    return _printed(run, programme) or (PLANNING_PRICE, None)


def place_at_home(
    run: TrainingRun, programme: Programme | None, places: Mapping[str, Place]
) -> Place | None:
    """The first place with its chip; None where a price is printed with the run."""
    if _printed(run, programme):
        return None
    return next((place for place in places.values() if place.chip == run.chip), None)


def _printed(run: TrainingRun, programme: Programme | None) -> tuple[Decimal, str] | None:
    for printed in (programme, run):
        if printed and printed.price_per_card_hour and printed.currency == "CNY":
            return printed.price_per_card_hour, printed.source
    return None


def report(
    run: TrainingRun,
    base: Place,
    places: Sequence[Place],
    peak_tflops: Mapping[str, Decimal],
    tried: Tried = Tried(),
) -> RunReport:
    """The run at every place, and the levers on it at `base`.

    Raises:
        UsageError: the dense peak of a chip is not known.
    """
    home_tflops = peak_of(run.chip, peak_tflops)
    home = own_machine(run, home_tflops)
    situation = Situation(
        run, home_tflops, machine_at(base, home, peak_tflops), base.price_per_card_hour
    )
    others = [place for place in places if place.name != base.name]
    levers = [*tried.levers, *as_levers(others, peak_tflops)]
    return RunReport(
        run=run,
        at_home=estimate(run, home, home_tflops),
        base=base,
        places=at_each_place(run, [base, *others], peak_tflops),
        levers=side_by_side(situation, levers),
    )


def own_place(
    run: TrainingRun,
    price_per_card_hour: Decimal,
    source: str,
    scheduled_ratio: Decimal = Decimal(1),
) -> Place:
    """The run's own chip at a price in yuan."""
    return Place(
        name=OWN,
        chip=run.chip,
        price_per_card_hour=price_per_card_hour,
        scheduled_ratio=scheduled_ratio,
        source=source,
    )
