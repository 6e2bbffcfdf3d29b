"""Planning data: budgets, runs, events, contracts, plans, prices, quotes and what-ifs, typed in.

A table is judged as its file would be, cell by cell, and saved whole or not at all; who changed
what is kept, and can be taken back.
"""

import os
from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from dashboard import formats
from dashboard.background import Job, start
from dashboard.components import card, note, plain, screen_header, segments, sentences
from dashboard.components.running import show_running
from dashboard.i18n import t
from dashboard.screens.decisions_form import WHO
from dashboard.screens.entries_history import show_history
from dashboard.screens.entries_in_force import show_in_force
from dashboard.screens.entries_pick import forget_picked
from dashboard.screens.entries_table import Table, edited_table, forget, keep_typed
from dashboard.screens.entries_verdict import show_verdict
from data.errors import SuanliError
from data.planning.log import KINDS, Entry, Kind
from data.planning.store import read_entries
from data.settings import load_settings
from data.workspace import Workspace, find_workspace
from etl.planning import changes_to

ENTERED: tuple[Kind, ...] = tuple(kind for kind in KINDS if kind != "decision")
_JOB, _SAID = "_entry_job", "_entry_said"


def render() -> None:
    """The screen."""
    workspace = find_workspace()
    screen_header("entries.title")
    kind: Kind = segments(  # type: ignore[assignment]  # one of ENTERED
        t("entries.kind"), ENTERED, key="kind", words=lambda name: t(f"words.entered_kind.{name}")
    )
    if show_running(workspace):  # meanwhile what holds can be looked at
        show_in_force(kind, can_correct=False)
        return
    entries = read_entries(workspace)
    _say_what_came(entries)
    with card(t(f"entries.about.{kind}"), t("entries.subtitle"), height="content"):
        table = edited_table(kind, entries)
        _save(workspace, table)
        show_in_force(kind, can_correct=True)
    show_history(kind, entries, partial(_begin, workspace))


def _save(workspace: Workspace, table: Table) -> None:
    """What the door says of the table, who enters it and why, and the button."""
    settings = load_settings(workspace.home)
    try:
        judged = table.judge(settings.time_zone)
    except SuanliError as refused:
        sentences([(plain(refused), True)])
        return
    changes = changes_to(table.kind, judged.values, table.known)
    show_verdict(table, judged, changes)
    left, right = st.columns((1, 2), gap="small")
    st.session_state.setdefault("entered_by", st.session_state.get(WHO, ""))
    who = left.text_input(t("decisions.form.who"), key="entered_by", max_chars=100)
    st.session_state[WHO] = who  # a field that is not shown for a while forgets
    reason = right.text_input(
        t("decisions.form.reason"), key=f"entry_reason_{table.kind}", max_chars=200
    )
    task = {
        "task": "enter",
        "kind": table.kind,
        "rows": table.rows,
        "who": who,
        "reason": reason,
        "seen": table.seen,
    }
    can_write = os.access(workspace.home, os.W_OK) if workspace.home.exists() else True
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            t("entries.save", count=formats.number(len(changes))),
            key="save_entries",
            type="primary",
            disabled=not (changes and judged.is_sound and who.strip() and can_write),
            on_click=_begin,
            args=(workspace, task),
        )
        st.button(
            t("entries.discard"),
            key="discard_entries",
            disabled=not changes and judged.is_sound,
            on_click=_forget,
            args=(table.kind,),
        )
        if changes and judged.is_sound and not who.strip():
            note(t("entries.who_needed"))


def _begin(workspace: Workspace, task: dict[str, object]) -> None:
    """Start saving beside the screens; where that cannot be, nothing is saved and it is said."""
    if task["task"] == "enter":  # the editor, which is not shown meanwhile, would forget
        keep_typed(*(task[name] for name in ("kind", "rows")))  # type: ignore[arg-type]
    try:
        st.session_state[_JOB] = (start(workspace, task), task)
    except SuanliError as refused:
        st.session_state[_SAID] = (t("entries.refused", why=plain(refused)), True)


def _forget(kind: Kind) -> None:
    forget(kind)
    forget_picked(kind)


def _say_what_came(entries: Sequence[Entry]) -> None:
    """How the saving that this session began has ended."""
    if said := st.session_state.pop(_SAID, None):
        sentences([said])
    begun: tuple[Job, dict[str, object]] | None = st.session_state.get(_JOB)
    if begun is None or begun[0].is_running:
        return
    del st.session_state[_JOB]
    job, task = begun
    kind: Kind = task["kind"]  # type: ignore[assignment]  # as _save put it there
    if job.result is not None:
        _forget(kind)
        sentences([(t("entries.saved"), False)])
        return
    why = t("entries.broken") if job.error is None else plain(job.error)
    if _is_kept(entries, task):
        # What was typed is in the log: shown as typed, it would seem to be changed twice.
        _forget(kind)
        sentences([(t("entries.kept", why=why), True)])
    else:
        sentences([(t("entries.refused", why=why), True)])


def _is_kept(entries: Sequence[Entry], task: Mapping[str, object]) -> bool:
    """Whether the log has what was to be saved, though nothing could be published."""
    who, seen = " ".join(str(task["who"]).split()), task["seen"]  # as the log spells it
    return any(entry.who == who and entry.entry_id > seen for entry in entries)  # type: ignore[operator]
