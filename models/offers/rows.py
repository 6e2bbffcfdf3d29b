"""Rows of core_price, core_rental_quote or core_commitment as plans of the engine.

Nothing is converted here: currency, tax and unit stay the seller's; the engine restates them. Every
plan's `source` ends with the row that it was read from, so that a bill's line leads to it. A row
whose numbers no plan can have raises an InputError that names it and the remedy.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeVar

from pydantic import ValidationError

from data.errors import InputError
from models.billing.clock import ONE_DAY, add_months
from models.billing.modes.capacity_block import CapacityBlockPlan
from models.billing.modes.owned import Owned
from models.billing.modes.pay_as_you_go import ListPrice, PayAsYouGo
from models.billing.modes.reserved import Reserved
from models.billing.modes.spot import Spot, Step
from models.billing.money import Rounding
from models.billing.parts import Part, Purchase, Selector
from models.billing.printed import printed_in, printed_in_rows

Row = Mapping[str, Any]
P = TypeVar("P", bound=Part)

HOURS_PER_DAY = 24
DEPRECIATION_MONTHS = 60  # of servers in the books, which no price book says; no cash depends on it
BLOCK_DAYS = 14  # the longest block that is sold by the day; no row says how long its block is
_LONGEST_TERM_MONTHS = 1200  # of a plan
_EARLIEST, _LATEST = date(1900, 1, 1), date(2999, 1, 1)  # an open end is often written as 9999


def on_demand_plan(
    row: Row, time_zone: str, holds: tuple[date, date | None], rounding: Rounding | None = None
) -> PayAsYouGo:
    """A pay-as-you-go row of core_price, for the local days on which it holds."""
    where = printed_in(row, "core_price")
    price = _made(ListPrice, where, **_market(row), price=row["price"], per=_cards_bought(row))
    return _made(
        PayAsYouGo,
        where,
        **_terms(row, where, time_zone),
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
    where = printed_in(row, table)
    return _made(
        Reserved,
        where,
        **_terms(row, where, time_zone),
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
    where = printed_in(row, "core_commitment")
    bought = _made(Purchase, where, units=row["servers"], starts_on=first, ends_on=last)
    return _made(
        Reserved,
        where,
        **_terms(row, where, time_zone),
        plan_id=row["commitment_id"],
        mode="reserved",
        valid_from=first,
        match=Selector(pool_id=(pool,)),
        cards=row["cards_per_server"],
        term_months=min(_months_to(first, last), _LONGEST_TERM_MONTHS),
        recurring=row["fee_per_server_month"],
        recurring_per="month",
        hours_per_month="calendar",
        purchase=bought,
    )


def spot_plan(rows: Sequence[Row], first: date, time_zone: str) -> Spot:
    """A spot offer of core_price: its rows, ascending and on the same terms, are the price's path.

    From `first` on, with the row that held then. Between a row that ends and the next nothing is
    for sale. No row says how much work interruptions lose, so none is priced: whoever shows the
    plan says so (`models.offers.sale.LOST_WORK`).
    """
    held = [row for row in rows if row["valid_from"] <= first][-1:]
    held += [row for row in rows if row["valid_from"] > first]
    path = []
    for row, following in pairwise([*held, None]):
        assert row is not None  # noqa: S101  only the last of all is none
        begins = max(row["valid_from"], _EARLIEST)
        path.append(Step(at=datetime.combine(begins, time()), price=row["price"]))
        ends = row["valid_to"]
        if ends is not None and (following is None or ends + ONE_DAY < following["valid_from"]):
            path.append(Step(at=datetime.combine(min(ends, _LATEST) + ONE_DAY, time())))
    where, newest = printed_in_rows(held, "core_price"), held[-1]
    return _made(
        Spot,
        where,
        **_terms(newest, where, time_zone),
        plan_id=newest["offer_id"],
        mode="spot",
        valid_from=path[0].at.date(),
        match=Selector(**_market(newest)),
        path=tuple(path),
        per=_cards_bought(newest),
        power_included=newest["power_included"],
    )


def owned_plan(row: Row, time_zone: str) -> Owned:
    """A purchase row of core_price: servers of one's own, written off over DEPRECIATION_MONTHS."""
    where = printed_in(row, "core_price")
    is_by_card = row["unit"].startswith("card")
    return _made(
        Owned,
        where,
        **_terms(row, where, time_zone),
        plan_id=row["offer_id"],
        mode="owned",
        valid_from=max(row["valid_from"], _EARLIEST),
        match=Selector(**_market(row)),
        cards=row["cards"],
        price=row["price"] * (row["cards"] if is_by_card else 1),
        depreciation_months=DEPRECIATION_MONTHS,
    )


def block_plan(row: Row, time_zone: str) -> CapacityBlockPlan:
    """A capacity block of core_price by the hour or day, in blocks of BLOCK_DAYS."""
    hours = HOURS_PER_DAY if row["unit"] == "server_day" else 1
    where = printed_in(row, "core_price")
    return _made(
        CapacityBlockPlan,
        where,
        **_terms(row, where, time_zone),
        plan_id=row["offer_id"],
        mode="capacity_block",
        valid_from=max(row["valid_from"], _EARLIEST),
        match=Selector(**_market(row)),
        cards=row["cards"],
        price=row["price"],
        per=_cards_bought(row) * hours,
        days=BLOCK_DAYS,
        power_included=row["power_included"],
    )


def _cards_bought(row: Row) -> int:
    """Cards that one price by the hour or day buys."""
    cards: int = row["cards"]
    return cards if row["unit"].startswith("server") else 1


def _made(kind: type[P], where: str, **terms: Any) -> P:
    """A plan or a part of one.

    Raises:
        InputError: a number of the row is none that a plan can have; row and column are named.
    """
    try:
        return kind(**terms)
    except ValidationError as invalid:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'row'}: {fault['msg']}, found {fault['input']!r}"
            for fault in invalid.errors()
        )
        raise InputError(
            f"A row cannot be billed: {faults}",
            where=where,
            remedy="Correct this line of the source file and load it again.",
        ) from invalid


def _months_to(first: date, last: date) -> int:
    """Whole months from `first` that reach beyond `last`: the end itself is the purchase's."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months + 1 if add_months(first, months) <= last else max(months, 1)


def _market(row: Row) -> dict[str, Any]:
    names = ("provider", "region", "chip")
    return {name: (row[name],) for name in names if row.get(name) is not None}


def _terms(row: Row, where: str, time_zone: str) -> dict[str, Any]:
    return {
        "currency": row["currency"],
        "tax_included": row["tax_included"],
        "tax_rate": row["tax_rate"],
        "time_zone": time_zone,
        "source": where,
    }
