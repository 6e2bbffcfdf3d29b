"""Random usage, plans and periods, small enough for the slow reference."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from hypothesis import strategies as st

from models.billing.clock import Period
from models.billing.plans import Plan, parse_plans
from models.billing.usage import TICKS_PER_MICRO_UNIT, Item, Usage
from tests.unit.billing.priced import at

FIRST = at(2026, 1, 30, 16)  # midnight in Shanghai; February begins 24 hours later
STARTS_ON = date(2026, 2, 1)
ITEMS = (
    Item("h100", pool_id="a", chip="H100", region="north", size=Decimal(4)),
    Item("a100", pool_id="a", chip="A100", region="north", size=Decimal(2)),
    Item("4090", pool_id="b", chip="4090", region="east", size=Decimal("0.5")),
)
TERMS: dict[str, Any] = {
    "valid_from": date(2020, 1, 1),
    "currency": "CNY",
    "tax_included": True,
    "tax_rate": 0,
    "source": "made up for a test",
    "rounding": {"decimals": 12},
}

prices = st.integers(1, 99_999).map(lambda milli: Decimal(milli).scaleb(-3))
ratios = st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(1)])
cells = st.one_of(st.just(0), st.integers(0, 20_000_000))


def plan(mode: str, **terms: Any) -> Plan:
    """A plan with everything that a test is not about."""
    return parse_plans({"plan": [TERMS | {"plan_id": mode, "mode": mode} | terms]}, "a test")[0]


@st.composite
def usages(draw: st.DrawFn, hours: int = 54) -> Usage:
    """Up to three items over `hours` hours, from a day before a local month on."""
    items = ITEMS[: draw(st.integers(1, 3))]
    few = draw(st.lists(cells, min_size=1, max_size=9))
    busy = [draw(st.lists(st.sampled_from(few), min_size=1, max_size=9)) for _ in items]
    micro = np.array([np.resize(one, hours) for one in busy], dtype=np.int64)
    return Usage(FIRST, items, micro * TICKS_PER_MICRO_UNIT)


@st.composite
def periods(draw: st.DrawFn, hours: int = 54) -> Period:
    """A part of the usage's hours."""
    first = draw(st.integers(0, hours - 1))
    last = draw(st.integers(first + 1, hours))
    return Period(FIRST + timedelta(hours=first), FIRST + timedelta(hours=last))


def _by_item(of: st.SearchStrategy[Decimal], key: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.tuples(of, of, of).map(
        lambda three: [
            {"chip": item.chip, key: value} for item, value in zip(ITEMS, three, strict=True)
        ]
    )


on_demand = _by_item(prices, "price").map(lambda p: plan("pay_as_you_go", prices=p))

bands = st.sampled_from(
    [
        [{"name": "night", "start": "22:00:00", "end": "08:00:00", "pay_ratio": Decimal("0.5")}],
        [
            {"name": "peak", "start": "09:30:00", "end": "12:00:00", "price": 90},
            {"name": "sunday", "start": "13:00:00", "end": "20:15:00", "days": ["sun"], "price": 1},
        ],
    ]
)
banded = st.builds(
    lambda price, chosen: plan(
        "pay_as_you_go",
        prices=[{"price": price, "per": 8, "bands": chosen, "straddling": "pro_rata"}],
    ),
    prices,
    bands,
)
banded_by_item = st.builds(
    lambda p, chosen: plan(
        "pay_as_you_go",
        prices=[p[0] | {"bands": chosen, "straddling": "pro_rata"}, *p[1:]],
    ),
    _by_item(prices, "price"),
    bands,
)
new_on_demand = _by_item(prices, "price").map(
    lambda p: plan("pay_as_you_go", prices=p, valid_from=STARTS_ON)
)


def _tiers(values: tuple[Decimal, Decimal, Decimal], width: int, together: bool) -> Plan:
    steps = [{"from_quantity": n * width, "price": value} for n, value in enumerate(values)]
    tiers = {"kind": "graduated", "counted": "day", "steps": steps, "together": together}
    return plan("pay_as_you_go", prices=[{"tiers": tiers}])


tiered = st.builds(_tiers, st.tuples(prices, prices, prices), st.integers(1, 200), st.booleans())


def _bought(days: st.SearchStrategy[int]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(
        lambda units, day: {"units": units, "starts_on": STARTS_ON + timedelta(days=day)},
        st.integers(1, 3),
        days,
    )


anywhere = _bought(st.integers(-40, 1))
within_usage = _bought(st.integers(0, 1))
matches = st.sampled_from([{}, {"chip": "H100"}, {"region": "north"}, {"chip": ["A100", "4090"]}])

subscriptions = st.builds(
    lambda pay, cards, months, match, fee, bought: plan(
        "subscription",
        fee=fee, pay=pay, cards=cards, term_months=months, match=match, purchase=bought,
    ),
    st.sampled_from(["in_advance", "monthly"]), st.integers(1, 8), st.integers(1, 3), matches,
    prices, anywhere,
)  # fmt: skip
reservations = st.builds(
    lambda upfront, recurring, flexible, match, bought: plan(
        "reserved",
        upfront=upfront, recurring=recurring, size_flexible=flexible, size=2, match=match,
        term_months=1, purchase=bought,
    ),
    prices, prices, st.booleans(), matches, anywhere,
)  # fmt: skip
savings = st.builds(
    lambda commitment, upfront, idle, by_item, bought: plan(
        "savings_plan",
        commitment=commitment, upfront_ratio=upfront, unused_pay_ratio=idle, prices=by_item,
        term_months=1, purchase=bought,
    ),
    prices, ratios, st.one_of(st.none(), ratios), _by_item(prices, "price"), anywhere,
)  # fmt: skip
spends = st.builds(
    lambda commitment, pay, ratio, by_item, bought: plan(
        "committed_spend",
        commitment=commitment * 10, pay=pay, shortfall_pay_ratio=ratio, prices=by_item,
        period_months=1, term_months=2, purchase=bought,
    ),
    prices, st.sampled_from(["in_advance", "as_used"]), ratios, _by_item(prices, "price"),
    within_usage,
)  # fmt: skip
packs = st.builds(
    lambda quantity, price, draws, bought: plan(
        "pack",
        quantity=quantity, price=price, draws=draws, term_months=1, purchase=bought,
    ),
    prices, prices, _by_item(prices, "units"), within_usage,
)  # fmt: skip

portfolios = st.one_of(
    st.tuples(banded),
    st.tuples(tiered),
    st.tuples(on_demand, st.one_of(subscriptions, reservations, savings, spends, packs)),
    st.tuples(on_demand, subscriptions, reservations, savings, spends, packs),
    st.tuples(on_demand, new_on_demand, savings, spends),
    st.tuples(banded_by_item, reservations, savings),
)
