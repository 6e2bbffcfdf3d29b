"""What reads costs knows savings plans in hand: waterfall, teams, comparisons, outcomes, margin.

By the hour a card costs 10 yuan; a plan of 240 yuan an hour at 20 % off serves 30 cards.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from data.allocation import Allocation
from data.settings import Settings
from data.supply import Supply
from models.allocation_stage import build_allocation
from models.anomalies import build_anomalies
from models.cost_changes.months import build_cost_months
from models.cost_changes.parts import change_between
from models.decisions.stage import build_outcomes
from models.supply_stage import build_supply
from tests.integration.models.conftest import SNAPSHOT

START = datetime(2024, 1, 1)  # noqa: DTZ001  tables hold naive UTC
JANUARY, FEBRUARY = date(2024, 1, 1), date(2024, 2, 1)
UTC = Settings(time_zone="UTC")
DAYS = 31 + 29


def _forty_cards(company: Any, hours: int, **plan: Any) -> None:
    company.use(START, [40.0] * hours)
    company.add("core_price", {})
    _plan(company, **plan)
    company.build()


def _plan(company: Any, **plan: Any) -> None:
    terms = {"commitment_per_hour": Decimal(240), "discount_ratio": 0.2}
    company.add("core_savings_plan", terms | plan)


def test_a_plan_that_begins_is_a_discount_in_the_waterfall(company: Any) -> None:
    _forty_cards(company, 24 * DAYS, start_date=FEBRUARY)
    build_cost_months(company.connection, UTC, SNAPSHOT)
    months = company.connection.sql("FROM out_cost_month ORDER BY month").pl().to_dicts()
    change = change_between(months[:1], months[1:])
    # 31 days of 9,600; 29 of 5,760 and 10 cards by the hour. A day saves 30 x 24 x 2 = 1,440.
    assert (change.before_cny, change.after_cny) == (297_600, 236_640)
    assert change.totals() == {"volume": -19_200, "discount": -41_760}
    assert months[1]["savings_plan_cost_cny"] == 29 * 5_760


def test_what_a_plan_lost_is_idle_in_the_waterfall(company: Any) -> None:
    _forty_cards(company, 24 * DAYS, start_date=FEBRUARY, commitment_per_hour=Decimal(400))
    build_cost_months(company.connection, UTC, SNAPSHOT)
    months = company.connection.sql("FROM out_cost_month ORDER BY month").pl().to_dicts()
    # 320 of 400 are used for all 40 cards, at 80 an hour less than the price; 80 are lost.
    parts = change_between(months[:1], months[1:]).totals()
    assert parts == {"volume": -19_200, "discount": -29 * 1_920, "idle": 29 * 1_920}


def test_teams_bear_a_plan_as_what_was_used_and_what_was_not(company: Any) -> None:
    company.use(START, [9.0] * 24, project="ads")
    company.use(START, [6.0] * 24, project="search")
    company.add("core_price", {})
    _plan(company)
    company.build()
    build_allocation(company.connection, UTC.model_copy(update={"allocation": Allocation()}), "s")
    found = company.rows("SELECT cost_kind, team, amount_cny FROM out_cost_allocated ORDER BY ALL")
    # Half of 5,760 is used: 9 and 6 parts of 15 each.
    halves = [("ads", 1728), ("search", 1152)]
    assert found == [
        (kind, *half) for kind in ("commitment_idle", "commitment_used") for half in halves
    ]


@pytest.mark.parametrize(("ends", "cards"), [(date(2026, 12, 31), 10), (date(2024, 1, 31), 40)])
def test_other_plans_are_compared_on_what_a_lasting_one_leaves(
    ends: date, cards: int, company: Any
) -> None:
    _forty_cards(company, 96, end_date=ends)
    told = "SELECT cost_cny FROM out_plan_cost WHERE offer_id = 'on_demand'"
    assert company.rows(told) == [(cards * 96 * 10,)]


def test_outcomes_are_of_hours_beyond_the_plan(company: Any) -> None:
    # 48 an hour serve 6 of 12 cards. One server of 8: 37,200; two: 74,400; none: 6 x 744 x 10.
    company.use(START, [12.0] * 744)
    company.add("core_price", {})
    company.add("core_decision", {"verdict": "changed", "units": 1.0})
    _plan(company, commitment_per_hour=Decimal(48))
    company.build()
    build_outcomes(company.connection, UTC, SNAPSHOT)
    costs = "decided_cost_cny, advised_cost_cny, pay_as_you_go_cost_cny"
    assert company.rows(f"SELECT {costs} FROM out_decision_outcome") == [(37_200, 74_400, 44_640)]


def test_a_plan_in_force_is_no_anomaly_and_its_first_day_is_the_contracts_doing(
    company: Any,
) -> None:
    _forty_cards(company, 24 * 44, start_date=date(2024, 2, 5))
    build_anomalies(company.connection, UTC, SNAPSHOT)
    told = company.rows("SELECT local_date, target, part, amount_cny FROM out_anomaly_part")
    # 9,600 a day become 5,760 and 2,400, and the level stays there.
    of_first_day = [row[1:] for row in told if row[0] == date(2024, 2, 5) and row[2] != "pool"]
    assert ("cost", "contract", Decimal("-1440.00")) in of_first_day
    assert {row[2] for row in told} <= {"contract", "pool"}


def test_a_sellers_margin_pays_for_the_plan(company: Any) -> None:
    # 8 cards in hand for 62,000; in every other hour 10 are used: 8 yuan an hour serve one of two,
    # and are lost in the hours between. 62,000 + 8 x 744 + 372 x 10.
    company.use(START, [6.0] * 744, project="search")
    company.use(START, [4.0, 0.0] * 372, project="ads")
    company.add("core_price", {})
    company.add("core_commitment", {})
    _plan(company, commitment_per_hour=Decimal(8))
    company.build()
    file = {"price": [{"price_cny_per_card_hour": 20}], "customer": [{"name": "ads"}]}
    settings = UTC.model_copy(update={"supply": Supply.model_validate(file)})
    build_supply(company.connection, settings, SNAPSHOT)
    [(cost,)] = company.rows("SELECT cost_cny FROM out_supply_month WHERE scope = 'company'")
    [(paid,)] = company.rows("SELECT sum(cost_cny) FROM out_cost_daily")
    assert cost == paid == 71_672


def test_the_ladder_expects_what_the_costs_were(company: Any, ladder: Any) -> None:
    # Two pools of 4 cards at 150 an hour; 480 an hour at 20 % off serve 2 of each pool's. So a
    # pool cost 240 for the plan and 300 by the hour; ahead both together, whoever has which part.
    for pool in ("serve", "train"):
        company.use(START, [4.0] * 24 * 91, pool=pool)
    company.add("core_price", {"price": Decimal(150)})
    _plan(company, commitment_per_hour=Decimal(480))
    ladder()
    paid = company.rows(
        "SELECT pool, sum(savings_plan_cost_cny) / 2184, sum(on_demand_cost_cny) / 2184"
        " FROM out_cost_daily GROUP BY pool ORDER BY pool"
    )
    assert paid == [("serve", 240, 300), ("train", 240, 300)]
    ahead = company.rows(
        "SELECT sum(in_hand_fee_cny) / 730, sum(on_demand_cost_cny)::DOUBLE / 730"
        " FROM out_ladder_month WHERE month = DATE '2024-04-01'"
    )
    assert ahead == [(480, pytest.approx(600, rel=0.01))]
