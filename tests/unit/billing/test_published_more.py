"""More numbers that others have printed: expected cost under uncertain demand, coverage, tokens."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.billing.clock import Period
from models.billing.effective_rows import effective_rows
from models.billing.focus_rows import FocusRow
from models.billing.plans import Plan
from models.billing.unit_costs import savings_of
from models.billing.usage import TICKS_PER_UNIT, Item, Usage
from tests.unit.billing.priced import FIRST, bill, on_demand, plan, use

# PROCUREMENT.md E3: demand constant within a month, 4, 6, 8, 10, 12 servers.
CHANCES = {4: Decimal("0.1"), 6: Decimal("0.2"), 8: Decimal("0.4"), 10: Decimal("0.2"),
           12: Decimal("0.1")}  # fmt: skip
E3 = {4: 630_000, 6: 528_900, 7: 500_250, 8: 471_600, 9: 486_750, 12: 576_000}
USD: dict[str, Any] = {"currency": "USD", "tax_included": False}


def expected_cost(committed: int) -> Decimal:
    """Mean bill of a month with so many servers at 48,000, the rest at 109,500 a server-month."""
    rent = plan(
        "subscription", fee=48_000, term_months=1,
        purchase={"units": committed, "starts_on": date(2026, 1, 1)},
    )  # fmt: skip
    by_the_month = on_demand(109_500)
    bills = {
        servers: bill(use({"servers": [servers]}, unit="server_month"), rent, by_the_month).total
        for servers in CHANCES
    }
    return sum((chance * bills[servers] for servers, chance in CHANCES.items()), Decimal(0))


@pytest.mark.parametrize("committed", E3)
def test_e3_expected_cost_by_number_of_servers_committed(committed: int) -> None:
    # for 8: 8 x 48,000 + (0.2 x 2 + 0.1 x 4) x 109,500 = 384,000 + 87,600
    assert expected_cost(committed) == E3[committed]


def test_e3_eight_servers_cost_least() -> None:
    assert min(range(4, 13), key=expected_cost) == 8


def test_vantage_coverage_is_what_is_covered_of_all() -> None:
    # docs.vantage.sh/financial_commitment_reports: 120 covered, 180 on demand: 40 %
    found = savings_of(Decimal(120), Decimal(180), Decimal(120), Decimal(1))
    assert found.coverage == Decimal("0.4")


# FOCUS specification, virtual currency: tokens are bought for dollars; what is used takes tokens.
# file: tokens, dollars, what a unit of each SKU takes.
TOKENS_USED = {"762343": "245", "12345": "5", "78314": "120"}  # Q widget, Z widget, workflow
MODELS = {
    "a": ("a1", "a2", 100_000, 200_000, {"762343": 1, "12345": 2, "78314": 3}),
    "b": ("b1", "b2", 100_000, 100_000, {"762343": 1, "12345": 2, "78314": 3}),
    "b, workflows at two tokens": ("b1", "b3", 100_000, 100_000,
                                   {"762343": 1, "12345": 2, "78314": 2}),
}  # fmt: skip


def printed(real_folder: Path, model: str) -> list[dict[str, str]]:
    folder = real_folder / "focus" / "spec_examples" / "saas_examples"
    path = folder / f"virtual_currency_pricing_model_{model}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def tokens(count: int, dollars: int, draws: dict[str, int], plan_id: str = "tokens") -> Plan:
    return plan(
        "pack", plan_id=plan_id, quantity=count, price=dollars, term_months=12,
        draws=[{"sku": sku, "units": units} for sku, units in draws.items()],
        purchase={"starts_on": date(2026, 1, 1)}, **USD,
    )  # fmt: skip


def rows_of_a_day(*plans: Plan) -> list[FocusRow]:
    items = tuple(Item(sku, sku=sku, unit="execution") for sku in TOKENS_USED)
    ticks = np.zeros((len(items), 24), dtype=np.int64)
    ticks[:, 0] = [int(used) * TICKS_PER_UNIT for used in TOKENS_USED.values()]
    usage = Usage(FIRST, items, ticks)
    return effective_rows(usage, plans, Period(FIRST, usage.end))


@pytest.mark.real
@pytest.mark.parametrize(
    ("bought", "used", "count", "dollars", "draws"), MODELS.values(), ids=MODELS
)
def test_focus_tokens_are_billed_when_bought_and_cost_when_used(
    bought: str, used: str, count: int, dollars: int, draws: dict[str, int], real_folder: Path
) -> None:
    rows = rows_of_a_day(tokens(count, dollars, draws))
    (purchase,) = [row for row in rows if row["ChargeCategory"] == "Purchase"]
    (theirs,) = printed(real_folder, bought)
    for name in ("BilledCost", "EffectiveCost"):
        assert purchase[name] == Decimal(theirs[name].strip())
    ours = {row["SkuId"]: row for row in rows if row["ChargeCategory"] == "Usage"}
    for theirs in printed(real_folder, used):
        row = ours.pop(theirs["SkuId"])
        for name in ("BilledCost", "EffectiveCost", "PricingQuantity"):
            assert row[name] == Decimal(theirs[name])
    assert not ours


@pytest.mark.real
def test_focus_tokens_beyond_the_first_purchase_are_a_purchase_of_their_own(
    real_folder: Path,
) -> None:
    # model c: 1,500 tokens of overage and 25,000 of the next period, at 2 dollars each
    ours = [
        row["BilledCost"]
        for count in (1_500, 25_000)
        for row in rows_of_a_day(tokens(count, 2 * count, {"762343": 1, "12345": 2, "78314": 3}))
        if row["ChargeCategory"] == "Purchase"
    ]
    assert (
        ours == [Decimal(row["BilledCost"]) for row in printed(real_folder, "c")] == [3000, 50000]
    )
