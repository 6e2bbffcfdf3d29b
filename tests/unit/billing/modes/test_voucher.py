"""Vouchers as lines of a bill: a ledger of their own beside the charges."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from data.errors import InputError, UsageError
from models.billing.closing import Basis
from models.billing.plans import Plan
from models.billing.usage import TICKS_PER_UNIT, Usage
from tests.billing_plans import CARD, START, bill, day, hours, months, pay_as_you_go, plan, steady


def grant(**keys: object) -> dict[str, object]:
    plain = {
        "voucher_id": "city",
        "face_value": Decimal(1_000),
        "share": Decimal("0.5"),
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 12, 31),
    }
    return plain | keys


def vouchers(*grants: dict[str, object], plan_id: str = "wallet") -> Plan:
    return plan("voucher", plan_id=plan_id, vouchers=list(grants))


def test_a_voucher_pays_its_share_and_the_charge_stays() -> None:
    # 10 card-hours at 10: 100, of which the city pays 50
    found = bill(hours(10), pay_as_you_go(10), vouchers(grant()))
    assert (found.total, found.ledger("voucher")) == (100, -50)


def test_shanghai_pays_80_percent_until_the_voucher_is_used_up() -> None:
    rich = grant(share=Decimal("0.8"), face_value=Decimal(100))
    found = bill(hours(20), pay_as_you_go(10), vouchers(rich))
    assert found.ledger("voucher") == -100


def test_only_eligible_plans_and_components_are_paid() -> None:
    def paid(**keys: object) -> Decimal:
        return bill(hours(10), pay_as_you_go(10), vouchers(grant(**keys))).ledger("voucher")

    assert paid(plans="pay_as_you_go", components=["card"]) == -50
    assert paid(plans="another") == 0
    assert paid(components=["disk"]) == 0


def test_the_balance_carries_over_from_month_to_month() -> None:
    # January: 31 x 24 = 744 at 1, half 372; February: 336; March would be 372, and 292 are left
    used = steady(1, 90)
    plans = [pay_as_you_go(1), vouchers(grant())]
    split = months(used, plans, [day(0), day(31), day(59), day(90)])
    assert [b.ledger("voucher") for b in split] == [-372, -336, -292]
    assert bill(used, *plans).ledger("voucher") == -1_000


def test_a_voucher_expires_and_a_monthly_cap_holds() -> None:
    ended = grant(valid_to=date(2026, 1, 31), cap_per_month=Decimal(100))
    found = bill(steady(1, 59), pay_as_you_go(1), vouchers(ended))
    assert [x.amount for x in found.of("credit")] == [-100]


def test_deposits_and_refunds_take_no_voucher() -> None:
    rental = plan(
        "server_rental",
        fee=Decimal(100),
        term_months=1,
        deposit_months=2,
        included=dict.fromkeys(("cabinet", "power", "network", "operations"), True),
        purchase={"starts_on": date(2026, 1, 1)},
    )
    found = bill(steady(0, 31), rental, vouchers(grant()))
    assert found.ledger("voucher") == -50  # half of the rent of 100, none of the deposit


def test_two_wallets_could_pay_one_line_twice() -> None:
    with pytest.raises(UsageError, match="twice"):
        bill(
            hours(10),
            pay_as_you_go(10),
            vouchers(grant(), plan_id="a"),
            vouchers(grant(), plan_id="b"),
        )


def test_a_share_above_one_is_refused() -> None:
    with pytest.raises(InputError, match="share"):
        vouchers(grant(share=Decimal("1.2")))


def test_a_voucher_in_yuan_pays_no_dollars() -> None:
    dollars = pay_as_you_go(10, currency="USD")
    with pytest.raises(UsageError, match=r"city is in CNY.*pay_as_you_go, which is in USD"):
        bill(hours(10), dollars, vouchers(grant()))
    untaxed = pay_as_you_go(10, tax_included=False)
    with pytest.raises(UsageError, match=r"tax excluded\b.*Name in `plans` what it may pay"):
        bill(hours(10), untaxed, vouchers(grant()))


def test_named_plans_keep_a_voucher_from_other_money() -> None:
    h100 = replace(CARD, item_id="h100", chip="H100")
    a100 = replace(CARD, item_id="a100", chip="A100")
    used = Usage(START, (h100, a100), np.array([[TICKS_PER_UNIT], [TICKS_PER_UNIT]]))
    yuan = plan("pay_as_you_go", prices=[{"chip": "H100", "price": 10}])
    dollars = plan(
        "pay_as_you_go", plan_id="abroad", currency="USD", prices=[{"chip": "A100", "price": 10}]
    )
    fx = pl.DataFrame(
        {
            "rate_date": [date(2026, 1, 1)],
            "base_currency": ["USD"],
            "quote_currency": ["CNY"],
            "rate": [Decimal(7)],
        }
    )
    wallet = vouchers(grant(plans="pay_as_you_go"))
    found = bill(used, yuan, dollars, wallet, basis=Basis("CNY", "included", fx))
    assert (found.total, found.ledger("voucher")) == (80, -5)


def test_a_credit_is_taxed_as_the_charge_that_it_pays() -> None:
    # 113 yuan of equipment with 13 % tax are 100 without; a voucher over all of it pays 100, not
    # the 106.60 that 6 % would leave
    equipment = pay_as_you_go(113, tax_rate=Decimal("0.13"))
    wallet = vouchers(grant(share=Decimal(1)))
    found = bill(hours(1), equipment, wallet, basis=Basis("CNY", "excluded"))
    assert (found.total, found.ledger("voucher")) == (100, -100)
