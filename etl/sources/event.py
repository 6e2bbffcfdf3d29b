"""Known events in our own template: what explains an unusual day, and is no training run."""

import dataframely as dy

from data.tables import fields
from data.tables.plans import EVENT_KINDS
from etl.chips import resolve_chips
from etl.source import DatedRow, Source, has_columns


class EventRow(DatedRow):
    """One row per event x first day x pools that it is about."""

    event = fields.text("name of the event")
    kind = fields.choice(EVENT_KINDS, "what kind of event")
    provider = fields.text("only its pools; empty: all", nullable=True)
    region = fields.text("only its pools; empty: all", nullable=True)
    pool = fields.text("only pools of this name; empty: all", nullable=True)
    chip = fields.text("only pools of this chip; empty: all", nullable=True)
    start_date = dy.Date(description="first day on which use may be unusual")
    end_date = dy.Date(description="last such day")
    announced_on = dy.Date(
        description="day on which it was announced; empty: when the file was saved", nullable=True
    )
    source = fields.text("who announced it, or where it is written")


SOURCE = Source(
    name="event",
    title="Known events in Suanli's template: launches, promotions, policy days",
    version=2,
    contract=EventRow,
    recognise=has_columns("event", "kind", "start_date", "end_date"),
    prepare=lambda table, _: resolve_chips(table),
    core_sql={"core_event": "event_to_event"},
    is_strict=True,
)
