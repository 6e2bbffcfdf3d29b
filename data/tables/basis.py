"""What computed tables were computed with."""

import dataframely as dy

from data.tables import fields

STAGES = ("marts", "plan", "forecast", "ladder")


class OutBasis(dy.Schema):
    """One row per stage x input: a setting, the reference data or a version of the rules.

    A stage that was carried over from an earlier snapshot keeps the rows of its own computation.
    """

    stage = fields.choice(STAGES, "what was computed", primary_key=True)
    input = fields.text("name of the input", primary_key=True)
    value = dy.String(description="its value, as JSON")
    snapshot_id = fields.snapshot_id()
