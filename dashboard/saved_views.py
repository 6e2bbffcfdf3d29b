"""Views that somebody saved for everybody of the workspace: a screen, and what its address said.

They are kept in the log of what people enter, so that it is known who saved, pinned, renamed or
removed one; they are rows of no table, and nothing is computed anew because of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from data.errors import SuanliError, UsageError
from data.planning.log import Change, Entry, state
from data.planning.store import append, last_entry_id, read_entries
from data.workspace import Workspace
from etl.planning import make_key

MOST_LETTERS = 60  # of a view's name


@dataclass(frozen=True)
class SavedView:
    """A screen and the parameters of its address; `name` is unique in the workspace.

    place: among the pinned ones, from 1; 0: not pinned.
    """

    name: str
    screen: str
    query: str
    place: int = 0


Views = dict[str, SavedView]


def query_of(parameters: Mapping[str, Sequence[str]]) -> str:
    """Parameters as an address has them, in the order of their names."""
    return urlencode(sorted(parameters.items()), doseq=True)


def saved_views(workspace: Workspace) -> list[SavedView]:
    """All views, pinned ones first in their order, the others by name.

    None of them where the file of entries cannot be read, which others report.
    """
    try:
        return _read(str(workspace.home), last_entry_id(workspace))
    except SuanliError:
        return []


def save_view(workspace: Workspace, view: SavedView, who: str) -> None:
    """Save a view, in place of one of the same name, whose pin it keeps.

    Raises:
        UsageError: nobody saves it.
        SuanliError: as planning.store.append.
    """

    def decide(views: Views) -> list[Change]:
        before = views.get(view.name)
        return [_set(replace(view, place=view.place or (before.place if before else 0)))]

    _change(workspace, decide, who)


def remove_view(workspace: Workspace, name: str, who: str) -> None:
    """Remove a view, for everybody.

    Raises:
        As save_view.
    """
    _change(workspace, lambda _: [_unset(name)], who)


def rename_view(workspace: Workspace, name: str, new_name: str, who: str) -> None:
    """Call a view otherwise.

    Raises:
        UsageError: there is another view of that name, or none of the old one.
        SuanliError: as save_view.
    """

    def decide(views: Views) -> list[Change]:
        if new_name in views:
            raise UsageError(f"There is a view called {new_name!r}", remedy="Choose another name.")
        return [_unset(name), _set(replace(_existing(views, name), name=new_name))]

    _change(workspace, decide, who)


def pin_view(workspace: Workspace, name: str, who: str) -> None:
    """Pin a view behind those that are; one that is pinned goes one place up.

    Raises:
        UsageError: there is no such view.
        SuanliError: as save_view.
    """

    def decide(views: Views) -> list[Change]:
        view = _existing(views, name)
        above = [one for one in pinned([*views.values()]) if one.place < view.place]
        if not view.place:
            return [_set(replace(view, place=1 + max(one.place for one in views.values())))]
        if not above:
            return []
        return [
            _set(replace(view, place=above[-1].place)),
            _set(replace(above[-1], place=view.place)),
        ]

    _change(workspace, decide, who)


def unpin_view(workspace: Workspace, name: str, who: str) -> None:
    """Take a pin away.

    Raises:
        As pin_view.
    """
    _change(workspace, lambda views: [_set(replace(_existing(views, name), place=0))], who)


def pinned(views: Sequence[SavedView]) -> list[SavedView]:
    """The pinned ones, in their order."""
    return sorted((view for view in views if view.place), key=lambda view: view.place)


def _change(workspace: Workspace, decide: Callable[[Views], list[Change]], who: str) -> None:
    append(workspace, lambda entries: decide(_held(entries)), who=who, reason="")


def _existing(views: Views, name: str) -> SavedView:
    if name not in views:
        raise UsageError(f"There is no view called {name!r} any more", remedy="Look again.")
    return views[name]


def _set(view: SavedView) -> Change:
    values = {key: str(value) for key, value in asdict(view).items()}
    return Change(kind="view", key=make_key([view.name]), values=values)


def _unset(name: str) -> Change:
    return Change(kind="view", key=make_key([name]), values=None)


def _held(entries: Sequence[Entry]) -> Views:
    """The views that hold, by name; those saved by an earlier version have no place."""
    found: Views = {}
    for entry in state(entries, "view").values():
        cells = dict(entry.values or {})
        place = int(cells.pop("place", "0"))
        found[cells["name"]] = SavedView(**cells, place=place)
    return found


@st.cache_resource(max_entries=4, show_spinner=False)
def _read(home: str, last: int) -> list[SavedView]:  # noqa: ARG001 - what it is kept by
    held = [*_held(read_entries(Workspace(Path(home)))).values()]
    others = sorted((view for view in held if not view.place), key=lambda view: view.name)
    return pinned(held) + others
