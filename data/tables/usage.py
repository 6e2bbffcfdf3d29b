"""What ran, what waited, and what there was to run on."""

import dataframely as dy

from data.tables import fields


class CoreUsageHourly(dy.Schema):
    """One row per hour x provider x region x pool x chip x project x workload class."""

    hour_utc = dy.Datetime(description="start of the hour, UTC", metadata={"unit": "UTC"})
    provider = fields.provider()
    region = fields.region()
    pool = fields.pool()
    chip = fields.chip()
    project = fields.text("project, team or tenant")
    workload_class = fields.choice(fields.WORKLOAD_CLASSES, "kind of work")
    used_card_hours = fields.quantity("card-hour", "cards in use, summed over the hour")
    useful_card_hours = fields.quantity(
        "card-hour", "part of used that was not lost to failures (goodput)", nullable=True
    )
    queued_card_hours = fields.quantity(
        "card-hour", "cards asked for and not given, summed over the hour", nullable=True
    )
    measured_per = fields.choice(
        ("hour", "day"), "`day`: the source gave a day's total, spread evenly over its hours"
    )
    source_time_zone = fields.text("IANA zone the source's times were in")
    load_id = fields.load_id()
    first_line_number = fields.count("line of the source file the row begins at")
    source_row_count = fields.count("source rows that make up the row")


class CoreJobLog(dy.Schema):
    """One row per load of a job log x pool: until when the log knows the pool's whole use.

    A log of jobs that have ended lacks those that still ran when it was written, and one that ends
    with its last start lacks those that began later. From `whole_until_utc` on less than nine
    tenths of the use is in it, as far as the log's own older days tell.
    """

    load_id = fields.load_id()
    provider = fields.provider()
    region = fields.region()
    pool = fields.pool()
    first_start_utc = dy.Datetime(description="first start of a job", metadata={"unit": "UTC"})
    last_start_utc = dy.Datetime(description="last start of a job", metadata={"unit": "UTC"})
    last_end_utc = dy.Datetime(description="last end of a job", metadata={"unit": "UTC"})
    whole_until_utc = dy.Datetime(
        description="use is wholly known before it, in part from it on",
        metadata={"unit": "UTC"},
    )
    last_day_reported_ratio = fields.quantity(
        "ratio",
        "estimate: part of the last 24 hours' use that is in the log; null: too short to tell",
        nullable=True,
    )


class CoreCapacityHourly(dy.Schema):
    """One row per hour x provider x region x pool x chip.

    Apart from usage, because capacity belongs to the pool: on a usage row it would be repeated
    for every project and summed by mistake.
    """

    hour_utc = dy.Datetime(description="start of the hour, UTC", metadata={"unit": "UTC"})
    provider = fields.provider()
    region = fields.region()
    pool = fields.pool()
    chip = fields.chip()
    capacity_cards = fields.quantity("card", "cards the pool had, mean over the hour")
    load_id = fields.load_id()
    first_line_number = fields.count("line of the source file the row begins at")
