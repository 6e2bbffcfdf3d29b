"""The form by which somebody accepts, changes or rejects an advice; it is kept at once."""

from datetime import date
from typing import Any

import streamlit as st

from dashboard.components import note, plain
from dashboard.decisions import Advice, Verdict, keep
from dashboard.i18n import t
from dashboard.reading import View
from data.errors import SuanliError
from data.tables.ladder import LADDER_ACTIONS

WHO, SAID = "_who", "_decision_said"
_DECIDING = "_deciding"


class _Deciding:
    """Which advice this session is deciding on, and how."""

    def __call__(self) -> tuple[str, str] | None:
        """Id of the advice and the verdict; None where no form is open."""
        found: tuple[str, str] | None = st.session_state.get(_DECIDING)
        return found

    def begin(self, decision_id: str, verdict: str) -> None:
        """Open the form."""
        st.session_state[_DECIDING] = (decision_id, verdict)

    def end(self) -> None:
        """Close it."""
        st.session_state.pop(_DECIDING, None)


deciding = _Deciding()


def show_form(view: View, advice: Advice, verdict: str, seen: int) -> None:
    """Owner, reason and deadline; of a changed advice also what is done instead."""
    key = f"decide_{advice.decision_id}"
    with st.form(key, border=False):
        st.markdown(t(f"decisions.form.{verdict}"))
        changes = _changes(advice) if verdict == "changed" else {}
        left, right = st.columns(2, gap="small")
        known = st.session_state.get(WHO, "")
        owner = left.text_input(t("columns.owner"), value=known, max_chars=100)
        who = right.text_input(t("decisions.form.who"), value=known, max_chars=100)
        reason = st.text_input(t("decisions.form.reason"), max_chars=200)
        deadline = None
        if verdict != "rejected":
            deadline = st.date_input(
                t("columns.deadline"), value=advice.row["starts_on"], format="YYYY-MM-DD"
            )
        with st.container(horizontal=True, gap="small"):
            is_sent = st.form_submit_button(t("decisions.form.keep"), type="primary")
            is_left = st.form_submit_button(t("decisions.form.cancel"))
    if is_left:
        deciding.end()
        st.rerun()
    if is_sent:
        day = deadline if isinstance(deadline, date) else None
        _keep(view, advice, Verdict(verdict, reason, owner, day, changes), who or owner, seen)


def _changes(advice: Advice) -> dict[str, str]:
    """What is done instead, as text, so that the contract judges it like any cell."""
    row = advice.row
    actions = [action for action in LADDER_ACTIONS if action != "keep"]
    left, middle, right = st.columns(3, gap="small")
    action = left.selectbox(
        t("columns.action"),
        actions,
        index=actions.index(row["action"]),
        format_func=lambda code: t(f"words.action.{code}"),
    )
    units = middle.text_input(t("columns.units"), value=f"{row['units']:g}")
    offer = right.text_input(t("columns.offer_id"), value=row["offer_id"])
    first, last, fee = st.columns(3, gap="small")
    starts = first.date_input(t("columns.starts_on"), row["starts_on"], format="YYYY-MM-DD")
    ends = last.date_input(t("columns.ends_on"), row["ends_on"], format="YYYY-MM-DD")
    rate = fee.text_input(
        t("columns.unit_fee_cny_per_month"), value=f"{row['unit_fee_cny_per_month']:.2f}"
    )
    typed: dict[str, Any] = {
        "action": action,
        "units": units,
        "offer_id": offer,
        "starts_on": starts,
        "ends_on": ends,
        "unit_fee_cny_per_month": rate,
    }
    return {name: str(value) for name, value in typed.items()}


def _keep(view: View, advice: Advice, verdict: Verdict, who: str, seen: int) -> None:
    if not (verdict.owner.strip() and verdict.reason.strip()):
        note(t("decisions.form.needed"))
        return
    try:
        keep(view.workspace, view.settings, advice, verdict, who=who, seen=seen)
    except SuanliError as refused:
        st.error(plain(refused))
        return
    st.session_state[WHO] = who
    st.session_state[SAID] = (t("decisions.form.kept", what=plain(advice.row["offer_id"])), False)
    deciding.end()
    st.rerun()
