"""Dated facts of the industry, kept apart by what exactly they count."""

import dataframely as dy
import polars as pl

from data.tables import fields

FACT_STATES = ("observed", "target", "forecast")


class IndustryFact(dy.Schema):
    """One row per definition x date x source. Figures of two definitions never share an axis."""

    topic = fields.text("what it is about, as a code")
    definition = fields.text("what exactly is counted, as a code")
    as_of = fields.text("year, month or day, as precisely as the source dates it")
    state = fields.choice(FACT_STATES, "observed, a stated target, or a forecast")
    low = dy.Float64(description="figure, or the low end of a range", metadata={"unit": "`unit`"})
    high = dy.Float64(
        description="high end of a range; empty where it is one figure",
        nullable=True,
        metadata={"unit": "`unit`"},
    )
    unit = fields.text("unit of the figure")
    grade = fields.choice(fields.GRADES, "A official, B research, C media, D blog or forum")
    source = fields.text("where it is printed")
    note = dy.String(description="what the figure is and is not", nullable=True)

    @dy.rule()
    def high_is_above_low(cls) -> pl.Expr:
        """A range the wrong way round."""
        return pl.col("high").is_null() | (pl.col("high") >= pl.col("low"))
