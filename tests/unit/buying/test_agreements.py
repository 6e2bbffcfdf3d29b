"""Agreements on a sum a year, drawn by several pools, worked by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from models.buying.advice import Advice
from models.buying.case import PoolCase
from models.buying.choices import choices_of
from models.buying.outcome import look_ahead
from models.buying.spend_choice import solve_with_money
from models.buying.spend_rows import rejected_money
from tests.money_pools import ALWAYS, RULES, agreement, cost, money_now, pool_of
from tests.pool_cases import sale_of


def two_and_three(cny_per_year: int, idle_ratio: float = 1.0) -> list[PoolCase]:
    """Pools that need two and three units in every hour, and one agreement for both."""
    return [
        pool_of(name, ALWAYS, [[units]], agreement(name, cny_per_year, idle_ratio=idle_ratio))
        for name, units in (("a", 2), ("b", 3))
    ]


def test_an_agreement_of_a_year_is_drawn_down_by_all_pools() -> None:
    # 2 + 3 units in every hour: 500 an hour at the agreement's rate, 4,320,000 a year. Two of
    # 2,000,000 are drawn down; a third would use 320,000, which cost 480,000 by the hour.
    cases = two_and_three(2_000_000)
    found = solve_with_money(cases, RULES)
    assert money_now(found) == 2
    assert cost(cases, found) == pytest.approx(4_000_000 + 480_000, rel=1e-4)


def test_an_agreement_binds_as_many_units_as_its_sum_would_pay_for() -> None:
    # Two of 2,000,000 a year: 333,333 a month, 4.63 units of 72,000; eleven months are still owed.
    cases = two_and_three(2_000_000)
    ladders = solve_with_money(cases, RULES).ladders
    owed = level = 0.0
    for case in cases:
        advice = Advice(look_ahead(ladders.of(case)), ladders.bought[case.pool_id])
        figures = choices_of(advice, 0.0, [], 0.0)[0].figures
        assert (figures.units_now, figures.money_now) == (0, 0)  # it is no money an hour
        owed += figures.owed
        level += figures.level
    assert owed == pytest.approx(11 * 2 * 2_000_000 / 12 / 72_000)
    assert level == pytest.approx(5)


def test_what_is_missing_of_an_agreement_is_paid_by_its_share() -> None:
    # As before, but of what is missing a tenth is paid: of the third 320,000 are drawn, and
    # 168,000 paid for the rest: more than 480,000? 488,000: no. At a twentieth: 84,000: yes.
    def found_at(idle_ratio: float) -> tuple[float, float]:
        cases = two_and_three(2_000_000, idle_ratio=idle_ratio)
        found = solve_with_money(cases, RULES)
        return money_now(found), cost(cases, found)

    assert found_at(0.1)[0] == 2
    agreements, paid = found_at(0.05)
    assert agreements == 3
    assert paid == pytest.approx(4_320_000 + 84_000, rel=1e-4)


def test_an_agreement_that_is_too_large_says_what_it_would_add() -> None:
    # 4,320,000 by its rate, 6,480,000 by the hour: 7,000,000 would add 520,000.
    cases = two_and_three(7_000_000)
    found = solve_with_money(cases, RULES)
    assert found.chosen is None
    assert found.refused[0].found.least_saves == pytest.approx(-520_000, rel=1e-4)


def test_of_two_commitments_the_better_is_chosen_and_the_other_says_so() -> None:
    # 5 units in every hour: at 100 two agreements of 2,000,000 save 2,000,000 by what cost 150; at
    # 140 they save 285,714.
    rates = {"agreement": 100.0, "dear": 140.0}
    cases = []
    for name, units in (("a", 2), ("b", 3)):
        both = [
            replace(agreement(name, 2_000_000, rate), sale=sale_of(offer, 12, "agreement"))
            for offer, rate in rates.items()
        ]
        cases.append(pool_of(name, ALWAYS, [[units]], *both))
    found = solve_with_money(cases, RULES)
    assert found.offer_name == "agreement"
    rows = [*rejected_money(found)]
    assert [row["offer_id"] for row in rows] == ["dear", "dear"]
    assert {row["detail"] for row in rows} == {"another_commitment_chosen"}
    assert sum(row["dearer_by_cny"] for row in rows) == pytest.approx(Decimal(-142_857), abs=2)
