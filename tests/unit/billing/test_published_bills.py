"""Bills that sellers and others have printed, each with its source; contradictions said beside."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from data.errors import UsageError
from data.plan_files import REFERENCE_PLANS
from models.billing.clock import Period
from models.billing.engine import cheapest, price
from models.billing.parts import Purchase
from models.plan_library import read_plans
from tests.unit.billing.priced import (
    BOUGHT,
    amounts,
    at,
    bill,
    constant,
    hours_from,
    on_demand,
    plan,
    use,
)

USD: dict[str, Any] = {"currency": "USD", "tax_included": False}
# Pages that multiply a whole year round once; a bill rounds by the month.
PRINTED: dict[str, Any] = {"rounding": {"decimals": 4}}


# Azure/azure-rest-api-specs, consumption 2021-10-01, ReservationRecommendationDetails: 1.482 an
# hour on demand, 0.70570776255707 reserved, cost on demand 529,550.326618951.
# 223,102.452 / (220 x 0.70570776) = 1,437 hours.
AZURE_ROWS = [
    (220, "63253.5935111345", "223102.45", "286356.05"),
    (179, "149335.025050147", "181524.27", "330859.29"),
    (157, "195942.319606957", "159214.02", "355156.34"),
    (241, "30975.2311896299", "244398.60", "275373.83"),
]


@pytest.mark.parametrize(("instances", "overage", "reservation", "total"), AZURE_ROWS)
def test_azure_prints_what_reservations_would_have_cost(
    instances: int, overage: str, reservation: str, total: str
) -> None:
    hours = 1437
    used = Fraction("529550.326618951") / Fraction("1.482")
    beyond = Fraction(overage) / Fraction("1.482")
    # Any use with these two sums: as many hours at the reservation as fit, the rest in one more.
    full = int((used - beyond) // instances)
    level = float(round(instances + beyond / full, 6))
    rest = float(round(used - beyond - full * instances, 6))
    usage = use({"vm": [level] * full + [rest] + [0] * (hours - full - 1)})
    reserved = plan(
        "reserved", recurring=Decimal("0.70570776255707"), term_months=12,
        purchase=BOUGHT | {"units": instances},
    )  # fmt: skip
    billed = bill(usage, on_demand("1.482"), reserved)
    cent = Decimal("0.02")  # lines are by month; the printed use is known to a millionth an hour
    assert abs(sum(amounts(billed, "fee")) - Decimal(reservation)) <= cent
    assert abs(billed.total - Decimal(total)) <= cent


def test_azure_benefit_recommendations_add_up_although_they_contradict_themselves() -> None:
    # cost-management 2022-10-01, BenefitRecommendations. 0.164 an hour for 168 hours is 27.552, and
    # the page prints a benefit cost of 52.002; a utilisation of 99.33 % leaves 0.348 of it, and it
    # prints a wastage of 0.035. Only its sums hold, and they do not need the engine.
    for overage, benefit, total, savings in (
        ("144.841", "52.002", "196.843", "21.424"),
        ("120.389", "83.754", "204.143", "14.124"),
    ):
        assert Decimal(overage) + Decimal(benefit) == Decimal(total)
        assert Decimal("218.267") - Decimal(total) == Decimal(savings)


def test_cloudability_m4_large_for_a_year() -> None:
    # blog.cloudability.com/measuring-reserved-instance-profitability-with-the-break-even-point
    reserved = plan(
        "reserved", recurring=Decimal("0.074"), term_months=12, purchase=BOUGHT, **PRINTED
    )
    year = constant(1, 8760)
    assert bill(year, on_demand("0.126", **PRINTED)).total == Decimal("1103.76")
    assert bill(year, reserved).total == Decimal("648.24")
    half = use({"vm": [1, 0] * 4380})
    assert bill(half, on_demand("0.126", **PRINTED)).total == Decimal("551.88")
    # The page multiplies a year at once. A bill is rounded by the month: 31 days are 93.744, so
    # 93.74, seven times; 30 days 90.72, four times; 28 days 84.672, so 84.67.
    assert bill(year, on_demand("0.126")).total == Decimal("1103.73")


def test_e12_m4_large_with_and_without_upfront() -> None:
    # PROCUREMENT.md E12: 0.129 on demand; 0.0871 no upfront; 364 + 0.0415 x 8760 = 727.54
    year = constant(1, 8760)
    partial = plan(
        "reserved", upfront=364, recurring=Decimal("0.0415"), term_months=12, purchase=BOUGHT,
        **PRINTED,
    )  # fmt: skip
    listed = bill(year, on_demand("0.129", **PRINTED)).total
    assert listed == Decimal("1130.04")
    assert bill(year, partial).total == Decimal("727.54")
    assert round(727.54 / float(listed), 4) == 0.6438


@pytest.mark.parametrize(
    ("listed", "committed", "upfront", "hours"),
    # cal11.calculator.city/aws-reserved-instance-break-even-calculator: 1000 / (0.5 - 0.1) = 2,500.
    # cloudcostkit.com prints 6,667 hours for 300 / (0.12 - 0.075) = 6,666.67: at 6,667 it has paid.
    [("0.5", "0.1", 1000, 2500)],
)
def test_at_the_published_break_even_both_cost_the_same(
    listed: str, committed: str, upfront: int, hours: int
) -> None:
    reserved = plan(
        "reserved", upfront=upfront, recurring=Decimal(committed), term_months=12, purchase=BOUGHT
    )
    usage = constant(1, hours)
    assert bill(usage, on_demand(listed), reserved).total == bill(usage, on_demand(listed)).total


def test_the_other_published_break_even_lies_between_two_hours() -> None:
    reserved = plan(
        "reserved", upfront=300, recurring=Decimal("0.075"), term_months=12, purchase=BOUGHT
    )
    for hours, reserved_is_cheaper in ((6665, False), (6668, True)):
        usage = constant(1, hours)
        both = bill(usage, on_demand("0.12"), reserved).total, bill(usage, on_demand("0.12")).total
        assert (both[0] < both[1]) == reserved_is_cheaper


# FOCUS specification, appendix on commitment discounts: 1.00 an hour for a year.
@pytest.mark.parametrize(
    ("upfront", "billed_at_once", "recurring"),
    [("1", 8760, 0), ("0.5", 4380, 4380), ("0", 0, 8760)],
)
def test_focus_purchases(upfront: str, billed_at_once: int, recurring: int) -> None:
    saving = plan(
        "savings_plan", commitment=1, upfront_ratio=Decimal(upfront), term_months=12,
        prices=[{"price": 1}], purchase=BOUGHT,
    )  # fmt: skip
    billed = bill(constant(1, 8760), on_demand("1.5"), saving)
    at_once = sum(line.amount for line in billed.of("fee") if line.rule.endswith("upfront"))
    assert at_once == billed_at_once
    assert sum(amounts(billed, "fee")) - at_once == recurring


@pytest.mark.parametrize(
    ("demand", "used", "unused", "beyond"),
    [
        ("1", "1", "0", "0"),
        ("0", "0", "1", "0"),
        ("0.75", "0.75", "0.25", "0"),
        ("1.5", "1", "0", "0.5"),
    ],
)
def test_focus_used_and_unused_rows_of_an_hour(
    demand: str, used: str, unused: str, beyond: str
) -> None:
    saving = plan(
        "savings_plan", commitment=1, term_months=12, prices=[{"price": 1, "list_price": 1}],
        purchase=BOUGHT,
    )  # fmt: skip
    billed = bill(use({"vm": [demand]}), on_demand(1), saving)
    assert sum((line.value or 0) for line in billed.of("covered")) == Decimal(used)
    assert sum((line.value or 0) for line in billed.of("unused")) == Decimal(unused)
    assert sum(amounts(billed, "usage")) == Decimal(beyond)


def test_huawei_an_upgrade_within_the_term() -> None:
    # huaweicloud.com, guide productsdesc-bms: 3,500 against 1,750 with 12/30 + 8/31 = 0.6581 months
    # left costs 1,151.67: 2,303.35 - 1,151.68, each rounded to the cent.
    subscription = plan(
        "subscription", fee=1750, term_months=1, cards=1,
        changes=[{"on": date(2025, 9, 19), "fee": 3500, "cards": 2}],
        purchase={"starts_on": date(2025, 9, 9)},
    )  # fmt: skip
    usage = constant(0, 24 * 60, first=at(2025, 9, 1))
    billed = bill(usage, subscription)
    # the paid month ends on 8 October: 12 days of September and 8 of October
    assert amounts(billed, "change") == [Decimal("2303.35"), Decimal("-1151.68")]
    assert sum(amounts(billed, "change")) == Decimal("1151.67")


def tiers(kind: str) -> list[dict[str, Any]]:
    starts = (0, 10, 20)
    steps = [
        {"from_quantity": start, "price": price}
        for start, price in zip(starts, (60_000, 56_000, 52_000), strict=True)
    ]
    return [{"tiers": {"kind": kind, "steps": steps}}]


@pytest.mark.parametrize(
    ("servers", "cost"), [(9, 540_000), (11, 656_000), (20, 1_160_000), (25, 1_420_000)]
)
def test_e5_graduated_tiers(servers: int, cost: int) -> None:
    usage = use({"server": [servers, *[0] * 743]}, unit="server_month")
    assert bill(usage, plan("pay_as_you_go", prices=tiers("graduated"))).total == cost


@pytest.mark.parametrize(("servers", "cost"), [(9, 540_000), (19, 1_064_000), (20, 1_040_000)])
def test_e5_all_units_tiers(servers: int, cost: int) -> None:
    usage = use({"server": [servers, *[0] * 743]}, unit="server_month")
    assert bill(usage, plan("pay_as_you_go", prices=tiers("all_units"))).total == cost


def test_e1_at_the_break_even_of_400_hours_both_cost_60_000() -> None:
    # 60,000 a month for a server against 150 an hour: 400 of 730 hours.
    server = plan("subscription", fee=60_000, term_months=1, purchase=BOUGHT)
    usage = use({"server": [1] * 400 + [0] * 344})
    assert bill(usage, on_demand(150)).total == 60_000
    assert bill(usage, on_demand(150), server).total == 60_000


def test_e1b_the_seeds_prices_from_the_reference_plans() -> None:
    # 60,000 a month for 8 cards against 35 yuan a card-hour: 29.76 % of 720 h are 214.3 hours.
    plans = read_plans(REFERENCE_PLANS)
    (by_hour,), (server,) = plans["seed-a100-card-hour"], plans["seed-a100-server-month"]
    april = date(2026, 4, 1)
    rented = server.purchased(Purchase(starts_on=april, ends_on=date(2026, 4, 30)))
    period = Period.of_month(april, "Asia/Shanghai")
    for hours, cost in ((214, 59_920), (215, 60_200)):
        busy = use({"a": [8] * hours + [0] * (720 - hours)}, period.start, chip="A100")
        assert price(busy, by_hour, period).total == cost
        chosen = cheapest(busy, by_hour, [rented], period)
        assert chosen.total == min(cost, 60_000)
    # At the 7.8 yuan that the same source prints, a month at full use costs 44,928: it never pays.
    full = constant(8, 720, period.start, chip="A100")
    assert bill(full, on_demand("7.8")).total == 44_928
    # Read per single card, 60,000 stand against 25,200: never.
    assert bill(constant(1, 720, period.start), on_demand(35)).total == 25_200


def test_nothing_is_bought_of_pay_as_you_go() -> None:
    with pytest.raises(UsageError, match="paid by use"):
        on_demand(1).purchased(Purchase(starts_on=date(2026, 1, 1)))


def test_e2_nine_months_cost_less_by_the_month_and_ten_by_the_year() -> None:
    monthly = plan("subscription", fee=60_000, term_months=1, auto_renew=True,
                   purchase=BOUGHT | {"ends_on": date(2026, 9, 30)})  # fmt: skip
    annual = plan("subscription", fee=48_000, term_months=12, purchase=BOUGHT)
    october = Purchase(starts_on=date(2026, 1, 1), ends_on=date(2026, 10, 31))
    ten = monthly.purchased(october)
    year = constant(0, 8760)
    assert bill(year, monthly).total == 540_000
    assert bill(year, annual).total == 576_000
    assert bill(year, ten).total == 600_000


def test_cnb_gives_160_core_hours_a_month_free_and_clears_them_at_its_end() -> None:
    # CNB: 160 core-hours a month free, then 0.125 yuan, cleared at month end.
    steps = [{"from_quantity": 0, "price": 0}, {"from_quantity": 160, "price": Decimal("0.125")}]
    free = plan("pay_as_you_go", prices=[{"tiers": {"kind": "graduated", "steps": steps}}])
    usage = use({"cores": [200, *[0] * 743, 100]}, unit="core_hour")
    # January: 40 x 0.125; February begins with a new quota
    assert bill(usage, free).total == 5


def test_hkust_gz_queue_class_is_price_class() -> None:
    # docs.hpc.hkust-gz.edu.cn prices-phaseIII: 2.40 shared, 3.75 exclusive, 6.00 emergency
    prices = [
        {"queue": queue, "price": Decimal(price)}
        for queue, price in (("shared", "2.40"), ("exclusive", "3.75"), ("emergency", "6.00"))
    ]
    plans = plan("pay_as_you_go", prices=prices)
    for queue, cost in (("shared", "24.00"), ("exclusive", "37.50"), ("emergency", "60.00")):
        assert bill(constant(10, 1, queue=queue), plans).total == Decimal(cost)


def test_sae_pack_is_paid_at_once_and_what_is_beyond_it_at_list_price() -> None:
    # Alibaba SAE: 10 million CU for 360 yuan a month.
    pack = plan(
        "pack", quantity=10, price=360, term_months=1, draws=[{"units": 1}], purchase=BOUGHT
    )
    usage = use({"m_cu": [4, 4, 4]}, unit="m_cu")
    billed = price(usage, [on_demand(50), pack], hours_from(at(2026, 1, 1), 3))
    assert billed.total == 360 + 2 * 50


def test_a_period_is_a_calendar_month_of_the_seller() -> None:
    month = Period.of_month(date(2026, 2, 14), "Asia/Shanghai")
    assert (month.start, month.end) == (at(2026, 1, 31, 16), at(2026, 2, 28, 16))
