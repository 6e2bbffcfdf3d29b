"""What the browser has to know of the whole page: its language, and dashboard/page.js."""

from functools import cache
from pathlib import Path

import streamlit as st

import dashboard
from dashboard.i18n import current_language


def tell_browser() -> None:
    """The language is for its fonts and for screen readers."""
    tag = current_language().replace("_", "-")
    script = f"<script>document.documentElement.lang = '{tag}';\n{_page()}</script>"
    st.html(script, unsafe_allow_javascript=True)


@cache
def _page() -> str:
    return Path(dashboard.__file__).with_name("page.js").read_text("utf-8")
