"""What members of the ensemble are asked, and what they answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from models.forecast.candidate import DailyHistory, Floats

CANNOT_FIT = (ArithmeticError, OSError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Courses:
    """What a family of members expects: by name, shape (cut-offs, horizon), and remarks by name.

    A row is NaN where the member cannot say anything.
    """

    by_name: Mapping[str, Floats]
    notes: Mapping[str, str]


class Family(Protocol):
    """Members that are computed together."""

    def courses(self, known: Sequence[DailyHistory], horizon: int) -> Courses:
        """A row for each of `known`: one series up to each cut-off, the last one up to its end."""
        ...
