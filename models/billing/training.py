"""Training runs: floating-point operations, card-hours, failures, checkpoints, goodput.

Formulas: C = 6 N D (N active parameters, D tokens); Young's checkpoint interval sqrt(2 Tf Ts);
overhead Ts / T + T / (2 Tf) + Tr / Tf (arXiv 2410.18124). Ratios and hours of failures are floats:
they are estimates, and none of them is money.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt

from models.billing.checks import require_not_negative, require_positive, require_positive_share
from models.billing.money import round_half_away, to_cents

FLOP_PER_PARAMETER_AND_TOKEN = 6
HOURS_PER_DAY = 24
SECONDS_PER_HOUR = 3600
_TERA = 10**12
_HOUR_DECIMALS = 6


@dataclass(frozen=True)
class Checkpointing:
    """A cluster's failures and checkpoints, in seconds.

    `card_hours_per_failure`: Llama 3 saw 419 unexpected interruptions of 16,384 cards in 54 days,
    about 50,000 card-hours for each.
    """

    cards: int
    card_hours_per_failure: float
    save_s: float
    restart_s: float


def training_flop(active_parameters: Decimal, tokens: Decimal) -> Decimal:
    """Operations of a run: 6 x active parameters x tokens. Of a mixture of experts: active ones."""
    require_positive("number of active parameters", active_parameters, "parameters")
    require_positive("number of tokens", tokens, "tokens")
    return FLOP_PER_PARAMETER_AND_TOKEN * active_parameters * tokens


def training_card_hours(
    flop: Decimal, peak_dense_tflops: Decimal, utilisation_ratio: Decimal
) -> Decimal:
    """Card-hours of useful work, to a millionth; `utilisation_ratio` is model FLOP utilisation."""
    require_positive("number of operations", flop, "FLOP")
    require_positive("peak throughput", peak_dense_tflops, "TFLOPS per card, dense")
    require_positive_share("model FLOP utilisation", utilisation_ratio)
    per_hour = Fraction(peak_dense_tflops) * _TERA * SECONDS_PER_HOUR * Fraction(utilisation_ratio)
    return round_half_away(Fraction(flop) / per_hour, _HOUR_DECIMALS)


def achieved_utilisation(flop: Decimal, card_hours: Decimal, peak_dense_tflops: Decimal) -> float:
    """Share of the peak that a run reached over all the card-hours it took."""
    require_positive("number of card-hours", card_hours, "card-hours")
    require_positive("peak throughput", peak_dense_tflops, "TFLOPS per card, dense")
    peak = Fraction(peak_dense_tflops) * _TERA * SECONDS_PER_HOUR
    return float(Fraction(flop) / (Fraction(card_hours) * peak))


def run_card_hours(cards: int, days: Decimal, runs: int = 1) -> Decimal:
    """Card-hours of so many runs of whole cards for days."""
    require_positive("number of cards", cards, "cards")
    require_positive("duration", days, "days")
    return cards * days * HOURS_PER_DAY * runs


def training_cost(
    card_hours: Decimal, price_per_card_hour: Decimal, goodput_ratio: Decimal = Decimal(1)
) -> Decimal:
    """Cost of a run, in the price's currency, to the cent: useful hours x price / goodput."""
    require_positive("number of card-hours", card_hours, "card-hours")
    require_positive("price", price_per_card_hour, "per card-hour")
    require_positive_share("goodput", goodput_ratio)
    return to_cents(Fraction(card_hours) * Fraction(price_per_card_hour) / Fraction(goodput_ratio))


def hours_between_failures(cards: int, card_hours_per_failure: float) -> float:
    """Mean hours between failures of a job that needs all its cards."""
    require_positive("number of cards", cards, "cards")
    return card_hours_per_failure / cards


def young_interval_s(mean_time_between_failures_s: float, save_s: float) -> float:
    """Young's interval between checkpoints, in seconds: sqrt(2 Tf Ts)."""
    return sqrt(2 * mean_time_between_failures_s * save_s)


def goodput_ratio(checkpointing: Checkpointing, interval_s: float | None = None) -> float:
    """Share of the time that does work that counts; at Young's interval unless another is given.

    An approximation for rare failures, so never below 0.
    """
    require_not_negative("time to save", Decimal(str(checkpointing.save_s)), "seconds")
    require_not_negative("time to restart", Decimal(str(checkpointing.restart_s)), "seconds")
    between = (
        hours_between_failures(checkpointing.cards, checkpointing.card_hours_per_failure)
        * SECONDS_PER_HOUR
    )
    interval = interval_s or young_interval_s(between, checkpointing.save_s)
    saving = checkpointing.save_s / interval if interval else 0.0
    return max(0.0, 1 - saving - interval / (2 * between) - checkpointing.restart_s / between)
