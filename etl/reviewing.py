"""Quotes that are too far from the market to be true are held for review; none is dropped.

A door rule applied when the core tables are built, from the quote and the dated bands of
data/reference alone: the observed figures stay as they are, a newer band judges old loads too.
"""

import duckdb

from data.reference import read_sanity_bands
from data.warehouse import read_sql


def review_quotes(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill review_state and review_reason of core_rental_quote."""
    connection.register("sanity_band", read_sanity_bands())
    try:
        connection.execute(read_sql("etl", "review_quote"))
    finally:
        connection.unregister("sanity_band")
