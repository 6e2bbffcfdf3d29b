"""Parts of a deviation: worked by hand, and always adding up."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.anomalies.parts import CostChange, Part, cost_parts, greatest, volume_parts
from models.anomalies.pricing import on_demand_hours, shapes_before

EVEN = np.full((1, 24), 1 / 24)


def beyond(used: float, committed: float) -> float:
    return float(on_demand_hours(np.array([used]), np.array([committed]), EVEN)[0])


def by_part(parts: list[Part]) -> dict[str, Decimal | None]:
    return {part.project or part.part: part.amount_cny for part in parts}


def change(**other: object) -> CostChange:
    """960 card-hours expected, 1,200 used, 480 in contracts; 10 yuan, a fee of 3,000."""
    given: dict[str, object] = {
        "expected_cny": Decimal("7800.00"),  # 3,000 + 10 x (960 - 480)
        "actual_cny": Decimal("10200.00"),  # 3,000 + 10 x (1,200 - 480)
        "expected_fee_cny": Decimal("3000.00"),
        "actual_fee_cny": Decimal("3000.00"),
        "expected_price_cny": 10.0,
        "actual_price_cny": 10.0,
        "expected_beyond": 480.0,
        "beyond_in_new_contracts": 480.0,
        "beyond_of_use": 720.0,
        "actual_beyond": 720.0,
    }
    return CostChange(**(given | other))  # type: ignore[arg-type]


def test_more_use_is_volume_by_project() -> None:
    # 240 more card-hours at 10 yuan: search 300 more, ads 60 fewer.
    parts = cost_parts(change(), {"search": 300.0, "ads": -60.0})
    assert by_part(parts) == {"search": Decimal("3000.00"), "ads": Decimal("-600.00")}
    driver = greatest(parts)
    assert driver is not None
    assert (driver.part, driver.project) == ("volume", "search")


def test_a_dearer_price_is_price() -> None:
    # 12 instead of 10 yuan on 720 card-hours: 1,440. Volume stays 240 x 10 = 2,400.
    dearer = change(actual_price_cny=12.0, actual_cny=Decimal("11640.00"), printed_ratio=1.2)
    parts = by_part(cost_parts(dearer, {"search": 240.0}))
    assert parts == {"search": Decimal("2400.00"), "price": Decimal("1440.00")}


def test_an_exchange_rate_is_told_apart_from_the_sellers_price() -> None:
    # Printed price + 10 %: 10 x 0.1 x 720 = 720. The rest of (12 - 10) x 720 = 1,440 is the rate.
    both = change(actual_price_cny=12.0, actual_cny=Decimal("11640.00"), printed_ratio=1.1)
    parts = by_part(cost_parts(both, {"search": 240.0}))
    assert parts["price"] == Decimal("720.00")
    assert parts["currency"] == Decimal("720.00")


def test_a_contract_that_ends_saves_its_fee_and_costs_its_hours() -> None:
    # Nothing else moves: 480 more hours are bought at 10 = 4,800, less a fee of 3,000.
    ended = change(
        actual_fee_cny=Decimal("0.00"),
        beyond_in_new_contracts=960.0,
        beyond_of_use=960.0,
        actual_beyond=960.0,
        actual_cny=Decimal("9600.00"),
    )
    parts = cost_parts(ended, {"search": 0.0})
    assert by_part(parts) == {"contract": Decimal("1800.00")}
    driver = greatest(parts)
    assert driver is not None
    assert driver.part == "contract"


def test_the_same_use_in_fewer_hours_is_mix() -> None:
    # 100 of the hours within contracts were used at another time, beyond them: 100 x 10.
    peaky = change(beyond_of_use=480.0, actual_beyond=580.0, actual_cny=Decimal("8800.00"))
    assert by_part(cost_parts(peaky, {"search": 0.0})) == {"mix": Decimal("1000.00")}


def test_use_within_contracts_costs_nothing_more() -> None:
    assert beyond(used=240.0, committed=480.0) == 0.0
    assert beyond(used=720.0, committed=480.0) == pytest.approx(240.0)  # 24 x (30 - 20)


def test_hours_are_spread_like_the_days_before() -> None:
    hours = np.zeros((3, 24))
    hours[0, 0], hours[1, 0], hours[1, 1] = 30.0, 30.0, 20.0
    shapes = shapes_before(hours)
    assert shapes[0].tolist() == [1 / 24] * 24  # nothing known yet
    assert shapes[2, :2].tolist() == [60 / 80, 20 / 80]


def test_the_smallest_movers_are_together() -> None:
    moved = {f"project {n}": float(n) for n in range(1, 8)}  # 1 + ... + 7 = 28
    parts = volume_parts(Decimal("28.00"), moved)
    assert [part.project for part in parts] == [*(f"project {n}" for n in (7, 6, 5, 4, 3)), None]
    assert parts[-1].card_hours == 3.0
    assert parts[-1].amount_cny == Decimal("3.00")


def test_without_a_price_parts_are_in_card_hours() -> None:
    parts = volume_parts(None, {"search": 30.0, "ads": -5.0})
    assert [(part.card_hours, part.amount_cny) for part in parts] == [(30.0, None), (-5.0, None)]
    driver = greatest(parts)
    assert driver is not None
    assert driver.project == "search"


hours = st.floats(0, 5000).map(lambda value: round(value, 6))
fees = st.decimals(0, 100_000, places=2)


@given(
    fees,
    fees,
    fees,
    fees,
    st.lists(hours, min_size=4, max_size=4),
    st.floats(0, 100),
    st.floats(0, 100),
    st.one_of(st.none(), st.floats(0.5, 2)),
    st.dictionaries(st.text(min_size=1, max_size=4), st.floats(-1e4, 1e4), max_size=9),
)
def test_parts_add_up_to_the_deviation_to_the_cent(
    expected: Decimal,
    actual: Decimal,
    fee: Decimal,
    new_fee: Decimal,
    hours_beyond: list[float],
    price: float,
    new_price: float,
    printed_ratio: float | None,
    moved: dict[str, float],
) -> None:
    parts = cost_parts(
        CostChange(expected, actual, fee, new_fee, price, new_price, *hours_beyond, printed_ratio),
        moved,
    )
    assert sum(part.amount_cny or Decimal(0) for part in parts) == actual - expected
