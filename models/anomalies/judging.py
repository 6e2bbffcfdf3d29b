"""One pool's days against their bands: what lies outside, and why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from models.anomalies.band import band_around
from models.anomalies.case import UNITS, Band, Case, Floats
from models.anomalies.deviations import cost_deviation, usage_deviation
from models.anomalies.expecting import MIN_DAYS
from models.anomalies.kinds_of_day import HOLIDAY
from models.anomalies.naming import Context, Outside, Verdict, name_day
from models.anomalies.parts import Part, greatest
from models.anomalies.pricing import Terms, expected_cost, terms_before
from models.anomalies.shifts import Shift, find_shifts

Row = dict[str, Any]
Deviation = Callable[[int], tuple[Decimal | None, list[Part]]]


@dataclass(frozen=True)
class Judged:
    """Bands and shifts by target, rows of out_anomaly without provenance, each with its parts."""

    bands: Mapping[str, Band]
    shifts: Mapping[str, Sequence[Shift]]
    anomalies: Sequence[tuple[Row, Sequence[Part]]]


def judge(case: Case) -> Judged:
    """Every day against what was known the day before; later days only name what it was."""
    terms = terms_before(case.pool)
    usage, cost = case.usage, _cost_band(case, terms)
    bands = {band.target: band for band in (usage, cost)}
    shifts = {target: _shifts(band, case) for target, band in bands.items()}
    everywhere = [*shifts["usage"], *shifts["cost"]]
    rows = [
        *_outages(case),
        *_outside(case, usage, shifts["usage"], lambda place: usage_deviation(case, place)),
        *_outside(case, cost, everywhere, lambda place: cost_deviation(case, terms, cost, place)),
    ]
    return Judged(bands, shifts, rows)


def _cost_band(case: Case, terms: Terms) -> Band:
    actual = case.pool.cost_cny
    expected = expected_cost(case.pool, terms, case.usage.expected)
    lower, upper = band_around(expected, actual, MIN_DAYS)
    return Band("cost", np.where(np.isnan(lower), np.nan, expected), lower, upper, actual)


def _shifts(band: Band, case: Case) -> list[Shift]:
    """On values without what the kind of day does; public holidays are like no other day."""
    effect: Floats = np.nan_to_num(case.effects[band.target])
    values = np.where(case.kinds == HOLIDAY, np.nan, band.actual / (1 + effect))
    return [*find_shifts(values)]


def _outages(case: Case) -> Iterator[tuple[Row, list[Part]]]:
    """Days on which the meter seems to have been silent: missing, and neither zero nor a drop."""
    for day, hours in case.gap_hours.items():
        place = (day - case.days[0]).days
        band = _at(case.usage, place)
        yield (
            _row(case, case.usage, place, Verdict("outage", is_alarm=False, is_settled=True))
            | {"gap_hours": hours, "actual": None, "deviation": None}
            | {name: None if np.isnan(value) else value for name, value in band.items()},
            [],
        )


def _outside(
    case: Case, band: Band, shifts: Sequence[Shift], deviation: Deviation
) -> Iterator[tuple[Row, list[Part]]]:
    context = Context(case.days, ~np.isnan(band.actual), shifts, case.campaigns, case.events)
    sides = band.sides
    for place in map(int, np.flatnonzero(sides)):
        amount, parts = deviation(place)
        driver = greatest(parts)
        moved = float(case.pool.used[place] - case.usage.expected[place])
        outside = Outside(place, int(sides[place]), driver.part if driver else None, moved)
        row = _row(case, band, place, name_day(outside, context)) | _at(band, place)
        actual = float(band.actual[place])
        row |= {"actual": actual, "deviation": actual - float(band.expected[place])}
        row["deviation_cny"] = amount
        if driver:
            row |= {"driver": driver.part, "driver_project": driver.project}
            row["driver_cny"] = driver.amount_cny
        yield row, parts


def _at(band: Band, place: int) -> dict[str, float]:
    return {
        "expected": float(band.expected[place]),
        "lower": float(band.lower[place]),
        "upper": float(band.upper[place]),
    }


def _row(case: Case, band: Band, place: int, verdict: Verdict) -> Row:
    day = case.days[place]
    return {
        "local_date": day,
        "level": "pool",
        "pool_id": case.pool_id,
        "target": band.target,
        "kind": verdict.kind,
        "is_alarm": verdict.is_alarm,
        "is_settled": verdict.is_settled,
        "unit": UNITS[band.target],
        "campaign": verdict.campaign,
        "gap_hours": case.gap_hours.get(day, 0),
    }
