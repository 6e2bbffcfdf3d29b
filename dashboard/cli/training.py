"""`suanli training`: what a training run takes and costs, where, and which lever changes it."""

import math
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.cli.console import AsJson, emit
from data.errors import UsageError

if TYPE_CHECKING:
    from models.training.library import TrainingLibrary
    from models.training.places import Place
    from models.training.report import RunReport
    from models.training.runs import Programme, TrainingRun

_TO_MILLIONS = 1_000_000


def training(
    name: Annotated[
        str | None, typer.Argument(metavar="[RUN]", help="A run; without one all are listed.")
    ] = None,
    price: Annotated[
        float | None, typer.Option(min=0, help="Yuan per card-hour of the run's own chip.")
    ] = None,
    cards: Annotated[int | None, typer.Option(min=1, help="Cards at once; the run's own.")] = None,
    runs: Annotated[
        Path | None,
        typer.Option(
            help="TOML file with [[run]] and [[place]] tables; Suanli's own if not given."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Estimate card-hours, days and cost of training runs, and set the levers side by side."""
    from models.training.library import read_training_library

    library = read_training_library(runs)
    if name is None:
        documents = [_summary(run, library.peak_tflops) for run in library.runs.values()]
        lines = [*map(_summary_line, documents), *map(_named, library.programmes.values())]
        emit({"runs": documents}, "\n".join(lines), as_json=as_json)
        return
    programme = library.programmes.get(name)
    run = library.runs.get(programme.run if programme else name)
    if run is None:
        known = ", ".join([*library.runs, *library.programmes])
        raise UsageError(
            f"There is no training run {name!r}",
            where="RUN",
            remedy=f"Known: {known}; or give a file with --runs.",
        )
    if cards is not None:
        run = run.model_copy(update={"cards": cards})
    _report(run, programme, library, price, as_json=as_json)


def _report(
    run: "TrainingRun",
    programme: "Programme | None",
    library: "TrainingLibrary",
    price: float | None,
    *,
    as_json: bool,
) -> None:
    from models.training.report import report

    base = _base(run, programme, library.places, price)
    found = report(run, base, [*library.places.values()], library.peak_tflops)
    document = _summary(run, library.peak_tflops) | {
        "base": base.name,
        "places": [
            {
                "place": one.place.name,
                "chip": one.place.chip,
                "price_cny_per_card_hour": one.place.price_per_card_hour,
                "card_hours": one.estimate.paid_card_hours,
                "days": round(one.estimate.days, 1),
                "cost_cny": one.cost,
                "source": one.place.source,
            }
            for one in found.places
        ],
        "levers": [vars(one) for one in found.levers],
        "programme": _years(programme, base, found) if programme else None,
    }
    emit(document, "\n".join(_lines(document, found)), as_json=as_json)


def _base(
    run: "TrainingRun",
    programme: "Programme | None",
    places: "Mapping[str, Place]",
    price: float | None,
) -> "Place":
    """Where the run is computed as things stand: at the price given, printed, or of its chip."""
    from models.training.report import own_place, place_at_home, price_at_home

    if price is not None:
        if not 0 < price < math.inf:
            raise UsageError(
                f"A card-hour cannot cost {price:g}", where="--price", remedy="Write yuan above 0."
            )
        return own_place(run, Decimal(str(price)), "--price")
    home = place_at_home(run, programme, places)
    if home:
        return home
    own, source = price_at_home(run, programme, places)
    return own_place(run, own, source or "planning price of 2026 (grade D); --price has yours")


def _years(programme: "Programme", base: "Place", found: "RunReport") -> list[dict[str, Any]]:
    """What a programme of several years costs, by year."""
    from models.training.costing import programme_costs

    priced = programme.model_copy(
        update={"price_per_card_hour": base.price_per_card_hour, "currency": base.currency}
    )
    costs = programme_costs(priced, found.at_home)
    return [{"year": year, "cost_cny": cost} for year, cost in enumerate(costs, start=1)]


def _summary(run: "TrainingRun", peak_tflops: Mapping[str, Decimal]) -> dict[str, Any]:
    from models.training.costing import against_published
    from models.training.estimate import estimate, own_machine
    from models.training.places import peak_of

    peak = peak_of(run.chip, peak_tflops)
    found = estimate(run, own_machine(run, peak), peak)
    published = against_published(run, found)
    return {
        "run": run.name,
        "chip": run.chip,
        "cards": run.cards,
        "card_hours": found.paid_card_hours,
        "days": round(found.days, 1),
        "goodput_ratio": found.machine.goodput_ratio,
        "published_card_hours": run.published_card_hours,
        "of_published_ratio": None if published is None else round(published, 4),
        "source": run.source,
        "note": run.note,
    }


def _summary_line(row: Mapping[str, Any]) -> str:
    published = row["of_published_ratio"]
    held = "" if published is None else f", {published:.0%} of what is printed"
    return (
        f"{row['run']}: {row['card_hours'] / _TO_MILLIONS:,.2f} million card-hours of"
        f" {row['chip']}, {row['days']:,} days on {row['cards']:,} cards{held}"
    )


def _named(programme: "Programme") -> str:
    return f"{programme.name}: {programme.years} years of runs like {programme.run}"


def _lines(document: Mapping[str, Any], found: "RunReport") -> list[str]:
    lines = [_summary_line(document)]
    years: list[dict[str, Any]] = document["programme"] or []
    if years:
        lines.append(f"All years: {sum(year['cost_cny'] for year in years):,} CNY")
        lines += [f"  year {year['year']}: {year['cost_cny']:,} CNY" for year in years]
    lines.append(
        f"At each place ({found.base.name} as things stand, at"
        f" {found.base.price_per_card_hour} CNY a card-hour: {found.base.source}):"
    )
    lines += [
        f"  {row['place']}: {row['cost_cny']:,} CNY, {row['days']:,} days,"
        f" {row['card_hours'] / _TO_MILLIONS:,.2f} million card-hours of {row['chip']}"
        f" at {row['price_cny_per_card_hour']}"
        for row in document["places"]
    ]
    lines.append("Levers, each alone:")
    lines += [
        f"  {one.lever}: saves {one.saving:,} CNY, costs {one.cost:,}" for one in found.levers
    ]
    return lines
