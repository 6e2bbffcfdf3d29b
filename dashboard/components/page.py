"""What the browser has to know of the whole page: its language, and how charts fit on paper."""

import streamlit as st

from dashboard.i18n import current_language

# A printed page is narrower than the window for which Plotly drew: with a view box its drawing
# shrinks with the paper (look.css), without one it would be cut off.
_FIT_ON_PAPER = """
if (!window.suanliPrints) {
  window.suanliPrints = true;
  addEventListener('beforeprint', () => {
    for (const drawing of document.querySelectorAll('svg.main-svg')) {
      const [width, height] = ['width', 'height'].map((side) => drawing.getAttribute(side));
      drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
    }
  });
  addEventListener('afterprint', () => {
    for (const drawing of document.querySelectorAll('svg.main-svg')) {
      drawing.removeAttribute('viewBox');
    }
  });
}
"""


def tell_browser() -> None:
    """The language is for its fonts and for screen readers."""
    tag = current_language().replace("_", "-")
    script = f"<script>document.documentElement.lang = '{tag}';{_FIT_ON_PAPER}</script>"
    st.html(script, unsafe_allow_javascript=True)
