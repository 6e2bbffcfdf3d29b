"""What a server still sells for after some months, as a share of its price when new.

Sources contradict each other, so a decision is shown under several curves (data/reference), never
under one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from data.errors import InputError, UsageError
from models.billing.checks import require_not_negative, require_positive, require_share


@dataclass(frozen=True)
class ResidualCurve:
    """Points (months, share of the price when new), straight lines between them.

    It begins at 1 on day 0 unless a point says otherwise, and ends at its last point: what nobody
    has printed is not continued.
    """

    name: str
    points: tuple[tuple[int, Decimal], ...]
    source: str

    def __post_init__(self) -> None:
        months = [month for month, _ in self.points]
        if not months or months != sorted(set(months)):
            raise UsageError(
                f"The months of the residual curve {self.name} are not in rising order",
                where=f"{self.name}: {months}",
                remedy="Give at least one point, each month once, in order.",
            )
        for month, share in self.points:
            require_not_negative("month of a residual curve", month, "whole months")
            require_share(f"residual value of {self.name} after {month} months", share)


def flat_residual(name: str, month: int, share: Decimal, source: str) -> ResidualCurve:
    """A curve of one point: the share stands for that month only."""
    return ResidualCurve(name, ((0, Decimal(1)), (month, share)), source)


def curves_of(rows: Iterable[Mapping[str, Any]]) -> list[ResidualCurve]:
    """Curves from rows of `curve`, `months`, `share`, `source` (data/reference), in their order."""
    points: dict[str, list[tuple[int, Decimal]]] = {}
    sources: dict[str, list[str]] = {}
    for row in rows:
        points.setdefault(row["curve"], []).append((row["months"], row["share"]))
        sources.setdefault(row["curve"], []).append(row["source"])
    return [
        ResidualCurve(name, tuple(found), "; ".join(dict.fromkeys(sources[name])))
        for name, found in points.items()
    ]


def residual_share(curve: ResidualCurve, months: int) -> Fraction:
    """Share of the price when new after `months` months, exact.

    Raises:
        InputError: the curve ends earlier.
    """
    require_not_negative("age", months, "whole months")
    points = [(month, Fraction(share)) for month, share in curve.points]
    if points[0][0] > 0:
        points.insert(0, (0, Fraction(1)))
    for (before, high), (after, low) in zip([points[0], *points], points, strict=False):
        if months == after:
            return low
        if before <= months < after:
            return high + (low - high) * Fraction(months - before, after - before)
    raise InputError(
        f"The residual curve {curve.name} ends after {points[-1][0]} months, {months} are asked",
        where=curve.source,
        remedy="Keep the hardware for a shorter time, or add a point with its source.",
    )


def straight_line_book_value(months: int, depreciation_months: int) -> Fraction:
    """Share of the price still in the books after straight-line depreciation to nothing."""
    require_positive("time of depreciation", depreciation_months, "whole months: 36 to 72")
    require_not_negative("age", months, "whole months")
    return max(Fraction(0), 1 - Fraction(months, depreciation_months))
