from datetime import date
from typing import Any

import numpy as np
import pytest

from models.forecast.terms import PoolTerms, read_terms

POOL = "a/r/p/c"
FIRST, CUT_OFF, LAST = date(2026, 3, 1), date(2026, 3, 10), date(2026, 4, 10)
ONE_CARD_ALL_DAY = np.ones((1, 24))


def terms_of(warehouse: Any, pool_id: str = POOL) -> PoolTerms | None:
    return read_terms(warehouse.connection, "included").terms(pool_id, FIRST, CUT_OFF, LAST)


def test_contracts_give_cards_and_cost_until_they_end(warehouse: Any) -> None:
    warehouse.add_costs(POOL, FIRST, [240.0] * 10, price_cny=10)
    warehouse.add_contract(POOL, 1, 3100, FIRST, date(2026, 3, 20))
    warehouse.add_contract("a/r/other/c", 8, 9999, FIRST, LAST)
    terms = terms_of(warehouse)
    assert terms is not None
    # 3,100 / 31 days = 100 and the card is covered; after the 20th it is 24 x 10.
    assert terms.cost_cny(date(2026, 3, 20), ONE_CARD_ALL_DAY).tolist() == [100.0]
    assert terms.cost_cny(date(2026, 3, 21), ONE_CARD_ALL_DAY).tolist() == [240.0]


def test_a_fee_without_an_exchange_rate_is_not_a_fee_of_zero(warehouse: Any) -> None:
    warehouse.add_costs(POOL, FIRST, [240.0] * 10, price_cny=10)
    warehouse.add_contract(POOL, 1, 3100, FIRST, LAST)
    warehouse.connection.execute("UPDATE core_commitment SET currency = 'USD'")
    terms = terms_of(warehouse)
    assert terms is not None
    assert np.isnan(terms.cost_cny(date(2026, 3, 21), ONE_CARD_ALL_DAY)).all()


def test_a_fee_in_dollars_goes_on_at_the_last_rate_known(warehouse: Any) -> None:
    warehouse.add_costs(POOL, FIRST, [240.0] * 10, price_cny=10)
    warehouse.add_contract(POOL, 1, 310, FIRST, date(2026, 12, 31))
    warehouse.connection.execute("UPDATE core_commitment SET currency = 'USD'")
    warehouse.add_rate(date(2026, 2, 27), "7")
    warehouse.add_rate(date(2026, 3, 20), "9")  # after the cut-off: not known yet
    book = read_terms(warehouse.connection, "included")
    terms = book.terms(POOL, FIRST, CUT_OFF, date(2026, 8, 31))
    assert terms is not None
    # 310 x 7 = 2,170 a month, 70 on each of the 31 days of August.
    assert terms.cost_cny(date(2026, 8, 3), ONE_CARD_ALL_DAY).tolist() == [70.0]


def test_a_day_before_the_cut_off_has_its_own_price(warehouse: Any) -> None:
    warehouse.add_costs(POOL, FIRST, [240.0] * 5, price_cny=10)
    warehouse.add_costs(POOL, date(2026, 3, 6), [480.0] * 5, price_cny=20)
    terms = terms_of(warehouse)
    assert terms is not None
    assert terms.cost_cny(date(2026, 3, 2), ONE_CARD_ALL_DAY).tolist() == [240.0]
    assert terms.cost_cny(date(2026, 3, 30), ONE_CARD_ALL_DAY).tolist() == [480.0]
    assert np.isnan(terms.cost_cny(date(2026, 2, 28), ONE_CARD_ALL_DAY)).all()


@pytest.mark.parametrize("pool_id", [POOL, "unknown/r/p/c"])
def test_a_pool_without_a_price_has_no_terms(warehouse: Any, pool_id: str) -> None:
    warehouse.add_costs(POOL, FIRST, [240.0] * 5, price_cny=10)
    warehouse.connection.execute("UPDATE out_cost_daily SET on_demand_price_cny = NULL")
    assert terms_of(warehouse, pool_id) is None


def test_only_what_exceeds_the_committed_cards_within_an_hour_is_bought(warehouse: Any) -> None:
    warehouse.add_costs(POOL, FIRST, [240.0] * 10, price_cny=10)
    warehouse.add_contract(POOL, 2, 3100, FIRST, LAST)
    terms = terms_of(warehouse)
    assert terms is not None
    hours = np.array([[5.0] + [0.0] * 23, [2.0] * 24])
    # 5 cards in one hour: 3 beyond the contract, 30; 2 cards all day: nothing, though 48 > 5.
    assert terms.cost_cny(date(2026, 3, 20), hours).tolist() == [130.0, 100.0]


@pytest.mark.parametrize(
    ("due", "card_hours", "cost"),
    # Half a card's part of the plans, 96 due: half a card is bought, 12 x 10. No rate: no cost.
    [("96", "12", 216.0), ("240", "48", 240.0), ("NULL", "NULL", np.nan)],
)
def test_a_day_up_to_the_cut_off_has_its_part_of_savings_plans_as_the_costs_have_it(
    due: str, card_hours: str, cost: float, warehouse: Any
) -> None:
    warehouse.add_costs(POOL, FIRST, [240.0] * 10, price_cny=10)
    warehouse.connection.execute(
        f"UPDATE out_cost_daily SET savings_plan_cost_cny = {due},"
        f" savings_plan_card_hours = {card_hours} WHERE local_date = '2026-03-05'"
    )
    terms = terms_of(warehouse)
    assert terms is not None
    found = terms.cost_cny(date(2026, 3, 5), ONE_CARD_ALL_DAY)
    assert found.tolist() == pytest.approx([cost], nan_ok=True)
    assert terms.cost_cny(date(2026, 3, 6), ONE_CARD_ALL_DAY).tolist() == [240.0]
