"""Who entered what of a kind, the latest first; and taking the last saving back."""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard import formats
from dashboard.components import card, note, sentences, table
from dashboard.components.tables import grid
from dashboard.entries import history
from dashboard.i18n import t
from dashboard.reading import current
from dashboard.screens.decisions_form import WHO
from dashboard.screens.entries_in_force import in_force_ids
from data.planning.log import Entry, Kind, state, undoable


def show_history(
    kind: Kind,
    entries: Sequence[Entry],
    begin: Callable[[dict[str, object]], None],
) -> None:
    """The entries of a kind, with downloads, and a button that undoes the last saving."""
    own = [entry for entry in entries if entry.kind == kind]
    if not own:
        note(t("entries.history.none"))
        return
    title = t("entries.history.title", count=formats.number(len(own)))
    with card(title, t("decisions.history.subtitle"), height="content"):
        _say_what_holds(kind, entries)
        rows = history(own).drop("entered_kind")
        show = table if current() is not None else grid
        show(rows, f"entries_{kind}", height=280 if rows.height > 7 else None)
        _undo(kind, own, begin)


def _say_what_holds(kind: Kind, entries: Sequence[Entry]) -> None:
    """Entered rows that a file saved later replaced: they are kept, and do not count."""
    if current() is None:
        return
    published = in_force_ids(kind)
    replaced = [e for e in state(entries, kind).values() if e.entry_id not in published]
    if replaced:
        names = ", ".join(str(entry.entry_id) for entry in replaced[:5])
        count = formats.number(len(replaced))
        sentences([(t("entries.history.replaced", count=count, names=names), True)])


def _undo(kind: Kind, own: Sequence[Entry], begin: Callable[[dict[str, object]], None]) -> None:
    batches = undoable(own, kind)
    if not batches:
        return
    last = [entry for entry in own if entry.batch == batches[0]]
    who = st.session_state.get(WHO, "").strip()
    task: dict[str, object] = {
        "task": "undo",
        "kind": kind,
        "batch": batches[0],
        "who": who,
        "reason": "",
        "seen": max(entry.entry_id for entry in own),
    }
    st.button(
        t("entries.history.undo", count=formats.number(len(last)), batch=batches[0]),
        key="undo_entries",
        disabled=not who,
        on_click=begin,
        args=(task,),
        help=t("entries.who_needed"),
    )
