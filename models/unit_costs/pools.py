"""Card-hours: cost of one in use, of one that came to something, and of the chip's peak PFLOP."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb

from data.settings import Settings
from models.billing.unit_costs import per_card_hour, per_pflop_hour
from models.stage import read


def pool_rows(
    connection: duckdb.DuckDBPyConnection, settings: Settings, snapshot_id: str
) -> Iterator[dict[str, Any]]:
    """Rows of out_unit_cost; needs the marts."""
    for row in read(connection, "unit_costs").iter_rows(named=True):
        used, useful = _exact(row["used_card_hours"]), _exact(row["useful_card_hours"])
        each = per_card_hour(row["cost_cny"], used or Decimal(0))
        peak = _exact(row["fp16_dense_tflops"])
        yield row | {
            "cny_per_card_hour": each,
            "cny_per_useful_card_hour": per_card_hour(row["cost_cny"], useful or Decimal(0)),
            "cny_per_peak_pflop_hour": per_pflop_hour(each, peak) if each and peak else None,
            "tax_basis": settings.tax_basis,
            "snapshot_id": snapshot_id,
        }


def _exact(quantity: float | None) -> Decimal | None:
    """A measured quantity, to a millionth."""
    return None if quantity is None else round(Decimal(quantity), 6)
