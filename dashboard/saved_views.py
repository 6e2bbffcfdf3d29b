"""Views that somebody saved for everybody of the workspace: a screen, and what its address said.

They are kept in the log of what people enter, so that it is known who saved and who removed one;
they are rows of no table, and nothing is computed anew because of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from data.errors import SuanliError
from data.planning.log import Change, state
from data.planning.store import append, read_entries
from data.workspace import Workspace
from etl.planning import make_key

MOST_LETTERS = 60  # of a view's name


@dataclass(frozen=True)
class SavedView:
    """A screen and the parameters of its address; `name` is unique in the workspace."""

    name: str
    screen: str
    query: str


def query_of(parameters: Mapping[str, Sequence[str]]) -> str:
    """Parameters as an address has them, in the order of their names."""
    return urlencode(sorted(parameters.items()), doseq=True)


def saved_views(workspace: Workspace) -> list[SavedView]:
    """All views by name; none where the file of entries cannot be read, which others report."""
    path = workspace.planning
    if not path.exists():
        return []
    found = path.stat()
    return _read(str(workspace.home), found.st_mtime_ns, found.st_size)


def save_view(workspace: Workspace, view: SavedView, who: str) -> None:
    """Save a view, in place of one of the same name.

    Raises:
        UsageError: nobody saves it.
        SuanliError: as planning.store.append.
    """
    values = {"name": view.name, "screen": view.screen, "query": view.query}
    change = Change(kind="view", key=make_key([view.name]), values=values)
    append(workspace, lambda _: [change], who=who, reason="")


def remove_view(workspace: Workspace, name: str, who: str) -> None:
    """Remove a view, for everybody.

    Raises:
        As save_view.
    """
    change = Change(kind="view", key=make_key([name]), values=None)
    append(workspace, lambda _: [change], who=who, reason="")


@st.cache_resource(max_entries=4, show_spinner=False)
def _read(home: str, mtime_ns: int, size: int) -> list[SavedView]:  # noqa: ARG001 - keys of it
    try:
        held = state(read_entries(Workspace(Path(home))), "view").values()
    except SuanliError:
        return []
    found = [SavedView(**(entry.values or {})) for entry in held]
    return sorted(found, key=lambda view: view.name)
