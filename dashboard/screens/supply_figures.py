"""Finished figures of the Supply screen, kept by snapshot, pool, language and theme."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.i18n import writing
from dashboard.reading import current
from dashboard.slices import Pools

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def kept_figure(kind: str, pools: Pools, make: "Callable[[], Figure]") -> "Figure":
    """The figure of a kind; made once for what it depends on, and never changed."""
    view = current()
    snapshot_id = view.snapshot_id if view else ""
    theme = st.context.theme.type or "light"
    return _kept(snapshot_id, kind, pools, writing(), theme, make)


@st.cache_resource(max_entries=24, show_spinner=False)
def _kept(
    snapshot_id: str,  # noqa: ARG001 - all but the last are keys of the cache
    kind: str,  # noqa: ARG001
    pools: Pools,  # noqa: ARG001
    language: str,  # noqa: ARG001
    theme: str,  # noqa: ARG001
    _make: "Callable[[], Figure]",
) -> "Figure":
    return _make()
