"""A company to advise: planned runs, offers of servers of one card, what is asked of a ladder.

Days are UTC, a month has 730 hours. Need that is planned is certain: a pool that is silent but for
planned runs has one scenario, so that what is bought and what it costs can be worked by hand.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from data.tables import CORE_TABLES
from data.warehouse import append
from tests.core_rows import POOL

MARCH = datetime(2024, 3, 1)  # noqa: DTZ001  tables hold naive UTC
APRIL = date(2024, 4, 1)  # the decision's day, and the first month: 30 days
POOL_ID = "Cloud A/North/serve/H20"
PAYG = {"price": Decimal(150)}  # 150 x 730 = 109,500 a month
NEAR = Decimal(5)  # a silent pool draws need of a millionth of a card: 0.11 yuan a month


def offer(name: str, months: int, fee: int, **other: Any) -> dict[str, Any]:
    """A server of one card for a term, by the month."""
    modes = {1: "monthly", 3: "quarterly", 12: "annual"}
    return {
        "offer_id": name,
        "billing_mode": modes.get(months, "multi_year"),
        "term_months": months,
        "unit": "server_month",
        "price": Decimal(fee),
    } | other


def plan_runs(company: Any, *runs: tuple[date, date, int], **where: str) -> None:
    """Planned runs: first day, last day, cards."""
    rows = [
        POOL
        | where
        | {
            "campaign": f"run {number}",
            "start_date": first,
            "end_date": last,
            "cards": cards,
            "source": "made up for a test",
            "load_id": "load",
            "line_number": number,
        }
        for number, (first, last, cards) in enumerate(runs)
    ]
    types = {n: column.dtype for n, column in CORE_TABLES["core_campaign"].columns().items()}
    append(company.connection, "core_campaign", pl.DataFrame(rows, schema=types))


def month(number: int) -> date:
    """First day of a month of the horizon."""
    year, at = divmod(APRIL.month - 1 + number, 12)
    return date(APRIL.year + year, at + 1, 1)


def flat(levels: Sequence[int]) -> list[tuple[date, date, int]]:
    """Runs that need so many cards all month."""
    return [
        (month(number), month(number + 1) - timedelta(days=1), cards)
        for number, cards in enumerate(levels)
        if cards
    ]


def silent(company: Any, **where: str) -> None:
    """A pool that was measured in March and needed nothing."""
    company.use(MARCH, [0.0] * 24 * 31, **where)


def cost(company: Any, choice: str = "ladder") -> Decimal:
    """What a choice comes to."""
    row = company.row(
        f"SELECT cost_cny FROM out_ladder_choice WHERE choice = '{choice}' AND scope <> 'company'"
    )
    found: Decimal = row["cost_cny"]
    return found


def due(company: Any) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = company.rows(
        "SELECT action, offer_id, units FROM out_ladder WHERE is_due ORDER BY ALL"
    )
    return found


def busy(
    company: Any, days: int = 120, cards: Sequence[float] = (16.0, 10.0), **where: str
) -> None:
    """A pool that needs one number of cards by day and another by night, and strays with the week.

    Measured to the end of March.
    """
    first = MARCH + timedelta(days=31 - days)
    hours = [
        cards[0 if 8 <= hour < 20 else 1] + (day % 7) / 4
        for day in range(days)
        for hour in range(24)
    ]
    company.use(first, hours, **where)
