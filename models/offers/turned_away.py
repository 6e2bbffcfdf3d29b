"""Rows of price books and quotes that loading turned away for what they do not say, by name.

A row that lacks its tax or its cards is no offer; whoever compares should know that it is there,
and everything that it lacks: loading names only what it tried first.
"""

import json
from collections.abc import Mapping
from typing import Any

import duckdb

from data.reference import read_chips
from data.reference.chip_names import name_key, read_chip_names
from models.billing.comparable import Incomplete
from models.offers.window import Window

SOURCES = ("price_book", "rental_quote")
MOST_ROWS = 10_000
"""More than that is a wrong file and no list of offers."""

_READ = (
    "SELECT DISTINCT source, file_name, line_number, row FROM core_rejected_row"
    " WHERE list_contains($sources, source) ORDER BY file_name, line_number LIMIT $most"
)
_OF_ALL = ("unit", "cards", "tax_included", "price", "currency")
_OF_PACKAGES = ("power_included",)
_ON_DEMAND = "on_demand"


def turned_away(connection: duckdb.DuckDBPyConnection, window: Window) -> list[Incomplete]:
    """Offers for a pool that lack something, from core_rejected_row; by file and line.

    A price book's row is for the pool where provider, region and chip are its own, a quote where
    the chip is. Rows that lack nothing of this were turned away for other reasons: Data health has
    them.
    """
    rows = connection.execute(_READ, {"sources": list(SOURCES), "most": MOST_ROWS}).fetchall()
    if not rows:
        return []
    known = read_chip_names(read_chips()).drop_nulls("chip")
    chips = dict(known.select("name_key", "chip").iter_rows())
    found = []
    for source, file_name, line_number, text in rows:
        row = json.loads(text)
        missing = _missing(row)
        if missing and _suits(row, source, window.pool, chips):
            name = row.get("offer_id") or row.get("market") or file_name
            where = f"{file_name}, line {line_number}"
            found.append(Incomplete(f"{name} ({where})", missing, where))
    return found


def _missing(row: Mapping[str, Any]) -> tuple[str, ...]:
    asked = _OF_ALL if row.get("billing_mode") == _ON_DEMAND else (*_OF_ALL, *_OF_PACKAGES)
    return tuple(name for name in asked if not str(row.get(name) or "").strip())


def _suits(
    row: Mapping[str, Any], source: str, pool: Mapping[str, Any], chips: Mapping[str, str]
) -> bool:
    printed = str(row.get("chip") or "")
    if chips.get(name_key(printed), printed) != pool["chip"]:
        return False
    return source != "price_book" or all(row.get(n) == pool[n] for n in ("provider", "region"))
