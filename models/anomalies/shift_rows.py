"""Rows of out_level_shift: how much, and of what."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from models.anomalies.case import UNITS, Band, Case, Floats
from models.anomalies.parts import Part, greatest
from models.anomalies.plans_in_hand import event_of, explains
from models.anomalies.projects import mean_moves
from models.anomalies.shifts import Shift
from models.billing.money import to_cents


def shift_rows(case: Case, band: Band, shifts: Sequence[Shift]) -> Iterator[dict[str, Any]]:
    """One row per shift of one target, without provenance."""
    for shift in shifts:
        before, after = [*shift.before], [*shift.after]
        levels = [float(band.actual[places].mean()) for places in (before, after)]
        moved = mean_moves(case.projects, before, after)
        project = _furthest(moved, up=levels[1] > levels[0])
        amounts = (_cost if band.target == "cost" else _usage)(case, shift, levels)
        driver = amounts.pop("driver")
        hours = float(case.pool.used[after].mean() - case.pool.used[before].mean())
        campaign, _ = explains(case.campaigns, case.days[shift.start], hours)
        known = campaign or event_of(case.events, case.days[shift.start])
        yield {
            "pool_id": case.pool_id,
            "target": band.target,
            "start_date": case.days[shift.start],
            "confirmed_on": case.days[shift.confirmed],
            "level_before": levels[0],
            "level_after": levels[1],
            "size": levels[1] - levels[0],
            "unit": UNITS[band.target],
            **amounts,
            "driver": driver,
            "driver_project": project if driver == "volume" else None,
            "campaign": known.name if known else None,
            "days_before": len(before),
            "days_after": len(after),
        }


def _usage(case: Case, shift: Shift, levels: list[float]) -> dict[str, Any]:
    """At the price of the day that confirmed it; nothing without one."""
    price = float(case.pool.price_cny[shift.confirmed])
    size = None if np.isnan(price) else _cents((levels[1] - levels[0]) * price)
    return {"size_cny_per_day": size, "driver": "volume"}


def _cost(case: Case, shift: Shift, levels: list[float]) -> dict[str, Any]:
    """Fees, price and hours beyond contracts; what is not the first two is the third."""
    pool, before, after = case.pool, [*shift.before], [*shift.after]
    size = _cents(levels[1]) - _cents(levels[0])
    contract = _cents(float(pool.fee_cny[after].mean() - pool.fee_cny[before].mean()))
    first, second = (_mean_price(case, places) for places in (before, after))
    hours = float(pool.on_demand[after].mean())
    price = _cents((second - first) * hours) if first and second else Decimal("0.00")
    parts = [
        Part("contract", None, None, contract),
        Part("price", None, None, price),
        Part("volume", None, None, size - contract - price),
    ]
    driver = greatest(parts)
    return {
        "size_cny_per_day": size,
        **{f"{part.part}_cny_per_day": part.amount_cny for part in parts},
        "driver": driver.part if driver else None,
    }


def _mean_price(case: Case, places: list[int]) -> float | None:
    """Yuan per card-hour bought; None where nothing was."""
    bought: Floats = case.pool.cost_cny[places] - case.pool.fee_cny[places]
    hours = float(case.pool.on_demand[places].sum())
    return float(bought.sum()) / hours if hours > 0 else None


def _furthest(moved: dict[str, float], *, up: bool) -> str | None:
    if not moved:
        return None
    name = max(moved, key=lambda project: moved[project] if up else -moved[project])
    return name if moved[name] and (moved[name] > 0) == up else None


def _cents(amount: float) -> Decimal:
    return to_cents(Fraction(amount))
