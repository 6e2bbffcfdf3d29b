"""What better use of the cards there is worth, lever by lever: rows of out_capacity_gain."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from models.billing.money import to_cents, to_rate
from models.billing.usage import TICKS_PER_UNIT
from models.capacity.lending import lent
from models.capacity.pooling import pooling
from models.capacity.shifting import Shifted, shift_to_idle
from models.capacity.utilisation import Held, scheduling_gain
from models.capacity_plan.pool_hours import PoolHours, same_hours
from models.capacity_plan.reading import Row

TEN_POINTS = Decimal("0.10")
WAIT_HOURS = 24
SERVED = Decimal("0.95")
_HOURS_PER_DAY = 24


def pool_gains(pool: PoolHours) -> Iterator[Row]:
    """Levers within one pool; one that brings nothing has no row."""
    if not pool.contracts or pool.fee_per_card_hour is None:
        return
    held = Fraction(pool.cards) * Fraction(pool.hours_per_month)
    share = min(1.0, pool.sums["covered_card_hours"] / pool.sums["committed_card_hours"])
    cost = to_cents(Fraction(pool.fee_per_card_hour) * held)
    gain = scheduling_gain(
        Held(to_rate(held), to_rate(held * Fraction(share)), cost), pool.servers, TEN_POINTS
    )
    if gain.servers_freed:
        freed = gain.servers_freed * pool.cards / pool.servers
        yield _row("utilisation", pool.pool_id, [pool]) | {
            "card_hours_per_month": freed * float(pool.hours_per_month),
            "freed_cards": freed,
            "freed_servers": gain.servers_freed,
            "price_cny_per_card_hour": pool.fee_per_card_hour,
            "saving_cny_per_month": gain.saving,
            "possible_from": pool.possible_from,
        }
    filled = min(
        held * min(Fraction(TEN_POINTS), 1 - Fraction(share)),
        Fraction(pool.sums["on_demand_card_hours"]) * pool.month,
    )
    if filled > 0:
        yield _row("fill", pool.pool_id, [pool]) | _worth(filled, pool.price_cny)
    moved = off_peak(pool).moved_card_hours
    if moved:
        yield _row("off_peak", pool.pool_id, [pool]) | {
            "wait_hours": WAIT_HOURS,
            **_worth(Fraction(moved) * pool.month, pool.price_cny),
        }


def off_peak(pool: PoolHours) -> Shifted:
    """Training and fine-tuning bought by the hour that may wait, over the pool's own hours."""
    busy = pool.evenly_spaced().busy
    return shift_to_idle(busy.used, busy.held, WAIT_HOURS, busy.movable)


def chip_gains(chip: str, pools: Sequence[PoolHours]) -> Iterator[Row]:
    """Levers between the pools of one chip."""
    alike = same_hours(pools)
    hours = alike[0].hours.height
    if not hours:
        return
    days = max(1, hours // _HOURS_PER_DAY)
    month = Fraction(pools[0].hours_per_month) / hours
    moved = lent({pool.pool_id: pool.busy for pool in alike})
    if any(moved.values()):
        yield _row("idle_elsewhere", chip, pools) | {
            "window_days": days,
            "card_hours_per_month": float(Fraction(sum(moved.values(), Decimal(0))) * month),
            "saving_cny_per_month": _sum_of(moved, pools, month),
        }
    together = pooling({pool.pool_id: pool.demand() for pool in alike}, SERVED)
    if together.saved_cards > 0:
        fee = _mean_fee(pools)
        yield _row("pooling", chip, pools) | {
            "window_days": days,
            "card_hours_per_month": together.saved_cards * float(pools[0].hours_per_month),
            "freed_cards": float(together.saved_cards),
            "price_cny_per_card_hour": fee,
            "saving_cny_per_month": None
            if fee is None
            else together.saving_per_month(fee * pools[0].hours_per_month),
        }
    yield from _cheaper_places(pools)


def _cheaper_places(pools: Sequence[PoolHours]) -> Iterator[Row]:
    priced = [pool for pool in pools if pool.price_cny]
    if not priced:
        return
    best = min(priced, key=lambda pool: (pool.price_cny, pool.pool_id))
    assert best.price_cny is not None  # noqa: S101  of the priced
    for pool in priced:
        busy = pool.busy
        ticks = np.minimum(np.clip(busy.used - busy.held, 0, None), busy.movable).sum()
        cheaper_by = (pool.price_cny or Decimal(0)) - best.price_cny
        if ticks and cheaper_by > 0:
            moved = Fraction(int(ticks), TICKS_PER_UNIT)
            yield _row("cheaper_place", pool.pool_id, [pool, best]) | {
                **_worth(moved * pool.month, cheaper_by),
            }


def _row(lever: str, scope: str, pools: Sequence[PoolHours]) -> Row:
    return {
        "lever": lever,
        "scope": scope,
        "pools": ", ".join(pool.pool_id for pool in pools),
        "window_days": pools[0].days,
    }


def _worth(a_month: Fraction, price: Decimal | None) -> Row:
    """`a_month`: card-hours."""
    return {
        "card_hours_per_month": float(a_month),
        "price_cny_per_card_hour": price,
        "saving_cny_per_month": None if price is None else to_cents(a_month * Fraction(price)),
    }


def _sum_of(
    moved: dict[str, Decimal], pools: Sequence[PoolHours], month: Fraction
) -> Decimal | None:
    """What it would have cost by the hour; None where a price is not known."""
    worth = Fraction(0)
    for pool in pools:
        if moved[pool.pool_id]:
            if pool.price_cny is None:
                return None
            worth += Fraction(moved[pool.pool_id]) * Fraction(pool.price_cny)
    return to_cents(worth * month)


def _mean_fee(pools: Sequence[PoolHours]) -> Decimal | None:
    """Fee of a card-hour under contract over all of them."""
    held = sum(Fraction(pool.sums["committed_card_hours"]) for pool in pools)
    fees = sum(Fraction(pool.sums["commitment_cost_cny"]) for pool in pools)
    return to_rate(fees / held) if held else None
