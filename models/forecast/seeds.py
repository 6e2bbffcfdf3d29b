"""Seeds that depend on the run's seed and on what they are for, never on the order of work."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

import numpy as np


def derive_seed(seed: int, series: str, purpose: str) -> int:
    """A seed below 2**31, which NumPy and Stan both accept; the same on every machine."""
    text = "\x1f".join((str(seed), series, purpose))
    return int.from_bytes(sha256(text.encode()).digest()[:4], "big") >> 1


@contextmanager
def global_numpy_seed(seed: int) -> Iterator[None]:
    """Seed NumPy's global state, which Prophet draws from, and put it back afterwards."""
    state = np.random.get_state()
    np.random.seed(seed)
    try:
        yield
    finally:
        np.random.set_state(state)
