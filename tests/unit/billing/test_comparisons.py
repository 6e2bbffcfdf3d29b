"""Plans side by side, worked by hand. PROCUREMENT.md has E1, E1b, E2, E10 and E12."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from data.errors import MissingPriceError, UsageError
from models.billing.case import Case, runs_of
from models.billing.closing import Basis
from models.billing.comparable import Incomplete
from models.billing.compare import compare, compare_one
from models.billing.ladder import ladder
from models.billing.sensitivity import range_of, sensitivity
from models.billing.usage import Usage
from tests.unit.billing.priced import on_demand, plan
from tests.unit.billing.test_laws import case_of, rent

MONTH = [8.0] * 24 * 30


def _ratio(value: Decimal | None) -> str:
    assert value is not None
    return f"{value:.4%}"


@pytest.mark.parametrize(
    ("fee", "hours", "ratio"),
    [  # E1: an 8-card server against 150 an hour (18.75 a card), 730 h
        (60_000, "400.000", "54.7945%"),
        (50_000, "333.333", "45.6621%"),
        (70_000, "466.667", "63.9269%"),
    ],
)
def test_e1_the_break_even_of_a_server_against_150_an_hour(
    fee: int, hours: str, ratio: str
) -> None:
    case = replace(case_of(MONTH, Decimal("18.75")), hours_per_month=Decimal(730))
    point = compare_one(case, rent(fee, hours_per_month=730), 1).break_even
    assert point is not None
    assert f"{point.hours_per_month:.3f}" == hours
    assert _ratio(point.utilisation_ratio) == ratio
    assert point.pays


def test_e1b_against_7_80_a_rent_of_60000_never_pays() -> None:
    # 60,000 / (8 x 7.8 x 720) = 133.5470 %; read as one card: 60,000 / (35 x 720) = 238.0952 %
    dear = compare_one(case_of(MONTH, Decimal("7.8")), rent(60_000), 1).break_even
    misread = compare_one(case_of(MONTH), rent(60_000, 1), 1).break_even
    assert dear is not None
    assert misread is not None
    assert (_ratio(dear.utilisation_ratio), dear.pays) == ("133.5470%", False)
    assert (_ratio(misread.utilisation_ratio), misread.pays) == ("238.0952%", False)


def test_e12_a_year_of_m4_large_with_part_of_it_upfront() -> None:
    # 727.54 a year against 0.129 x 8,760 = 1,130.04: 64.38 %; no upfront 0.0871 / 0.129 = 67.52 %
    case = case_of([1.0] * 24 * 365, Decimal("0.129"))
    none = compare_one(case, plan("reserved", term_months=12, recurring="0.0871"), 1)
    part = compare_one(case, plan("reserved", term_months=12, upfront=364, recurring="0.0415"), 1)
    assert none.break_even is not None
    assert part.break_even is not None
    assert f"{none.break_even.utilisation_ratio:.2%}" == "67.52%"
    assert f"{part.break_even.utilisation_ratio:.2%}" == "64.38%"
    # Billed by the month, each line is a cent's fraction off: 364 + 31 x 24 x 0.0415 = 30.88 ...
    assert abs(part.cost - Decimal("727.54")) <= Decimal("0.06")
    quarter = compare_one(
        case_of([1.0] * 24 * 73, Decimal("0.129")), plan("reserved", term_months=12, upfront=365), 1
    )
    assert quarter.cost == 73  # of 365 for a year: what is for later is no cost of these days


def test_e10_the_effective_savings_rate_of_94_7_percent_coverage_at_30_percent_discount() -> None:
    # 947 cards of 1,000 covered at 0.7 of the price, all used: 0.947 x 0.3 = 28.41 %
    one = compare_one(
        case_of([1000.0] * 24, 10), plan("reserved", term_months=12, recurring=7), 947
    )
    assert _ratio(one.coverage_ratio) == "94.7000%"
    assert _ratio(one.utilisation_ratio) == "100.0000%"
    assert _ratio(one.savings_ratio) == "28.4100%"


def test_rates_count_all_cost_over_all_use_and_over_what_was_useful() -> None:
    # A day of 10 cards at 35; a server at 36,000 a month costs 1,200, 2 cards x 24 x 35 = 1,680.
    case = replace(case_of([10.0] * 24), useful_quantity=Decimal(180))
    one = compare_one(case, rent(36_000), 1)
    assert (one.committed_cost, one.on_demand_cost) == (Decimal(1200), Decimal(1680))
    assert one.cost == Decimal(2880)
    assert one.saving == Decimal(5520)  # 8,400 - 2,880
    assert one.effective_rate == Decimal(12)  # 2,880 / 240
    assert one.effective_rate_useful == Decimal(16)  # 2,880 / 180
    assert _ratio(one.coverage_ratio) == "80.0000%"


def test_what_is_paid_for_and_not_used_has_its_share_of_the_fee() -> None:
    # 2 of 8 cards used: 36,000 / 30 = 1,200 a day, of which three quarters lie idle.
    one = compare_one(case_of([2.0] * 24), rent(36_000), 1)
    assert _ratio(one.utilisation_ratio) == "25.0000%"
    assert one.unused_cost == Decimal(900)


def test_a_term_is_earned_when_what_it_covers_has_cost_as_much_by_the_hour() -> None:
    # A year of 201,600 a month at full use by the hour (8 x 35 x 720), for 100,800: half of it.
    case = case_of(MONTH)
    point = compare_one(case, rent(100_800, term_months=12), 1).break_even
    assert point is not None
    assert point.months == 6
    assert point.earned_on == date(2026, 7, 31)  # from 31 January, the day after the last one
    half = compare_one(case_of([4.0] * 24 * 30), rent(100_800, term_months=12), 1).break_even
    assert half is not None
    assert half.months == 12  # half the use takes twice as long


def test_an_annual_fee_costs_the_days_compared_and_no_more() -> None:
    # 365,000 a year in advance: 31 days of January are 31,000.
    case = case_of([8.0] * 24 * 31)
    one = plan("subscription", fee=365_000, term_months=12, cards=8, power_included=True)
    yearly = one.model_copy(update={"fee": Decimal(365_000) / 12})
    found = compare_one(case, yearly, 1)
    assert abs(found.committed_cost - 31_000) <= Decimal("0.01")


def test_a_pack_that_lasts_costs_what_was_drawn_of_it() -> None:
    # 10,000 card-hours for 200,000, of which 240 were drawn: 4,800; it breaks even at 20 / 35.
    pack = plan("pack", quantity=10_000, price=200_000, term_months=12, draws=[{"units": 1}])
    one = compare_one(case_of([10.0] * 24), pack, 1)
    assert one.cost == Decimal(4800)
    assert one.break_even is not None
    assert _ratio(one.break_even.utilisation_ratio) == "57.1429%"


def test_a_savings_plan_whose_idle_part_costs_half_breaks_even_earlier() -> None:
    # 8 cards at 17.5 of 35: 140 an hour. Paid 70 + 70 u, against 280 u: u = 1/3.
    terms = {"commitment": 140, "term_months": 12, "prices": [{"price": "17.5"}]}
    half = plan("savings_plan", unused_pay_ratio="0.5", **terms)
    point = compare_one(case_of([4.0] * 24), half, 1).break_even
    assert point is not None
    assert _ratio(point.utilisation_ratio) == "33.3333%"
    whole = compare_one(case_of([4.0] * 24), plan("savings_plan", **terms), 1).break_even
    assert whole is not None
    assert _ratio(whole.utilisation_ratio) == "50.0000%"


def test_days_that_were_not_measured_cost_nothing() -> None:
    # The 1st and the 3rd of January: 2 x 36,000 / 30 = 2,400, and the 2nd is left out.
    days = case_of([8.0] * 24 + [0.0] * 24 + [8.0] * 24)
    runs = runs_of([date(2026, 1, 1), date(2026, 1, 3)])
    assert runs == ((date(2026, 1, 1),) * 2, (date(2026, 1, 3),) * 2)
    one = compare_one(replace(days, runs=runs), rent(36_000), 1)
    assert one.committed_cost == Decimal(2400)
    assert _ratio(one.utilisation_ratio) == "100.0000%"
    assert one.break_even is not None
    # 36,000 / (8 x 35 x 720)
    assert _ratio(one.break_even.utilisation_ratio) == "17.8571%"


def test_days_outside_the_usage_are_refused() -> None:
    with pytest.raises(UsageError, match="not those of the usage"):
        replace(case_of([8.0] * 24), runs=((date(2026, 1, 1), date(2026, 1, 2)),))


def test_the_cheapest_is_named_and_so_is_a_tie() -> None:
    case = case_of([8.0] * 24)
    cheap, same = rent(36_000, plan_id="cheap"), rent(36_000, plan_id="same")
    found = compare(case, [rent(40_000), cheap, same])
    assert [row.plan_id for row in found.rows] == ["on_demand", "reserved", "cheap", "same"]
    assert found.best.plan_id == "cheap"
    assert [row.plan_id for row in found.ties] == ["same"]


def test_every_offer_that_lacks_something_is_named_with_what_it_lacks() -> None:
    offers = [
        rent(36_000, plan_id="silent", power_included=None),
        rent(36_000, plan_id="without", power_included=False),
        Incomplete("quote", ("cards", "tax_included")),
        rent(36_000),
    ]
    with pytest.raises(MissingPriceError) as refused:
        compare(case_of([8.0] * 24), offers)
    assert "3 offer(s) lack" in str(refused.value)
    assert "silent (power_not_said)" in str(refused.value)
    assert "without (power_not_included)" in str(refused.value)
    assert "quote (cards, tax_included)" in str(refused.value)


def test_a_list_price_is_an_alternative_and_commits_to_nothing() -> None:
    one = compare_one(case_of([8.0] * 24), on_demand(30, plan_id="other seller"), 1)
    assert one.cost == Decimal(5760)  # 8 x 24 x 30
    assert one.break_even is None
    assert one.utilisation_ratio is None


def test_without_use_no_unit_is_best_and_the_break_even_is_known_all_the_same() -> None:
    case = case_of([0.0] * 24)
    found = ladder(case, rent(60_000))
    assert [rung.units for rung in found.rungs] == [0]
    point = compare_one(case, rent(60_000), 1).break_even
    assert point is not None
    assert _ratio(point.utilisation_ratio) == "29.7619%"
    assert point.months is None  # it covers nothing: it never earns anything


def test_sensitivity_changes_one_thing_at_a_time() -> None:
    # A day of 8 cards at 35 (6,720), a server at 60,000 of 720 h: 2,000 a day, saving 4,720.
    found = sensitivity(case_of([8.0] * 24), rent(60_000), 1)
    assert {(one.factor, one.value): one.compared.saving for one in found} == {
        ("price", Decimal("0.7")): Decimal(2704),  # 4,704 - 2,000
        ("price", Decimal("1.3")): Decimal(6736),  # 8,736 - 2,000
        ("use", Decimal("0.8")): Decimal(3376),  # 5,376 - 2,000
        ("use", Decimal("1.2")): Decimal(4720),  # the 1.6 cards more cost 1,344 with it or without
        ("month", Decimal(720)): Decimal(4720),
        ("month", Decimal(730)): Decimal("4747.40"),  # 60,000 x 24 / 730 = 1,972.60
    }
    assert [one.value for one in range_of(found, "use")] == [Decimal("0.8"), Decimal("1.2")]


def test_several_items_are_covered_at_their_mean_price() -> None:
    one = case_of([8.0] * 24)
    items = (one.usage.items[0], replace(one.usage.items[0], item_id="others"))
    usage = Usage(one.usage.first_hour, items, np.repeat(one.usage.ticks, 2, axis=0))
    case = Case(
        usage, one.on_demand, Basis("CNY", "included"), one.runs, "UTC", one.hours_per_month
    )
    found = compare_one(case, rent(60_000), 2)
    assert found.cost == Decimal(4000)
    assert _ratio(found.coverage_ratio) == "100.0000%"
