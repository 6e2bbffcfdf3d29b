"""What a screen shows before anything has been loaded."""

import streamlit as st

from dashboard.components.cards import card
from dashboard.i18n import t

_COMMANDS = (
    ("common.empty.demo", "suanli demo"),
    ("common.empty.load", "suanli load PATH\nsuanli run"),
)


def empty_state() -> None:
    """Say that nothing is loaded yet, and the two ways to begin."""
    with card(t("common.empty.title"), height="content"):
        st.markdown(t("common.empty.why"))
        for text_key, command in _COMMANDS:
            st.markdown(t(text_key))
            st.code(command, language="bash")
