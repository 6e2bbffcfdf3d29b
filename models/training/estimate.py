"""How many card-hours a run takes on a machine, and how many days.

    useful = FLOP / (dense peak x MFU x port)        every one of them computes something kept
    running = useful / goodput                       with failures and checkpoints
    paid = running / scheduled                       with cards that stand idle between jobs

Hours and ratios are estimates; money is made of them elsewhere, exactly.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from models.billing.checks import require_positive, require_positive_share
from models.billing.money import round_half_away
from models.billing.training import Checkpointing, goodput_ratio, training_card_hours
from models.training.runs import TrainingRun

_HOURS_PER_DAY = 24
_HOUR_DECIMALS = 6
_RATIO_DECIMALS = 6


@dataclass(frozen=True)
class Machine:
    """What a run is computed on.

    `dense_tflops`: dense FP16 or BF16 peak of a card. `utilisation_ratio`: MFU of a job that is
    at home there. `port_ratio`: what of that a job reaches that is not: 1 at home, 0.8 tuned, 0.6
    typical, 0.4 new port. `interconnect_ratio`: what a network that is too slow leaves of it.
    `scheduled_ratio`: share of the paid card-hours in which a card has a job.
    `card_hours_per_failure` None: failures are not counted, and goodput is 1.
    """

    chip: str
    dense_tflops: Decimal
    cards: int
    utilisation_ratio: Decimal
    port_ratio: Decimal = Decimal(1)
    interconnect_ratio: Decimal = Decimal(1)
    scheduled_ratio: Decimal = Decimal(1)
    card_hours_per_failure: Decimal | None = None
    save_s: Decimal = Decimal(0)
    restart_s: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        """Refuse what no machine is."""
        require_positive("peak throughput", self.dense_tflops, "TFLOPS per card, dense")
        require_positive("number of cards", self.cards, "cards")
        require_positive_share("model FLOP utilisation", self.utilisation_ratio)
        require_positive("port ratio", self.port_ratio, "a ratio; 1 is a job at home")
        require_positive_share("interconnect ratio", self.interconnect_ratio)
        require_positive_share("scheduled share", self.scheduled_ratio)

    @property
    def reached_ratio(self) -> Decimal:
        """Share of the dense peak that the job reaches while it runs.

        Raises:
            UsageError: the ratios together say more than the peak.
        """
        reached = self.utilisation_ratio * self.port_ratio * self.interconnect_ratio
        require_positive_share("share of the peak that is reached", reached)
        return reached

    @property
    def goodput_ratio(self) -> Decimal:
        """Share of the running time that counts, at Young's interval between checkpoints."""
        if self.card_hours_per_failure is None:
            return Decimal(1)
        found = goodput_ratio(
            Checkpointing(
                self.cards,
                float(self.card_hours_per_failure),
                float(self.save_s),
                float(self.restart_s),
            )
        )
        return round_half_away(Fraction(found), _RATIO_DECIMALS)


@dataclass(frozen=True)
class Estimate:
    """What a run takes on a machine. Card-hours to a millionth.

    `days` is from start to end, without waiting for cards.
    """

    run: TrainingRun
    machine: Machine
    flop: Decimal
    useful_card_hours: Decimal
    running_card_hours: Decimal
    paid_card_hours: Decimal

    @property
    def hours(self) -> Decimal:
        """From start to end."""
        return self.running_card_hours / self.machine.cards

    @property
    def days(self) -> Decimal:
        """From start to end."""
        return self.hours / _HOURS_PER_DAY

    @property
    def lost_card_hours(self) -> Decimal:
        """Running, but for nothing: failures, restarts, checkpoints."""
        return self.running_card_hours - self.useful_card_hours

    @property
    def idle_card_hours(self) -> Decimal:
        """Paid, but without a job."""
        return self.paid_card_hours - self.running_card_hours


def estimate(run: TrainingRun, machine: Machine, home_tflops: Decimal) -> Estimate:
    """The run on the machine. `home_tflops`: dense peak of the chip the run names.

    Raises:
        UsageError: goodput is zero: so many cards fail before a checkpoint is worth anything.
    """
    flop = run.flop(home_tflops)
    useful = training_card_hours(flop, machine.dense_tflops, machine.reached_ratio)
    require_positive_share("goodput", machine.goodput_ratio)
    running = Fraction(useful) / Fraction(machine.goodput_ratio)
    paid = running / Fraction(machine.scheduled_ratio)
    return Estimate(
        run=run,
        machine=machine,
        flop=flop,
        useful_card_hours=useful,
        running_card_hours=round_half_away(running, _HOUR_DECIMALS),
        paid_card_hours=round_half_away(paid, _HOUR_DECIMALS),
    )


def own_machine(run: TrainingRun, dense_tflops: Decimal) -> Machine:
    """The machine that the run names."""
    return Machine(
        chip=run.chip,
        dense_tflops=dense_tflops,
        cards=run.cards,
        utilisation_ratio=run.utilisation_ratio,
        card_hours_per_failure=run.card_hours_per_failure,
        save_s=run.save_s,
        restart_s=run.restart_s,
    )


def moved_to(machine: Machine, chip: str, dense_tflops: Decimal, port_ratio: Decimal) -> Machine:
    """As many cards of another chip, to which the job is ported."""
    return replace(machine, chip=chip, dense_tflops=dense_tflops, port_ratio=port_ratio)
