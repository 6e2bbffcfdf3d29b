"""Figures drawn once for what they show: drawing one costs more than all else on a screen."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from hashlib import blake2b
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl
import streamlit as st

from dashboard.components.charts import tokens
from dashboard.i18n import writing
from dashboard.reading import current

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Made = TypeVar("Made")
_PLAIN = (str, int, float, Decimal, date, type(None))  # datetime is a date, bool an int


def drawn(draw: "Callable[..., Figure]", *given: Any, **options: Any) -> "Figure":
    """`draw(*given, **options)`, made once for the same content and words; never change it.

    The same means: equal cells of frames, the same functions, equal texts and numbers.

    Raises:
        TypeError: an argument is of a kind whose content is not looked into.
    """
    figure: Figure = _kept(_key(draw, given, options), writing(), partial(draw, *given, **options))
    return figure


def drawn_of_snapshot(draw: Callable[..., Made], *given: Any) -> Made:
    """`draw(*given, tokens)`, which reads the snapshot's rows itself; never change what it gives.

    Made once for a snapshot, what is given, words and theme.

    Raises:
        TypeError: as `drawn`.
    """
    view, themed = current(), (*given, tokens())
    key = _key(draw, themed, view.key if view else "")
    made: Made = _kept(key, writing(), partial(draw, *themed))
    return made


@st.cache_resource(max_entries=160, show_spinner=False)
def _kept(key: str, language: str, _draw: Callable[[], Any]) -> Any:  # noqa: ARG001
    return _draw()


def _key(*parts: Any) -> str:
    digest = blake2b(digest_size=16)
    for part in _content(parts):
        digest.update(part)
    return digest.hexdigest()


def _content(value: Any) -> Iterator[bytes]:
    """What tells one value from another, with its type, so that 1 and "1" differ."""
    yield f"|{type(value).__name__}:".encode()
    if isinstance(value, _PLAIN):
        yield repr(value).encode()
    elif isinstance(value, pl.DataFrame):
        yield repr(value.schema).encode()
        yield value.hash_rows().to_numpy().tobytes()
    elif (parts := _parts(value)) is not None:
        for part in parts:
            yield from _content(part)
        yield b"."
    else:
        yield from _function(value)


def _parts(value: Any) -> list[Any] | None:
    """What a value is made of; None where it is no collection of ours."""
    if isinstance(value, pl.Series):
        return [value.to_frame()]
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, field.name) for field in fields(value)]
    if isinstance(value, Mapping):
        return [*value.items()]
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    return [*value] if isinstance(value, Sequence) else None


def _function(value: Any) -> Iterator[bytes]:
    """A function by its name and what it holds of its surroundings."""
    if isinstance(value, partial):
        yield from _content((value.func, value.args, value.keywords))
    elif isinstance(value, MethodType):
        yield from _content((value.__func__, value.__self__))
    elif isinstance(value, (FunctionType, type)):
        yield f"{value.__module__}.{value.__qualname__}".encode()
        if isinstance(value, FunctionType):
            code = value.__code__  # two lambdas of one function have one name
            yield repr((code.co_code, code.co_consts, code.co_names)).encode()
            yield from _content([cell.cell_contents for cell in value.__closure__ or ()])
    else:
        msg = f"a figure is not kept by the content of a {type(value).__name__}"
        raise TypeError(msg)
