"""out_cost_daily under savings plans in hand: what they count, what is idle, whose cost they are.

By the hour a card costs 10 yuan; at 20 % off it counts 8. A plan of 240 yuan an hour costs 5,760 a
day and serves 30 cards.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

START = datetime(2024, 1, 1)  # noqa: DTZ001  tables hold naive UTC
PLAN = {"commitment_per_hour": Decimal(240), "discount_ratio": 0.2}
DAY = (
    "SELECT savings_plan_cost_cny, savings_plan_idle_cost_cny, on_demand_cost_cny, cost_cny"
    " FROM out_cost_daily ORDER BY pool_id, local_date"
)
HOURS = (
    "SELECT savings_plan_card_hours, savings_plan_covered_card_hours, on_demand_card_hours"
    " FROM out_cost_daily ORDER BY pool_id, local_date"
)


def _money(*amounts: str | None) -> tuple[Decimal | None, ...]:
    return tuple(amount if amount is None else Decimal(amount) for amount in amounts)


def _plan(company: Any, **other: Any) -> None:
    company.add("core_savings_plan", PLAN | other)


def _build(
    company: Any, used: Sequence[float | None], *plans: dict[str, Any], **other: Any
) -> None:
    """A pool and the plan, or `plans`."""
    company.use(START, used)
    company.add("core_price", {})
    for plan in plans or ({},):
        _plan(company, **plan)
    company.build(**other)


@pytest.mark.parametrize(
    ("used", "amounts", "hours"),
    [
        # 40 cards: 30 are served, 10 are bought: 10 x 24 x 10.
        ([40.0] * 24, ("5760.00", "0.00", "2400.00", "8160.00"), (720.0, 720.0, 240.0)),
        # 15 cards: half of the plan is lost.
        ([15.0] * 24, ("5760.00", "2880.00", "0.00", "5760.00"), (720.0, 360.0, 0.0)),
        # 60 by day, of which 30 are bought, and none by night: what is lost then serves no day.
        (
            [60.0] * 12 + [0.0] * 12,
            ("5760.00", "2880.00", "3600.00", "9360.00"),
            (720.0, 360.0, 360.0),
        ),
    ],
)
def test_what_is_not_used_in_its_hour_is_lost(
    used: list[float], amounts: tuple[str, ...], hours: tuple[float, ...], company: Any
) -> None:
    _build(company, used)
    assert company.rows(DAY) == [_money(*amounts)]
    assert company.rows(HOURS) == [hours]
    assert company.rows("SELECT idle_cost_cny FROM out_cost_daily") == [_money(amounts[1])]


def test_contracts_come_first(company: Any) -> None:
    # 8 of 20 cards are under contract; 12 count 96 an hour: 144 are idle.
    company.add("core_commitment", {})
    _build(company, [20.0] * 24)
    assert company.rows(DAY) == [_money("5760.00", "3456.00", "0.00", "7760.00")]
    day = company.row("SELECT covered_card_hours, idle_cost_cny FROM out_cost_daily")
    assert day == {"covered_card_hours": 192.0, "idle_cost_cny": Decimal("3456.00")}


def test_two_pools_share_a_plan_by_what_it_counts_of_them(company: Any) -> None:
    # 30 and 20 cards count 240 + 160: 240 of 400 serve .6 of each: 18 and 12 cards.
    company.use(START, [20.0] * 24, pool="train")
    _build(company, [30.0] * 24)
    assert company.rows(DAY) == [
        _money("3456.00", "0.00", "2880.00", "6336.00"),
        _money("2304.00", "0.00", "1920.00", "4224.00"),
    ]
    assert company.rows(HOURS) == [(432.0, 432.0, 288.0), (288.0, 288.0, 192.0)]


def test_what_two_pools_leave_is_shared_alike(company: Any) -> None:
    # 10 and 5 cards count 80 + 40 of 240: two parts of three are the first's, half of each idle.
    company.use(START, [5.0] * 24, pool="train")
    _build(company, [10.0] * 24)
    assert company.rows(DAY) == [
        _money("3840.00", "1920.00", "0.00", "3840.00"),
        _money("1920.00", "960.00", "0.00", "1920.00"),
    ]


def test_the_better_discount_counts_first(company: Any) -> None:
    # 10 cards: 60 yuan at 40 % off serve all 10 (6 each); the plan of 240 at 20 % off nothing.
    better = {"commitment_id": "b", "discount_ratio": 0.4, "commitment_per_hour": Decimal(60)}
    _build(company, [10.0] * 24, {}, better)
    assert company.rows(DAY) == [_money("7200.00", "5760.00", "0.00", "7200.00")]
    # What is paid for: 240 card-hours at 6 yuan, and 720 at 8.
    assert company.rows(HOURS) == [(960.0, 240.0, 0.0)]


@pytest.mark.parametrize(
    ("printed", "settings", "cost"),
    [
        ({"currency": "USD", "commitment_per_hour": Decimal(40)}, {}, "5760.00"),  # 6 yuan each
        # Without 6 % of tax: 240 of 254.40, and the card 10 of 10.60.
        ({"commitment_per_hour": Decimal("254.40")}, {"tax_basis": "excluded"}, "5760.00"),
        ({"tax_included": False}, {}, "6105.60"),  # 1.06 x 5,760
    ],
)
def test_a_plan_in_another_currency_or_tax_basis(
    printed: dict[str, Any], settings: dict[str, str], cost: str, company: Any
) -> None:
    company.add("core_fx_rate", {"rate_date": date(2024, 1, 1), "rate": Decimal(6)})
    company.use(START, [40.0] * 24)
    company.add("core_price", {"price": Decimal("10.60" if settings else "10")})
    _plan(company, **printed)
    company.build(**settings)
    assert company.row("SELECT savings_plan_cost_cny FROM out_cost_daily") == {
        "savings_plan_cost_cny": Decimal(cost)
    }


def test_an_hour_that_was_not_measured_is_due_and_not_idle(company: Any) -> None:
    # 23 of 24 hours measured at 15 cards: 120 of 240 idle in each; the 24th is paid, used or not.
    _build(company, [15.0] * 12 + [None] + [15.0] * 11)
    assert company.rows(DAY) == [_money("5760.00", "2760.00", "0.00", "5760.00")]


def test_a_day_that_nobody_measured_is_due_all_the_same(company: Any) -> None:
    _build(company, [40.0] * 24 + [None] * 24 + [40.0] * 24)
    assert company.rows(DAY)[1] == _money("5760.00", None, None, None)


def test_a_day_without_use_is_shared_alike_by_pools_that_were_measured(company: Any) -> None:
    # The third pool begins on the second day; on the first its meter was not there.
    company.use(START, [0.0] * 24 + [1.0] * 24, pool="train")
    company.use(START + timedelta(days=1), [1.0] * 24, pool="write")
    _build(company, [0.0] * 24 + [1.0] * 24)
    first = company.rows(f"{DAY[: DAY.index(' ORDER')]} WHERE local_date = '2024-01-01'")
    assert first == [_money("2880.00", "2880.00", "0.00", "2880.00")] * 2


def test_after_all_its_pools_have_ended_a_plan_is_still_due(company: Any) -> None:
    # Another provider's pool goes on for a day: the plan's pool has a row of it, without use.
    company.use(START, [1.0] * 48, provider="Cloud B")
    company.add("core_price", {"offer_id": "other", "provider": "Cloud B"})
    _build(company, [30.0] * 24)
    told = "SELECT hours_measured, savings_plan_cost_cny, savings_plan_idle_cost_cny, cost_cny"
    after = company.rows(
        f"{told} FROM out_cost_daily WHERE provider = 'Cloud A' ORDER BY local_date"
    )
    assert after[1] == (0, *_money("5760.00", None, "5760.00"))


def test_a_plan_that_ends_in_the_middle_of_a_month_changes_no_day_after(company: Any) -> None:
    days = {"start_date": date(2024, 1, 2), "end_date": date(2024, 1, 3)}
    _build(company, [40.0] * 24 * 4, days)
    without = _money("0.00", "0.00", "9600.00", "9600.00")
    under = _money("5760.00", "0.00", "2400.00", "8160.00")
    assert company.rows(DAY) == [without, under, under, without]


def test_days_of_a_plan_add_up_to_its_hours_to_the_cent(company: Any) -> None:
    # 7.777777 x 24 x 31 = 5,786.67 yuan; a day's 186.67 alone would make 5,786.77.
    draw = np.random.default_rng(3)
    for pool in ("serve", "train", "write"):
        company.use(START, draw.integers(0, 2, 24 * 31).astype(float).tolist(), pool=pool)
    company.add("core_price", {"price": Decimal("9.87")})
    _plan(company, commitment_per_hour=Decimal("7.777777"))
    company.build()
    sums = company.row(
        "SELECT sum(savings_plan_cost_cny) AS plan, sum(cost_cny - on_demand_cost_cny) AS fixed,"
        " bool_and(savings_plan_idle_cost_cny BETWEEN 0 AND savings_plan_cost_cny) AS sound"
        " FROM out_cost_daily"
    )
    assert sums == {"plan": Decimal("5786.67"), "fixed": Decimal("5786.67"), "sound": True}


@pytest.mark.parametrize("seed", range(3))
def test_a_plan_never_makes_hours_dearer_and_costs_no_more_than_is_due(
    seed: int, company: Any
) -> None:
    draw = np.random.default_rng(seed)
    for pool in ("serve", "train"):
        used = [float(n) if n else None for n in draw.integers(0, 20, 24 * 5)]
        company.use(START, [1.0, *used], pool=pool)
    company.add("core_price", {"price": Decimal("9.87")})
    company.add("core_commitment", {"servers": 1, "cards_per_server": 4})
    company.build()
    hours = "SELECT pool_id, local_date, on_demand_cost_cny, cost_cny FROM out_cost_daily"
    before = {row[:2]: row[2:] for row in company.rows(hours)}
    _plan(company, commitment_per_hour=Decimal("61.7"), end_date=date(2024, 1, 4))
    _plan(company, commitment_id="b", commitment_per_hour=Decimal("33.3"), discount_ratio=0.4)
    company.build()
    after = {row[:2]: row[2:] for row in company.rows(hours)}
    assert after.keys() == before.keys()
    assert all(after[key][0] <= before[key][0] for key in after)
    due = Decimal("61.7") * 96 + Decimal("33.3") * 144  # 4 days, and the 6 of the data
    saved = sum(before[key][1] - after[key][1] for key in after)
    assert -due <= saved
    assert saved > -due  # something was used
    assert company.row("SELECT sum(savings_plan_cost_cny) AS due FROM out_cost_daily") == {
        "due": due
    }


# At a price of nothing all is lost; without one nobody knows what use would have counted.
@pytest.mark.parametrize(("price", "known"), [("0", "5760.00"), (None, None)])
def test_without_a_price_above_zero_nothing_counts_and_all_is_due(
    price: str | None, known: str | None, company: Any
) -> None:
    company.use(START, [40.0] * 24)
    if price:
        company.add("core_price", {"price": Decimal(price)})
    _plan(company)
    company.build()
    told = (
        "savings_plan_cost_cny, savings_plan_idle_cost_cny, idle_cost_cny, cost_cny,"
        " savings_plan_card_hours"
    )
    day = company.rows(f"SELECT {told} FROM out_cost_daily")
    assert day == [(*_money("5760.00", known, known, known), None)]


def test_what_nobody_used_is_lost_without_a_price_too(company: Any) -> None:
    company.use(START, [0.0] * 2 + [None] * 22)
    _plan(company)
    company.build()
    assert company.rows(DAY) == [_money("5760.00", "480.00", "0.00", "5760.00")]


def test_a_plan_without_an_exchange_rate_leaves_the_cost_unknown(company: Any) -> None:
    _build(company, [40.0] * 24, {"currency": "USD"})
    assert company.rows(DAY) == [_money(None, None, None, None)]
    assert company.rows("SELECT price_gap FROM out_cost_daily") == [("no_exchange_rate",)]
