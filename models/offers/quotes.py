"""What the market asked for a chip lately, as plans: quotes that say enough, and those that do not.

Nobody is billed at a quote; it says what an offer is worth.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from data.errors import InputError
from data.settings import Settings
from models.billing.comparable import Incomplete
from models.billing.modes.reserved import Reserved
from models.billing.prices import BEYOND
from models.billing.printed import printed_in
from models.offers.rows import rental_plan

QUOTED_WITHIN_DAYS = 180
RENTS = "gpu_rent"
HELD = "held_for_review"
TAX_RATE_UNSAID = "tax_rate_not_said"

Row = dict[str, Any]


def quoted(
    quotes: pl.DataFrame, chip: str, day: date, settings: Settings
) -> list[Reserved | Incomplete]:
    """The newest quote of each market, size and term (rows of core_rental_quote) for a chip."""
    lately = pl.col("observed_on").is_between(day - timedelta(days=QUOTED_WITHIN_DAYS), day)
    newest = (
        quotes.filter(pl.col("chip") == chip, pl.col("category") == RENTS, lately)
        .sort("observed_on", "price", descending=[True, False])
        .unique(["market", "region", "cards", "billing_mode", "term_months"], keep="first")
        .sort("market", "price")
    )
    return [_plan(row, settings) for row in newest.iter_rows(named=True)]


def _plan(row: Row, settings: Settings) -> Reserved | Incomplete:
    name = f"{row['market']}, {row['region']}, {row['observed_on']}"
    source = printed_in(row, "core_rental_quote")
    missing = [field for field in (row["missing_fields"] or "").split(",") if field]
    if row["review_state"] == "review":
        missing.append(HELD)
    is_other_basis = row["tax_included"] is not (settings.tax_basis == "included")
    if "tax_included" not in missing and is_other_basis:
        missing.append(TAX_RATE_UNSAID)  # a quote has no rate to convert with
    if missing:
        return Incomplete(name, tuple(missing), source)
    as_offer = {name: row[name] for name in ("price", "unit", "currency", "tax_included")}
    terms = {
        "cards": row["cards"] or 1,  # a price per card needs no number of them
        "offer_id": name,
        "valid_from": row["observed_on"],
        "tax_rate": Decimal(0),
        "term_months": row["term_months"] or 1,
        "power_included": row["power_included"],
        "chip": row["chip"],
    }
    origin = {name: row[name] for name in ("source", "load_id", "line_number")}
    try:
        plan = rental_plan(
            as_offer | terms | origin,
            "core_rental_quote",
            settings.hours_per_month,
            settings.time_zone,
        )
    except InputError as broken:
        return Incomplete(name, (BEYOND,), str(broken))
    return plan or Incomplete(name, ("unit",), source)
