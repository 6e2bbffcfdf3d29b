"""The serving process looks after its memory beside its readers."""

import gc
import weakref
from itertools import count
from threading import Event

import pytest

from dashboard import housekeeping


class _Ring:
    """Refers to itself, as closed sessions do: only a collection finds it."""

    def __init__(self) -> None:
        self.itself = self


def test_tidying_up_collects_what_refers_to_itself() -> None:
    gc.disable()
    try:
        ring = weakref.ref(_Ring())
        assert ring() is not None
        housekeeping.tidy_up()
        assert ring() is None
    finally:
        gc.enable()


def test_house_is_kept_until_the_server_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody reads is closed at each look; garbage is collected then, else at each fifth."""
    over, looks, tidied = Event(), count(1), []

    def close_unread(_: float) -> bool:
        look = next(looks)
        if look == 11:
            over.set()
        return look == 3

    monkeypatch.setattr(housekeeping, "LOOK_S", 0.0)
    monkeypatch.setattr(housekeeping, "close_unread", close_unread)
    monkeypatch.setattr(housekeeping, "tidy_up", lambda: tidied.append(1))
    housekeeping.keep_house(over)
    # After the third, which closed one; of the ten others after the fifth and the tenth.
    assert len(tidied) == 3


def test_where_heaps_cannot_be_limited_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping.platform, "libc_ver", lambda: ("", ""))
    monkeypatch.delattr(housekeeping.ctypes, "CDLL")  # would be an AttributeError
    housekeeping.limit_heaps()
    housekeeping.tidy_up()
