"""Load data, afterwards: what was read, rejected and written, and what it took the place of."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard import formats
from dashboard.components import card, grid, link_to, note, plain, sentences
from dashboard.i18n import t

_COUNTS = ("rows_read", "rows_loaded", "rows_rejected", "rows_duplicate")


def show_outcome(result: Mapping[str, Any]) -> None:
    """The finding, a line for each file, what was replaced, and the way to Data health.

    `result` is what dashboard.worker told at its end.
    """
    with card(_finding(result), t("upload.outcome.subtitle"), height="content"):
        sentences(_replaced(result))
        if result["files"]:
            grid(pl.DataFrame(result["files"]).drop("is_new"), "upload_outcome")
        if result["is_published"]:
            note(t("upload.outcome.next"))
        link_to("health", t("upload.outcome.open_health"))
        link_to("overview", t("upload.outcome.open_overview"))


def _finding(result: Mapping[str, Any]) -> str:
    if not result["is_published"]:
        return t("upload.outcome.unchanged")
    new = [file for file in result["files"] if file["is_new"]]
    sums = {name: formats.number(sum(file[name] for file in new)) for name in _COUNTS}
    return t("upload.outcome.published", **sums)


def _replaced(result: Mapping[str, Any]) -> list[tuple[str, bool]]:
    """What counts no more since this publication: a correction does not delete in silence."""
    said = [
        (
            t(
                "upload.outcome.missing",
                file=plain(row["file_name"]),
                amount=formats.number(float(row["amount"]), 2),
                currency=plain(row["currency"]),
                count=formats.number(row["source_row_count"]),
            ),
            True,
        )
        for row in result.get("missing", ())
    ]
    said += [
        (
            t(
                "upload.outcome.replaced",
                file=plain(row["file_name"]),
                hours=formats.number(row["card_hours_replaced"]),
                all=formats.number(row["card_hours_in_all"]),
            ),
            False,
        )
        for row in result.get("replaced", ())
    ]
    return said
