"""What holds for any use and any prices, when plans are compared."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.billing.case import Case
from models.billing.closing import Basis
from models.billing.compare import by_the_hour, compare, compare_one
from models.billing.effective_rows import effective_rows, effective_total
from models.billing.ladder import ladder, most_units
from models.billing.modes.pay_as_you_go import PayAsYouGo
from models.billing.plans import Plan
from models.billing.usage import TICKS_PER_MICRO_UNIT, Item, Usage
from tests.unit.billing.priced import FIRST, on_demand, plan

HOURS_PER_MONTH = 720
CENT = Decimal("0.01")

quarter_cards = st.integers(0, 400).map(lambda quarters: quarters / 4)
some_hours = st.lists(quarter_cards, min_size=1, max_size=48)
whole_yuan = st.integers(1, 500)
fees = st.integers(1, 1000).map(lambda n: n * HOURS_PER_MONTH)  # whole yuan an hour
cards = st.integers(1, 16)


def case_of(hours: list[float], price: int | Decimal = 35) -> Case:
    """Whole days from 2026-01-01 on, the rest of the last one idle."""
    days = -(-len(hours) // 24)
    micro = np.zeros((1, days * 24), dtype=np.int64)
    micro[0, : len(hours)] = [round(used * 1_000_000) for used in hours]
    one = on_demand(str(price))
    assert isinstance(one, PayAsYouGo)
    return Case(
        usage=Usage(FIRST, (Item("cards"),), micro * TICKS_PER_MICRO_UNIT),
        on_demand=(one,),
        basis=Basis("CNY", "included"),
        runs=((date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=days - 1)),),
        time_zone="UTC",
        hours_per_month=Decimal(HOURS_PER_MONTH),
    )


def rent(fee: int | Decimal, cards_per_unit: int = 8, **terms: object) -> Plan:
    """A rent by the month of 720 hours, due for every hour pro rata."""
    return plan(
        "reserved",
        **{
            "cards": cards_per_unit,
            "term_months": 1,
            "recurring": fee,
            "recurring_per": "month",
            "hours_per_month": HOURS_PER_MONTH,
            "power_included": True,
        }
        | terms,
    )


def _costs(case: Case, one: Plan) -> list[Decimal]:
    return [rung.cost for rung in ladder(case, one, rungs=10_000).rungs]


@settings(max_examples=40)
@given(hours=some_hours, fee=fees, size=cards, price=whole_yuan, factor=st.integers(1, 9))
def test_scaling_all_prices_scales_the_cost(
    hours: list[float], fee: int, size: int, price: int, factor: int
) -> None:
    once = _costs(case_of(hours, price), rent(fee, size))
    many = _costs(case_of(hours, price * factor), rent(fee * factor, size))
    assert many == [cost * factor for cost in once]


@settings(max_examples=40)
@given(hours=some_hours, fee=fees, size=cards, price=whole_yuan, more=quarter_cards, data=st.data())
def test_more_use_in_the_same_hours_never_costs_less(
    hours: list[float], fee: int, size: int, price: int, more: float, data: st.DataObject
) -> None:
    busier = list(hours)
    busier[data.draw(st.integers(0, len(hours) - 1))] += more
    before = _costs(case_of(hours, price), rent(fee, size))
    after = _costs(case_of(busier, price), rent(fee, size))
    assert len(after) >= len(before)
    assert all(late >= early for early, late in zip(before, after, strict=False))
    assert min(after) >= min(before)


@settings(max_examples=40)
@given(hours=some_hours, fee=fees, size=cards, price=whole_yuan)
def test_every_further_unit_leaves_less_to_buy_and_is_used_less(
    hours: list[float], fee: int, size: int, price: int
) -> None:
    rungs = ladder(case_of(hours, price), rent(fee, size), rungs=10_000).rungs
    left = [rung.on_demand_cost for rung in rungs]
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0
    carried = [rung.covered_quantity for rung in rungs]
    each = [late - early for early, late in pairwise(carried)]
    assert each == sorted(each, reverse=True)
    assert all(0 <= use <= size * len(hours) for use in each)


@settings(max_examples=40)
@given(hours=some_hours, fee=fees, size=cards, price=whole_yuan)
def test_halving_finds_what_pricing_every_number_of_units_finds(
    hours: list[float], fee: int, size: int, price: int
) -> None:
    case, one = case_of(hours, price), rent(fee, size)
    every = ladder(case, one, rungs=10_000)
    assert [rung.units for rung in every.rungs] == list(range(most_units(case, one) + 1))
    assert ladder(case, one).best.units == every.best.units


@settings(max_examples=40)
@given(
    micro=st.lists(st.integers(0, 60_000_000), min_size=1, max_size=30),
    fee_cents=st.integers(1, 10**8),
    size=cards,
    units=st.integers(1, 5),
    price=st.integers(1, 10**8).map(lambda value: Decimal(value).scaleb(-6)),
)
def test_equals_the_slow_and_obvious_way(
    micro: list[int], fee_cents: int, size: int, units: int, price: Decimal
) -> None:
    case = case_of([number / 10**6 for number in micro], price)
    fee = Decimal(fee_cents).scaleb(-2)
    found = compare_one(case, rent(fee, size), units)
    used = [Decimal(number).scaleb(-6) for number in micro]
    left = sum((max(one - units * size, Decimal(0)) for one in used), Decimal(0))
    # One month: each sum is one line, rounded once.
    assert abs(found.committed_cost - units * fee * case.hours / HOURS_PER_MONTH) <= CENT / 2
    assert abs(found.on_demand_cost - left * price) <= CENT / 2
    assert found.saving == by_the_hour(case).cost - found.cost


@settings(max_examples=40)
@given(size=cards, price=whole_yuan, busy=st.integers(1, HOURS_PER_MONTH - 1))
def test_at_the_break_even_both_cost_the_same(size: int, price: int, busy: int) -> None:
    one = rent(size * price * busy, size)
    month = [float(size)] * busy + [0.0] * (HOURS_PER_MONTH - busy)
    at_it = compare(case_of(month, price), [one])
    _, rented = at_it.rows
    assert rented.break_even is not None
    assert abs(rented.break_even.hours_per_month - busy) < Decimal("1e-20")
    assert rented.saving == 0
    assert at_it.best.plan is None  # a tie stays by the hour
    assert at_it.ties == (rented,)
    busier = [*month[:busy], float(size), *month[busy + 1 :]]
    beyond = compare(case_of(busier, price), [one])
    assert beyond.best.units == 1
    # Beyond it, every further hour of the unit saves that hour's price.
    assert beyond.best.saving == size * price


@settings(max_examples=25)
@given(
    hours=st.lists(quarter_cards, min_size=24, max_size=72),
    terms=st.sampled_from(
        [
            ("subscription", {"fee": 9000, "power_included": True}),
            ("reserved", {"upfront": 90_000, "recurring": "1.5"}),
            (
                "savings_plan",
                {"commitment": 400, "prices": [{"price": 24}], "upfront_ratio": "0.5"},
            ),
            ("pack", {"quantity": 5000, "price": 60_000, "draws": [{"units": 1}]}),
        ]
    ),
)
def test_a_period_costs_what_its_effective_rows_sum_to(
    hours: list[float], terms: tuple[str, dict[str, object]]
) -> None:
    case = case_of(hours)
    one = plan(terms[0], term_months=12, **terms[1])
    found = compare_one(case, one, 1)
    rows = effective_rows(
        case.usage, [*case.bought(one, 1), *case.on_demand], case.period, case.basis
    )
    assert abs(found.cost - effective_total(rows)) <= CENT * len(rows)
