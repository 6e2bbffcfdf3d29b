"""The six pools: who sells them, where, which chip, and how many cards they had when."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from data.sample.days import SAMPLE_FIRST_DAY, Clock, Floats, day_start

HUB_A = "Hub region cloud A"
EAST_B = "East cloud B"
DOMESTIC_C = "Domestic cloud C"
OVERSEAS_D = "Overseas cloud D"


@dataclass(frozen=True)
class Pool:
    """Cards of one chip that are planned as one. `capacity_steps`: from that day on, so many."""

    name: str
    provider: str
    region: str
    chip: str
    capacity_steps: tuple[tuple[date, int], ...]

    def capacity_cards(self, clock: Clock) -> Floats:
        """Cards of the pool in every hour."""
        cards = np.zeros(clock.size)
        for first_day, count in self.capacity_steps:
            cards[max(day_start(first_day), 0) :] = count
        return cards


POOLS = (
    Pool(
        "train-h100",
        HUB_A,
        "Northern hub",
        "H100 SXM5",
        ((SAMPLE_FIRST_DAY, 192), (date(2025, 8, 25), 256)),
    ),
    Pool(
        "train-910c",
        DOMESTIC_C,
        "Southern hub",
        "Ascend 910C",
        ((SAMPLE_FIRST_DAY, 64), (date(2025, 5, 5), 128), (date(2025, 10, 27), 192)),
    ),
    Pool(
        "serve-h20",
        EAST_B,
        "East China",
        "H20 96G",
        ((SAMPLE_FIRST_DAY, 96), (date(2026, 3, 16), 160), (date(2026, 4, 20), 224)),
    ),
    Pool(
        "serve-910b4",
        DOMESTIC_C,
        "Southern hub",
        "Ascend 910B4",
        ((SAMPLE_FIRST_DAY, 64), (date(2026, 3, 1), 96)),
    ),
    Pool(
        "mixed-a100",
        OVERSEAS_D,
        "Singapore",
        "A100 SXM4 80G",
        ((SAMPLE_FIRST_DAY, 64), (date(2025, 6, 2), 96)),
    ),
    Pool("studio-4090", EAST_B, "East China", "RTX 4090", ((SAMPLE_FIRST_DAY, 48),)),
)


def find_pool(name: str) -> Pool:
    """The pool of that name."""
    return next(pool for pool in POOLS if pool.name == name)
