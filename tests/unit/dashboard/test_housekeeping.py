"""The serving process looks after its memory beside its readers."""

import gc
import weakref
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
    over, rounds = Event(), []

    def tidy_up() -> None:
        rounds.append(len(rounds))
        if len(rounds) == 3:
            over.set()

    monkeypatch.setattr(housekeeping, "EVERY_S", 0.0)
    monkeypatch.setattr(housekeeping, "tidy_up", tidy_up)
    housekeeping.keep_house(over)
    assert rounds == [0, 1, 2]


def test_where_heaps_cannot_be_limited_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping.platform, "libc_ver", lambda: ("", ""))
    monkeypatch.delattr(housekeeping.ctypes, "CDLL")  # would be an AttributeError
    housekeeping.limit_heaps()
    housekeeping.tidy_up()
