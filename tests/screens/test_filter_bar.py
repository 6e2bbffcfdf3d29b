"""The filter bar: everything in the address, kept between screens, options narrow each other."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import LANGUAGES, Language
from tests.screens.factories import LAST_DAY, POOLS, cost_day, pool_id
from tests.screens.forecast_company import PublishRows
from tests.screens.opening import at_address, everything, go_to

DAYS = [LAST_DAY - timedelta(days=n) for n in range(399, -1, -1)]


@pytest.fixture(autouse=True)
def four_pools(publish_rows: PublishRows, make: SimpleNamespace) -> None:
    """400 days of four pools; H20 is known to be imported, and 910B to be domestic."""
    rows = [cost_day(day, pool) for day in DAYS[::20] + DAYS[-2:] for pool in POOLS]
    chips = [("H20", "imported"), ("Ascend 910B", "domestic")]
    publish_rows(
        {
            "out_cost_daily": rows,
            "core_chip": [make.capacity.chip(name, origin=origin) for name, origin in chips],
        }
    )


def listed(app: AppTest, name: str) -> Any:
    """The list of a filter, whichever number its key has."""
    return next(box for box in app.multiselect if (box.key or "").startswith(f"bar_{name}_"))


def pools_shown(app: AppTest) -> list[str]:
    return sorted(app.dataframe[0].value["pool_id"])


def test_choosing_a_provider_leaves_its_pools_and_lies_in_the_address() -> None:
    app = at_address("explorer", rows="pool")
    listed(app, "provider").set_value(["yunlan"]).run()
    assert app.query_params["provider"] == "yunlan"
    assert len(listed(app, "pool").options) == 2
    assert pools_shown(app) == sorted([pool_id(POOLS[0]), pool_id(POOLS[1])])
    assert "2 pools" in everything(app)


def test_several_values_are_several_in_the_address() -> None:
    app = at_address("explorer", rows="pool", chip=["H20", "A100"])
    assert pools_shown(app) == sorted([pool_id(POOLS[1]), pool_id(POOLS[3])])
    listed(app, "chip").set_value(["H20", "A100", "H100"]).run()
    assert app.query_params["chip"] == ["H20", "A100", "H100"]


def test_chips_of_unknown_origin_can_be_chosen() -> None:
    app = at_address("explorer", rows="pool", origin="unknown")
    assert pools_shown(app) == sorted([pool_id(POOLS[0]), pool_id(POOLS[3])])


def test_a_mark_takes_its_filter_back_and_clear_all_of_them() -> None:
    app = at_address("explorer", rows="pool", provider="yunlan", chip="H20")
    assert app.button(key="drop_provider").label == "Provider: yunlan"
    app.button(key="drop_chip").click().run()
    assert "chip" not in app.query_params
    assert len(pools_shown(app)) == 2
    app.button(key="clear_filters").click().run()
    assert "provider" not in app.query_params
    assert len(pools_shown(app)) == 4
    assert listed(app, "provider").value == []


def test_a_list_that_was_set_from_outside_has_another_key() -> None:
    # The browser would send what a list in a closed popover held before, as if it were chosen now.
    app = at_address("explorer", chip="H20")
    before = listed(app, "chip").key
    app.button(key="drop_chip").click().run()
    assert listed(app, "chip").key != before


def test_filters_stay_on_screens_that_do_not_show_them() -> None:
    app = at_address("explorer", provider="beiyun", days="28")
    app.query_params.clear()  # what the menu's links do
    go_to(app, "units")
    assert app.query_params["provider"] == "beiyun"
    assert "days" not in app.query_params  # this screen has no period
    app.query_params.clear()
    go_to(app, "glossary")
    app.query_params.clear()
    go_to(app, "explorer")
    assert app.query_params["provider"] == "beiyun"
    assert app.query_params["days"] == "28"


def test_a_pool_chosen_elsewhere_is_the_bars_and_back() -> None:
    app = at_address("forecast", pool=pool_id(POOLS[1]))
    app.query_params.clear()
    go_to(app, "explorer")
    assert listed(app, "pool").value == [pool_id(POOLS[1])]
    app.query_params.clear()
    go_to(app, "forecast")
    assert app.selectbox(key="pool").value == pool_id(POOLS[1])


def test_a_screen_of_one_pool_shows_its_default_while_several_are_kept() -> None:
    both = [pool_id(POOLS[1]), pool_id(POOLS[3])]
    app = at_address("explorer", pool=both)
    app.query_params.clear()
    go_to(app, "forecast")
    assert app.selectbox(key="pool").value is None
    app.query_params.clear()
    go_to(app, "explorer")
    assert listed(app, "pool").value == both


def test_what_was_kept_gives_way_to_an_address_that_contradicts_it() -> None:
    app = at_address("explorer", provider="beiyun")
    app.query_params.clear()
    app.query_params["pool"] = pool_id(POOLS[0])
    go_to(app, "explorer")
    assert listed(app, "provider").value == []
    assert app.query_params.get("provider") is None
    assert listed(app, "pool").value == [pool_id(POOLS[0])]


def test_an_unknown_value_is_not_followed() -> None:
    app = at_address("explorer", provider="nobody", days="7", rows="pool")
    assert len(pools_shown(app)) == 4
    assert app.segmented_control(key="days").value == "90"


@pytest.mark.parametrize(
    ("days", "first"),
    [
        ("28", LAST_DAY - timedelta(days=27)),
        ("365", LAST_DAY - timedelta(days=364)),
        ("all", DAYS[0]),
    ],
)
def test_days_count_back_from_the_last(days: str, first: Any) -> None:
    app = at_address("explorer", days=days)
    assert f"{first.day} {first:%b} {first.year}" in everything(app).replace("Sept", "Sep")


def test_own_days_lie_in_the_address_and_keep_within_the_data() -> None:
    app = at_address("explorer", rows="day", **{"from": "2026-11-17", "to": "2030-01-01"})
    assert app.segmented_control(key="days").value == "own"
    assert [f"{day}" for day in app.dataframe[0].value["day"]] == ["2026-11-17", "2026-11-18"]
    app.date_input(key="bar_from").set_value(LAST_DAY).run()
    assert app.query_params["from"] == "2026-11-18"
    app.segmented_control(key="days").set_value("90").run()
    assert "from" not in app.query_params


def test_days_that_are_none_are_not_followed() -> None:
    assert not at_address("explorer", **{"from": "yesterday"}).exception


@pytest.mark.parametrize("address", ["explorer", "changes", "units", "patterns"])
def test_filters_that_exclude_each_other_say_so(address: str) -> None:
    app = at_address(address, provider="yunlan", region="cn-west")
    assert not app.exception
    assert "Nothing fits these filters" in everything(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_marks_are_in_the_readers_language(language: Language) -> None:
    app = at_address("explorer", lang=language, origin="domestic")
    said = {"en": "Origin: domestic", "zh_CN": "进口/国产：国产", "ja": "輸入/国産：国産"}
    assert app.button(key="drop_origin").label == said[language]
