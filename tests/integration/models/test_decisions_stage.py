"""What came of a decision: three ways of deciding over the hours that came, by hand."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from data.settings import Settings
from models.decisions.stage import build_outcomes
from tests.integration.models.conftest import SNAPSHOT

JANUARY = datetime(2024, 1, 1)  # noqa: DTZ001  naive UTC
HOURS = 31 * 24
ONE_SERVER = {"verdict": "changed", "units": 1.0}
COSTS = ("decided_cost_cny", "advised_cost_cny", "pay_as_you_go_cost_cny", "realised_saving_cny")


def outcomes(company: Any) -> list[dict[str, Any]]:
    company.build()
    build_outcomes(company.connection, Settings(time_zone="UTC"), SNAPSHOT)
    found: list[dict[str, Any]] = (
        company.connection.sql("FROM out_decision_outcome ORDER BY decision_id, month")
        .pl()
        .to_dicts()
    )
    return found


def costs(row: dict[str, Any]) -> list[Decimal | None]:
    return [row[name] for name in COSTS]


def test_each_way_pays_its_fee_and_what_is_used_beyond_it(company: Any) -> None:
    company.use(JANUARY, [12.0] * HOURS)
    company.add("core_price", {})
    company.add("core_decision", ONE_SERVER)
    [row] = outcomes(company)
    # One server: 37,200 + 4 cards x 744 h x 10. Two: 74,400 + 0. None: 12 x 744 x 10.
    assert costs(row) == [66_960, 74_400, 89_280, 89_280 - 66_960]
    assert (row["hours_measured"], row["hours_in_month"]) == (HOURS, HOURS)
    assert row["expected_saving_cny"] == 10_000  # 120,000 over 12 months
    assert row["used_card_hours"] == 12 * HOURS


def test_a_purchase_that_nobody_used_cost_its_fee(company: Any) -> None:
    company.use(JANUARY, [0.0] * HOURS)
    company.add("core_capacity_hourly", {"hour_utc": JANUARY, "capacity_cards": 8.0})
    company.add("core_price", {})
    company.add("core_decision", ONE_SERVER)
    [row] = outcomes(company)
    assert costs(row) == [37_200, 74_400, 0, -37_200]


def test_hours_of_other_contracts_are_left_out_of_all_three(company: Any) -> None:
    company.use(JANUARY, [12.0] * HOURS)
    company.add("core_price", {})
    company.add("core_commitment", {})  # 8 cards: 4 are left to be decided on
    company.add("core_decision", ONE_SERVER)
    [row] = outcomes(company)
    assert costs(row) == [37_200, 74_400, 29_760, 29_760 - 37_200]


def test_the_contract_that_was_made_of_the_decision_is_not_counted_twice(company: Any) -> None:
    company.use(JANUARY, [12.0] * HOURS)
    company.add("core_price", {})
    company.add("core_commitment", {"source": "decision Cloud A/North/serve/H20|rent|2024-01"})
    company.add("core_decision", ONE_SERVER)
    [row] = outcomes(company)
    assert costs(row) == [66_960, 74_400, 89_280, 22_320]


def test_a_rejected_advice_costs_what_pay_as_you_go_does(company: Any) -> None:
    company.use(JANUARY, [12.0] * HOURS)
    company.add("core_price", {})
    company.add("core_decision", {"verdict": "rejected", "units": 0.0})
    [row] = outcomes(company)
    assert costs(row) == [89_280, 74_400, 89_280, 0]


def test_a_contract_that_is_let_run_out_has_no_months_to_settle(company: Any) -> None:
    company.use(JANUARY, [12.0] * HOURS)
    company.add("core_price", {})
    let = {"action": "let_run_out", "advised_action": "let_run_out"}
    company.add("core_decision", let)
    assert outcomes(company) == []


def test_a_contract_that_was_extended_against_the_advice_is_settled(company: Any) -> None:
    company.use(JANUARY, [12.0] * HOURS)
    company.add("core_price", {})
    let = {"advised_action": "let_run_out", "advised_starts_on": date(2023, 1, 1)}
    company.add("core_decision", ONE_SERVER | let | {"action": "extend"})
    [row] = outcomes(company)
    assert costs(row) == [66_960, 89_280, 89_280, 22_320]


def test_part_of_a_month_bears_its_part_of_the_fee(company: Any) -> None:
    company.use(JANUARY, [12.0] * 186)  # a quarter of January's 744 hours
    company.add("core_price", {})
    company.add("core_decision", ONE_SERVER)
    [row] = outcomes(company)
    # 37,200 / 4 + 4 x 186 x 10 = 9,300 + 7,440; 12 x 186 x 10 = 22,320; 10,000 / 4
    assert costs(row)[0] == 16_740
    assert costs(row)[2] == 22_320
    assert row["expected_saving_cny"] == 2_500
    assert (row["hours_measured"], row["hours_in_month"]) == (186, HOURS)


def test_hours_that_were_not_measured_are_no_hours_without_use(company: Any) -> None:
    company.use(JANUARY, [12.0] * 372 + [None] * 371 + [12.0])
    company.add("core_price", {})
    company.add("core_decision", ONE_SERVER)
    [row] = outcomes(company)
    assert row["hours_measured"] == 373
    # 373 of 744 hours: 37,200 x 373 / 744 = 18,650; 4 x 373 x 10 = 14,920
    assert costs(row)[0] == 33_570


def test_a_month_that_nobody_measured_stays_unknown(company: Any) -> None:
    company.use(JANUARY, [12.0] * HOURS)
    company.use(datetime(2024, 3, 1), [12.0])  # noqa: DTZ001
    company.add("core_price", {})
    company.add("core_decision", ONE_SERVER)
    january, february, march = outcomes(company)
    assert (february["outcome_gap"], february["month"]) == ("not_measured", date(2024, 2, 1))
    assert costs(february) == [None] * 4
    assert february["expected_saving_cny"] is None
    assert january["outcome_gap"] is None
    assert march["hours_measured"] == 1


def test_without_a_price_no_cost_is_said(company: Any) -> None:
    company.use(JANUARY, [12.0] * HOURS)
    company.add("core_decision", ONE_SERVER)
    [row] = outcomes(company)
    assert (row["outcome_gap"], costs(row)) == ("no_price", [None] * 4)


def test_without_a_price_but_with_enough_cards_cost_is_known_for_no_way(company: Any) -> None:
    # Two servers cover all; buying nothing would have cost something nobody can say.
    company.use(JANUARY, [12.0] * HOURS)
    company.add("core_decision", {})
    [row] = outcomes(company)
    assert row["outcome_gap"] == "no_price"


def test_a_sum_by_the_hour_is_not_settled_in_cards(company: Any) -> None:
    company.use(JANUARY, [12.0] * HOURS)
    company.add("core_price", {})
    plan = {"advised_cards_per_unit": 0, "cards_per_unit": 0, "advised_unit": "currency_per_hour"}
    company.add("core_decision", plan)
    [row] = outcomes(company)
    assert (row["outcome_gap"], row["decided_cost_cny"]) == ("not_in_cards", None)


def test_amounts_on_two_tax_bases_are_not_compared(company: Any) -> None:
    company.use(JANUARY, [12.0] * HOURS)
    company.add("core_price", {})
    company.add("core_decision", {"tax_basis": "excluded"})
    [row] = outcomes(company)
    assert (row["outcome_gap"], row["expected_saving_cny"]) == ("other_tax_basis", None)


def test_a_later_start_than_advised_bears_its_own_fee(company: Any) -> None:
    company.use(JANUARY, [12.0] * HOURS)
    company.add("core_price", {})
    company.add("core_decision", {"verdict": "changed", "starts_on": date(2024, 1, 17)})
    [row] = outcomes(company)
    # 16 days of 12 cards at 10 an hour, then 15 of 31 days of two servers' fee.
    assert row["decided_cost_cny"] == 12 * 16 * 24 * 10 + 36_000  # 74,400 x 15 / 31


def test_the_expected_saving_ends_with_its_horizon(company: Any) -> None:
    company.use(JANUARY, [12.0] * HOURS + [12.0] * 24)
    company.add("core_price", {})
    company.add("core_decision", {"horizon_months": 1})
    january, february = outcomes(company)
    assert (january["expected_saving_cny"], february["expected_saving_cny"]) == (120_000, None)


@pytest.mark.parametrize(("term_months", "expected"), [(1, 120_000), (12, 10_000), (0, 5_000)])
def test_the_expected_saving_is_of_the_months_that_the_purchase_runs(
    company: Any, term_months: int, expected: int
) -> None:
    # 120,000 over the term, of which a horizon of 24 months holds all; spot has none: over 24
    company.use(JANUARY, [12.0] * HOURS)
    company.add("core_price", {})
    company.add("core_decision", {"horizon_months": 24, "advised_term_months": term_months})
    [row] = outcomes(company)
    assert row["expected_saving_cny"] == expected


def test_what_has_not_begun_has_no_months_and_neither_has_nothing(company: Any) -> None:
    company.add("core_decision", {})
    assert outcomes(company) == []  # nothing was ever measured
    company.use(datetime(2023, 12, 31), [12.0])  # noqa: DTZ001
    assert outcomes(company) == []


def test_two_decisions_on_one_pool_are_told_apart(company: Any) -> None:
    company.use(JANUARY, [12.0] * HOURS)
    company.add("core_price", {})
    company.add("core_decision", {}, ONE_SERVER | {"decision_id": "z"})
    assert [row["decided_cost_cny"] for row in outcomes(company)] == [74_400, 66_960]
