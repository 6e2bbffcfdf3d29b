"""Spot capacity: the price of the hour, what interruptions cost, and what an hour of work costs.

Work since the last checkpoint is lost with an interruption and must run, and be paid, again. So an
hour of useful work costs the price / (1 - share of work lost).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from data.errors import UsageError
from models.billing.checks import require_not_negative, require_positive, require_share
from models.billing.money import to_cents, to_rate


@dataclass(frozen=True)
class SpotHour:
    """An hour of the price path: yuan per card-hour, and the cards taken away in it."""

    price_cny_per_card_hour: Decimal
    interrupted_cards: Decimal = Decimal(0)


@dataclass(frozen=True)
class SpotReplay:
    """What a job would have cost on a price path.

    `useful_card_hours` = run - lost. `waited_hours` are hours above the bid, neither run nor paid.
    `finished` is whether the path was long enough. Yuan to the cent; per useful card-hour to a
    millionth, None where nothing useful ran.
    """

    run_card_hours: Decimal
    lost_card_hours: Decimal
    useful_card_hours: Decimal
    waited_hours: int
    cost_cny: Decimal
    cost_cny_per_useful_card_hour: Decimal | None
    finished: bool


def spot_cny_per_useful_card_hour(
    price_cny_per_card_hour: Decimal, lost_work_ratio: Decimal
) -> Decimal:
    """Price of an hour of work that counts, to a millionth of a yuan.

    Raises:
        UsageError: the price is not positive, or all work is lost.
    """
    require_positive("spot price", price_cny_per_card_hour, "CNY per card-hour")
    return to_rate(Fraction(price_cny_per_card_hour) / _kept(lost_work_ratio))


def lost_work_ratio(
    interruptions_per_card_hour: Decimal, lost_hours_per_interruption: Decimal
) -> Decimal:
    """Share of the hours that run in vain: interruptions per hour x hours lost with each.

    The hours lost are those since the last checkpoint (on average half its interval) and those of
    starting again.

    Raises:
        UsageError: a value is negative, or so much is lost that nothing is ever finished.
    """
    require_not_negative("interruption rate", interruptions_per_card_hour, "per card-hour")
    require_not_negative("loss", lost_hours_per_interruption, "hours per interruption")
    lost = interruptions_per_card_hour * lost_hours_per_interruption
    if lost >= 1:
        raise UsageError(
            f"Each hour of work would lose {lost} hours: it would never be finished",
            where="interruption rate x hours lost",
            remedy="Write checkpoints more often, or take capacity that is not taken away.",
        )
    return lost


def break_even_lost_work_ratio(
    spot_cny_per_card_hour: Decimal, steady_cny_per_card_hour: Decimal
) -> Decimal:
    """Share of lost work at which spot costs as much as steady capacity; below 0: never cheaper."""
    require_positive("spot price", spot_cny_per_card_hour, "CNY per card-hour")
    require_positive("steady price", steady_cny_per_card_hour, "CNY per card-hour")
    return to_rate(1 - Fraction(spot_cny_per_card_hour) / Fraction(steady_cny_per_card_hour))


def replay_spot(
    useful_card_hours: Decimal,
    cards: int,
    path: Sequence[SpotHour],
    lost_hours_per_interruption: Decimal,
    bid_cny_per_card_hour: Decimal | None = None,
) -> SpotReplay:
    """Run a job of `useful_card_hours` on `cards` cards along a price path, hour by hour.

    An hour above the bid waits. Cards interrupted in an hour lose `lost_hours_per_interruption` of
    their work, which runs again at the price of a later hour. The last hour is paid for what it
    needs only. One rounding, of the whole cost.

    Raises:
        UsageError: a number is negative or zero where it cannot be; more cards are interrupted
            than run.
    """
    require_positive("work", useful_card_hours, "card-hours")
    require_positive("number of cards", cards, "cards")
    require_not_negative("loss", lost_hours_per_interruption, "hours per interruption")
    need, cost = Fraction(useful_card_hours), Fraction(0)
    run, lost, waited = Fraction(0), Fraction(0), 0
    for hour in path:
        if run - lost >= need:
            break
        if bid_cny_per_card_hour is not None and (
            hour.price_cny_per_card_hour > bid_cny_per_card_hour
        ):
            waited += 1
            continue
        step = min(Fraction(cards), need - (run - lost))
        cost += step * Fraction(hour.price_cny_per_card_hour)
        run += step
        lost += min(_lost(hour, cards, lost_hours_per_interruption), run - lost)
    return _replayed(run, lost, waited, cost, need)


def _lost(hour: SpotHour, cards: int, hours_each: Decimal) -> Fraction:
    if not 0 <= hour.interrupted_cards <= cards:
        raise UsageError(
            f"{hour.interrupted_cards} cards are interrupted where {cards} run",
            where="interrupted_cards",
            remedy="Write cards of this job, from none to all of them.",
        )
    return Fraction(hour.interrupted_cards) * Fraction(hours_each)


def _replayed(
    run: Fraction, lost: Fraction, waited: int, cost: Fraction, need: Fraction
) -> SpotReplay:
    useful = run - lost
    return SpotReplay(
        run_card_hours=to_rate(run),
        lost_card_hours=to_rate(lost),
        useful_card_hours=to_rate(useful),
        waited_hours=waited,
        cost_cny=to_cents(cost),
        cost_cny_per_useful_card_hour=to_rate(cost / useful) if useful else None,
        finished=useful >= need,
    )


def _kept(lost: Decimal) -> Fraction:
    require_share("share of work lost", lost)
    if lost == 1:
        raise UsageError(
            "All work is lost, so no price buys any",
            where="lost_work_ratio",
            remedy="Write a share below 1: 0.12 for 12 %.",
        )
    return 1 - Fraction(lost)
