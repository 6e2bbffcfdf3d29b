"""Arrays of megabytes that follow from a case: kept while there is room, else worked out again.

What a pool needs in every scenario, month and block is some 4 MB, and several arrays follow from
it. A company has hundreds of pools and asks of one after the other, so only what was worked out
last stays. What is worked out again is the same to the last bit, in about 10 ms.
"""

from collections import deque
from collections.abc import Callable
from typing import Any, Generic, Protocol, Self, TypeVar, overload
from weakref import ref

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

MOST_BYTES = 256_000_000  # some twenty pools


class Room:
    """Of the arrays put here those that came last stay, `most_bytes` of them."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes, self._bytes = most_bytes, 0
        self._kept: deque[tuple[ref[Any], str, int]] = deque()

    def keep(self, owner: object, name: str, array: Numbers) -> None:
        """Let `owner` have an array as its attribute `name`, until there is no room for it."""
        vars(owner)[name] = array
        self._kept.append((ref(owner), name, array.nbytes))
        self._bytes += array.nbytes
        while self._bytes > self._most_bytes:
            oldest, its_name, nbytes = self._kept.popleft()
            self._bytes -= nbytes
            if (holder := oldest()) is not None:
                vars(holder).pop(its_name, None)


class HasRoom(Protocol):
    """What large arrays follow from."""

    @property
    def room(self) -> Room:
        """Where they are kept."""
        ...


Owner = TypeVar("Owner", bound=HasRoom)


class large_property(Generic[Owner]):  # noqa: N801  read like cached_property
    """Like cached_property, of an array that is kept in its owner's room."""

    def __init__(self, work_out: Callable[[Owner], Numbers]) -> None:
        self._work_out = work_out
        self.__doc__ = work_out.__doc__

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, one: None, _: type) -> Self: ...

    @overload
    def __get__(self, one: Owner, _: type) -> Numbers: ...

    def __get__(self, one: Owner | None, _: type) -> Self | Numbers:
        """Asked only where it is not kept: what is kept is an attribute of the owner's own."""
        if one is None:
            return self
        found = self._work_out(one)
        one.room.keep(one, self._name, found)
        return found
