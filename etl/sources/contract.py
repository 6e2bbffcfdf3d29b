"""Contracts in hand, in our own template: what is paid for whether it is used or not."""

import dataframely as dy

from data.tables import fields
from etl.chips import resolve_chips
from etl.quoting import MOST_PER_UNIT
from etl.source import DatedRow, Source, has_columns


class ContractRow(DatedRow):
    """One row per contract."""

    commitment_id = fields.text("the contract", primary_key=True)
    provider = fields.provider()
    region = fields.region()
    pool = fields.pool()
    chip = fields.chip()
    billing_mode = fields.choice(fields.BILLING_MODES, "how it was sold")
    term_months = fields.count("months signed for")
    servers = dy.Int64(min=1, max=100_000, description="servers rented")
    cards_per_server = dy.Int64(min=1, description="cards in one server")
    start_date = dy.Date(description="first day")
    end_date = dy.Date(description="last day")
    fee_per_server_month = dy.Decimal(
        18, 2, min=0, max=MOST_PER_UNIT, description="rent per server and month"
    )
    currency = fields.currency("fee")
    tax_included = dy.Bool(description="whether the fee includes value-added tax")
    tax_rate = fields.tax_rate()
    source = fields.text("contract or order it is read from")


SOURCE = Source(
    name="contract",
    title="Contracts in hand in Suanli's template",
    version=2,
    contract=ContractRow,
    recognise=has_columns("commitment_id", "start_date", "end_date", "fee_per_server_month"),
    prepare=lambda table, _: resolve_chips(table),
    core_sql={"core_commitment": "contract_to_commitment"},
    is_strict=True,
)
