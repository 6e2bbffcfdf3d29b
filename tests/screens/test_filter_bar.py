"""The filter bar: everything in the address, kept between screens, options narrow each other."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import LANGUAGES, Language
from dashboard.reading import read
from dashboard.screens import SCREENS
from tests.screens.factories import LAST_DAY, POOLS, cost_day, pool_id
from tests.screens.forecast_company import PublishRows
from tests.screens.opening import at_address, everything, go_to

DAYS = [LAST_DAY - timedelta(days=n) for n in range(399, -1, -1)]


def use(pool: tuple[str, str, str, str], kind: str) -> dict[str, Any]:
    """A project's last day in a pool: 960 card-hours of one kind of work."""
    row = cost_day(pool=pool)
    same = ("local_date", "pool_id", "provider", "region", "pool", "chip", "used_card_hours")
    hours = {"useful_card_hours": None, "queued_card_hours": None}
    return {name: row[name] for name in same} | hours | {"project": "p", "workload_class": kind}


@pytest.fixture(autouse=True)
def four_pools(publish_rows: PublishRows, make: SimpleNamespace) -> None:
    """400 days of four pools; H20 is known to be imported, and 910B to be domestic."""
    rows = [cost_day(day, pool) for day in DAYS[::20] + DAYS[-2:] for pool in POOLS]
    classes = ("training", "inference", "training", "fine_tuning")
    chips = [("H20", "imported"), ("Ascend 910B", "domestic")]
    publish_rows(
        {
            "out_cost_daily": rows,
            "out_usage_daily": [use(pool, kind) for pool, kind in zip(POOLS, classes, strict=True)],
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


CUT = [  # Supply shows its bar where there are customers: test_supply_screen.py
    one for one in SCREENS if one.filters and "provider" in one.filters and one.name != "supply"
]


@pytest.mark.parametrize("screen", CUT, ids=lambda screen: screen.name)
def test_every_screen_of_amounts_has_the_bar_and_keeps_what_is_chosen(screen: Any) -> None:
    app = at_address(screen.url_path if screen.name != "overview" else "", provider="yunlan")
    assert app.button(key="drop_provider").label == "Provider: yunlan"
    assert app.query_params["provider"] == "yunlan"
    assert "Not applied here" not in everything(app)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("data-health", "Not applied here: Period, Provider, Kind of work"),
        ("patterns", "Not applied here: Kind of work"),
        ("glossary", None),
    ],
)
def test_a_kept_filter_that_does_not_count_is_named(address: str, said: str | None) -> None:
    app = at_address("explorer", provider="yunlan", workload="training", days="28")
    app.query_params.clear()
    go_to(app, address)
    remarks = [text.value for text in app.caption if text.value.startswith("Not applied")]
    assert remarks == ([said] if said else [])


def test_kinds_of_work_cut_card_hours_and_add_up_to_all_of_them() -> None:
    app = at_address("explorer", rows="workload", days="28")
    hours = dict(app.dataframe[0].value[["workload_class", "used_card_hours"]].to_numpy())
    # Two pools train: 2 x 960.
    assert hours == {"training": 1920.0, "inference": 960.0, "fine-tuning": 960.0}
    app = at_address("explorer", rows="pool", days="28", workload="training")
    assert pools_shown(app) == sorted([pool_id(POOLS[0]), pool_id(POOLS[2])])
    offered = next(box for box in app.selectbox if box.key == "measure").options
    assert not any("Cost" in option for option in offered)


def test_the_parts_of_the_overview_add_up_to_the_whole() -> None:
    def month(pools: Any) -> Any:
        return read("overview_tiles", pools=pools)["month_cost_cny"][0]

    assert month(None) == sum(month((pool_id(pool),)) for pool in POOLS) > 0
    shares = read("overview_pools", pools=(pool_id(POOLS[0]), pool_id(POOLS[1])))["cost_share"]
    assert list(shares) == [0.5, 0.5]  # of what is shown, not of the company


def test_the_overview_of_some_pools_forecasts_nothing_that_does_not_add_up() -> None:
    app = at_address("", chip=["H20", "A100"])
    assert "A forecast" not in app.metric[1].value
    assert app.metric[1].delta == "not forecast together"
    assert "adds up over no others" in everything(app)


def test_filters_narrow_the_pools_that_a_screen_of_one_pool_offers() -> None:
    app = at_address("forecast", provider="yunlan")
    # Two pools and no forecast of their sum: the company's, and it says so.
    assert len(app.selectbox(key="pool").options) == 2
    assert "2 pools fit" in everything(app)
    app = at_address("scenarios", provider="beiyun")  # one pool is left: it is shown
    assert app.selectbox(key="pool").placeholder.startswith("train-b/Ascend 910B ·")
    assert "All 4 pools" not in everything(app)
    assert "pools fit" not in everything(app)


def test_where_nothing_adds_up_one_of_the_pools_that_fit_is_shown_and_not_the_company() -> None:
    app = at_address("scenarios", provider="yunlan")
    assert app.selectbox(key="pool").placeholder.startswith("serve-a/H20 ·")  # the first of them
    assert "2 pools fit" in everything(app)
    assert "All 4 pools" not in everything(app)


def test_several_pools_chosen_elsewhere_narrow_a_screen_of_one_pool_and_are_kept() -> None:
    two = [pool_id(pool) for pool in POOLS[:2]]
    app = at_address("scenarios", pool=two)
    assert len(app.selectbox(key="pool").options) == 2
    assert "2 pools fit" in everything(app)
    assert "All 4 pools" not in everything(app)
    assert app.query_params["pool"] == two  # whoever is sent the address sees the same
    assert "2 pools fit" in everything(at_address("forecast", pool=two))
    app.selectbox(key="pool").set_value(two[1]).run()
    assert app.query_params["pool"] == two[1]
    assert "pools fit" not in everything(app)


def test_several_pools_are_let_go_on_a_screen_of_one_pool() -> None:
    app = at_address("scenarios", pool=[pool_id(pool) for pool in POOLS[:2]])
    app.button(key="drop_pool").click().run()
    assert "All 4 pools" in everything(app)


def test_an_export_is_cut_by_the_columns_that_its_table_has() -> None:
    app = at_address("export", table="out_usage_daily", workload="training", provider="beiyun")
    assert len(app.dataframe[0].value) == 1
    assert "workload_class IN ('training')" in app.code[0].value
    app = at_address("export", table="out_cost_daily", workload="training")
    assert "does not cut" not in everything(app)
    assert "is not cut by: Kind of work" in everything(app)
