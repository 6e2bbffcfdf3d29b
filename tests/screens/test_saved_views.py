"""Saved views: one saves what the address says, all others find it in the search box."""

import os
from dataclasses import replace
from typing import Any

import pytest

from dashboard.i18n import LANGUAGES, Language
from dashboard.saved_views import (
    SavedView,
    pin_view,
    query_of,
    remove_view,
    save_view,
    saved_views,
)
from data.errors import UsageError
from data.planning.log import Change
from data.planning.store import append, read_entries
from data.workspace import Workspace
from etl.entered import waiting_entries
from etl.planning import make_key
from tests.screens.factories import POOLS, cost_day, pool_id
from tests.screens.forecast_company import PublishRows
from tests.screens.opening import at_address, everything

VIEW = SavedView("North", "explorer", "provider=yunlan&rows=pool")


@pytest.fixture
def workspace(publish_rows: PublishRows) -> Any:
    return publish_rows({"out_cost_daily": [cost_day(pool=pool) for pool in POOLS]})


def test_what_the_address_says_is_saved_under_a_name(workspace: Workspace) -> None:
    app = at_address("explorer", lang="en", provider="yunlan", rows="pool", chip=["H20", "H100"])
    app.text_input(key="view_name").set_value("  North  of  us ")
    app.text_input(key="view_who").set_value("Lin").run()
    app.button(key="save_view").click().run()
    assert "Saved: North of us" in everything(app)
    saved = SavedView("North of us", "explorer", "chip=H20&chip=H100&provider=yunlan&rows=pool")
    assert saved_views(workspace) == [saved]
    assert read_entries(workspace)[0].who == "Lin"


def test_nobody_saves_nothing(workspace: Workspace) -> None:
    app = at_address("explorer")
    assert app.button(key="save_view").disabled
    with pytest.raises(UsageError):
        save_view(workspace, VIEW, " ")


def test_everybody_finds_it_and_comes_to_what_it_shows(workspace: Workspace) -> None:
    save_view(workspace, VIEW, "Lin")
    app = at_address("changes", chip="A100", days="28")  # what was chosen before does not count
    found = ("view", "North", "explorer?provider=yunlan&rows=pool")
    assert "North · saved view" in app.selectbox("search").options
    app.selectbox("search").set_value(found).run()
    assert app.title[0].value == "Explorer"
    assert app.query_params["provider"] == "yunlan"
    assert "chip" not in app.query_params
    shown = sorted(app.dataframe[0].value["pool_id"])
    assert shown == sorted([pool_id(POOLS[0]), pool_id(POOLS[1])])


def test_a_view_is_found_though_the_file_looks_as_old_as_before(workspace: Workspace) -> None:
    save_view(workspace, VIEW, "Lin")
    before = workspace.planning.stat()
    assert saved_views(workspace) == [VIEW]
    later = replace(VIEW, name="South")
    save_view(workspace, later, "Lin")
    os.utime(workspace.planning, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert saved_views(workspace) == [VIEW, later]


def test_that_the_file_could_not_be_read_once_is_not_remembered(workspace: Workspace) -> None:
    save_view(workspace, VIEW, "Lin")
    whole = workspace.planning.read_bytes()
    workspace.planning.write_bytes(b"no database" * 99)
    assert saved_views(workspace) == []
    workspace.planning.write_bytes(whole)
    assert saved_views(workspace) == [VIEW]


def test_the_same_name_replaces_and_a_removed_one_is_gone(workspace: Workspace) -> None:
    save_view(workspace, VIEW, "Lin")
    save_view(workspace, SavedView("North", "units", "provider=beiyun"), "Wu")
    assert saved_views(workspace) == [SavedView("North", "units", "provider=beiyun")]
    app = at_address("units")
    app.text_input(key="view_who").set_value("Wu").run()
    app.selectbox(key="view_old").set_value("North").run()
    app.button(key="remove_view").click().run()
    assert saved_views(workspace) == []
    assert len(read_entries(workspace)) == 3  # nothing is ever deleted from the log


def test_a_view_is_no_row_that_waits_to_be_loaded(workspace: Workspace) -> None:
    save_view(workspace, VIEW, "Lin")
    assert waiting_entries(workspace, []) == []


def test_a_view_of_a_screen_that_is_gone_is_not_offered(workspace: Workspace) -> None:
    save_view(workspace, SavedView("Old", "no_such_screen", ""), "Lin")
    assert not any("Old" in option for option in at_address("explorer").selectbox("search").options)


def test_a_damaged_file_of_entries_does_not_keep_screens_from_showing(
    workspace: Workspace,
) -> None:
    workspace.planning.write_bytes(b"no database" * 100)
    assert saved_views(workspace) == []
    app = at_address("explorer")
    assert not app.exception
    assert not app.error


def test_a_view_can_be_removed_before_it_was_read(workspace: Workspace) -> None:
    save_view(workspace, VIEW, "Lin")
    remove_view(workspace, "North", "Lin")
    assert saved_views(workspace) == []


def test_parameters_are_written_in_one_order() -> None:
    assert query_of({"rows": ["pool"], "chip": ["a b", "c"]}) == "chip=a+b&chip=c&rows=pool"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_speaks_the_readers_language(language: Language, workspace: Workspace) -> None:
    app = at_address("patterns", lang=language)
    said = {"en": "Save for everybody", "zh_CN": "为所有人保存", "ja": "全員向けに保存"}
    assert app.button(key="save_view").label == said[language]


def kept(app: Any, name: str, who: str = "Wu") -> Any:
    """The menu with a view chosen, by somebody who has a name."""
    app.text_input(key="view_who").set_value(who).run()
    return app.selectbox(key="view_old").set_value(name).run()


def test_pinned_views_come_first_in_their_order_and_stand_on_the_first_page(
    workspace: Workspace,
) -> None:
    for name in ("A", "B", "C"):
        save_view(workspace, SavedView(name, "explorer", "rows=pool"), "Lin")
    for name in ("C", "B"):
        pin_view(workspace, name, "Lin")
    assert [view.name for view in saved_views(workspace)] == ["C", "B", "A"]
    app = kept(at_address("units"), "B")
    assert app.button(key="pin_view").label == "One place up"
    app.button(key="pin_view").click().run()
    assert [view.name for view in saved_views(workspace)] == ["B", "C", "A"]
    first = at_address("")
    assert [first.button(key=f"pinned_first_{n}").label for n in (1, 2)] == ["B", "C"]
    first.button(key="pinned_first_1").click().run()
    assert first.title[0].value == "Explorer"
    assert first.query_params["rows"] == "pool"


def test_an_unpinned_view_stands_among_the_others(workspace: Workspace) -> None:
    save_view(workspace, VIEW, "Lin")
    pin_view(workspace, "North", "Lin")
    kept(at_address("units"), "North").button(key="unpin_view").click().run()
    assert [view.place for view in saved_views(workspace)] == [0]


def test_saving_a_pinned_view_anew_keeps_its_pin(workspace: Workspace) -> None:
    save_view(workspace, VIEW, "Lin")
    pin_view(workspace, "North", "Lin")
    save_view(workspace, SavedView("North", "units", ""), "Wu")
    assert saved_views(workspace) == [SavedView("North", "units", "", place=1)]


def test_a_view_is_renamed_but_not_to_a_name_that_is_taken(workspace: Workspace) -> None:
    for name in ("North", "South"):
        save_view(workspace, SavedView(name, "explorer", ""), "Lin")
    app = kept(at_address("explorer"), "North")
    app.text_input(key="view_new_name").set_value("South").run()
    app.button(key="rename_view").click().run()
    assert "Nothing was saved: There is a view called" in everything(app)
    app.text_input(key="view_new_name").set_value("West").run()
    app.button(key="rename_view").click().run()
    assert [view.name for view in saved_views(workspace)] == ["South", "West"]


def test_a_removed_view_can_be_brought_back_at_once(workspace: Workspace) -> None:
    save_view(workspace, VIEW, "Lin")
    pin_view(workspace, "North", "Lin")
    app = kept(at_address("explorer"), "North")
    app.button(key="remove_view").click().run()
    assert saved_views(workspace) == []
    assert app.button(key="undo_view").label == "Bring back: North"
    app.button(key="undo_view").click().run()
    assert saved_views(workspace) == [SavedView("North", "explorer", VIEW.query, place=1)]
    assert not [button for button in app.button if button.key == "undo_view"]


def test_a_view_that_an_earlier_version_saved_is_read(workspace: Workspace) -> None:
    values = {"name": "Old", "screen": "explorer", "query": ""}
    change = Change(kind="view", key=make_key(["Old"]), values=values)
    append(workspace, lambda _: [change], who="Lin", reason="")
    assert saved_views(workspace) == [SavedView("Old", "explorer", "")]
