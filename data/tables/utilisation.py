"""How busy cards were, as their own counters say."""

import dataframely as dy

from data.tables import fields


class CoreUtilisationHourly(dy.Schema):
    """One row per hour x provider x region x pool x chip, in the range that an export covers.

    A card in use may still wait for data: this is no share of cards in use. A scrape that is
    missing is missing: an hour without any sample has no ratio, and is not idle.
    """

    hour_utc = dy.Datetime(description="start of the hour, UTC", metadata={"unit": "UTC"})
    provider = fields.provider()
    region = fields.region()
    pool = fields.pool()
    chip = fields.chip()
    utilisation_ratio = fields.ratio(
        "mean over the cards seen of each card's mean share of time with a kernel running",
        nullable=True,
    )
    cards_seen = fields.count("cards with at least one sample in the hour")
    cards_known = fields.count("cards with at least one sample anywhere in the export")
    sample_count = fields.count("samples in the hour")
    expected_sample_count = fields.count(
        "samples if no scrape were missing: cards known x scrape times; empty: step not known",
        nullable=True,
    )
    covered_ratio = fields.ratio(
        "share of the hour that the export covers; empty: step not known", nullable=True
    )
    load_id = fields.load_id()
    first_line_number = fields.count("line or record of the first sample; 0: none", nullable=False)
