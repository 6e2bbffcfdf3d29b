"""Rows of out_ladder_choice that obey the contract; made up."""

from decimal import Decimal
from typing import Any

from tests.screens.forecast_rows import POOL_ID

Row = dict[str, Any]


def choice(**other: Any) -> Row:
    """One row of out_ladder_choice: the ladder of the pool at half the evidence."""
    return {
        "scope": POOL_ID,
        "choice": "ladder",
        "offer_id": None,
        "evidence_share": 0.5,
        "units_now": 12.0,
        "committed_now_cny_per_hour": 0.0,
        "horizon_months": 12,
        "cost_cny": Decimal("9000000.00"),
        "cost_p10_cny": Decimal("8200000.00"),
        "cost_p90_cny": Decimal("9900000.00"),
        "npv_cny": Decimal("8700000.00"),
        "stranded_cny": Decimal("450000.00"),
        "savings_ratio": 0.1346,
        "coverage_ratio": 0.84,
        "utilisation_ratio": 0.93,
        "lock_in_months": 9.6,
        "breaks_limits": None,
        "tax_basis": "included",
        "snapshot_id": "s",
    } | other


def choices(scope: str = POOL_ID) -> list[Row]:
    """The ladder beside the rest, and a frontier of five lambdas."""
    dear = {"cost_cny": Decimal("10400000.00"), "savings_ratio": 0.0, "units_now": 0.0}
    nothing = {"coverage_ratio": 0.0, "utilisation_ratio": None, "lock_in_months": 0.0}
    return [
        choice(scope=scope),
        choice(scope=scope, choice="pay_as_you_go", evidence_share=None)
        | dear
        | nothing
        | {"stranded_cny": Decimal(0)},
        choice(scope=scope, choice="as_today", evidence_share=None)
        | dear
        | {"cost_cny": Decimal("10100000.00"), "coverage_ratio": 0.31, "lock_in_months": 0.4},
        choice(
            scope=scope,
            choice="one_offer",
            offer_id="server-month",
            evidence_share=None,
            cost_cny=Decimal("9600000.00"),
            stranded_cny=Decimal("90000.00"),
            lock_in_months=0.5,
            units_now=10.0,
        ),
        *(
            choice(
                scope=scope,
                choice="knob",
                evidence_share=share,
                cost_cny=Decimal(8_950_000 + 100_000 * n),
                stranded_cny=Decimal(700_000 - 125_000 * n),
                units_now=16.0 - 2 * n,
                lock_in_months=12.0 - n,
            )
            for n, share in enumerate((0.0, 0.25, 0.5, 0.75, 1.0))
        ),
    ]
