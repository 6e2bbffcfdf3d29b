"""What a billing rule refuses at its door, each with the same words."""

from decimal import Decimal
from fractions import Fraction

from data.errors import UsageError


def require_positive(name: str, value: Decimal | Fraction | int, unit: str) -> None:
    """Refuse a value that is not a number above zero."""
    if not _is_finite(value) or value <= 0:
        raise UsageError(
            f"The {name} must be a positive number, and is {value}",
            where=name,
            remedy=f"Write it in {unit}.",
        )


def require_not_negative(name: str, value: Decimal | Fraction | int, unit: str) -> None:
    """Refuse a value that is not a number of at least zero."""
    if not _is_finite(value) or value < 0:
        raise UsageError(
            f"The {name} must not be negative, and is {value}",
            where=name,
            remedy=f"Write it in {unit}.",
        )


def require_share(name: str, value: Decimal | Fraction) -> None:
    """Refuse a share that is not between 0 and 1."""
    if not _is_finite(value) or not 0 <= value <= 1:
        raise UsageError(
            f"The {name} must lie between 0 and 1, and is {value}",
            where=name,
            remedy="Write 0.25 for 25 %.",
        )


def require_positive_share(name: str, value: Decimal | Fraction) -> None:
    """Refuse a share that is not above 0 and at most 1: one that divides a cost."""
    require_share(name, value)
    require_positive(name, value, "a share: 0.9 for 90 %")


def _is_finite(value: Decimal | Fraction | int) -> bool:
    return value.is_finite() if isinstance(value, Decimal) else True
