"""Where the card-hours of every load went: the usage side of core_load_total."""

from typing import Any

import dataframely as dy

from data.tables import fields


def card_microseconds(description: str, **options: Any) -> dy.Decimal:
    """Card time in whole microseconds, so that sums are exact; 3,600,000,000 are a card-hour."""
    metadata = {"unit": "card-microsecond"}
    return dy.Decimal(38, 0, min=0, description=description, metadata=metadata, **options)


class CoreLoadQuantity(dy.Schema):
    """One row per load of a usage source: card time in its rows, in core, and still held.

    Landed = in core, to within rounding_allowance: exactly, where jobs are cut at the hours.
    """

    load_id = fields.load_id()
    card_microseconds_landed = card_microseconds("sum over the accepted source rows")
    card_microseconds_in_core = card_microseconds("sum over core before overlaps are settled")
    card_microseconds_held = card_microseconds(
        "sum over core after overlaps are settled: the rest was replaced by files saved later"
    )
    rounding_allowance = dy.Decimal(
        38,
        0,
        min=0,
        description="largest difference that rounding explains: one a row where quantities are"
        " floating point, none where they are jobs",
        metadata={"unit": "card-microsecond"},
    )
