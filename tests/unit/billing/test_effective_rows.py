"""The effective view of a bill: Used and Unused rows, and sums that agree with what is billed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import UsageError
from models.billing.clock import Period
from models.billing.effective_rows import effective_rows, effective_total
from models.billing.focus_rows import FocusRow
from models.billing.plans import Plan
from models.billing.usage import Usage
from tests.billing_plans import day, hours, pay_as_you_go, plan, steady

BOUGHT = {"starts_on": date(2026, 1, 1)}


def rental(**keys: object) -> Plan:
    """An 8-card server at 7,440 yuan a month: 10 for each of January's 744 hours."""
    plain = {
        "fee": Decimal(7_440),
        "term_months": 1,
        "included": dict.fromkeys(("cabinet", "power", "network", "operations"), True),
        "purchase": BOUGHT,
    }
    return plan("server_rental", **(plain | keys))


def whole(used: Usage, plans: list[Plan]) -> list[FocusRow]:
    return effective_rows(used, plans, Period(used.first_hour, used.end))


def by_status(rows: list[FocusRow], column: str = "EffectiveCost") -> dict[str | None, Decimal]:
    sums: dict[str | None, Decimal] = {}
    for row in rows:
        status = row.get("CommitmentDiscountStatus")
        sums[status] = sums.get(status, Decimal(0)) + row[column]
    return sums


def test_a_rent_is_used_and_unused_by_its_card_hours() -> None:
    # 6 of 8 cards: three quarters of 7,440 = 5,580, a quarter = 1,860
    found = whole(steady(6, 31), [rental()])
    assert by_status(found) == {None: 0, "Used": 5_580, "Unused": 1_860}
    assert by_status(found, "BilledCost") == {None: 7_440, "Used": 0, "Unused": 0}


def test_what_exceeds_the_rent_is_billed_as_it_is_used() -> None:
    plans = [rental(), pay_as_you_go(20)]
    found = whole(steady(9, 31), plans)
    # 744 h x 1 card x 20
    assert by_status(found) == {None: 14_880, "Used": 7_440}


def test_of_a_year_paid_upfront_a_month_uses_up_its_hours() -> None:
    # 8,760 yuan for 8,760 hours of one card: January takes 744 of them
    reserved = plan("reserved", term_months=12, upfront=Decimal(8_760), purchase=BOUGHT)
    found = whole(steady("0.5", 31), [reserved])
    assert by_status(found) == {None: 0, "Used": 372, "Unused": 372}
    assert by_status(found, "BilledCost")[None] == 8_760


def test_a_savings_plan_hour_of_1_yuan_is_that_of_the_specification() -> None:
    # FOCUS usage scenarios 1 to 4: draws 1, 0, 0.75, 1.5 of a commitment of 1 (list = twice)
    saving = plan(
        "savings_plan",
        commitment=Decimal(1),
        term_months=1,
        prices=[{"price": Decimal(1)}],
        purchase=BOUGHT,
    )
    plans = [saving, pay_as_you_go(1)]
    used = hours(1, 0, "0.75", "1.5")
    found = whole(used, plans)
    assert by_status(found) == {
        None: Decimal("0.50"),
        "Used": Decimal("2.75"),
        "Unused": Decimal("1.25"),
    }
    assert sum(row["BilledCost"] for row in found) == Decimal("4.50")


def test_each_month_of_a_year_paid_upfront_uses_up_its_own_hours() -> None:
    # 744 and 672 hours at 1 yuan; what was paid in January is known in February
    reserved = plan("reserved", term_months=12, upfront=Decimal(8_760), purchase=BOUGHT)
    used = steady(1, 59)
    january = effective_rows(used, [reserved], Period(day(0), day(31)))
    february = effective_rows(used, [reserved], Period(day(31), day(59)))
    assert by_status(january) == {None: 0, "Used": 744}
    assert by_status(february) == {"Used": 672}
    # also where the period begins within a month
    rest = effective_rows(used, [reserved], Period(day(10), day(59)))
    assert by_status(rest) == {"Used": 49 * 24}


def test_what_was_paid_for_months_nobody_holds_is_used_up_in_them() -> None:
    # Left on 1 February with two months owed: 14,880 - 7,440 for the 28 + 31 days to come
    left = rental(term_months=3, leaving={"on": date(2026, 2, 1), "rest_owed_ratio": Decimal(1)})
    used = steady(0, 90)
    split = [
        effective_rows(used, [left], Period(a, b))
        for a, b in ((day(0), day(31)), (day(31), day(59)), (day(59), day(90)))
    ]
    sums = [effective_total(rows) for rows in split]
    assert sums[0] == 7_440
    # 14,880 x 28 / 59 and x 31 / 59
    assert [round(s, 2) for s in sums[1:]] == [Decimal("7061.69"), Decimal("7818.31")]
    assert sum(row["BilledCost"] for rows in split for row in rows) == 3 * 7_440


def test_leaving_early_keeps_what_is_owed_for_hours_nobody_holds() -> None:
    left = rental(term_months=2, leaving={"on": date(2026, 2, 1), "rest_owed_ratio": Decimal(1)})
    found = whole(steady(0, 59), [left])
    assert sum(row["BilledCost"] for row in found) == 14_880
    assert effective_total(found) == 14_880
    assert by_status(found) == {None: 7_440, "Unused": 7_440}


def test_a_deposit_has_no_row_and_a_voucher_is_a_credit() -> None:
    grant = {
        "voucher_id": "city",
        "face_value": Decimal(1_000),
        "share": Decimal("0.5"),
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 1, 31),
    }
    plans = [rental(deposit_months=2), plan("voucher", vouchers=[grant])]
    found = whole(steady(8, 31), plans)
    assert [r["BilledCost"] for r in found if r["ChargeCategory"] == "Credit"] == [-1_000]
    assert sum(r["BilledCost"] for r in found) == 7_440 - 1_000


def test_a_commitment_that_began_before_the_bill_is_refused() -> None:
    early = rental(purchase={"starts_on": date(2025, 12, 1)}, term_months=3)
    with pytest.raises(UsageError, match="began on 2025-12-01"):
        whole(steady(8, 31), [early])


def pack(**keys: object) -> Plan:
    """100 units for 50 yuan, for a month; a card-hour draws one of them."""
    plain = {
        "quantity": Decimal(100),
        "price": Decimal(50),
        "term_months": 1,
        "draws": [{"units": Decimal(1)}],
        "purchase": BOUGHT,
    }
    return plan("pack", **(plain | keys))


def test_a_pack_costs_what_is_drawn_of_it_and_what_expires() -> None:
    # 60 of 100 units drawn: 30 of 50 yuan; 40 expire at the month's end: 20
    used = hours(60, *[0] * 743)
    found = whole(used, [pack()])
    assert by_status(found) == {None: 0, "Used": 30, "Unused": 20}
    assert by_status(found, "BilledCost") == {None: 50, "Used": 0, "Unused": 0}


def test_what_is_not_drawn_of_a_pack_yet_is_the_cost_of_later_hours() -> None:
    # 10 units at 0.50 a day; a card-hour of this chip draws two
    used = hours(5, *[0] * 23, 10, *[0] * 719)
    two = pack(draws=[{"units": Decimal(2)}])
    first = effective_rows(used, [two], Period(used.first_hour, day(1)))
    assert by_status(first) == {None: 0, "Used": 5}  # 5 x 2 x 0.50
    rest = effective_rows(used, [two], Period(day(1), used.end))
    assert by_status(rest) == {"Used": 10, "Unused": 35}
    assert effective_total(first) + effective_total(rest) == 50


def test_of_a_pack_given_back_the_money_returned_is_no_cost() -> None:
    # paid 50, 60 units used at 0.60 = 36 are kept, 14 come back
    refunded = pack(refund={"on": date(2026, 1, 20), "price": Decimal("0.6")})
    found = whole(hours(60, *[0] * 743), [refunded])
    assert effective_total(found) == sum(row["BilledCost"] for row in found) == 36


@settings(max_examples=25)
@given(
    cards=st.lists(st.integers(min_value=0, max_value=20), min_size=31, max_size=31),
    upfront=st.sampled_from(["0", "0.5", "1"]),
)
def test_over_whole_terms_effective_cost_is_billed_cost(cards: list[int], upfront: str) -> None:
    saving = plan(
        "savings_plan",
        commitment=Decimal(30),
        term_months=1,
        upfront_ratio=Decimal(upfront),
        prices=[{"price": Decimal(7)}],
        purchase=BOUGHT,
    )
    plans = [rental(), saving, pay_as_you_go(10)]
    found = whole(hours(*[n for n in cards for _ in range(24)]), plans)
    billed = sum(row["BilledCost"] for row in found)
    assert abs(effective_total(found) - billed) < Decimal("1e-9")


def agreement(**keys: object) -> Plan:
    """744 yuan for two months, paid in advance, drawn at 1 by the card-hour."""
    plain = {
        "commitment": Decimal(744),
        "period_months": 2,
        "term_months": 2,
        "pay": "in_advance",
        "prices": [{"price": Decimal(1)}],
        "purchase": BOUGHT,
    }
    return plan("committed_spend", **(plain | keys))


def test_an_agreement_paid_in_advance_costs_what_is_drawn_of_it() -> None:
    # all 744 are drawn in January, at 1 an hour; February is billed at 2
    found = whole(steady(1, 59), [agreement(), pay_as_you_go(2)])
    assert by_status(found) == {None: 672 * 2, "Used": 744}


def test_a_month_in_which_nothing_is_drawn_costs_nothing_of_what_is_prepaid() -> None:
    # February alone draws 672, and 72 are lost at its end
    used = hours(*[0] * 744, *[1] * 672)
    plans = [agreement(), pay_as_you_go(2)]
    january = effective_rows(used, plans, Period(day(0), day(31)))
    february = effective_rows(used, plans, Period(day(31), day(59)))
    assert by_status(january) == {None: 0}
    assert by_status(january, "BilledCost") == {None: 744}
    assert by_status(february) == {"Used": 672, "Unused": 72}
    assert effective_total(whole(used, plans)) == 744


def test_each_payment_of_an_agreement_is_used_up_in_its_own_period() -> None:
    # 1,000 a month: 744 and 672 are drawn, 256 and 328 are lost
    monthly = agreement(commitment=Decimal(1_000), period_months=1)
    found = whole(steady(1, 59), [monthly])
    assert by_status(found) == {None: 0, "Used": 744 + 672, "Unused": 256 + 328}


def test_what_is_given_back_is_an_adjustment() -> None:
    refunded = pack(refund={"on": date(2026, 1, 20), "price": Decimal("0.6")})
    found = whole(hours(60, *[0] * 743), [refunded])
    [back] = [row for row in found if row["BilledCost"] < 0]
    assert (back["ChargeCategory"], back["BilledCost"]) == ("Adjustment", -14)


def test_what_a_voucher_had_paid_before_is_known_to_the_effective_view() -> None:
    grant = {
        "voucher_id": "city",
        "face_value": Decimal(1_000),
        "share": Decimal(1),
        "valid_from": date(2025, 1, 1),
        "valid_to": date(2026, 1, 31),
    }
    plans = [pay_as_you_go(10), plan("voucher", plan_id="wallet", vouchers=[grant])]
    used = steady(1, 31)
    before = {("wallet", "city"): Decimal(900)}
    found = effective_rows(used, plans, Period(day(0), day(31)), used_before=before)
    assert effective_total(found) == 7_440 - 100
