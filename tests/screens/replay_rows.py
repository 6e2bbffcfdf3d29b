"""Rows of the replay, one factory each, that obey the contracts; made up."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.screens.forecast_rows import POOL_ID

Row = dict[str, Any]


def replayed(policy: str = "model", **other: Any) -> Row:
    """One row of out_replay: the model at 1.05 of hindsight, which cost 10 million."""
    return {
        "pool_id": POOL_ID,
        "policy": policy,
        "is_model": policy == "model",
        "first_month": date(2025, 11, 1),
        "months": 12,
        "known_months": 3,
        "cost_cny": Decimal("10500000.00"),
        "fees_cny": Decimal("8000000.00"),
        "on_demand_cost_cny": Decimal("2500000.00"),
        "hindsight_ratio": 1.05,
        "savings_ratio": 0.3,
        "coverage_ratio": 5 / 6,
        "utilisation_ratio": 0.9,
        "stranded_cny": Decimal("800000.00"),
        "lock_in_months": 8.0,
        "dearer_by_cny": Decimal("0.00"),
        "tax_basis": "included",
        "snapshot_id": "s",
    } | other


def rule(policy: str, cost: int, **other: Any) -> Row:
    """Another policy at `cost`, of the same 15 million at pay-as-you-go and 10 in hindsight."""
    return (
        replayed(
            policy,
            cost_cny=Decimal(cost),
            hindsight_ratio=cost / 10_000_000,
            savings_ratio=1 - cost / 15_000_000,
            dearer_by_cny=Decimal(cost - 10_500_000),
        )
        | other
    )


def rules() -> list[Row]:
    """The model, hindsight and four peers, none better."""
    return [
        replayed(),
        rule("hindsight", 10_000_000, stranded_cny=Decimal("300000.00")),
        rule("azure_2y", 10_900_000),
        rule("aws_60d_1y", 11_300_000),
        rule("peak", 13_000_000, stranded_cny=Decimal("5000000.00")),
        rule(
            "pay_as_you_go",
            15_000_000,
            fees_cny=Decimal(0),
            on_demand_cost_cny=Decimal(15_000_000),
            coverage_ratio=0.0,
            utilisation_ratio=None,
            stranded_cny=Decimal(0),
            lock_in_months=0.0,
        ),
    ]


def replayed_months(policy: str, units: float, **other: Any) -> list[Row]:
    """Twelve rows of out_replay_month with so many units held."""
    return [
        {
            "pool_id": POOL_ID,
            "policy": policy,
            "month": date(2025 + (10 + n) // 12, (10 + n) % 12 + 1, 1),
            "held_units": units + n,
            "bought_units": 1.0,
            "fees_cny": Decimal("600000.00"),
            "on_demand_cost_cny": Decimal("200000.00"),
            "snapshot_id": "s",
        }
        | other
        for n in range(12)
    ]
