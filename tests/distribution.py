"""Which worker runs what: a file is never torn apart, slow ones come first, one browser at a time.

Two browsers beside each other on two cores time out; a slow file that begins last runs alone.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

BROWSER = "tests/browser/"
SLOW = (  # 20 s of processor time and more, measured; every other file is much shorter
    BROWSER,
    "tests/integration/test_crash_random.py",
    "tests/integration/test_pipeline.py",
    "tests/screens/test_matrix.py",
    "tests/integration/test_load_order_of_all_sources.py",
    "tests/integration/test_load_order.py",
    "tests/integration/test_load_large.py",
    "tests/integration/test_load_large_payment.py",
    "tests/integration/test_storage.py",
    "tests/integration/models/test_ladder_under_limits.py",
)


class OneBrowser(LoadFileScheduling):
    """As `--dist loadfile`, but all files with a browser go to one worker, and order stays."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        config.option.loadscopereorder = False  # by number of tests: the slowest files last
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else super()._split_scope(nodeid)


def slow_first(items: list[pytest.Item]) -> None:
    """Put the tests of slow files first, in the order of SLOW, and leave all others as they are."""

    def place(item: pytest.Item) -> int:
        path = item.path.relative_to(item.config.rootpath).as_posix()
        return next((at for at, slow in enumerate(SLOW) if path.startswith(slow)), len(SLOW))

    items.sort(key=place)
