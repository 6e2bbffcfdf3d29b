"""Names that have to be told apart."""

from collections import Counter
from collections.abc import Iterable


def repeated(names: Iterable[str]) -> list[str]:
    """Those that stand more than once, in their order."""
    return sorted(name for name, count in Counter(names).items() if count > 1)
