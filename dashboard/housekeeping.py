"""The serving process's memory: few heaps, garbage looked for beside readers, free memory given up.

A collection after every rerun would cost more than most reruns do (server.server_options), and left
to itself Python looks at what is old so seldom that closed sessions pile up.
"""

import ctypes
import gc
import platform
from threading import Event

from dashboard.reading import close_unread

EVERY_S = 10.0
_UNREAD_S = 10.0  # after which an older snapshot is closed
_HEAPS = 2  # each of glibc's keeps what its threads freed; by default there are 8 for a core
_M_ARENA_MAX = -8  # malloc.h


def limit_heaps() -> None:
    """Let all threads share few heaps; before there are threads. Only glibc has such."""
    if _has_glibc():
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _HEAPS)


def keep_house(over: Event) -> None:
    """Tidy up now and then until it is over."""
    while not over.wait(EVERY_S):
        tidy_up()


def tidy_up() -> None:
    """Close what nobody reads any more, collect garbage, and give free memory to the system."""
    close_unread(_UNREAD_S)
    gc.collect()
    if _has_glibc():
        ctypes.CDLL(None).malloc_trim(0)


def _has_glibc() -> bool:
    return platform.libc_ver()[0] == "glibc"
