"""Computed charges as a FOCUS 1.2 export: every mandatory column, in text as a file holds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import polars as pl

from models.billing.focus_rows import FocusRow

FOCUS_VERSION = "1.2"

# Columns that a charge may lack: FOCUS wants them in the file, empty.
_EMPTY_IF_ABSENT = (
    "ChargeClass",
    "ChargeFrequency",
    "CommitmentDiscountCategory",
    "CommitmentDiscountId",
    "CommitmentDiscountQuantity",
    "CommitmentDiscountStatus",
    "CommitmentDiscountUnit",
    "ConsumedQuantity",
    "ConsumedUnit",
    "PricingCategory",
    "RegionId",
    "ResourceId",
    "SkuId",
    "SubAccountId",
    "SubAccountName",
    "Tags",
)


@dataclass(frozen=True)
class FocusAccount:
    """Who pays whom, for every row that does not say otherwise."""

    billing_account_id: str
    billing_account_name: str
    currency: str
    provider: str
    service: str
    service_category: str = "Compute"


def focus_frame(rows: Sequence[FocusRow], account: FocusAccount) -> pl.DataFrame:
    """One text row per charge, with the mandatory columns of FOCUS 1.2.

    Decimals are written in full, times as UTC with a `Z`, an absent value as an empty cell. A row
    that has no ChargeDescription of its own says that it was computed.
    """
    shared: FocusRow = {
        "BillingAccountId": account.billing_account_id,
        "BillingAccountName": account.billing_account_name,
        "BillingCurrency": account.currency,
        "ProviderName": account.provider,
        "PublisherName": account.provider,
        "InvoiceIssuerName": account.provider,
        "ServiceName": account.service,
        "ServiceCategory": account.service_category,
        "ChargeDescription": "computed from a plan",
    }
    absent = dict.fromkeys(_EMPTY_IF_ABSENT)
    texts = [{k: _text(v) for k, v in (absent | shared | row).items()} for row in rows]
    names = sorted({name for row in texts for name in row})
    return pl.DataFrame(texts, schema=dict.fromkeys(names, pl.String))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return format(value, "f") if isinstance(value, Decimal) else str(value)
