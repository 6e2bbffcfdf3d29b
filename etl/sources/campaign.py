"""Planned campaigns in our own template: training runs that no history knows of."""

import dataframely as dy

from data.tables import fields
from etl.chips import resolve_chips
from etl.source import DatedRow, Source, has_columns


class CampaignRow(DatedRow):
    """One row per campaign x pool x first day."""

    campaign = fields.text("name of the planned run", primary_key=True)
    provider = fields.provider(primary_key=True)
    region = fields.region(primary_key=True)
    pool = fields.pool(primary_key=True)
    chip = fields.chip(primary_key=True)
    start_date = dy.Date(description="first day", primary_key=True)
    end_date = dy.Date(description="last day")
    cards = dy.Int64(min=1, description="cards it holds all the time")
    source = fields.text("who plans it, or where it is written")


SOURCE = Source(
    name="campaign",
    title="Planned training runs in Suanli's template",
    version=2,
    contract=CampaignRow,
    recognise=has_columns("campaign", "start_date", "end_date", "cards"),
    prepare=lambda table, _: resolve_chips(table),
    core_sql={"core_campaign": "campaign_to_campaign"},
    is_strict=True,
)
