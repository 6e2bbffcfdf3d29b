"""What rental markets showed at an instant."""

import dataframely as dy

from data.tables import fields

GROUPINGS = ("all", "provider", "cards")


def _price(description: str) -> dy.Decimal:
    return dy.Decimal(18, 6, min=0, description=description, nullable=True)


class CoreMarketSnapshot(dy.Schema):
    """One row per snapshot x chip x group: all offers, one provider's, or those of one size.

    Groups overlap: an offer stands in all three groupings. Prices are per card and hour; spot and
    on-demand offers are mixed, as the source has them.
    """

    observed_at_utc = dy.Datetime(description="instant of the snapshot", metadata={"unit": "UTC"})
    chip = fields.chip()
    source_chip = fields.text("chip and socket in the source's words")
    grouped_by = fields.choice(GROUPINGS, "what the group is")
    group_name = fields.text("provider, or cards such as `8x`; `all`")
    cards = fields.count("cards of one offer, where grouped by them", nullable=True)
    offer_count = fields.count("offers in the group")
    min_price = dy.Decimal(18, 6, min=0, description="cheapest, per card_hour")
    mean_price = dy.Decimal(18, 6, min=0, description="mean of the offers, per card_hour")
    p10_price = _price("10 % of the offers are cheaper; for `all` only")
    p25_price = _price("a quarter is cheaper; for `all` only")
    median_price = _price("half of them are cheaper; for `all` only")
    p75_price = _price("three quarters are cheaper; for `all` only")
    p90_price = _price("90 % are cheaper; for `all` only")
    max_price = _price("dearest; for `all` only")
    currency = fields.currency("prices")
    tax_included = dy.Bool(description="tax in the price, where the source says", nullable=True)
    source = fields.text("who took the snapshot")
    load_id = fields.load_id()
    line_number = fields.count("line of the source file")
