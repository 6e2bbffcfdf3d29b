"""One row of core_price, core_rental_quote or core_commitment as a plan of the engine.

Nothing is converted here: currency, tax and unit stay the seller's; the engine restates them. Every
plan's `source` ends with the row that it was read from, so that a bill's line leads to it.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from models.billing.clock import add_months
from models.billing.modes.pay_as_you_go import ListPrice, PayAsYouGo
from models.billing.modes.reserved import Reserved
from models.billing.money import Rounding
from models.billing.parts import Purchase, Selector

Row = Mapping[str, Any]

HOURS_PER_DAY = 24
_LONGEST_TERM_MONTHS = 1200  # of a plan
_EARLIEST, _LATEST = date(1900, 1, 1), date(2999, 1, 1)  # an open end is often written as 9999


def printed_in(row: Row, table: str) -> str:
    """Where the price is printed, and the row it was read from."""
    return f"{row['source']} [{table}: load {row['load_id']}, line {row['line_number']}]"


def on_demand_plan(
    row: Row, time_zone: str, holds: tuple[date, date | None], rounding: Rounding | None = None
) -> PayAsYouGo:
    """A pay-as-you-go row of core_price, for the local days on which it holds."""
    price = ListPrice(
        **_market(row), price=row["price"], per=row["cards"] if row["unit"] == "server_hour" else 1
    )
    return PayAsYouGo(
        **_terms(row, "core_price", time_zone),
        plan_id=row["offer_id"],
        mode="pay_as_you_go",
        valid_from=holds[0],
        valid_to=holds[1],
        rounding=rounding or Rounding(),
        power_included=row["power_included"],
        prices=(price,),
    )


def rental_plan(row: Row, table: str, hours_per_month: Decimal, time_zone: str) -> Reserved | None:
    """A rent or commitment by hour, day or month: so many cards for a term, due for every hour.

    Charged pro rata over what is priced, a month being `hours_per_month`: a year's rent is no more
    due in three months than a month's. None where the unit is that of a purchase.
    """
    cards, price = row["cards"], row["price"]
    per_unit = price * cards if row["unit"] in ("card_month", "card_hour") else price
    ways: dict[str, dict[str, Any]] = {
        "server_month": {"recurring_per": "month", "hours_per_month": hours_per_month},
        "card_month": {"recurring_per": "month", "hours_per_month": hours_per_month},
        "server_day": {"recurring_per": "month", "hours_per_month": Decimal(HOURS_PER_DAY)},
        "server_hour": {"recurring_per": "hour"},
        "card_hour": {"recurring_per": "hour"},
    }
    if row["unit"] not in ways:
        return None
    return Reserved(
        **_terms(row, table, time_zone),
        **ways[row["unit"]],
        plan_id=row["offer_id"],
        mode="reserved",
        valid_from=max(row["valid_from"], _EARLIEST),
        match=Selector(**_market(row)),
        cards=cards,
        term_months=min(max(row["term_months"], 1), _LONGEST_TERM_MONTHS),
        recurring=per_unit,
        power_included=row["power_included"],
    )


def contract_plan(row: Row, time_zone: str) -> Reserved:
    """A contract in hand: its fee by the calendar month, a part of a month by its hours."""
    first, last = max(row["start_date"], _EARLIEST), min(row["end_date"], _LATEST)
    pool = "/".join(row[name] for name in ("provider", "region", "pool", "chip"))
    return Reserved(
        **_terms(row, "core_commitment", time_zone),
        plan_id=row["commitment_id"],
        mode="reserved",
        valid_from=first,
        match=Selector(pool_id=(pool,)),
        cards=row["cards_per_server"],
        term_months=min(_months_to(first, last), _LONGEST_TERM_MONTHS),
        recurring=row["fee_per_server_month"],
        recurring_per="month",
        hours_per_month="calendar",
        purchase=Purchase(units=row["servers"], starts_on=first, ends_on=last),
    )


def _months_to(first: date, last: date) -> int:
    """Whole months from `first` that reach beyond `last`: the end itself is the purchase's."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months + 1 if add_months(first, months) <= last else max(months, 1)


def _market(row: Row) -> dict[str, Any]:
    names = ("provider", "region", "chip")
    return {name: (row[name],) for name in names if row.get(name) is not None}


def _terms(row: Row, table: str, time_zone: str) -> dict[str, Any]:
    return {
        "currency": row["currency"],
        "tax_included": row["tax_included"],
        "tax_rate": row["tax_rate"],
        "time_zone": time_zone,
        "source": printed_in(row, table),
    }
