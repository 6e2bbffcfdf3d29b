"""Columns that several tables share, so that one name means one thing everywhere."""

from typing import Any

import dataframely as dy

from data.currencies import CURRENCIES

WORKLOAD_CLASSES = ("training", "fine_tuning", "inference", "other")
BILLING_MODES = (
    "on_demand",
    "spot",
    "monthly",
    "quarterly",
    "annual",
    "multi_year",
    "reserved",
    "committed",
    "capacity_block",
    "purchase",
)
PLAN_MODES = (*BILLING_MODES, "savings_plan", "pack")
PLAN_UNITS = ("server", "currency_per_hour", "agreement", "pack", "use")
PRICE_UNITS = (
    "card_hour",
    "card_month",
    "server_hour",
    "server_day",
    "server_month",
    "card",
    "server",
)
GRADES = ("A", "B", "C", "D")
ORIGINS = ("imported", "domestic")
COMPUTE_CLASSES = ("general", "intelligent", "super")


def text(description: str, **options: Any) -> dy.String:
    """A non-empty text column."""
    return dy.String(description=description, min_length=1, **options)


def choice(values: tuple[str, ...], description: str, **options: Any) -> dy.String:
    """A text column with a closed set of values; the set is kept as metadata for messages."""
    return dy.String(
        description=description,
        check={"closed_set": lambda column: column.is_in(list(values))},
        metadata={"values": values},
        **options,
    )


def plan_unit() -> dy.String:
    """What a plan is bought by."""
    return choice(
        PLAN_UNITS,
        "what one unit is: `server`, so many cards for the term; `currency_per_hour`, one of the"
        " plan's currency committed for every hour; `agreement`, a sum committed per period;"
        " `pack`, a prepaid quantity; `use`, nothing is bought",
    )


def currency(of: str) -> dy.String:
    """ISO code of a currency; one without an exchange rate is kept, and stays unconverted."""
    return dy.String(
        description=f"currency of the {of}",
        check={"iso_4217": lambda column: column.is_in(sorted(CURRENCIES))},
        metadata={"expects": "a currency's ISO code, such as CNY or USD"},
    )


def quantity(unit: str, description: str, **options: Any) -> dy.Float64:
    """A physical quantity, never negative, with its unit."""
    return dy.Float64(description=description, min=0, metadata={"unit": unit}, **options)


def count(description: str, **options: Any) -> dy.Int64:
    """A number of things, never negative."""
    return dy.Int64(description=description, min=0, metadata={"unit": "count"}, **options)


def ratio(description: str, **options: Any) -> dy.Float64:
    """A share between 0 and 1."""
    return dy.Float64(description=description, min=0, metadata={"unit": "ratio"}, **options)


def discount_ratio(example: str = "") -> dy.Float64:
    """What use counts less against money promised to a seller than by the hour."""
    said = "what use counts less than by the hour"
    return ratio(f"{said}, {example}" if example else said, max_exclusive=1)


def tax_rate(**options: Any) -> dy.Decimal:
    """A rate of value-added tax as a share of the price before it."""
    return dy.Decimal(
        6,
        4,
        min=0,
        max=1,
        description="value-added tax rate, 0.06 for 6 %",
        metadata={"unit": "ratio"},
        **options,
    )


def amount_cny(description: str, **options: Any) -> dy.Decimal:
    """Computed money in yuan, to the cent."""
    return dy.Decimal(18, 2, description=description, metadata={"unit": "CNY"}, **options)


def rate_cny(unit: str, description: str, **options: Any) -> dy.Decimal:
    """A price in yuan per `unit`, to a millionth."""
    return dy.Decimal(18, 6, description=description, metadata={"unit": f"CNY/{unit}"}, **options)


def provider(**options: Any) -> dy.String:
    """Seller of the capacity, or the owning company for its own."""
    return text("seller of the capacity, or the company itself for its own", **options)


def region(**options: Any) -> dy.String:
    """Where the cards stand."""
    return text("where the cards stand, in the provider's words", **options)


def pool(**options: Any) -> dy.String:
    """Cards that serve as one for planning."""
    return text("cards of one chip that are planned as one", **options)


def chip(**options: Any) -> dy.String:
    """Chip name as in core_chip, or `unknown`."""
    return text("chip as named in core_chip, or `unknown`", **options)


def load_id(**options: Any) -> dy.String:
    """The load that a row came from."""
    return text("the load (core_load) the row came from", **options)


def snapshot_id(**options: Any) -> dy.String:
    """The snapshot a computed row was computed in."""
    return text("snapshot in which the row was computed", **options)
