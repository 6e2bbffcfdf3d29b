"""How often to save a run, what failures cost it, and what a point of goodput is worth.

Young's interval sqrt(2 Tf Ts); Daly's, which also counts restarts, as the one of best availability:
Ts + sqrt(2 (Tf + Tr) Ts + Ts^2) (arXiv 2410.18124). Seconds and ratios are floats: estimates.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt

from models.billing.money import round_half_away, to_cents
from models.billing.training import (
    SECONDS_PER_HOUR,
    Checkpointing,
    goodput_ratio,
    hours_between_failures,
    young_interval_s,
)
from models.training.estimate import Estimate

_POINT = Decimal("0.01")
_TIMES = (0.25, 0.5, 1.0, 2.0, 4.0)
_RATIO_DECIMALS = 6


@dataclass(frozen=True)
class Saving:
    """Saving every `interval_s`: goodput, and what is lost to saves, reruns and restarts."""

    interval_s: float
    goodput_ratio: float
    lost_cost: Decimal


@dataclass(frozen=True)
class Checkpoints:
    """A run's failures; money in the price's currency.

    `point_saves`: one more point of goodput at Young's interval.
    """

    hours_between_failures: float
    failures: float
    young: Saving
    daly: Saving
    others: tuple[Saving, ...]
    point_saves: Decimal


def checkpoints_of(found: Estimate, price_per_card_hour: Decimal) -> Checkpoints | None:
    """What failures do to a run; None where it does not count them."""
    machine = found.machine
    if machine.card_hours_per_failure is None or not machine.save_s:
        return None
    setting = Checkpointing(
        machine.cards,
        float(machine.card_hours_per_failure),
        float(machine.save_s),
        float(machine.restart_s),
    )
    between = hours_between_failures(setting.cards, setting.card_hours_per_failure)
    young = young_interval_s(between * SECONDS_PER_HOUR, setting.save_s)

    def saving(interval_s: float) -> Saving | None:
        ratio = goodput_ratio(setting, interval_s)
        if ratio <= 0:
            return None
        return Saving(interval_s, ratio, _lost(found, ratio, price_per_card_hour))

    best = saving(young)
    daly = saving(daly_interval_s(between * SECONDS_PER_HOUR, setting.save_s, setting.restart_s))
    if best is None or daly is None:  # so many cards fail before a checkpoint is worth anything
        return None
    others = [young * times for times in _TIMES]
    more = min(1.0, best.goodput_ratio + float(_POINT))
    return Checkpoints(
        hours_between_failures=between,
        failures=float(found.hours) / between,
        young=best,
        daly=daly,
        others=tuple(one for one in map(saving, others) if one is not None),
        point_saves=best.lost_cost - _lost(found, more, price_per_card_hour),
    )


def daly_interval_s(between_s: float, save_s: float, restart_s: float) -> float:
    """The interval of best availability, in seconds."""
    return save_s + sqrt(2 * (between_s + restart_s) * save_s + save_s**2)


def _lost(found: Estimate, ratio: float, price: Decimal) -> Decimal:
    """Paid hours beyond the useful ones, at a goodput above zero."""
    goodput = Fraction(round_half_away(Fraction(ratio), _RATIO_DECIMALS))
    useful = Fraction(found.useful_card_hours)
    paid = useful / goodput / Fraction(found.machine.scheduled_ratio)
    return to_cents((paid - useful / Fraction(found.machine.scheduled_ratio)) * Fraction(price))
