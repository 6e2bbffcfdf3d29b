"""FOCUS Cost and Usage, 1.0 to 1.4: its columns, its versions, and its cells made plain.

Other exports (AWS CUR, OCI) are mapped onto the same columns, so one statement takes them all to
core. Landing keeps FOCUS's own column names.
"""

import re
from collections.abc import Collection
from typing import Any

import dataframely as dy
import polars as pl

from data.errors import NotWhatItClaimsError
from data.tables import fields
from data.tables.charges import CHARGE_CATEGORIES, line_amount, line_quantity
from etl.coming import Measured
from etl.focus_columns import DECIMALS, MANDATORY, SINCE, TEXTS, VERSIONS
from etl.focus_payment import add_payments
from etl.numbers import write_exponents_out
from etl.reading import LINE_NUMBER, TextTable
from etl.source import Context, SourceRow, fill, time_zone

AMOUNTS = {
    "billed": "BilledCost",
    "effective": "EffectiveCost",
    "list": "ListCost",
    "contracted": "ContractedCost",
}
# Purchases, taxes and credits may be charged for a time that is still to come; use cannot.
USED = Measured(
    {"ChargePeriodStart": pl.col("ChargePeriodStart")},
    among=pl.col("ChargeCategory") == "Usage",
    among_sql="\"ChargeCategory\" = 'Usage'",
)
_PART = re.compile(r"(^|[-_])(part[-_]?\d+|0\d{3,}$)")
_PAIR = r'\{"key":("(?:[^"\\]|\\.)*"),"value":("(?:[^"\\]|\\.)*"|null)\}'


class FocusKey(SourceRow):
    """Columns without which a charge cannot be placed; beside them all others of FOCUS."""

    ChargePeriodStart = dy.Datetime(description="first moment of what is charged")
    ChargePeriodEnd = dy.Datetime(description="first moment after it")
    BillingPeriodStart = dy.Datetime(description="first moment of the billing period")
    BillingPeriodEnd = dy.Datetime(description="first moment after it")
    BillingAccountId = fields.text("account that pays")
    BillingCurrency = dy.String(
        description="currency of the amounts",
        regex=r"^[A-Z]{3}$",
        metadata={"expects": "a currency of three capital letters"},
    )
    ChargeCategory = fields.choice(CHARGE_CATEGORIES, "kind of charge")
    BilledCost = line_amount("on the invoice; refunds and credits are negative")
    provider = fields.text("ServiceProviderName, before 1.3 ProviderName")
    focus_version = fields.choice(VERSIONS, "version that the file's columns are of")
    delivery = dy.String(description="export that the file is a part of", nullable=True)
    pool = dy.String(description="pool, where given with --set", nullable=True)
    project = dy.String(description="project, where given with --set", nullable=True)
    voucher_paid = line_amount(
        "with vouchers, coupons or free credit, where it says so", nullable=True
    )
    balance_paid = line_amount("with the company's own money, where it says so", nullable=True)
    extension_columns = dy.String(description="columns FOCUS does not know, as JSON", nullable=True)
    time_zone = time_zone("ChargePeriodStart")

    @dy.rule()
    def charge_period_ends_after_it_begins(cls) -> pl.Expr:
        """An end before the beginning is a shifted line."""
        return pl.col("ChargePeriodEnd") >= pl.col("ChargePeriodStart")

    @dy.rule()
    def billing_period_ends_after_it_begins(cls) -> pl.Expr:
        """The billing period decides which export replaces which."""
        return pl.col("BillingPeriodEnd") > pl.col("BillingPeriodStart")


def _number(name: str, description: str) -> dy.Decimal:
    make = line_quantity if name.endswith("Quantity") else line_amount
    return make(description, nullable=True)


def _make_contract() -> type[FocusKey]:
    columns: dict[str, Any] = {"__doc__": "One row per charge of a FOCUS Cost and Usage export."}
    columns |= {n: dy.String(description=text, nullable=True) for n, text in TEXTS.items()}
    columns |= {n: _number(n, text) for n, text in DECIMALS.items()}
    own = FocusKey.columns()
    return type("FocusRow", (FocusKey,), {n: c for n, c in columns.items() if n not in own})


FocusRow: type[FocusKey] = _make_contract()


def prepare_focus(table: TextTable, context: Context) -> TextTable:
    """Find the version, name what it lacks, and make all cells plain text."""
    version = detect_version(frozenset(table.rows.columns))
    missing = missing_columns(version, table.rows.columns)
    if missing:
        raise NotWhatItClaimsError(
            f"Not a usable FOCUS {version} file: it lacks {', '.join(missing)}",
            remedy="Export all mandatory columns; `--set COLUMN=VALUE` fills one that is the same"
            " on all rows.",
        )
    return complete(table, context, version)


def missing_columns(version: str, columns: Collection[str]) -> list[str]:
    """Mandatory columns of a version that are not among those found."""
    return [name for name in MANDATORY[version] if name not in columns]


def complete(table: TextTable, context: Context, version: str) -> TextTable:
    """Rows in FOCUS's columns as the contract wants them: nulls empty, numbers written out."""
    rows = _keep_extensions(add_payments(make_plain(table).rows))
    providers = [n for n in ("ServiceProviderName", "ProviderName") if n in rows.columns]
    filled = [pl.when(pl.col(n).str.strip_chars() != "").then(pl.col(n)) for n in providers]
    rows = rows.with_columns(
        pl.coalesce(*filled).alias("provider")
        if filled
        else pl.lit(None, pl.String).alias("provider"),
        focus_version=pl.lit(version),
    )
    if "Tags" in rows.columns:
        rows = rows.with_columns(_plain_tags(pl.col("Tags")))
    return fill(
        TextTable(rows, table.malformed),
        time_zone="UTC",  # FOCUS: all times are UTC, whether they say so or not
        delivery=delivery_of(context),
    )


def detect_version(columns: frozenset[str]) -> str:
    """The lowest version that knows all the file's columns; 1.4 dropped ProviderName."""
    found = [version for name, version in SINCE.items() if name in columns]
    newest = max(found, default=VERSIONS[0])
    return "1.4" if newest == "1.3" and "ProviderName" not in columns else newest


def delivery_of(context: Context) -> str:
    """Folder of a file that is a part of an export by its name (part-00003, export-00001)."""
    return context.folder if _PART.search(context.file_stem) else ""


def identity_of(context: Context) -> str:
    """What makes equal bytes another load: the place of a part in its export."""
    delivery = delivery_of(context)
    return f"{delivery}/{context.file_stem}" if delivery else ""


def make_plain(table: TextTable, decimals: Collection[str] = tuple(DECIMALS)) -> TextTable:
    """Text `NULL` becomes empty; numbers become text without exponent, exactly as written.

    Binary fractions of a Parquet file are taken by their shortest decimal form, which is what the
    exporter printed them from; beyond its eighteenth place there is only their noise.
    """
    rows = table.rows
    as_text = [n for n in rows.columns if n in decimals and rows.schema[n] != pl.String]
    binary = {name for name in as_text if rows.schema[name].is_float()}
    rows = rows.with_columns(pl.col(as_text).cast(pl.String))
    text = pl.col(pl.String)
    rows = rows.with_columns(
        pl.when(text.str.strip_chars().is_in(["NULL", "null"]).not_()).then(text)
    )
    return TextTable(
        rows.with_columns(
            write_exponents_out(rows[n], at_most_places=18 if n in binary else None)
            for n in rows.columns
            if n in decimals
        ),
        table.malformed,
    )


def _keep_extensions(rows: pl.DataFrame) -> pl.DataFrame:
    """`x_` columns and whatever else FOCUS does not name, as one JSON text a row."""
    known = {*FocusRow.columns(), LINE_NUMBER}
    others = [name for name in rows.columns if name not in known]
    if not others:
        return rows
    return rows.with_columns(
        extension_columns=pl.struct(pl.col(others).cast(pl.String)).struct.json_encode()
    ).drop(others)


def _plain_tags(tags: pl.Expr) -> pl.Expr:
    """Tags of a Parquet file, read as `{"Tags": ...}`, as one JSON object of names and values."""
    inner = tags.str.replace(r'(?s)^\{"Tags":(.*)\}$', "${1}")
    pairs = inner.str.strip_chars("[]").str.replace_all(_PAIR, "${1}:${2}")
    is_map = tags.str.starts_with('{"Tags":[')
    is_struct = tags.str.starts_with('{"Tags":{')
    plain = pl.when(is_map).then("{" + pairs + "}").when(is_struct).then(inner).otherwise(tags)
    return plain.alias("Tags")


def join_tags(rows: pl.DataFrame, *prefixes: str) -> pl.DataFrame:
    """One JSON text `Tags` from the columns that begin with one of the prefixes."""
    named = {
        name: name.removeprefix(prefix)
        for prefix in prefixes
        for name in rows.columns
        if name.startswith(prefix)
    }
    if not named:
        return rows
    tags = pl.struct(pl.col(old).cast(pl.String).alias(new) for old, new in named.items())
    return rows.with_columns(Tags=tags.struct.json_encode())
