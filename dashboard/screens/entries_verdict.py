"""What the contract says of an edited table, before anything is saved."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import formats
from dashboard.components import grid, note, plain, sentences
from dashboard.correcting import replaced_by
from dashboard.i18n import t
from dashboard.reasons import reason_in_words
from dashboard.screens.entries_pick import named_places, picked_astray, rows_of_files
from dashboard.screens.entries_table import Table
from data.planning.log import Change, Kind
from etl.planning import Judged

NAMED = 5
_NAMED_CELLS = 2  # of a row, to know it by


def show_verdict(table: Table, judged: Judged, changes: Sequence[Change]) -> None:
    """How many rows are sound, which cells are not and why, and what saving would change."""
    sound, faulty = len(judged.values), judged.rejected.height
    lines = []
    if faulty:
        counts = {"faulty": formats.number(faulty), "sound": formats.number(sound)}
        lines.append((t("entries.verdict.faulty", **counts), True))
        named = judged.rejected.head(NAMED).iter_rows(named=True)
        lines += [(_fault(table, fault), True) for fault in named]
    if judged.repeated:
        lines.append((t("entries.verdict.repeated", count=formats.number(judged.repeated)), False))
    if not faulty:
        put = sum(change.values is not None for change in changes)
        facts = {
            "sound": formats.number(sound),
            "put": formats.number(put),
            "removed": formats.number(len(changes) - put),
        }
        key = "changes" if changes else "as_saved"
        lines.append((t(f"entries.verdict.{key}", **facts), False))
        lines += _files(table.kind, judged, changes)
    sentences(lines)
    if faulty > NAMED:
        shown = judged.rejected.select("line_number", "column", "value", "reason")
        grid(shown, "entries_rejected", height=280)
    if faulty:
        note(t("entries.verdict.none_saved"))


def _files(kind: Kind, judged: Judged, changes: Sequence[Change]) -> list[tuple[str, bool]]:
    """Rows of files whose place is taken; and those that were picked, and are not replaced."""
    lines = []
    put = [change.key for change in changes if change.values is not None]
    for key, rows, warns in (
        ("replaces", replaced_by(kind, put, rows_of_files(kind)), False),
        ("beside", picked_astray(kind, judged.values), True),
    ):
        if rows:
            count, places = formats.number(len(rows)), plain(named_places(rows))
            lines.append((t(f"entries.verdict.{key}", count=count, places=places), warns))
    return lines


def _fault(table: Table, fault: Mapping[str, Any]) -> str:
    """`Line 2 (2027-06-02, company), Month: expected ...`."""
    row = table.rows[fault["line_number"] - 1]
    name = fault["column"]
    facts = {
        "line": formats.number(fault["line_number"]),
        "row": plain(", ".join([*row.values()][:_NAMED_CELLS])),
        "why": plain(reason_in_words(fault["reason"])),
    }
    if name is None:
        return t("entries.verdict.fault_row", **facts)
    value = plain(fault["value"] or formats.MISSING)
    return t("entries.verdict.fault_cell", column=t(f"columns.{name}"), value=value, **facts)
