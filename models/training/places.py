"""Where a run can be computed: chip, price, and how well a job runs there; as data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pydantic import Field

from data.errors import UsageError
from models.training.costing import cost_by_the_hour
from models.training.estimate import Estimate, Machine, estimate, own_machine
from models.training.levers import OtherPlace
from models.training.runs import Positive, PositiveShare, Printed, TrainingRun, parse_table


class Place(Printed):
    """A chip for rent. The job's utilisation there is its own x `port_ratio`, see Machine."""

    chip: str
    port_ratio: Positive = Decimal(1)
    interconnect_ratio: PositiveShare = Decimal(1)
    scheduled_ratio: PositiveShare = Decimal(1)
    price_per_card_hour: Positive = Field()


@dataclass(frozen=True)
class Priced:
    """A run at a place; `cost` in the place's currency."""

    place: Place
    estimate: Estimate
    cost: Decimal


def parse_places(document: Mapping[str, Any], where: str) -> dict[str, Place]:
    """The document's places by name.

    Raises:
        InputError: a place has a fault; file, place, key and remedy are named.
    """
    found = (parse_table(Place, table, where) for table in document.get("place", ()))
    return {place.name: place for place in found}


def at_each_place(
    run: TrainingRun, places: Iterable[Place], peak_tflops: Mapping[str, Decimal]
) -> list[Priced]:
    """The run on as many cards of every place, the cheapest first; all places in one currency.

    `peak_tflops`: dense peak by chip.

    Raises:
        UsageError: a chip's peak is not known.
    """
    home = own_machine(run, peak_of(run.chip, peak_tflops))
    found = []
    for place in places:
        there = estimate(run, machine_at(place, home, peak_tflops), home.dense_tflops)
        found.append(Priced(place, there, cost_by_the_hour(there, place.price_per_card_hour)))
    return sorted(found, key=lambda priced: priced.cost)


def machine_at(place: Place, home: Machine, peak_tflops: Mapping[str, Decimal]) -> Machine:
    """The machine of a run, made of a place's cards."""
    return replace(
        home,
        chip=place.chip,
        dense_tflops=peak_of(place.chip, peak_tflops),
        port_ratio=place.port_ratio,
        interconnect_ratio=place.interconnect_ratio,
        scheduled_ratio=place.scheduled_ratio,
    )


def as_levers(places: Sequence[Place], peak_tflops: Mapping[str, Decimal]) -> list[OtherPlace]:
    """Moving the run to each place, as a lever."""
    return [
        OtherPlace(
            name=place.name,
            chip=place.chip,
            dense_tflops=peak_of(place.chip, peak_tflops),
            price_per_card_hour=place.price_per_card_hour,
            port_ratio=place.port_ratio,
            interconnect_ratio=place.interconnect_ratio,
            scheduled_ratio=place.scheduled_ratio,
        )
        for place in places
    ]


def peak_of(chip: str, peak_tflops: Mapping[str, Decimal]) -> Decimal:
    """Dense peak of a chip, TFLOPS.

    Raises:
        UsageError: nobody prints it, or there is no such chip.
    """
    if chip not in peak_tflops:
        raise UsageError(
            f"The dense throughput of {chip} is not known",
            where="chip",
            remedy=f"Name one of {', '.join(sorted(peak_tflops))}.",
        )
    return peak_tflops[chip]
