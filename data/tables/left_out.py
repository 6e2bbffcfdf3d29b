"""Prices that a source prints and that are no offers."""

import dataframely as dy

from data.tables import fields


class CorePriceLeftOut(dy.Schema):
    """One row per load x offer x reason: printed prices that did not become rows of core_price.

    Nobody has to take them for lost: `cell_count` says how many cells of the file they were.
    """

    load_id = fields.load_id(primary_key=True)
    offer_id = fields.text("the offer it would have been", primary_key=True)
    reason = fields.text("why it is none", primary_key=True)
    first_on = dy.Date(description="first day on which it is printed")
    last_on = dy.Date(description="last day on which it is printed")
    cell_count = fields.count("cells of the file")
    first_line_number = fields.count("line of the first of them")
