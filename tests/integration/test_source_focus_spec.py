"""The FOCUS specification's worked cases, taken through the loader: what they state must hold.

The cases show only the columns they are about; the others come from a sound row. Their amounts
(`$10,100.00`) and days (`4/1/25`) are written for readers, so they are put into the form of a file.
"""

import csv
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.fixture_types import Core, Load, MakeRow, WriteFile

pytestmark = pytest.mark.real
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


# Purchase: what is billed now, and on which first days of what it covers.
PURCHASES = {1: ("8760", 1, 0), 2: ("2", 2, 1), 3: ("4381", 3, 1)}


@pytest.mark.parametrize("scenario", PURCHASES)
def test_a_commitment_is_billed_when_it_is_bought_and_spread_over_no_day_of_its_own(
    scenario: int, case: Case, load: Load, core: Core
) -> None:
    name = f"commitment_discount_scenarios/commitment_discount_purchase_scenario_{scenario}"
    [outcome] = load(case(name))
    billed, lines, rejected = PURCHASES[scenario]
    assert (outcome.record.rows_loaded, outcome.record.rows_rejected) == (lines, rejected)
    [total] = core(
        "SELECT sum(billed_amount) AS billed, sum(effective_amount) AS effective,"
        " bool_and(charge_category = 'Purchase' AND commitment_id IS NOT NULL) AS is_bought"
        " FROM core_charge_daily"
    )
    # 24 x 365 = 8,760 hours at a dollar; two hours of a dollar; half of 8,760 and two half dollars.
    assert total == {"billed": Decimal(billed), "effective": Decimal(0), "is_bought": True}


@pytest.mark.parametrize("scenario", [2, 3])
def test_the_thirtieth_hour_of_a_day_that_the_specification_prints_is_rejected(
    scenario: int, case: Case, load: Load, core: Core
) -> None:
    name = f"commitment_discount_scenarios/commitment_discount_purchase_scenario_{scenario}"
    load(case(name))
    [fault] = core("FROM core_rejected_row")
    assert (fault["column"], fault["value"]) == ("ChargePeriodEnd", "2023-02-01T30:00:00Z")
    assert fault["reason"].startswith("expected a time")
    [total] = core("FROM core_load_total WHERE measure = 'billed'")
    assert total["amount_read"] == total["amount_landed"] + total["amount_rejected"]
    assert total["amount_rejected"] == Decimal("1.00" if scenario == 2 else "0.50")


# Upfront payment -> billed, first day of what it covers, and the month it is billed in.
UPFRONT = {
    "a1": ("10000", date(2025, 4, 1), date(2025, 4, 1)),
    "a2": ("50000", date(2025, 4, 1), date(2025, 4, 1)),
    "a3": ("1000", date(2025, 4, 1), date(2025, 6, 1)),  # ten licences more, bought in June
    "b": ("50000", date(2025, 4, 1), date(2026, 3, 1)),  # paid at the end of the year
}


@pytest.mark.parametrize("name", UPFRONT)
def test_a_payment_for_a_year_stands_once_on_the_first_day_and_in_the_month_it_is_billed(
    name: str, case: Case, load: Load, core: Core
) -> None:
    [outcome] = load(case(f"saas_examples/simple_agreements/simple_saas_agreements_{name}"))
    assert outcome.record.rows_rejected == 0
    [charge] = core("FROM core_charge_daily")
    billed, covered_from, month = UPFRONT[name]
    assert (charge["charge_category"], charge["currency"]) == ("Purchase", "USD")
    assert (charge["billed_amount"], charge["list_amount"]) == (Decimal(billed),) * 2
    assert (charge["charge_date_utc"], charge["billing_period_start"]) == (covered_from, month)


# Tokens bought -> money billed, at list price; used -> effective and list money, and tokens.
TOKENS_BOUGHT = {
    "a1": ("200000", "200000"),  # 100,000 tokens at 2 dollars
    "b1": ("100000", "200000"),  # the same at half the price: the discount is in the token
    "c": ("53000", "53000"),  # 1,500 of overage and the next 25,000, at 2 dollars
}
TOKENS_USED = {
    "a2": ("1230", "1230"),  # 245 + 5 x 2 + 120 x 3 = 615 tokens at 2 dollars
    "b2": ("615", "1230"),  # 615 tokens at one dollar
    "b3": ("495", "1230"),  # a workflow at 2 tokens instead of 3: 245 + 10 + 240 = 495
}


@pytest.mark.parametrize("name", [*TOKENS_BOUGHT, *TOKENS_USED])
def test_tokens_are_billed_in_money_when_bought_and_spread_on_what_they_pay(
    name: str, case: Case, load: Load, core: Core
) -> None:
    [outcome] = load(case(f"saas_examples/virtual_currency_pricing_model_{name}"))
    assert outcome.record.rows_rejected == 0
    [total] = core(
        "SELECT sum(billed_amount) AS billed, sum(effective_amount) AS effective,"
        " sum(list_amount) AS list, list(DISTINCT currency) AS currencies FROM core_charge_daily"
    )
    paid, list_cost = map(Decimal, (TOKENS_BOUGHT | TOKENS_USED)[name])
    billed, effective = (paid, 0) if name in TOKENS_BOUGHT else (0, paid)
    assert total == {
        "billed": billed,
        "effective": effective,
        "list": list_cost,
        "currencies": ["USD"],  # and never tokens
    }


def test_no_case_of_the_specification_is_left_out(real_folder: Path) -> None:
    cases = {path.stem for path in (real_folder / "focus" / "spec_examples").rglob("*.csv")}
    scenarios = "commitment_discount_{}_scenario_{}"
    tried = (
        {name for name, _ in FLEXIBILITY.values()}
        | {scenarios.format("usage", n) for n in HOURS}
        | {scenarios.format("purchase", n) for n in PURCHASES}
        | {f"saas_spend_agreements_{n}" for n in ("a1", "a2", "b1", "b2")}
        | {f"simple_saas_agreements_{n}" for n in (*UPFRONT, "c")}
        | {f"virtual_currency_pricing_model_{n}" for n in (*TOKENS_BOUGHT, *TOKENS_USED)}
    )
    assert cases == tried


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
