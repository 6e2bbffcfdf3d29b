"""Prophet without its remarks."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet_prophet() -> Iterator[None]:
    """Keep Prophet's own remarks from users, who can do nothing about them."""
    import prophet  # noqa: F401  its import sets the level that is set below
    from cmdstanpy.utils import get_logger  # the import puts the logger's own handler up
    from pandas.errors import Pandas4Warning

    get_logger().disabled = True
    # That the optimiser turns to Newton, or that a short series has fewer changepoints, is no
    # trouble: the one goes on to converge, the other is why short series get a method of their own.
    logging.getLogger("prophet").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        # Prophet 1.5 still calls what pandas 4 will drop; its own affair until we move to pandas 4.
        warnings.simplefilter("ignore", Pandas4Warning)
        yield
