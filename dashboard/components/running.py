"""What is being loaded into the workspace just now, and how far it is."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import streamlit as st

from dashboard import formats
from dashboard.background import Job, last_job, running_job, start
from dashboard.components.cards import card, sentences
from dashboard.components.markdown import plain
from dashboard.i18n import t
from data.errors import SuanliError
from data.workspace import Workspace

_READ, _SAID = "_job_read", "_job_refused"
_TOLD_FOR = timedelta(minutes=10)
_LOOK_EVERY_S = 1.0


def begin(
    workspace: Workspace, task: Mapping[str, Any], when_done: Callable[[], None] | None = None
) -> None:
    """Start a task beside the screens, or remember why that cannot be."""
    try:
        start(workspace, task, when_done)
    except SuanliError as refused:
        st.session_state[_SAID] = str(refused)


def show_running(workspace: Workspace) -> bool:
    """Show the progress of what is going on, whoever began it; False where nothing is."""
    if text := st.session_state.pop(_SAID, None):
        sentences([(t("upload.running.refused", why=plain(text)), True)])
    job = running_job(workspace)
    if job is None:
        return False
    with card(t("upload.running.title"), t("upload.running.subtitle"), height="content"):
        _progress(job)
    return True


def ended_job(workspace: Workspace) -> Job | None:
    """What ended last, for some minutes; whoever began it, and also after a lost connection."""
    job = last_job(workspace)
    if job is None or job is st.session_state.get(_READ) or job.ended_at is None:
        return None
    return job if datetime.now(UTC) - job.ended_at < _TOLD_FOR else None


def forget_job(workspace: Workspace) -> None:
    """Say no more to this reader of what ended last."""
    st.session_state[_READ] = last_job(workspace)


@st.fragment(run_every=_LOOK_EVERY_S)
def _progress(job: Job) -> None:
    if not job.is_running:
        st.rerun()  # the whole screen: there is something new to be read
    seconds = formats.number((datetime.now(UTC) - job.started_at).total_seconds())
    # Of what is computed after the last step that reports, nothing can be said but its time.
    text = t("upload.running.loading", name=plain(job.name), seconds=seconds)
    if job.total == 0:
        text = t("upload.running.starting", seconds=seconds)
    elif job.done >= job.total:
        text = t("upload.running.computing", seconds=seconds)
    st.progress(job.share, text=text)
