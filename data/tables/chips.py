"""What sources print about chips beside the catalogue: every figure, and where they disagree."""

import dataframely as dy

from data.tables import fields

CHIP_FACTS = {
    "fp16_tflops": "TFLOPS",
    "memory_gb": "GB",
    "bandwidth_gb_per_s": "GB/s",
    "tdp_w": "W",
}
BASES = ("dense", "sparse", "unclear")


class ChipFact(dy.Schema):
    """One row per chip x fact x source: a printed figure, of the reference file chip_facts.csv."""

    chip = fields.text("chip as named in core_chip", primary_key=True)
    fact = fields.choice(tuple(CHIP_FACTS), "what is printed, with its unit", primary_key=True)
    figure = dy.Float64(min=0, description="the figure, in the unit of the fact", primary_key=True)
    basis = fields.choice(
        BASES,
        "of throughput: dense, sparse, or not to be told; empty for other facts",
        nullable=True,
    )
    source = fields.text("who prints it", primary_key=True)
    note = dy.String(description="what is known about the figure", nullable=True)


class CoreChipFact(dy.Schema):
    """One row per source's chip x fact x source: figures as printed, conflicts kept.

    A throughput is `dense` only where its source says so or the catalogue's dense figure agrees;
    twice the catalogue's figure is held for review, whatever is said about it.
    """

    chip = dy.String(
        description="chip as named in core_chip; null: not in it, or its name is shared",
        nullable=True,
    )
    source_chip = fields.text("chip in the source's words")
    fact = fields.choice(tuple(CHIP_FACTS), "what is printed, with its unit")
    figure = dy.Float64(min=0, description="the figure, in the unit of the fact")
    basis = fields.choice(
        BASES,
        "of throughput: dense, sparse, or not to be told; null for other facts",
        nullable=True,
    )
    source = fields.text("who prints it")
    note = dy.String(description="what is known about the figure", nullable=True)
    review_state = fields.choice(
        ("pass", "review"), "review: held, not to be used before someone has looked"
    )
    review_reason = dy.String(description="why it is held", nullable=True)
    load_id = dy.String(
        description="the load (core_load) the row came from; null: reference data", nullable=True
    )
    line_number = dy.Int64(min=0, description="line of the source file", nullable=True)


class CoreChipConflict(dy.Schema):
    """One row per chip x fact x pair of figures that differ by more than 2 %, side by side.

    Sparse throughput is no conflict with dense: the two are different facts.
    """

    chip = fields.text("chip as named in core_chip")
    fact = fields.choice(tuple(CHIP_FACTS), "what is printed, with its unit")
    catalogue_figure = dy.Float64(min=0, description="figure of the catalogue, core_chip")
    catalogue_source = fields.text("who prints the catalogue's figure")
    other_figure = dy.Float64(min=0, description="the other figure")
    other_basis = fields.choice(
        BASES, "of throughput: dense, or not to be told; null for other facts", nullable=True
    )
    other_source = fields.text("who prints the other figure")
    other_to_catalogue_ratio = dy.Float64(
        min=0, description="other figure over the catalogue's", metadata={"unit": "ratio"}
    )
    note = dy.String(description="what is known about the other figure", nullable=True)


class CoreChipName(dy.Schema):
    """One row per chip name in usage, prices or contracts that does not say which chip it is."""

    chip = fields.text("the name, as printed", primary_key=True)
    is_ambiguous = dy.Bool(description="whether several chips share the name")
    candidates = dy.String(description="the chips that share it; null: none known", nullable=True)
    tables = fields.text("core tables that have it, comma-separated")
