"""What a screen shows before anything has been loaded: the sample, or one's own first file."""

import streamlit as st

from dashboard.components.cards import card, note, sentences
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
_WITHOUT_DATA = ("market", "compare", "own")  # answer from inputs and dated references


def empty_state() -> None:
    """Say that nothing is loaded yet, the ways to begin, and what is answered without any data."""
    workspace = find_workspace()
    if show_running(workspace):
        return
    begin_with, without = st.columns(2, gap="small")
    with begin_with, card(t("common.empty.title")):
        st.markdown(t("common.empty.why"))
        offer_sample(workspace)
        link_to("upload", t("common.empty.upload"))
        with st.expander(t("common.empty.commands")):
            for text_key, command in _COMMANDS:
                st.markdown(t(text_key))
                st.code(command, language="bash")
    with without, card(t("common.empty.without")):
        for screen in _WITHOUT_DATA:
            link_to(screen, t(f"common.empty.ask.{screen}"))
            note(t(f"common.empty.about.{screen}"))


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
