"""A plan's bill as it was used: what each payment was for, used or idle; and as a FOCUS file."""

from typing import Any

import polars as pl

from models.billing.bill import QUANTITY_DECIMALS
from models.billing.clock import local_day
from models.billing.compare import Compared
from models.billing.effective_rows import effective_rows
from models.billing.focus_export import FocusAccount, focus_frame
from models.billing.focus_rows import FocusRow
from models.billing.money import AMOUNT, to_cents
from models.billing.usage import HOUR

SERVICE = "GPU cards"

_TYPES: dict[str, pl.DataType] = {
    "start_date": pl.Date(),
    "end_date": pl.Date(),
    "line_kind": pl.String(),
    "rule": pl.String(),
    "quantity": pl.Decimal(38, QUANTITY_DECIMALS),
    "unit": pl.String(),
    "billed_amount": AMOUNT,
    "effective_amount": AMOUNT,
}
_KINDS = {"Purchase": "fee", "Credit": "credit", "Used": "covered", "Unused": "unused"}


def as_used(compared: Compared) -> list[FocusRow]:
    """The bill's effective view: purchases, Used and Unused rows, and use by the hour.

    What is paid for days after those compared is in the bill and in no row of them.

    Raises:
        UsageError: the plan's seller has another day than the company, so that the plan began
            before the hours compared.
    """
    case = compared.case
    bought = case.portfolio(compared.plan, compared.units)
    return effective_rows(case.usage, bought, case.period, case.basis)


def effective_frame(compared: Compared) -> pl.DataFrame:
    """One row per charge, in CNY; days are local, both included. Amounts are to the cent."""
    zone = compared.case.time_zone
    return pl.DataFrame([_row(one, zone) for one in as_used(compared)], schema=_TYPES)


def focus_of(compared: Compared) -> pl.DataFrame:
    """The same as a FOCUS 1.2 export, all columns in text."""
    item = compared.case.usage.items[0]
    account = FocusAccount(
        billing_account_id=item.pool_id,
        billing_account_name=item.pool_id,
        currency=compared.case.basis.currency,
        provider=item.provider,
        service=SERVICE,
    )
    return focus_frame(as_used(compared), account)


def _row(row: FocusRow, zone: str) -> dict[str, Any]:
    status = row.get("CommitmentDiscountStatus") or row["ChargeCategory"]
    return {
        "start_date": local_day(row["ChargePeriodStart"], zone),
        "end_date": local_day(row["ChargePeriodEnd"] - HOUR, zone),
        "line_kind": _KINDS.get(status, "usage"),
        "rule": row["ChargeDescription"],
        "quantity": row["PricingQuantity"],
        "unit": row["PricingUnit"],
        "billed_amount": to_cents(row["BilledCost"]),
        "effective_amount": to_cents(row["EffectiveCost"]),
    }
