"""Whether all that was read is where it should be: one level, and a sentence for each exception."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

import polars as pl

from dashboard import formats
from dashboard.components.markdown import plain
from dashboard.i18n import t

_CENTS = 2


class Level(Enum):
    """SOUND: everything is in core. NOTED: some of it is not, and where it is, is known. BROKEN."""

    SOUND = "sound"
    NOTED = "noted"
    BROKEN = "broken"


@dataclass(frozen=True)
class Verdict:
    """The level, the sentence that says it, and the exceptions, as Markdown."""

    level: Level
    headline: str
    exceptions: tuple[str, ...]


def verdict(
    totals: Mapping[str, Any],
    loads: pl.DataFrame,
    money: pl.DataFrame,
    quantities: pl.DataFrame,
    invoices: pl.DataFrame,
) -> Verdict:
    """Judge what was loaded.

    Args:
        totals: the row of `reconciliation.sql`.
        loads: rows of `health_loads.sql`.
        money: rows of `health_money.sql`; the billed amount is the one that an invoice asks for.
        quantities: rows of `health_quantities.sql`.
        invoices: rows of `health_invoices.sql`; what is still open may differ.
    """
    lost = [*_lost_rows(loads), *_lost_money(money), *_lost_card_hours(quantities)]
    left = [*_rejected_money(money), *_rejected_rows(totals, loads), *_refused(totals)]
    differing = differing_invoices(invoices)
    noted = [*_differences(differing), *left]
    level = Level.BROKEN if lost else Level.NOTED if noted else Level.SOUND
    files = formats.number(loads.filter(pl.col("status") == "loaded").height)
    if level is Level.NOTED and differing.height:
        headline = _headline_of_invoices(differing, files)
    else:
        headline = t(f"accounts.verdict.{level.value}", files=files)
    return Verdict(level, headline, (*lost, *noted))


def differing_invoices(invoices: pl.DataFrame) -> pl.DataFrame:
    """Issued invoices that the charges do not come to, in the order given: the worst first."""
    is_issued = ~pl.col("is_provisional")
    return invoices.filter(is_issued & (pl.col("check_state") == "differs"))


def amount(value: Decimal, currency: str) -> str:
    """Money as billed: `12.30 USD`; to as many places as it takes to see it."""
    digits = _CENTS
    while value and not round(value, digits):
        digits += 1
    return f"{formats.number(value, digits)} {plain(currency)}"


def _headline_of_invoices(differing: pl.DataFrame, files: str) -> str:
    worst = differing.row(0, named=True)
    count = differing.height
    return t(
        "accounts.verdict.invoice" if count == 1 else "accounts.verdict.invoices",
        files=files,
        count=formats.number(count),
        provider=plain(worst["provider"]),
        invoice=plain(worst["invoice_id"]),
        difference=amount(abs(worst["difference"]), worst["currency"]),
    )


def _differences(differing: pl.DataFrame) -> Iterator[str]:
    for row in differing.iter_rows(named=True):
        amounts = ("charge_amount", "invoice_amount", "difference")
        charges, billed, difference = (amount(row[name], row["currency"]) for name in amounts)
        yield t(
            "accounts.left.invoice",
            provider=plain(row["provider"]),
            invoice=plain(row["invoice_id"]),
            charges=charges,
            amount=billed,
            difference=difference,
        )


def _lost_rows(loads: pl.DataFrame) -> Iterator[str]:
    for row in loads.filter(pl.col("rows_unaccounted") != 0).iter_rows(named=True):
        count = formats.number(row["rows_unaccounted"])
        yield t("accounts.lost.rows", count=count, file=plain(row["file_name"]))


def _lost_money(money: pl.DataFrame) -> Iterator[str]:
    """What is neither in core nor in quarantine; of a mended load, what landed and is not there."""
    for row in _billed(money):
        lost = row["amount_not_in_core"] - (row["amount_rejected"] or 0)
        if lost:
            said = amount(lost, row["currency"])
            yield t("accounts.lost.money", amount=said, file=plain(row["file_name"]))


def _lost_card_hours(quantities: pl.DataFrame) -> Iterator[str]:
    for row in quantities.filter(pl.col("card_hours_not_in_core") != 0).iter_rows(named=True):
        hours = formats.card_hours(row["card_hours_not_in_core"], compact=False)
        yield t("accounts.lost.card_hours", hours=hours, file=plain(row["file_name"]))


def _rejected_money(money: pl.DataFrame) -> Iterator[str]:
    for row in _billed(money):
        if row["amount_rejected"]:
            said = amount(row["amount_rejected"], row["currency"])
            yield t("accounts.left.money", amount=said, file=plain(row["file_name"]))


def _rejected_rows(totals: Mapping[str, Any], loads: pl.DataFrame) -> Iterator[str]:
    if totals["rows_rejected"]:
        files = loads.filter(pl.col("rows_rejected") > 0).height
        counts = {"count": totals["rows_rejected"], "files": files}
        yield t("accounts.left.rows", **{key: formats.number(n) for key, n in counts.items()})


def _refused(totals: Mapping[str, Any]) -> Iterator[str]:
    if totals["refused_count"]:
        yield t("accounts.left.files", count=formats.number(totals["refused_count"]))


def _billed(money: pl.DataFrame) -> Iterator[dict[str, Any]]:
    yield from money.filter(pl.col("measure") == "billed").iter_rows(named=True)
