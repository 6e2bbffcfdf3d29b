"""out_replay and out_replay_month: advice and peer rules over a pool's own past; days are UTC."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from data.buying import Buying
from data.settings import Settings
from models.buying import replaying
from models.buying.replaying import build_replay

START = datetime(2023, 1, 1)  # noqa: DTZ001  tables hold naive UTC
HOURS_OF_2023, HOURS_OF_2024 = 8760, 8784
MONTHLY = {
    "offer_id": "monthly",
    "billing_mode": "monthly",
    "term_months": 1,
    "cards": 8,
    "unit": "server_month",
    "price": Decimal(28800),
}
ANNUAL = MONTHLY | {
    "offer_id": "annual",
    "billing_mode": "annual",
    "term_months": 12,
    "price": Decimal(20000),
}
ONE_POOL = "SELECT * FROM out_replay WHERE policy = "


@pytest.fixture
def steady(company: Any) -> Any:
    """16 cards in all hours of two years, at 10 yuan a card-hour."""
    company.use(START, [16.0] * (HOURS_OF_2023 + HOURS_OF_2024))
    company.add("core_price", {}, MONTHLY, ANNUAL)
    return company


def replayed(company: Any, **settings: Any) -> Any:
    company.build(**settings)
    chosen = Settings(**({"time_zone": "UTC"} | settings))
    build_replay(company.connection, chosen, "20240101T000000000000Z-abcdef")
    return company


def test_a_constant_pool_is_replayed_as_worked_by_hand(steady: Any) -> None:
    # 24 months, 8 known: September 2023 to December 2024, 30+31+30+31 + 366 = 488 days of 24 hours.
    # By the hour: 2 servers x 80 yuan x 11,712 = 1,873,920. Two servers by the year for 16 months,
    # fees pro rata at the end: 2 x 16 x 20,000 = 640,000, which is hindsight, too.
    replayed(steady)
    model = steady.row(ONE_POOL + "'model'")
    assert (model["first_month"], model["months"], model["known_months"]) == (
        date(2023, 9, 1),
        16,
        8,
    )
    assert model["cost_cny"] == model["fees_cny"] == Decimal(640000)
    assert model["on_demand_cost_cny"] == model["stranded_cny"] == 0
    assert model["hindsight_ratio"] == pytest.approx(1)
    assert model["savings_ratio"] == pytest.approx(1 - 640_000 / 1_873_920)
    assert (model["coverage_ratio"], model["utilisation_ratio"]) == (1.0, 1.0)
    assert model["dearer_by_cny"] == 0
    assert model["is_model"]
    by_the_hour = steady.row(ONE_POOL + "'pay_as_you_go'")
    assert by_the_hour["cost_cny"] == by_the_hour["on_demand_cost_cny"] == Decimal(1873920)
    assert by_the_hour["dearer_by_cny"] == Decimal(1873920 - 640000)
    assert by_the_hour["utilisation_ratio"] is None
    assert by_the_hour["savings_ratio"] == 0
    assert steady.row(ONE_POOL + "'hindsight'")["cost_cny"] == Decimal(640000)


def test_months_add_up_to_the_replay(steady: Any) -> None:
    replayed(steady)
    sums = """
        SELECT policy, sum(fees_cny), sum(on_demand_cost_cny), count(*)
        FROM out_replay_month GROUP BY policy
    """
    totals = "SELECT policy, fees_cny, on_demand_cost_cny, months FROM out_replay"
    found = steady.rows(sums)
    assert {name for name, *_ in found} > {"model", "hindsight"}
    assert len(found) == 5  # and the three best rules
    assert set(found) <= set(steady.rows(totals))
    # fees of September 2023 are those of two servers: 40,000
    first = "SELECT held_units, bought_units, fees_cny FROM out_replay_month WHERE policy = 'model'"
    assert steady.rows(f"{first} ORDER BY month LIMIT 1") == [(2.0, 2.0, Decimal(40000))]


def test_nobody_costs_less_than_hindsight_and_none_is_lost(steady: Any) -> None:
    replayed(steady)
    assert steady.rows("SELECT count(*), min(hindsight_ratio) >= 1 - 1e-9 FROM out_replay") == [
        (24, True)  # the model, 22 rules, hindsight
    ]


def test_cards_that_waited_are_needed_too(company: Any) -> None:
    # 8 in use and 8 waiting: twice what was used
    company.use(START, [8.0] * HOURS_OF_2023, queued_card_hours=8.0)
    company.add("core_price", {}, MONTHLY, ANNUAL)
    replayed(company)
    # 12 months, 4 known, May to December: 245 days x 24 x 16 cards x 10 yuan
    assert company.rows("SELECT cost_cny FROM out_replay WHERE policy = 'pay_as_you_go'") == [
        (Decimal(940800),)
    ]


def test_hours_that_are_missing_are_filled_and_said(company: Any) -> None:
    used: list[float | None] = [8.0] * HOURS_OF_2023
    used[3000:3005] = [None] * 5
    company.use(START, used)
    company.add("core_price", {}, MONTHLY, ANNUAL)
    replayed(company)
    found = "SELECT pool_id, hour_count FROM out_finding WHERE kind = 'replay_filled'"
    assert company.rows(found) == [("Cloud A/North/serve/H20", 5)]
    # filled with the mean of the same hours of day: as if nothing was missing
    assert company.rows("SELECT cost_cny FROM out_replay WHERE policy = 'pay_as_you_go'") == [
        (Decimal(470400),)
    ]


def test_a_short_past_is_not_replayed_and_why_is_said(company: Any) -> None:
    company.use(START, [8.0] * 24 * 119)  # the 30th of April is not there
    company.add("core_price", {}, MONTHLY, ANNUAL)
    replayed(company)
    assert company.rows("SELECT * FROM out_replay") == []
    [(detail,)] = company.rows("SELECT detail FROM out_finding WHERE kind = 'not_replayed'")
    assert detail == '{"missing":"too_few_months","months":3}'


def test_of_many_pools_the_dearest_are_replayed(
    company: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "MOST_POOLS", 1)
    company.use(START, [8.0] * HOURS_OF_2023)
    company.use(START, [80.0] * HOURS_OF_2023, pool="large")
    company.add("core_price", {}, MONTHLY, ANNUAL)
    replayed(company)
    assert company.rows("SELECT DISTINCT pool_id FROM out_replay") == [("Cloud A/North/large/H20",)]
    told = "SELECT pool_id, detail FROM out_finding WHERE kind = 'not_replayed'"
    [(pool_id, detail)] = company.rows(told)
    assert pool_id == "Cloud A/North/serve/H20"
    assert "too_many_pools" in detail


def test_a_silent_pool_has_nothing_to_prove(company: Any) -> None:
    company.use(START, [8.0] + [0.0] * (HOURS_OF_2023 - 1))
    company.add("core_price", {}, MONTHLY, ANNUAL)
    replayed(company)
    assert company.rows("SELECT * FROM out_replay") == []
    assert "nothing_needed" in company.rows("SELECT detail FROM out_finding")[-1][0]


@pytest.mark.parametrize("prices", [[], [{}], [MONTHLY]])
def test_without_two_ways_to_pay_there_is_nothing(company: Any, prices: list[Any]) -> None:
    company.use(START, [8.0] * HOURS_OF_2023)
    if prices:
        company.add("core_price", *prices)
    replayed(company)
    assert company.rows("SELECT * FROM out_replay") == []


def test_an_empty_warehouse_is_no_obstacle(company: Any) -> None:
    build_replay(company.connection, Settings(time_zone="UTC"), "20240101T000000000000Z-abcdef")
    assert company.rows("SELECT * FROM out_replay") == []


def test_run_twice_it_says_the_same(steady: Any) -> None:
    replayed(steady)
    first = steady.rows("SELECT * FROM out_replay ORDER BY policy")
    replayed(steady)
    assert steady.rows("SELECT * FROM out_replay ORDER BY policy") == first


def test_a_huge_pool_is_decided_in_blocks(company: Any) -> None:
    # 32,000 cards are 4,000 servers, in blocks of 20: the same cost as 2,000 times 16 cards
    company.use(START, [32_000.0] * HOURS_OF_2023)
    company.add("core_price", {}, MONTHLY, ANNUAL)
    replayed(company)
    # eight months of 4,000 servers at 20,000
    assert company.row(ONE_POOL + "'hindsight'")["cost_cny"] == Decimal(640_000_000)
    held = "SELECT max(held_units) FROM out_replay_month WHERE policy = 'hindsight'"
    assert company.rows(held) == [(4000.0,)]


def test_the_workspace_s_own_knob_is_the_one_that_is_replayed(company: Any) -> None:
    # a server more since September 2024, needed full time: one that wants a full year's evidence
    # rents it by the month, where the policy by itself takes it for longer
    before = HOURS_OF_2023 + 244 * 24
    company.use(START, [8.0] * before + [16.0] * (HOURS_OF_2023 + HOURS_OF_2024 - before))
    company.add("core_price", {}, MONTHLY, ANNUAL | {"price": Decimal(8000)})
    costs = []
    for share in (0.0, 1.0):
        replayed(company, buying=Buying(evidence_share=share))
        costs.append(company.row(ONE_POOL + "'model'")["lock_in_months"])
    assert costs[0] > costs[1]
