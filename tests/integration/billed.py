"""What the bills in core add up to."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any


def billed(core: Callable[[str], list[dict[str, Any]]]) -> Decimal:
    [row] = core("SELECT coalesce(sum(billed_amount), 0) AS billed FROM core_charge_daily")
    return Decimal(row["billed"])
