"""The FOCUS specification's worked cases, taken through the loader: what they state must hold.

The cases show only the columns they are about; the others come from a sound row. Their amounts
(`$10,100.00`) and days (`4/1/25`) are written for readers, so they are put into the form of a file.
"""

import csv
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.real
Load = Callable[..., list[Any]]
Core = Callable[[str], list[dict[str, Any]]]
MakeRow = Callable[..., dict[str, str]]
WriteFile = Callable[..., Path]
Case = Callable[[str], Path]


@pytest.fixture
def case(real_folder: Path, row: MakeRow, write_file: WriteFile) -> Case:
    def write(name: str) -> Path:
        path = real_folder / "focus" / "spec_examples" / f"{name}.csv"
        sound = row("focus", BillingCurrency="USD", ListCost="", ContractedCost="")
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [
                sound | {k: plain(k, v) for k, v in line.items() if k and (v or k == "Tags")}
                for line in csv.DictReader(file)
            ]
        names = list(dict.fromkeys(name for line in rows for name in line))
        return write_file("case.csv", [{n: line.get(n, "") for n in names} for line in rows])

    return write


def plain(name: str, cell: str) -> str:
    text = cell.strip()
    if name.endswith(("Start", "End")) and "/" in text:
        return datetime.strptime(text, "%m/%d/%y").strftime("%Y-%m-%d 00:00")  # noqa: DTZ007
    if name.endswith(("Cost", "Price", "Quantity")):
        return text.replace("$", "").replace(",", "")
    return text


FLEXIBILITY = {
    "100 % used, one large server": (
        "one_hundred_percent_utilization_with_commitment_discount_flexibility_with_1_resource",
        "0.50",
    ),
    "100 % used, two servers": (
        "one_hundred_percent_utilization_with_commitment_discount_flexibility_with_2_resources",
        "2.00",
    ),
    "100 % used, no flexibility": (
        "one_hundred_percent_utilization_without_commitment_discount_flexibility",
        "1.50",
    ),
    "0 % used": ("zero_percent_utilization_without_commitment_discount_flexibility", "1.50"),
}


@pytest.mark.parametrize(("name", "paid"), FLEXIBILITY.values(), ids=FLEXIBILITY)
def test_what_a_commitment_costs_is_what_its_used_and_unused_hours_come_to(
    name: str, paid: str, case: Case, load: Load, core: Core
) -> None:
    [outcome] = load(case(f"commitment_discount_flexibility/{name}"))
    assert outcome.record.rows_rejected == 0
    [found] = core(
        "SELECT sum(billed_amount) FILTER (charge_category = 'Purchase') AS bought,"
        " sum(effective_amount) FILTER (charge_category = 'Purchase') AS counted_twice,"
        " sum(effective_amount) FILTER (charge_category = 'Usage') AS spread"
        " FROM core_charge_daily WHERE commitment_id IS NOT NULL"
    )
    assert found == {
        "bought": Decimal(paid),
        "counted_twice": Decimal(0),
        "spread": Decimal(paid),
    }


# Scenario: of the hour's commitment of 1.00 dollar, used and unused; on-demand beside it.
HOURS = {
    1: ("1.00", "0", "0"),
    2: ("0", "1.00", "0"),
    3: ("0.75", "0.25", "0"),
    4: ("1.00", "0", "0.50"),
}


@pytest.mark.parametrize("scenario", HOURS)
def test_an_hour_draws_its_whole_commitment_whether_used_or_not(
    scenario: int, case: Case, load: Load, core: Core
) -> None:
    load(case(f"commitment_discount_scenarios/commitment_discount_usage_scenario_{scenario}"))
    charges = core("FROM core_charge_daily")
    drawn = {c["commitment_status"] or "none": c["effective_amount"] for c in charges}
    used, unused, on_demand = map(Decimal, HOURS[scenario])
    assert drawn.get("Used", Decimal(0)) == used
    assert drawn.get("Unused", Decimal(0)) == unused
    assert drawn.get("none", Decimal(0)) == on_demand
    assert used + unused == 1
    assert sum(c["billed_amount"] for c in charges) == on_demand


@pytest.mark.parametrize("name", ["a1", "a2", "b1", "b2"])
def test_a_spend_agreement_of_1200_a_year_comes_to_1200_billed_and_1200_effective(
    name: str, case: Case, load: Load, core: Core
) -> None:
    [outcome] = load(case(f"saas_examples/spend_agreements/saas_spend_agreements_{name}"))
    assert outcome.record.rows_rejected == 0
    [total] = core(
        "SELECT sum(billed_amount) AS billed, sum(effective_amount) AS effective"
        " FROM core_charge_daily"
    )
    assert total == {"billed": Decimal(1200), "effective": Decimal(1200)}


def test_usage_without_an_agreement_is_billed_month_by_month(
    case: Case, load: Load, core: Core
) -> None:
    load(case("saas_examples/simple_agreements/simple_saas_agreements_c"))
    months = core(
        "SELECT billing_period_start AS month, sum(billed_amount) AS billed"
        " FROM core_charge_daily GROUP BY ALL ORDER BY month"
    )
    # 505, 650 and 635 licences at 20 dollars.
    assert [(m["month"].month, m["billed"]) for m in months] == [
        (4, 10_100),
        (5, 13_000),
        (6, 12_700),
    ]
