"""How to read a screen, in four lines behind one button of its head: the same on every screen."""

import streamlit as st

from dashboard.i18n import t

PARTS = ("answers", "reads", "words", "next")


def how_to_read(screen: str) -> None:
    """A popover: what the screen answers, how it reads, what its words mean, what to do next."""
    with st.popover(t("common.how.button"), key="how", type="tertiary"):
        st.markdown(guidance(screen))


def guidance(screen: str) -> str:
    """The four lines as Markdown, each under its own small heading."""
    return "\n\n".join(
        f"**{t(f'common.how.{part}')}**  \n{t(f'{screen}.how.{part}')}" for part in PARTS
    )
