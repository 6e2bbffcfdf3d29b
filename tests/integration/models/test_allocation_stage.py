"""Each month's cost shared among teams: hand-worked, to the cent, with the rule on each row."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from data.allocation import Allocation
from data.errors import SettingsError
from data.settings import Settings
from models.allocation_stage import build_allocation
from tests.integration.models.conftest import SNAPSHOT

DAY = datetime(2024, 1, 10)  # noqa: DTZ001  naive UTC
JANUARY = date(2024, 1, 1)


def allocated(company: Any, **file: Any) -> list[tuple[Any, ...]]:
    """team, kind, amount of every row."""
    build(company, **file)
    return company.rows(  # type: ignore[no-any-return]
        "SELECT team, cost_kind, amount_cny FROM out_cost_allocated ORDER BY cost_kind, team"
    )


def build(company: Any, **file: Any) -> None:
    company.build()
    settings = Settings(time_zone="UTC", allocation=Allocation.model_validate(file))
    build_allocation(company.connection, settings, SNAPSHOT)


def one_day_of_two_teams(company: Any) -> None:
    """24 hours at 3 cards for ads and 1 for search, bought at 10 yuan: 960 yuan."""
    company.use(DAY, [3.0] * 24, project="ads")
    company.use(DAY, [1.0] * 24, project="search")
    company.add("core_price", {})


def test_without_a_file_cost_follows_each_pools_use(company: Any) -> None:
    one_day_of_two_teams(company)
    # 72 and 24 of 96 card-hours at 10
    assert allocated(company) == [("ads", "on_demand", 720), ("search", "on_demand", 240)]
    row = company.row("FROM out_cost_allocated WHERE team = 'ads'")
    assert row["month"] == JANUARY
    assert row["rule"] == "proportional by used_card_hours"
    assert (row["share_ratio"], row["whole_cny"]) == (0.75, Decimal(960))
    assert (row["unknown_pool_days"], row["tax_basis"]) == (0, "included")


def test_a_pools_cost_is_shared_by_that_pools_use_only(company: Any) -> None:
    company.use(DAY, [1.0] * 24, project="ads")
    company.use(DAY, [1.0] * 24, project="search", pool="other", chip="H100")
    company.add("core_price", {}, {"offer_id": "h100", "chip": "H100", "price": Decimal(30)})
    # 24 x 10 and 24 x 30: not half of 960 each
    assert allocated(company) == [("ads", "on_demand", 240), ("search", "on_demand", 720)]


def test_teams_bear_what_their_projects_used_and_a_project_without_one_its_own(
    company: Any,
) -> None:
    one_day_of_two_teams(company)
    company.use(DAY, [2.0] * 24, project="lab")
    teams = [("ads", "growth"), ("search", "growth")]
    for project, team in teams:
        known = {"project": project, "team": team, "valid_from": DAY.date()}
        company.add("core_project", known)
    # 72 and 24 of growth's projects, 48 of lab's, at 10
    assert allocated(company) == [("growth", "on_demand", 960), ("lab", "on_demand", 480)]


def test_a_contract_is_split_into_what_was_used_and_what_lay_idle(company: Any) -> None:
    # 62,000 a month are 2,000 a day for 8 cards; 4 of them worked: 1,000 used, 1,000 idle
    company.add("core_commitment", {})
    company.use(DAY, [3.0] * 24, project="ads")
    company.use(DAY, [1.0] * 24, project="search")
    assert allocated(company, rule=[{"kind": "commitment_idle", "rule": "even"}]) == [
        ("ads", "commitment_idle", 500),
        ("search", "commitment_idle", 500),
        ("ads", "commitment_used", 750),
        ("search", "commitment_used", 250),
    ]
    assert company.rows("SELECT DISTINCT rule FROM out_cost_allocated ORDER BY rule") == [
        ("even",),
        ("proportional by used_card_hours",),
    ]


def test_stated_costs_are_shared_by_their_own_rules(company: Any) -> None:
    one_day_of_two_teams(company)
    state = {"amount_cny_per_month": Decimal(100), "from_month": JANUARY}
    found = allocated(
        company,
        cost=[
            state | {"kind": "storage", "name": "file store", "rule": "fixed",
                     "shares": {"ads": Decimal("0.9"), "search": Decimal("0.1")}},
            state | {"kind": "network", "name": "line", "rule": "direct", "team": "search"},
            state | {"kind": "platform", "name": "scheduler"},
            state | {"kind": "platform", "name": "later", "from_month": date(2024, 2, 1)},
        ],
    )  # fmt: skip
    assert found[:1] + found[2:] == [
        ("search", "network", 100),
        ("search", "on_demand", 240),
        ("ads", "platform", 75),
        ("search", "platform", 25),
        ("ads", "storage", 90),
        ("search", "storage", 10),
    ]


def test_parts_sum_to_the_whole_to_the_cent(company: Any) -> None:
    # 3 teams, 1 card-hour each of a price that thirds do not divide
    for team in ("a", "b", "c"):
        company.use(DAY, [1 / 3] * 24, project=team)
    company.add("core_price", {"price": Decimal("1.05")})
    cost = {"kind": "platform", "name": "p", "rule": "even", "from_month": JANUARY,
            "amount_cny_per_month": Decimal("100.00")}  # fmt: skip
    build(company, cost=[cost])
    assert company.rows(
        "SELECT amount_cny FROM out_cost_allocated WHERE cost_kind = 'platform' ORDER BY team"
    ) == [(Decimal("33.34"),), (Decimal("33.33"),), (Decimal("33.33"),)]
    assert company.rows(
        "SELECT month, cost_kind FROM out_cost_allocated GROUP BY ALL"
        " HAVING sum(amount_cny) != any_value(whole_cny)"
    ) == []  # fmt: skip
    total = "SELECT sum(amount_cny) FROM out_cost_allocated WHERE cost_kind = 'on_demand'"
    assert company.rows(total) == company.rows("SELECT sum(cost_cny) FROM out_cost_daily")


def test_what_nobody_used_is_unallocated_and_says_so(company: Any) -> None:
    company.add("core_commitment", {})
    company.use(DAY, [0.0] * 24, project="ads")
    assert allocated(company) == [("unallocated", "commitment_idle", 2000)]
    (rule,) = company.rows("SELECT rule FROM out_cost_allocated")[0]
    assert rule == "proportional by used_card_hours: nobody used anything"


def test_days_of_unknown_cost_are_counted_and_not_guessed(company: Any) -> None:
    company.use(DAY, [1.0] * 24, project="ads")
    build(company)  # no price
    row = company.row("FROM out_cost_allocated")
    assert (row["team"], row["amount_cny"], row["unknown_pool_days"]) == ("unallocated", 0, 1)
    assert row["rule"] == "cost not known"


def test_a_team_that_does_not_exist_is_refused(company: Any) -> None:
    one_day_of_two_teams(company)
    rule = {"kind": "on_demand", "rule": "direct", "team": "serach"}
    with pytest.raises(SettingsError, match=r"no usage is of: serach.*Name teams.*ads, search"):
        build(company, rule=[rule])


def test_without_usage_there_is_nothing_to_share(company: Any) -> None:
    assert allocated(company, rule=[{"kind": "on_demand", "rule": "even"}]) == []
