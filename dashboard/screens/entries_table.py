"""The table of a kind as a reader edits it: by hand, or pasted from a spreadsheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dataframely as dy
import polars as pl
import streamlit as st

from dashboard.components import plain, sentences
from dashboard.components.unknown_values import tell_unknown
from dashboard.decisions import contract_cells, kept_decisions
from dashboard.entries import read_pasted
from dashboard.i18n import t
from data.errors import InputError
from data.planning.log import Entry, Kind, state
from etl.planning import Judged, entry_columns, judge, tidy
from etl.sources import named_source

PREFILL = "decision"
_ROUND = "_entry_round"
_FLAGS = ("true", "false")
_ROW_PX = 35
_MOST_ROWS_SHOWN = 14


@dataclass(frozen=True)
class Table:
    """What the reader has in front of them.

    rows: cells as text, in the order of lines. known: the log that it was made from, and `seen`
    its last entry: what others enter later is not touched by saving.
    """

    kind: Kind
    rows: list[dict[str, str]]
    known: Sequence[Entry]
    seen: int

    def judge(self, time_zone: str) -> Judged:
        """What the contract says of it."""
        return judge(self.kind, self.rows, time_zone)


def edited_table(kind: Kind, entries: Sequence[Entry]) -> Table:
    """Show the editor over what is entered so far, and return what it holds now."""
    columns = entry_columns(kind)
    base = _base(kind, entries, columns)
    _offer_paste(kind, columns)
    edited = st.data_editor(
        base["frame"],
        key=f"editor_{kind}_{base['round']}",
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        height=_ROW_PX * (min(base["frame"].height, _MOST_ROWS_SHOWN) + 3),
        column_config={name: _column(kind, name) for name in columns},
    )
    rows = [tidy(row) for row in edited.iter_rows(named=True)]
    known = [entry for entry in entries if entry.entry_id <= base["seen"]]
    return Table(kind, rows, known, base["seen"])


def forget(kind: Kind) -> None:
    """Begin again from what is entered."""
    st.session_state.pop(_place(kind), None)


def keep_typed(kind: Kind, rows: Sequence[dict[str, str]]) -> None:
    """Begin the next editor from these rows: what was typed outlives the editor."""
    base = st.session_state[_place(kind)]
    frame = _frame(rows, base["frame"].columns)
    st.session_state[_place(kind)] = base | {"frame": frame, "round": _next_round()}


def add_rows(kind: Kind, rows: Sequence[Mapping[str, str]]) -> None:
    """Put rows below those that the editor holds now, which keep what was typed into them."""
    edited = _now_in_editor(kind, st.session_state[_place(kind)])
    keep_typed(kind, [*edited.to_dicts(), *map(dict, rows)])


def _place(kind: Kind) -> str:
    return f"_entries_{kind}"


def _base(kind: Kind, entries: Sequence[Entry], columns: Sequence[str]) -> dict[str, Any]:
    """The rows that the editor starts from; they stay while somebody edits them."""
    base: dict[str, Any] | None = st.session_state.get(_place(kind))
    wanted = st.query_params.get(PREFILL) if kind == "contract" else None
    if base is not None and base["prefill"] == wanted:
        return base
    held = [dict(entry.values or {}) for entry in state(entries, kind).values()]
    decision = kept_decisions(entries).get(wanted or "")
    if wanted and decision is None:
        tell_unknown(PREFILL, [wanted], "", t("words.entered_kind.contract"))
    if decision is not None and decision.values:
        contract = contract_cells(decision.values)
        if not any(row.get("source") == contract["source"] for row in held):
            held.append(contract)
    base = {
        "frame": _frame(held, columns),
        "seen": entries[-1].entry_id if entries else 0,
        "prefill": wanted,
        "round": _next_round(),
    }
    st.session_state[_place(kind)] = base
    return base


def _next_round() -> int:
    """A number that no editor of this session has had: another base needs another editor."""
    number: int = st.session_state.get(_ROUND, 0) + 1
    st.session_state[_ROUND] = number
    return number


def _frame(rows: Sequence[dict[str, str]], columns: Sequence[str]) -> pl.DataFrame:
    cells = [{name: row.get(name) for name in columns} for row in rows]
    return pl.DataFrame(cells, schema=dict.fromkeys(columns, pl.String()))


def _offer_paste(kind: Kind, columns: Sequence[str]) -> None:
    """A field that takes rows as a spreadsheet copies them, and puts them below those there are."""
    with st.expander(t("entries.paste.title")):
        text = st.text_area(
            t("entries.paste.label"),
            key=f"paste_{kind}_{st.session_state[_place(kind)]['round']}",  # empty after each use
            placeholder="\t".join(columns),
            help=t("entries.paste.help", columns=", ".join(f"`{name}`" for name in columns)),
        )
        if not st.button(t("entries.paste.add"), key=f"add_{kind}", disabled=not text.strip()):
            return
        try:
            rows = read_pasted(text, columns)
        except InputError as refused:
            sentences([(plain(refused), True)])
            return
        add_rows(kind, rows)
        st.rerun()


def _now_in_editor(kind: Kind, base: dict[str, Any]) -> pl.DataFrame:
    """The base with what was typed since, which Streamlit keeps as differences."""
    frame: pl.DataFrame = base["frame"]
    typed = st.session_state.get(f"editor_{kind}_{base['round']}") or {}
    rows = frame.to_dicts()
    for number, cells in (typed.get("edited_rows") or {}).items():
        rows[int(number)] |= cells
    gone = set(typed.get("deleted_rows") or [])
    kept = [row for number, row in enumerate(rows) if number not in gone]
    added = [dict(cells) for cells in typed.get("added_rows") or []]
    return _frame(kept + added, frame.columns)


def _column(kind: Kind, name: str) -> Any:
    """Closed sets and flags are chosen, all else is typed as in a file."""
    column = named_source(kind).contract.columns()[name]
    label = t(f"columns.{name}") + ("" if column.nullable else " *")
    about = f"`{name}`: {column.description}"
    options = (column.metadata or {}).get("values") or ()
    if isinstance(column, dy.Bool):
        options = _FLAGS
    if options:
        return st.column_config.SelectboxColumn(label, help=about, options=list(options))
    return st.column_config.TextColumn(label, help=about)
