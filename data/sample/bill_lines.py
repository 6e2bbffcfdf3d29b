"""One line of the sample's bill in the columns of FOCUS 1.2."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from data.sample.pools import find_pool
from data.sample.templates import Row

_POOL = find_pool("mixed-a100")
_PERIOD = ("2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z")


@dataclass(frozen=True)
class Account:
    """Who is billed by whom."""

    provider: str
    account_id: str
    account_name: str


ACCOUNT = Account(_POOL.provider, "sample-billing-1", "Synthetic sample company")


@dataclass(frozen=True)
class Line:
    """What one charge says; amounts in dollars."""

    day: date
    category: str
    description: str
    project: str = ""
    billed: Decimal = Decimal(0)
    effective: Decimal = Decimal(0)
    list_cost: Decimal = Decimal(0)
    quantity: Decimal | None = None
    unit: str = "Card-Hours"
    frequency: str = "Usage-Based"
    is_committed: bool = False
    is_unused: bool = False
    is_correction: bool = False


def to_row(line: Line, invoice_id: str) -> Row:
    """The line in all columns that FOCUS 1.2 makes mandatory here; empty ones say NULL."""
    cells = _who(invoice_id) | _what(line) | _how_much(line) | _commitment(line)
    return {name: "NULL" if cell is None else cell for name, cell in cells.items()}


def _who(invoice_id: str) -> Row:
    return {
        "BillingAccountId": ACCOUNT.account_id,
        "BillingAccountName": ACCOUNT.account_name,
        "BillingAccountType": "Billing Account",
        "BillingPeriodStart": _PERIOD[0],
        "BillingPeriodEnd": _PERIOD[1],
        "InvoiceId": invoice_id,
        "InvoiceIssuerName": ACCOUNT.provider,
        "ProviderName": ACCOUNT.provider,
        "PublisherName": ACCOUNT.provider,
        "RegionId": "sg-1",
        "RegionName": _POOL.region,
    }


def _what(line: Line) -> Row:
    is_usage = line.category in ("Usage", "Purchase")
    tags = {"pool": _POOL.name, "project": line.project} if line.project else {}
    return {
        "ChargePeriodStart": f"{line.day.isoformat()}T00:00:00Z",
        "ChargePeriodEnd": f"{(line.day + timedelta(days=1)).isoformat()}T00:00:00Z",
        "ChargeCategory": line.category,
        "ChargeClass": "Correction" if line.is_correction else None,
        "ChargeDescription": f"synthetic sample: {line.description}",
        "ChargeFrequency": line.frequency if is_usage else "One-Time",
        "ServiceCategory": "Compute" if is_usage else "Other",
        "ServiceName": "GPU servers" if is_usage else "Account",
        "ServiceSubcategory": "Virtual Machines" if is_usage else "Other (Other)",
        "SkuId": "a100-80g-card-hour" if is_usage else None,
        "SkuMeter": "card-hours" if is_usage else None,
        "SkuPriceId": _price_id(line) if is_usage else None,
        "SubAccountId": f"sub-{line.project}" if line.project else None,
        "SubAccountName": line.project or None,
        "SubAccountType": "Project" if line.project else None,
        "Tags": json.dumps(tags) if tags else None,
    }


def _price_id(line: Line) -> str:
    return "a100-80g-annual" if line.is_committed else "a100-80g-on-demand"


def _how_much(line: Line) -> Row:
    has_price = line.category in ("Usage", "Purchase") and not line.is_correction
    priced = "Committed" if line.is_committed else "Standard"
    return {
        "BillingCurrency": "USD",
        "BilledCost": f"{line.billed}",
        "EffectiveCost": f"{line.effective}",
        "ListCost": f"{line.list_cost}",
        "ContractedCost": f"{line.list_cost}",
        "PricingCategory": priced if has_price else None,
        "PricingCurrency": "USD",
        "PricingQuantity": None if line.quantity is None else f"{line.quantity}",
        "PricingUnit": None if line.quantity is None else line.unit,
        "ConsumedQuantity": f"{line.quantity}" if line.category == "Usage" else None,
        "ConsumedUnit": line.unit if line.category == "Usage" else None,
    }


def _commitment(line: Line) -> Row:
    is_applied = line.is_committed and line.category == "Usage"
    status = "Unused" if line.is_unused else "Used"
    return {
        "CommitmentDiscountId": "mixed-a100-2026-02-annual" if line.is_committed else None,
        "CommitmentDiscountCategory": "Usage" if line.is_committed else None,
        "CommitmentDiscountType": "Annual contract" if line.is_committed else None,
        "CommitmentDiscountStatus": status if is_applied else None,
        "CommitmentDiscountQuantity": f"{line.quantity}" if line.is_committed else None,
        "CommitmentDiscountUnit": line.unit if line.is_committed else None,
    }
