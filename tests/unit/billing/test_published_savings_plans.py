"""Savings plans as AWS and Alibaba print them, hour by hour, each with its source."""

from decimal import Decimal
from typing import Any

import pytest

from models.billing.bill import Bill
from models.billing.plans import Plan
from tests.unit.billing.priced import (
    BOUGHT,
    amounts,
    bill,
    constant,
    on_demand,
    plan,
    use,
)

USD: dict[str, Any] = {"currency": "USD", "tax_included": False}

# AWS Savings Plans User Guide, "Understanding how Savings Plans apply to your usage"
# (docs.aws.amazon.com/savingsplans/latest/userguide/sp-applying.html): one hour.
# sku: quantity, on-demand rate, Compute Savings Plan rate.
AWS_HOUR = {
    "r5.4xlarge": ("4", "1", "0.7"),
    "fargate_vcpu": ("400", "0.04", "0.03"),
    "fargate_gb": ("1600", "0.004", "0.003"),
    "m5.24xlarge_win": ("1", "10", "8.2"),
    "lambda_gbs": ("1500000", "0.000015", "0.00001275"),
    "lambda_req_M": ("1", "0.2", "0.2"),
}


def aws_prices(column: int) -> list[dict[str, Any]]:
    return [{"sku": sku, "price": Decimal(row[column])} for sku, row in AWS_HOUR.items()]


def compute_savings_plan(commitment: str) -> Plan:
    return plan(
        "savings_plan", commitment=Decimal(commitment), term_months=12, prices=aws_prices(2),
        purchase=BOUGHT, **USD,
    )  # fmt: skip


def aws_bill(*plans: Plan) -> Bill:
    # In the other order than that of the discounts, so that the engine has to find it.
    usage = use({sku: [row[0]] for sku, row in reversed(AWS_HOUR.items())})
    return bill(usage, plan("pay_as_you_go", prices=aws_prices(1), **USD), *plans)


def test_aws_without_a_plan() -> None:
    # 4 + 16 + 6.40 + 10 + 22.50 + 0.20
    assert aws_bill().total == Decimal("59.10")


def test_aws_scenario_1_the_commitment_covers_all() -> None:
    billed = aws_bill(compute_savings_plan("50"))
    # 2.80 + 12 + 4.80 + 8.20 + 19.125 + 0.20 = 47.125, printed as 47.13
    assert sum(line.value or 0 for line in billed.of("covered")) == Decimal("47.13")
    assert amounts(billed, "usage") == []
    assert billed.total == 50


def test_aws_scenario_2_a_commitment_of_two_dollars_covers_part_of_the_r5() -> None:
    billed = aws_bill(compute_savings_plan("2"))
    # r5 and Fargate save more than the rest; r5 first: 30 %. 2 / 0.7 = 2.857142 of 4 are covered.
    left = {line.item_id: line.amount for line in billed.of("usage")}
    assert left["r5.4xlarge"] == Decimal("1.14")
    assert sum(left.values()) == Decimal("56.24")


def test_aws_scenario_3_the_highest_discounts_are_covered_first() -> None:
    billed = aws_bill(compute_savings_plan("19.6"))
    # 2.80 + 12 + 4.80 = 19.60; left: 10 + 22.50 + 0.20
    assert sum(amounts(billed, "usage")) == Decimal("32.70")
    assert billed.total == Decimal("52.30")


def test_aws_scenario_4_reserved_instances_apply_before_the_savings_plan() -> None:
    reserved = plan(
        "reserved", match={"sku": "r5.4xlarge"}, term_months=12, purchase=BOUGHT | {"units": 2},
        **USD,
    )  # fmt: skip
    billed = aws_bill(compute_savings_plan("18.2"), reserved)
    # two r5 reserved: 1.40 + 12 + 4.80 = 18.20
    assert sum(amounts(billed, "usage")) == Decimal("32.70")
    assert [line.value for line in billed.of("unused")] == []


def test_aws_scenario_5_the_ec2_instance_plan_applies_before_the_compute_plan() -> None:
    instance = plan(
        "savings_plan", plan_id="ec2_instance", application_order=45, commitment=3, term_months=12,
        prices=[{"sku": "r5.4xlarge", "price": Decimal("0.6")}], purchase=BOUGHT, **USD,
    )  # fmt: skip
    billed = aws_bill(compute_savings_plan("16.8"), instance)
    # 4 x 0.60 = 2.40 of 3.00 used, 0.60 forfeited; 12 + 4.80 = 16.80
    assert [line.value for line in billed.of("unused")] == [Decimal("0.60")]
    assert sum(amounts(billed, "usage")) == Decimal("32.70")
    assert billed.total == Decimal("32.70") + 3 + Decimal("16.80")


def test_alibaba_a_savings_plan_of_ten_an_hour_covers_38_instances() -> None:
    # help.aliyun.com/en/ecs/cost-optimization-faqs: 10 / (0.62 x 0.422) = 38.22 instances. The page
    # calls it "a 42.2% discount" and multiplies by 0.422: it is what is paid, not what is saved.
    saving = plan(
        "savings_plan", commitment=10, term_months=12, purchase=BOUGHT,
        prices=[{"price": Decimal("0.62") * Decimal("0.422")}],
    )  # fmt: skip
    billed = bill(constant(100, 1), on_demand("0.62"), saving)
    assert round(billed.of("covered")[0].quantity, 2) == Decimal("38.22")
    # 10 + (100 - 38.2205) x 0.62
    assert billed.total == Decimal("48.30")


@pytest.mark.parametrize(("unused_pay_ratio", "expected"), [("1", "10.00"), ("0.5", "5.00")])
def test_alibaba_an_unused_hour_costs_all_or_half_of_the_commitment(
    unused_pay_ratio: str, expected: str
) -> None:
    # savings-plan-credit-rules: no upfront pays 100 % of an unused hour, partial upfront 50 %.
    saving = plan(
        "savings_plan", commitment=10, term_months=12, purchase=BOUGHT, prices=[{"price": 1}],
        unused_pay_ratio=Decimal(unused_pay_ratio),
    )  # fmt: skip
    assert bill(constant(0, 1), on_demand(1), saving).total == Decimal(expected)
