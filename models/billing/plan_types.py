"""What a value of a plan file may be: pydantic would read 1 as true, and 0 as the first of 1970."""

from datetime import date, time
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

Kinds = frozenset[Any]

LARGEST = 10**15
MOST_DECIMALS = 24


def refuse_other_type(value: object, kinds: Kinds) -> None:
    """Refuse a value of another kind than a field's (`kinds_of`), and a number beyond all measure.

    Raises:
        ValueError: what is to be written instead.
    """
    if bool in kinds and not isinstance(value, bool) and value is not None:
        _refuse("write true or false, without quotes")
    if isinstance(value, bool):
        if not kinds & {bool, Any}:
            _refuse("true and false are no value of this key")
        return
    if not isinstance(value, (int, float, Decimal)):
        return
    if kinds & {date, time} and not kinds & {int, Decimal}:
        _refuse("write a date as 2026-01-31, a time as 08:30:00, without quotes")
    number = Decimal(str(value))
    if not number.is_finite() or abs(number) > LARGEST:
        _refuse(f"write a number of at most {LARGEST:,}")
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -MOST_DECIMALS:
        _refuse(f"write at most {MOST_DECIMALS} decimals")


def kinds_of(annotation: Any) -> Kinds:
    """The scalar types that an annotation such as `Amount | None` holds; not those of a list's."""
    if get_origin(annotation) in (Union, UnionType):
        return frozenset().union(*(kinds_of(argument) for argument in get_args(annotation)))
    if get_origin(annotation) is Annotated:
        return kinds_of(get_args(annotation)[0])
    is_date = isinstance(annotation, type) and issubclass(annotation, date)
    return frozenset({date} if is_date else {annotation})


def _refuse(message: str) -> None:
    raise ValueError(message)
