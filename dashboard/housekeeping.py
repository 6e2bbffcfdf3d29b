"""The serving process's memory: few heaps, garbage looked for beside readers, free memory given up.

A collection after every rerun would cost more than most reruns do (server.server_options), and left
to itself Python looks at what is old so seldom that closed sessions pile up.
"""

import ctypes
import gc
import platform
from itertools import count
from threading import Event

from dashboard.reading import close_unread

LOOK_S = 2.0  # an older snapshot that nobody read so long is closed: 50 MB of a large company
_LOOKS = 5  # of which one collects garbage, which takes 20 times as long as a look
_HEAPS = 2  # each of glibc's keeps what its threads freed; by default there are 8 for a core
_M_ARENA_MAX = -8  # malloc.h


def limit_heaps() -> None:
    """Let all threads share few heaps; before there are threads. Only glibc has such."""
    if _has_glibc():
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _HEAPS)


def keep_house(over: Event) -> None:
    """Close what nobody reads any more, and tidy up then and now and then, until it is over."""
    looks = count(1)
    while not over.wait(LOOK_S):
        if close_unread(LOOK_S) or next(looks) % _LOOKS == 0:
            tidy_up()


def tidy_up() -> None:
    """Collect garbage, and give free memory to the system."""
    gc.collect()
    if _has_glibc():
        ctypes.CDLL(None).malloc_trim(0)


def _has_glibc() -> bool:
    return platform.libc_ver()[0] == "glibc"
