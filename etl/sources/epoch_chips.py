"""Epoch AI's table of machine learning hardware: throughput, memory and power of chips, as CSV.

Figures are in FLOP/s, bytes and bytes per second there. Nothing of it goes into the catalogue:
every figure stands beside the catalogue's, with its source.
"""

import dataframely as dy

from data.tables import fields
from etl.chips import candidates, clear_name
from etl.reading import TextTable
from etl.source import Context, Source, SourceRow, fill, has_columns

_RENAMED = {
    "Hardware name": "source_chip",
    "Manufacturer": "vendor",
    "Release date": "released_on",
    "Notes": "notes",
    "Tensor-FP16/BF16 performance (FLOP/s)": "tensor_fp16_flop_per_s",
    "FP16 (half precision) performance (FLOP/s)": "fp16_flop_per_s",
    "Memory (bytes)": "memory_bytes",
    "Memory bandwidth (byte/s)": "bandwidth_byte_per_s",
    "TDP (W)": "tdp_w",
}


def _figure(unit: str, description: str) -> dy.Float64:
    return dy.Float64(
        min=0, nullable=True, description=f"{description}; empty: not said", metadata={"unit": unit}
    )


class EpochChipRow(SourceRow):
    """One row per chip of the table."""

    source_chip = fields.text("chip in the table's words", primary_key=True)
    vendor = dy.String(description="maker", nullable=True)
    released_on = dy.String(description="day or month of release", nullable=True)
    notes = dy.String(description="what the table adds", nullable=True)
    tensor_fp16_flop_per_s = _figure("FLOP/s", "FP16/BF16 throughput of the matrix units")
    fp16_flop_per_s = _figure("FLOP/s", "FP16 throughput")
    memory_bytes = _figure("byte", "memory")
    bandwidth_byte_per_s = _figure("byte/s", "memory bandwidth")
    tdp_w = _figure("W", "design power")
    chip = dy.String(description="chip of core_chip that it is, where that is clear", nullable=True)
    candidates = dy.String(description="chips that share its name", nullable=True)
    source = fields.text("who prints the table")


def _prepare(table: TextTable, _: Context) -> TextTable:
    table = fill(table, source="Epoch AI ML hardware (CC BY 4.0)")
    if "source_chip" not in table.rows.columns:
        return table  # the check for missing columns names it
    named = {"chip": clear_name("source_chip"), "candidates": candidates("source_chip")}
    return TextTable(table.rows.with_columns(**named), table.malformed)


SOURCE = Source(
    name="epoch_chips",
    title="Chips of Epoch AI's table of machine learning hardware (CSV)",
    version=1,
    contract=EpochChipRow,
    recognise=has_columns(
        "Hardware name",
        "FP16 (half precision) performance (FLOP/s)",
        "Memory (bytes)",
        "Memory bandwidth (byte/s)",
    ),
    renamed=_RENAMED,
    prepare=_prepare,
    core_sql={"core_chip_fact": "epoch_chips_to_chip_fact"},
)
