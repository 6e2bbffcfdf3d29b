"""Teams and classes of computing: filters of all screens, and how money flows to teams."""

from datetime import date
from json import loads
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import LANGUAGES, Language
from tests.screens.cost_rows import cost_month
from tests.screens.factories import POOLS, cost_day, pool_id
from tests.screens.forecast_company import PublishRows
from tests.screens.opening import at_address, everything

TEAM_OF = {"chat": "serving", "search": "serving", "base": "research", "lab": None}


def use(project: str, used_card_hours: float, pool: tuple[str, str, str, str] = POOLS[0]) -> Any:
    row = cost_day(pool=pool)
    same = ("local_date", "pool_id", "provider", "region", "pool", "chip")
    return {name: row[name] for name in same} | {
        "project": project,
        "workload_class": "inference",
        "used_card_hours": used_card_hours,
        "useful_card_hours": None,
        "queued_card_hours": None,
        "team": TEAM_OF.get(project),
    }


@pytest.fixture
def teams(publish_rows: PublishRows, make: SimpleNamespace) -> None:
    """Serving 300 and 200, research 400, and 60 of a project that is nobody's."""
    chip = make.capacity.chip("H100", origin="imported") | {"compute_class": "intelligent"}
    publish_rows(
        {
            "out_cost_daily": [cost_day(pool=pool) for pool in POOLS[:2]],
            "out_usage_daily": [
                use("chat", 300.0),
                use("search", 200.0, POOLS[1]),
                use("base", 400.0),
                use("lab", 60.0),
            ],
            "out_cost_month": [cost_month(date(2026, n, 1), 30, pool_id()) for n in (10, 11)],
            "core_chip": [chip],
        }
    )


def hours(app: AppTest, heading: str) -> dict[str, float]:
    rows = app.dataframe[0].value
    return dict(zip(rows[heading], rows["used_card_hours"], strict=True))


def listed(app: AppTest, name: str) -> Any:
    return next(box for box in app.multiselect if (box.key or "").startswith(f"bar_{name}_"))


@pytest.mark.parametrize(
    ("language", "nobodys"),
    [("en", "not assigned"), ("zh_CN", "未分配团队"), ("ja", "所属なし")],
)
def test_rows_by_team_add_up_and_show_what_is_nobodys(
    language: Language, nobodys: str, teams: None
) -> None:
    app = at_address("explorer", lang=language, rows="team", measure="used_card_hours")
    assert hours(app, "team") == {"serving": 500.0, "research": 400.0, nobodys: 60.0}


@pytest.mark.parametrize(
    ("team", "projects"),
    [
        (["serving"], {"chat": 300.0, "search": 200.0}),
        (["unassigned"], {"lab": 60.0}),
        (["research", "unassigned"], {"base": 400.0, "lab": 60.0}),
    ],
)
def test_a_team_is_the_set_of_its_projects(
    team: list[str], projects: dict[str, float], teams: None
) -> None:
    app = at_address("explorer", rows="project", measure="used_card_hours", team=team)
    assert hours(app, "project") == projects
    assert app.query_params["team"] == (team if len(team) > 1 else team[0])
    assert listed(app, "team").options == ["serving", "research", "not assigned"]


def test_where_nobody_has_a_team_the_filter_says_how_to_get_one(publish_rows: PublishRows) -> None:
    publish_rows({"out_cost_daily": [cost_day()], "out_usage_daily": [use("lab", 60.0)]})
    box = listed(at_address("explorer"), "team")
    assert (box.disabled, "suanli template project" in box.help) == (True, True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_flows_to_teams_and_a_project_without_one_stands_for_itself(
    language: Language, teams: None
) -> None:
    app = at_address("changes", lang=language)
    assert not app.exception
    labels = flow_labels(app)
    assert {"serving", "research"} <= labels
    own = {"en": "lab (no team)", "zh_CN": "lab（无团队）", "ja": "lab（所属なし）"}[language]
    assert own in labels
    assert "chat" not in labels


def test_without_any_team_money_flows_to_projects(publish_rows: PublishRows) -> None:
    months = [cost_month(date(2026, n, 1), 30, pool_id()) for n in (10, 11)]
    rows = [use("lab", 60.0) | {"local_date": date(2026, 11, 2)}]
    publish_rows(
        {"out_cost_month": months, "out_usage_daily": rows, "out_cost_daily": [cost_day()]}
    )
    assert "lab" in flow_labels(at_address("changes"))


def flow_labels(app: AppTest) -> set[str]:
    """Whole names of the nodes of the flow, as the pointer shows them, from the browser's spec."""
    specs = [loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    [flow] = [one for spec in specs for one in spec["data"] if one["type"] == "sankey"]
    return {text.rpartition(" ")[0] for text in flow["node"]["customdata"]}


def test_an_export_is_cut_by_team_where_its_table_has_one(teams: None) -> None:
    app = at_address("export", table="out_usage_daily", team=["serving", "unassigned"])
    assert sorted(app.dataframe[0].value["project"]) == ["chat", "lab", "search"]
    assert "is not cut by" not in everything(app)
    app = at_address("export", table="out_cost_daily", team="serving")
    assert "is not cut by: Team" in everything(app)


def test_a_pools_class_of_computing_is_its_chips(teams: None) -> None:
    # H100 stands in the catalogue, H20 of serve-a does not here.
    app = at_address("explorer", rows="compute", measure="used_card_hours")
    assert hours(app, "compute_class") == {"intelligent computing": 960.0, "unknown": 960.0}
    app = at_address("explorer", rows="pool", compute="intelligent")
    assert list(app.dataframe[0].value["pool_id"]) == [pool_id()]
    assert app.button(key="drop_compute").label == "Class of computing: intelligent computing"


def test_the_settings_name_a_provider_or_a_chip(
    teams: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUANLI_COMPUTE_CLASS", '{"H20": "general", "H100": "super"}')
    app = at_address("explorer", rows="compute", measure="used_card_hours")
    assert hours(app, "compute_class") == {"super computing": 960.0, "general computing": 960.0}
    assert list(
        at_address("explorer", rows="pool", compute="super").dataframe[0].value["pool_id"]
    ) == [pool_id()]
    monkeypatch.setenv("SUANLI_COMPUTE_CLASS", '{"H20": "general", "yunlan": "super"}')
    app = at_address("explorer", rows="compute", measure="used_card_hours")
    assert hours(app, "compute_class") == {"super computing": 1920.0}  # the provider's goes first
