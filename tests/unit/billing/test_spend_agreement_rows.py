"""Spend agreements against the FOCUS specification's SaaS cases A1, A2, B1 and B2."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import UsageError
from models.billing.spend_agreement_rows import SpendAgreement, spend_agreement_rows

APRIL = date(2025, 4, 1)
# 4, 10 and 5 server hours at 12 dollars, then nothing.
USED = [Decimal(n) for n in (48, 120, 60, *[0] * 9)]


def agreement(upfront: bool = False, least: str = "0") -> SpendAgreement:
    """1,200 dollars from April 2025 to March 2026."""
    return SpendAgreement("C-001", APRIL, 12, Decimal(1200), upfront, Decimal(least))


CASES = {"a1": (False, "0"), "a2": (False, "60"), "b1": (True, "0"), "b2": (True, "60")}


@pytest.mark.parametrize("name", CASES)
def test_1200_a_year_come_to_1200_billed_and_1200_effective(name: str) -> None:
    rows = spend_agreement_rows(agreement(*CASES[name]), USED)
    assert sum(r["BilledCost"] for r in rows) == 1200
    assert sum(r["EffectiveCost"] for r in rows) == 1200


def test_what_is_lacking_is_charged_at_the_end_or_month_by_month() -> None:
    # 1,200 - 48 - 120 - 60 = 972
    [*_, end] = spend_agreement_rows(agreement(), USED)
    assert (end["ChargeDescription"], end["BilledCost"]) == ("End of contract unused fee", 972)
    # at least 60 a month: 12 in April, 60 in July to February; 1,200 - 228 - 12 - 480 = 480
    rows = spend_agreement_rows(agreement(least="60"), USED)
    fees = [r["BilledCost"] for r in rows if "unused" in r["ChargeDescription"]]
    assert fees == [12, *[60] * 8, 480]


@pytest.mark.real
@pytest.mark.parametrize("name", CASES)
def test_rows_are_those_of_the_specification(name: str, real_folder: Path) -> None:
    folder = real_folder / "focus" / "spec_examples" / "saas_examples" / "spend_agreements"
    path = folder / f"saas_spend_agreements_{name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        printed = list(csv.DictReader(file))
    ours = spend_agreement_rows(agreement(*CASES[name]), USED)
    names = ("ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd")
    kinds = ("ChargeCategory", "ChargeFrequency")

    def key(row: dict[str, object]) -> tuple[str, ...]:
        return tuple(str(row[n]) for n in kinds)

    mine = [
        (*key(r), *[f"{r[n]:%-m/%-d/%y}" for n in names], r["BilledCost"], r["EffectiveCost"])
        for r in ours
    ]
    theirs = [
        (
            *key(dict(r)),
            *[r[n] for n in names],
            Decimal(r["BilledCost"]),
            Decimal(r["EffectiveCost"]),
        )
        for r in printed
    ]
    assert sorted(mine, key=str) == sorted(theirs, key=str)


def test_use_beyond_the_agreed_amount_is_billed_as_used() -> None:
    used = [Decimal(700), Decimal(700), *[Decimal(0)] * 10]
    rows = spend_agreement_rows(agreement(upfront=True), used)
    assert [r["BilledCost"] for r in rows] == [1200, 0, 200]
    assert sum(r["EffectiveCost"] for r in rows) == 1400


def test_a_missing_month_is_not_a_month_without_use() -> None:
    with pytest.raises(UsageError, match="3 months of use are given for 12"):
        spend_agreement_rows(agreement(), USED[:3])


def test_monthly_minimums_above_the_agreed_amount_are_refused() -> None:
    with pytest.raises(UsageError, match="more than was agreed"):
        agreement(least="101")


@given(
    used=st.lists(st.decimals(min_value=0, max_value=400, places=2), min_size=12, max_size=12),
    upfront=st.booleans(),
    least=st.sampled_from(["0", "60", "100"]),
)
def test_billed_and_effective_are_the_greater_of_promise_and_use(
    used: list[Decimal], upfront: bool, least: str
) -> None:
    rows = spend_agreement_rows(agreement(upfront, least), used)
    assert sum(r["BilledCost"] for r in rows) == sum(r["EffectiveCost"] for r in rows)
    fees = sum((r["BilledCost"] for r in rows if "unused" in r["ChargeDescription"]), Decimal(0))
    assert sum(r["EffectiveCost"] for r in rows) >= max(Decimal(1200), sum(used))
    if least == "0" and not upfront:
        assert fees == max(Decimal(0), 1200 - sum(used))
