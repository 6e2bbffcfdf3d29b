"""List prices of GPU machines at Google Cloud, as a history of dated snapshots.

The form of the price file of Cyclenerd/google-cloud-pricing-cost-calculator: one row per snapshot
day x machine x region, US dollars for the whole machine, without tax. A commitment that is not
offered is not empty there: the file repeats the on-demand month, or prices the machine without its
cards. Such cells are marked here and become no offers.
"""

import dataframely as dy
import polars as pl

from data.tables import fields
from etl.reading import TextTable
from etl.source import Context, Source, SourceRow, fill, has_columns

# The file's names -> the catalogue's, where it has them; others stay as they are printed.
_CHIPS = {
    "a100": "A100 SXM4 40G",
    "a100-80gb": "A100 SXM4 80G",
    "h100-80gb": "H100 SXM5",
    "h100-80gb-mega": "H100 SXM5",
    "l4": "L4",
    "rtx6000": "RTX PRO 6000",
}
_HOURS_PER_MONTH = 730  # the seller's month, whatever the setting says
# Real commitments cost 0.58 to 0.70 (1 year) and 0.35 to 0.45 (3 years) of on-demand; in October
# 2022 the file priced commitments for vCPU and memory alone, at 0.14 and 0.08.
_LEAST_RATIOS = {"month_1y": 0.30, "month_3y": 0.20}


def _dollars(description: str, *, nullable: bool = False) -> dy.Decimal:
    """A price as printed, with 13 decimals in quotients; core has no room above a billion then."""
    return dy.Decimal(
        38,
        16,
        min_exclusive=0,
        max=1_000_000_000,
        nullable=nullable,
        description=description,
        metadata={"unit": "USD"},
    )


class GcpPriceRow(SourceRow):
    """One row per snapshot day x machine x region."""

    observed_on = dy.Date(description="day of the snapshot", primary_key=True)
    instance_type = fields.text("the machine", primary_key=True)
    region = fields.region(primary_key=True)
    accelerators = dy.String(
        description="accelerator and how many, `a100:8`",
        regex=r"^[a-z0-9-]+:\d+(\.\d+)?$",
        metadata={"expects": "an accelerator and its number, such as a100:8"},
    )
    hour = _dollars("on-demand hour")
    hour_spot = _dollars("spot hour; empty: none", nullable=True)
    month = _dollars("730 on-demand hours")
    month_1y = _dollars("month of a 1-year commitment", nullable=True)
    month_3y = _dollars("month of a 3-year commitment", nullable=True)
    chip = fields.chip()
    cards = dy.Decimal(10, 4, min_exclusive=0, description="cards, or the fraction of one")
    provider = fields.provider()
    tax_rate = dy.Decimal(6, 4, min=0, max=1, description="value-added tax to come on top")
    left_out_1y = dy.String(description="why month_1y is no offer", nullable=True)
    left_out_3y = dy.String(description="why month_3y is no offer", nullable=True)

    @dy.rule()
    def month_is_730_hours(cls) -> pl.Expr:
        """Another month than the seller's is another unit."""
        hours = pl.col("month").cast(pl.Float64) / pl.col("hour").cast(pl.Float64)
        return (hours - _HOURS_PER_MONTH).abs() < 0.01


def _prepare(table: TextTable, _: Context) -> TextTable:
    table = fill(table, provider="gcp-list", tax_rate="0")
    found = set(table.rows.columns)
    if not {"accelerators", "month"} <= found:
        return table  # the check for missing columns names them
    fees = {name: ratio for name, ratio in _LEAST_RATIOS.items() if name in found}
    accelerators = pl.col("accelerators").cast(pl.String).str.strip_chars()
    rows = table.rows.with_columns(
        accelerators.str.extract(r"^(.+):").replace(_CHIPS).alias("chip"),
        accelerators.str.extract(r":(.+)$").alias("cards"),
        *(
            _explain(name, ratio).alias(name.replace("month", "left_out"))
            for name, ratio in fees.items()
        ),
    )
    return TextTable(rows, table.malformed)


def _explain(fee_column: str, least_ratio: float) -> pl.Expr:
    """Why a month's fee is no offer; null where it is one, or where the cell is empty."""
    fee, on_demand = (_to_number(name) for name in (fee_column, "month"))
    return (
        pl.when(fee == on_demand)
        .then(pl.lit("repeats the on-demand price: not offered"))
        .when(fee < on_demand * least_ratio)
        .then(pl.lit(f"below {least_ratio:.0%} of on-demand: priced without its cards"))
    )


def _to_number(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)


SOURCE = Source(
    name="gcp_prices",
    title="Google Cloud list prices of GPU machines, a history of snapshots",
    version=1,
    contract=GcpPriceRow,
    recognise=has_columns("date", "instance_type", "accelerators", "hour", "month_1y", "month_3y"),
    renamed={"date": "observed_on"},
    prepare=_prepare,
    core_sql={
        "core_price": "gcp_prices_to_price",
        "core_price_left_out": "gcp_prices_to_price_left_out",
    },
    supersedes_itself=True,
)
