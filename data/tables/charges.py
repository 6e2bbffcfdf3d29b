"""What providers charge, as billed: exact money, one currency a row, nothing converted."""

from typing import Any

import dataframely as dy

from data.tables import fields

CHARGE_CATEGORIES = ("Usage", "Purchase", "Tax", "Credit", "Adjustment")
MEASURES = ("billed", "effective", "list", "contracted")
WARNINGS = (
    "billed_above_list",
    "effective_above_contracted",
    "contracted_above_list",
    "amount_missing",
    "replaced_without_overlap",
    "invoice_differs",
)


# Beyond these a line is a slip of an exporter, and a few such lines more than their sums can hold.
MOST_MONEY_PER_LINE = 10**12
MOST_QUANTITY_PER_LINE = 10**18  # bytes x hours have fifteen digits


def line_amount(description: str, **options: Any) -> dy.Decimal:
    """Money of one line of a bill, in its own currency."""
    return amount(description, min=-MOST_MONEY_PER_LINE, max=MOST_MONEY_PER_LINE, **options)


def line_quantity(description: str, **options: Any) -> dy.Decimal:
    """Quantity of one line of a bill, in its own unit."""
    return dy.Decimal(
        38,
        18,
        min=-MOST_QUANTITY_PER_LINE,
        max=MOST_QUANTITY_PER_LINE,
        description=description,
        **options,
    )


def amount(description: str, **options: Any) -> dy.Decimal:
    """Money in the row's own currency, exactly as billed: FOCUS exports have up to 18 decimals."""
    return dy.Decimal(38, 18, description=description, metadata={"unit": "currency"}, **options)


class CoreChargeDaily(dy.Schema):
    """One row per day x account x provider x service x SKU x pool x project x category x load.

    Category stands for charge category and class, pricing category, commitment and invoice. Tax is
    the charge category `Tax`; credits and vouchers on lines of their own are `Credit`, so that
    neither hides in usage. A line may also say how it was paid: voucher_amount, balance_amount.
    A charge lies on the day, in UTC, on which its charge period begins.
    """

    charge_date_utc = dy.Date(description="day on which the charge period begins, UTC")
    billing_period_start = dy.Date(description="first day of the billing period, UTC")
    billing_account_id = fields.text("account that pays")
    sub_account_id = dy.String(description="account, subscription or project used", nullable=True)
    provider = fields.text("who sells the service")
    service = fields.text("service; `unspecified` where the line names none")
    sku_id = dy.String(description="what was sold, in the provider's words", nullable=True)
    region = dy.String(description="region, in the provider's words", nullable=True)
    pool = fields.text("from --set pool=, else the tag `pool`, else `unassigned`")
    project = fields.text("from --set project=, else the tag `project`, else the sub account")
    charge_category = fields.choice(CHARGE_CATEGORIES, "kind of charge")
    charge_class = dy.String(description="`Correction` of an earlier period", nullable=True)
    pricing_category = dy.String(description="Standard, Dynamic, Committed or Other", nullable=True)
    commitment_id = dy.String(description="commitment that the line buys or uses", nullable=True)
    commitment_status = dy.String(description="Used or Unused, of a commitment", nullable=True)
    invoice_id = dy.String(description="invoice; empty before it is issued", nullable=True)
    invoice_issuer = dy.String(description="who issues the invoice", nullable=True)
    quantity = dy.Decimal(
        38, 12, nullable=True, description="quantity priced; empty where a line lacks it"
    )
    quantity_unit = dy.String(description="unit of the quantity priced", nullable=True)
    currency = fields.text("currency of all amounts, as billed")
    list_amount = amount("at list price; empty where a line lacks it", nullable=True)
    contracted_amount = amount("at contracted price; empty where a line lacks it", nullable=True)
    effective_amount = amount(
        "after discounts, purchases spread over what they cover; empty where a line lacks it",
        nullable=True,
    )
    billed_amount = amount("on the invoice")
    voucher_amount = amount(
        "paid with vouchers, coupons or free credit, where the export says so", nullable=True
    )
    balance_amount = amount("paid with the company's own money, where it says so", nullable=True)
    delivery = fields.text("export that the load is a part of; the load itself if it is alone")
    load_id = fields.load_id()
    first_line_number = fields.count("line of the source file the row begins at")
    source_row_count = fields.count("source rows that make up the row")


class CoreLoadTotal(dy.Schema):
    """One row per load x measure x currency: where its money went, exactly.

    amount_read = amount_landed + amount_rejected + amount_duplicate, always; amount_landed =
    amount_in_core for what is billed, and for a measure that no line lacks. amount_held is what
    still counts after newer exports of the same billing period replaced older ones.
    """

    load_id = fields.load_id()
    measure = fields.choice(MEASURES, "which amount")
    currency = fields.text("currency; `unknown` of rejected rows that name none")
    amount_read = amount(
        "sum over the file's lines that hold a number, before any check, with those mended since",
        nullable=True,
    )
    amount_rejected = amount("part of it in quarantine", nullable=True)
    amount_duplicate = amount("part of it left out as exact repetition", nullable=True)
    amount_landed = amount("sum over landing")
    amount_in_core = amount("sum over core before overlaps are settled")
    amount_held = amount("sum over core after overlaps are settled")
    rows_read = fields.count("lines in this currency", nullable=True)
    rows_without_amount = fields.count("of them, lines without a readable amount", nullable=True)


class CoreLoadWarning(dy.Schema):
    """One row per load x warning x currency: lines that are accepted and yet look odd.

    The cost ladder (list >= contracted >= effective, billed <= list) is no invariant: real bills
    break it, for example where tax is billed without a list price. `replaced_without_overlap`: a
    newer file replaced these lines and has none of them again; perhaps both belong to the bill.
    `invoice_differs`: the charges do not come to the load's invoices (core_invoice_check); the
    amount is the sum of the differences without their signs.
    """

    load_id = fields.load_id()
    warning = fields.choice(WARNINGS, "what looks odd")
    currency = fields.text("currency of the amount")
    source_row_count = fields.count("lines concerned")
    amount = amount("sum of the differences; else what those lines billed")


class CoreContractCommitment(dy.Schema):
    """One row per provider's commitment: FOCUS Contract Commitment (1.3, 1.4), as exported.

    Apart from core_commitment, which holds contracts for cards of a pool: these are promises of
    spend or usage in the provider's own units.
    """

    commitment_id = fields.text("the commitment, as in core_charge_daily")
    contract_id = fields.text("contract it belongs to")
    provider = dy.String(description="who sells it; 1.3 does not say", nullable=True)
    commitment_category = fields.choice(("Spend", "Usage"), "promise of money or of quantity")
    commitment_type = fields.text("name of the kind, in the provider's words")
    starts_at_utc = dy.Datetime(description="first moment, UTC")
    ends_at_utc = dy.Datetime(description="first moment after it, UTC")
    amount = amount("money promised over the whole period", nullable=True)
    currency = dy.String(description="currency of the amount", nullable=True)
    quantity = dy.Decimal(38, 18, nullable=True, description="quantity promised, in `unit`")
    unit = dy.String(description="unit of the quantity", nullable=True)
    payment_model = dy.String(description="No, Partial or All Upfront (1.4)", nullable=True)
    lifecycle_status = dy.String(description="Proposed to Superseded (1.4)", nullable=True)
    description = dy.String(description="in the provider's words", nullable=True)
    load_id = fields.load_id()
    line_number = fields.count("line of the source file")
