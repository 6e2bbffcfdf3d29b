"""A snapshot published by an earlier version: screens say what to run, and never fail."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import LANGUAGES, Language, t, using_language
from dashboard.outdated import lacking
from dashboard.screens import SCREENS, Screen
from data.tables import TABLES
from tests.screens.conftest import publish
from tests.screens.forecast_company import PublishRows, ahead, past
from tests.screens.ladder_rows import ladder_rows
from tests.screens.opening import APP, at_address, go_to, without_tables
from tests.screens.test_screens import open_screen, texts

# What the first published version knew; everything else came later.
FIRST_TABLES = ("out_pool_hourly", "out_usage_daily", "out_cost_daily", "out_forecast")
READ_BY = {
    "forecast": (
        "out_forecast_note",
        "out_forecast_score",
        "out_forecast_history",
        "out_capacity_risk",
        "out_budget_risk",
        "out_scenario",
    ),
    "anomalies": ("out_anomaly", "out_level_shift", "out_expected_daily"),
    "commitments": ("out_ladder", "out_ladder_month"),
    "proof": ("out_replay",),
}
ADVICE = {
    "commitments": (
        "out_ladder",
        "out_ladder_month",
        "out_ladder_choice",
        "out_ladder_unit",
        "out_ladder_wait",
    ),
    "proof": ("out_replay", "out_replay_month"),
}
OlderHome = Callable[[tuple[str, ...]], None]


@pytest.fixture(scope="module")
def older_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[tuple[str, ...]], Path]:
    """A pool and its forecast without some tables, published once for all who only read them."""

    @cache
    def publish_older(names: tuple[str, ...]) -> Path:
        home = tmp_path_factory.mktemp("older")
        publish(home, {"out_cost_daily": past(), "out_forecast": ahead(method="ensemble")})
        without_tables(home, *names)
        return home

    return publish_older


@pytest.fixture
def without(
    older_home: Callable[[tuple[str, ...]], Path], monkeypatch: pytest.MonkeyPatch
) -> OlderHome:
    """Make a snapshot that lacks these tables the one that screens read."""
    return lambda names: monkeypatch.setenv("SUANLI_HOME", str(older_home(names)))


def said_what_to_run(app: AppTest, language: Language = "en") -> bool:
    assert not app.exception, app.exception[0].stack_trace
    with using_language(language):
        title = t("common.outdated.title")
    shown = any(code.value == "suanli rebuild" for code in app.code)
    assert shown == (title in texts(app))
    return shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_opens_on_a_snapshot_of_the_first_version(
    without: OlderHome, screen: Screen, language: Language
) -> None:
    later = tuple(n for n in TABLES if n.startswith("out_") and n not in FIRST_TABLES)
    without(later)
    app = open_screen(screen, language)
    shown = said_what_to_run(app, language)
    assert shown or screen.name not in ("forecast", "anomalies", "commitments", "proof")
    if shown:
        assert all(f"`{name}`" in texts(app) for name in later)


@pytest.mark.parametrize(
    ("name", "table"), [(name, table) for name, tables in READ_BY.items() for table in tables]
)
def test_one_table_less_is_named(without: OlderHome, name: str, table: str) -> None:
    without((table,))
    (screen,) = (screen for screen in SCREENS if screen.name == name)
    app = open_screen(screen, "en")
    assert said_what_to_run(app)
    assert f"`{table}`" in texts(app)


@pytest.mark.parametrize(
    ("name", "table"), [(name, table) for name, tables in ADVICE.items() for table in tables]
)
def test_one_table_less_is_named_beside_advice(
    name: str, table: str, publish_rows: PublishRows, tmp_path: Path
) -> None:
    publish_rows(ladder_rows())
    without_tables(tmp_path, table)
    app = at_address(name)
    assert said_what_to_run(app)
    assert f"`{table}`" in texts(app)


def test_what_an_older_snapshot_has_is_still_shown(without: OlderHome) -> None:
    without(("out_scenario",))
    (screen,) = (screen for screen in SCREENS if screen.name == "forecast")
    app = open_screen(screen, "en")
    assert said_what_to_run(app)
    assert len(app.get("plotly_chart")) == 1


def test_a_column_that_came_later_is_named_too() -> None:
    with duckdb.connect() as connection:
        for name, schema in TABLES.items():
            columns = [column for column in schema.columns() if column != "level"]
            listed = ", ".join(f'"{column}" INTEGER' for column in columns)
            connection.execute(f'CREATE TABLE "{name}" ({listed})')
        missing = lacking(connection)
    assert missing == sorted(f"{n}.level" for n, s in TABLES.items() if "level" in s.columns())


def test_a_fault_of_ours_on_a_whole_snapshot_is_not_explained_away(
    publish_rows: PublishRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        with duckdb.connect() as connection:
            connection.execute("SELECT * FROM nowhere")

    publish_rows({})
    monkeypatch.setattr("dashboard.screens.forecast.render", broken)
    app = go_to(AppTest.from_file(str(APP), default_timeout=60), "forecast")
    assert len(app.exception) == 1
    assert not app.code
