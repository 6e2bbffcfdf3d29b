"""What a screen shows before anything has been loaded: the sample, or one's own first file."""

import streamlit as st

from dashboard.components.cards import card, sentences
from dashboard.components.links import link_to
from dashboard.components.markdown import plain
from dashboard.components.running import begin, ended_job, show_running
from dashboard.i18n import t
from dashboard.view import current as published
from data.workspace import Workspace, find_workspace

_COMMANDS = (
    ("common.empty.demo", "suanli demo"),
    ("common.empty.load", "suanli load PATH\nsuanli run"),
)


def empty_state() -> None:
    """Say that nothing is loaded yet, and the ways to begin: a button, a screen, two commands."""
    workspace = find_workspace()
    if show_running(workspace):
        return
    with card(t("common.empty.title"), height="content"):
        st.markdown(t("common.empty.why"))
        offer_sample(workspace)
        link_to("upload", t("common.empty.upload"))
        for text_key, command in _COMMANDS:
            st.markdown(t(text_key))
            st.code(command, language="bash")


def offer_sample(workspace: Workspace) -> None:
    """A button that loads the sample, where nothing has been published; what `suanli demo` does."""
    if published(workspace) is not None:
        return
    if (job := ended_job(workspace)) is not None and job.result is None:
        sentences([(plain(job.error) if job.error else t("upload.failed.unexpected"), True)])
    st.button(
        t("common.empty.sample"),
        key="load_sample",
        on_click=begin,
        args=(workspace, {"task": "sample"}),
        help=t("common.empty.sample_help"),
    )
