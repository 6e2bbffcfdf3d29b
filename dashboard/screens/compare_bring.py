"""Bring a plan: a file is checked, compared at once, and saved among the workspace's own."""

import os
from collections.abc import Collection, Sequence

import streamlit as st

from dashboard import formats
from dashboard.bringing import Brought, check_files, safe_name, save
from dashboard.components import card, note, plain, sentences
from dashboard.export import FORMATS
from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue
from dashboard.reading import View
from data.errors import SuanliError, UsageError
from data.plan_files import ENDINGS
from models.billing.plans import Plan
from models.plan_sheets.faults import SheetFault
from models.plan_sheets.files import write_workbook
from models.plan_sheets.template import make_template
from models.plan_sheets.writing import table_of

MOST_FAULTS = 20
MOST_MEGABYTES = 5
_FILES, _ROUND, _SAID = "brought_files", "brought_round", "brought_said"


def brought_files(own: Sequence[Plan]) -> tuple[Brought, ...]:
    """What this session has brought, checked; `own` are the workspace's plans."""
    return check_files(st.session_state.get(_FILES, {}), own)


def show_bring(view: View, found: Sequence[Brought], compared: Collection[str]) -> None:
    """The card with the upload, the template, and what became of each file.

    `compared` are the plans that are in the table.
    """
    with card(t("bring.title"), t("bring.subtitle"), height="content"):
        key = f"bring_{st.session_state.get(_ROUND, 0)}"
        st.file_uploader(
            t("bring.upload"),
            type=[ending.removeprefix(".") for ending in ENDINGS],
            accept_multiple_files=True,
            key=key,
            on_change=_take,
            args=(key,),
            help=t("bring.upload_help"),
            max_upload_size=MOST_MEGABYTES,
        )
        st.download_button(
            t("bring.template"),
            data=make_template,
            file_name="plans_template.xlsx",
            mime=FORMATS["xlsx"],
            key="bring_template",
            type="tertiary",
            on_click="ignore",
        )
        if said := st.session_state.get(_SAID):
            sentences([said])
        for one in found:
            _show(view, one, compared)
        note(t("bring.how"))


def download_plans(plans: Sequence[Plan], name: str) -> None:
    """A button that gives some plans of the screen as a workbook."""
    try:
        content = _workbook("\n".join(plan.model_dump_json() for plan in plans), plans)
    except UsageError as refused:
        note(plain(refused))
        return
    st.download_button(
        t("bring.download", offer=plain(name)),
        data=content,
        file_name=safe_name(f"{name}.xlsx"),
        mime=FORMATS["xlsx"],
        key="download_plan_workbook",
        type="tertiary",
        on_click="ignore",
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def _workbook(_key: str, _plans: Sequence[Plan]) -> bytes:
    return write_workbook([table_of(plan) for plan in _plans])


def _take(key: str) -> None:
    """Keep the files for the session, and empty the upload: a file of the same name is renewed."""
    files = {safe_name(file.name): file.getvalue() for file in st.session_state.get(key) or ()}
    st.session_state[_FILES] = st.session_state.get(_FILES, {}) | files
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state.pop(_SAID, None)


def _forget(one: Brought) -> None:
    kept = st.session_state.get(_FILES, {})
    st.session_state[_FILES] = {name: kept[name] for name in kept if name not in one.files}


def _show(view: View, one: Brought, compared: Collection[str]) -> None:
    if one.is_sound:
        for key, is_in in (("compared", True), ("apart", False)):
            named = dict.fromkeys(
                plain(plan.plan_id) for plan in one.plans if (plan.plan_id in compared) is is_in
            )
            if named:
                names = t("bring.separator").join(named)
                text = t(f"bring.{key}", file=plain(one.name), plans=names)
                sentences([(text, not is_in)])
    else:
        sentences((line, True) for line in _faults(one))
    with st.container(horizontal=True):
        if one.is_sound:
            st.button(
                t("bring.save"),
                key=f"bring_save_{one.name}",
                on_click=_save,
                args=(view, one),
                disabled=not os.access(view.workspace.home, os.W_OK),
                help=t("bring.save_help", folder=plain(view.workspace.plans)),
            )
        st.button(t("bring.remove"), key=f"bring_remove_{one.name}", on_click=_remove, args=(one,))


def _remove(one: Brought) -> None:
    _forget(one)
    st.session_state.pop(_SAID, None)


def _save(view: View, one: Brought) -> None:
    try:
        names = save(view.workspace, one)
    except SuanliError as refused:
        text = t("bring.not_saved", file=plain(one.name), why=plain(refused))
        st.session_state[_SAID] = (text, True)
        return
    _forget(one)
    kept = set(names) == set(one.files)
    shown = t("bring.separator").join(plain(name) for name in names)
    key = "saved" if kept else "saved_otherwise"
    st.session_state[_SAID] = (t(f"bring.{key}", file=plain(one.name), names=shown), False)


def _faults(one: Brought) -> list[str]:
    """A sentence for each fault: the cell, what is wrong, and what to do."""
    name = plain(one.name)
    if one.conflict:
        facts = {"plan": plain(one.conflict.plan_id), "source": plain(one.conflict.source)}
        return [t("bring.conflict", file=name, **facts)]
    if not one.faults:
        return [t("bring.refused", file=name, why=plain(one.error))]
    lines = [t("bring.faulty", file=name, count=formats.number(len(one.faults)))]
    lines += [_in_words(fault) for fault in one.faults[:MOST_FAULTS]]
    left = len(one.faults) - MOST_FAULTS
    return [*lines, t("bring.more", count=formats.number(left))] if left > 0 else lines


def _in_words(fault: SheetFault) -> str:
    key = f"bring.fault.{fault.code}"
    facts = {name: plain(value) for name, value in fault.facts.items()}
    said = t(key, **facts) if key in load_catalogue() else plain(f"{fault.what}. {fault.remedy}")
    at = f"`{fault.cell}`" + (f" ({plain(fault.key)})" if fault.key else "")
    return t("bring.at", cell=at, said=said)
