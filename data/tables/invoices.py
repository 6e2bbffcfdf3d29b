"""Billing periods, invoices, and how the charges compare with them; money is exact."""

import dataframely as dy

from data.tables import fields
from data.tables.charges import CHARGE_CATEGORIES, amount

PERIOD_STATUSES = ("Open", "Closed")
ISSUE_STATUSES = ("Open", "Issued", "Voided")
GIVEN_BY = ("invoice", "focus_invoice_detail")
CHECK_STATES = ("agrees", "differs", "no_charges", "no_invoice")


class CoreBillingPeriod(dy.Schema):
    """One row per invoice issuer x billing period: whether its charges may still change (FOCUS)."""

    invoice_issuer = fields.text("who issues the invoices, as in core_charge_daily")
    billing_period_start = dy.Date(description="first day of the billing period, UTC")
    starts_at_utc = dy.Datetime(description="first moment, UTC")
    ends_at_utc = dy.Datetime(description="first moment after it, UTC")
    period_status = fields.choice(PERIOD_STATUSES, "Closed: all invoices are issued, all final")
    last_updated_at_utc = dy.Datetime(description="when the issuer last changed it, UTC")
    load_id = fields.load_id()
    line_number = fields.count("line of the source file")


class CoreInvoiceDetail(dy.Schema):
    """One row per line of an invoice, as its issuer exports it (FOCUS Invoice Detail, 1.4)."""

    invoice_id = fields.text("invoice, as in core_charge_daily")
    invoice_detail_id = fields.text("line of the invoice")
    invoice_issuer = fields.text("who issues the invoice")
    billing_account_id = fields.text("account that pays")
    billing_period_start = dy.Date(description="first day of the billing period, UTC")
    charge_category = fields.choice(CHARGE_CATEGORIES, "kind of charge")
    currency = fields.text("currency of the amount, as billed")
    billed_amount = amount("on the invoice; refunds and credits are negative")
    issue_status = fields.choice(ISSUE_STATUSES, "Open: provisional; Voided: no longer owed")
    issued_on = dy.Date(description="day of issue, UTC", nullable=True)
    due_on = dy.Date(description="last day of payment, UTC", nullable=True)
    payment_terms = dy.String(description="in the issuer's words", nullable=True)
    payment_currency = dy.String(description="currency it is paid in", nullable=True)
    payment_amount = amount("amount in the currency it is paid in", nullable=True)
    purchase_order = dy.String(description="number of the buyer's order", nullable=True)
    reference_invoice_id = dy.String(
        description="invoice that this one adjusts; itself where it adjusts none", nullable=True
    )
    description = dy.String(description="in the issuer's words", nullable=True)
    load_id = fields.load_id()
    line_number = fields.count("line of the source file")


class CoreInvoice(dy.Schema):
    """One row per invoice of which only the total is known, entered by hand."""

    invoice_id = fields.text("number of the invoice")
    provider = fields.text("who sells the service, or issues the invoice")
    billing_account_id = fields.text("account that pays")
    billing_period_start = dy.Date(description="first day of the billing period")
    currency = fields.text("currency of the amounts")
    invoice_amount = amount("total to pay, tax included")
    tax_amount = amount("tax in it; empty: not said", nullable=True)
    source = fields.text("the paper it is read from")
    load_id = fields.load_id()
    line_number = fields.count("line of the source file")


class CoreInvoiceCheck(dy.Schema):
    """One row per invoice, or per account x billing month x currency where charges name no invoice.

    Compares what the charges bill with what the invoice says, to the cent. Charges without an
    invoice and invoices without charges have a row too. An invoice given twice, as a total and by
    its lines, is compared twice: rows are not to be added up. Voided invoices are left out.
    """

    provider = fields.text("seller, as the invoice names it; else as the charges do")
    invoice_id = dy.String(description="invoice; several, with commas; empty: none", nullable=True)
    billing_account_id = dy.String(description="account; empty where several", nullable=True)
    billing_month = dy.Date(
        nullable=True, description="first day of the month the period is of; empty where several"
    )
    currency = fields.text("currency of the amounts")
    check_state = fields.choice(CHECK_STATES, "agrees to the cent, differs, or one side is missing")
    matched_by = fields.choice(
        ("invoice_id", "account_and_period"), "how charges were found", nullable=True
    )
    invoice_amount = amount(
        "what the invoice says, without tax if `is_tax_compared` is false", nullable=True
    )
    charge_amount = amount("sum of the charges' billed amounts", nullable=True)
    difference = dy.Decimal(
        38,
        2,
        nullable=True,
        description="charges minus invoice, each to the cent; empty where one side is missing",
        metadata={"unit": "currency"},
    )
    is_tax_compared = dy.Bool(
        nullable=True, description="false: the charges have no tax lines, so tax is left out"
    )
    is_provisional = dy.Bool(nullable=True, description="whether the invoice is still Open")
    given_by = fields.choice(GIVEN_BY, "kind of file the invoice is from", nullable=True)
    source_row_count = fields.count("lines of the charges")
    load_id = fields.text("a load of the invoice; without one, of the charges")


class CoreExportPart(dy.Schema):
    """One row per part of an export that was loaded as one: the parts that belong together."""

    export = fields.text("name of the export's folder")
    delivery = fields.text("folder the part lies in, as in core_charge_daily")
    file_name = fields.text("name of the part")
    content_sha256 = fields.text("hash of the part's bytes")
    load_id = fields.load_id()
    line_number = fields.count("line of the listing")
