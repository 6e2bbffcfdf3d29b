"""Both tax bases on every screen: the head says which, and no amount of the other one is left.

The other basis is the sample's own rows with every amount doubled: plainly others, yet in the same
relation to each other, to the cent.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.screens import SCREENS, Screen
from data.snapshot import building
from data.supply import FILE_NAME as SUPPLY_FILE
from data.tables import OUT_TABLES
from data.tables.ddl import duckdb_type
from data.tax_bases import prepare_bases
from data.workspace import Workspace
from tests.screens.opening import at_address, everything, go_to

# Card-hours, files, forms, words; what is typed into a calculator stands on the basis shown.
WITHOUT_AMOUNTS = {
    "patterns", "health", "upload", "entries", "export", "glossary", "own", "training",
    "chips", "market",
}  # fmt: skip
OF_UNIT = ("p10", "p50", "p90", "mean", "actual")  # in rows whose unit is CNY
_NO_AMOUNT = "cny_per_currency"


@pytest.fixture(scope="module")
def doubled_home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, and beside it the other basis: computed tables whose amounts are doubled."""
    home = tmp_path_factory.mktemp("both_bases")
    shutil.copytree(sample_home / "warehouse", home / "warehouse")
    shutil.copyfile(sample_home / SUPPLY_FILE, home / SUPPLY_FILE)
    with building(Workspace(home), keep=1, from_current=True) as build:
        prepare_bases(build.connection, ["excluded"])
        for name in OUT_TABLES:
            doubled = ", ".join(_doubled(name))
            rows = f"SELECT * REPLACE ({doubled})" if doubled else "SELECT *"
            build.connection.execute(
                f"CREATE OR REPLACE TABLE tax_excluded.{name} AS {rows} FROM main.{name}"
            )
    return home


def _doubled(name: str) -> Iterator[str]:
    """Expressions for the amounts of a table, and for the basis that it says."""
    for column, at in OUT_TABLES[name].columns().items():
        if "CNY" in (at.metadata or {}).get("unit", "") and column != _NO_AMOUNT:
            yield f'("{column}" * 2)::{duckdb_type(at.dtype)} AS "{column}"'
        elif column in OF_UNIT and "unit" in OUT_TABLES[name].columns():
            yield f'if(unit = \'CNY\', 2, 1) * "{column}" AS "{column}"'
        elif column == "tax_basis":
            yield "'excluded' AS tax_basis"


@pytest.fixture(autouse=True)
def on_both(doubled_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUANLI_HOME", str(doubled_home))


def amounts(app: AppTest) -> list[str]:
    """Amounts of money in tiles and sentences, in their order."""
    texts = [*(f"{tile.value} {tile.delta}" for tile in app.metric), everything(app)]
    return re.findall(r"¥[\d.,]+[KMB]?", "\n".join(texts))


def charts(app: AppTest) -> list[str]:
    return [str(one.proto.spec) for one in app.get("plotly_chart")]


def on(app: AppTest, basis: str) -> AppTest:
    app.query_params["tax"] = basis
    return app.run()


@pytest.mark.parametrize("screen", SCREENS, ids=lambda one: one.name)
def test_a_screen_follows_the_basis_and_says_it(screen: Screen) -> None:
    app = at_address("" if screen.name == "overview" else screen.url_path)
    assert "CNY, tax included" in everything(app)
    before, drawn = amounts(app), charts(app)
    tables = [one.value for one in app.dataframe]
    on(app, "excluded")
    assert "CNY, tax excluded" in everything(app)
    assert "CNY, tax included" not in everything(app)
    if screen.name not in WITHOUT_AMOUNTS:
        assert before
        assert amounts(app) != before
    on(app, "included")
    assert amounts(app) == before  # nothing of the other basis was kept for this one
    assert charts(app) == drawn
    assert all(one.value.equals(old) for one, old in zip(app.dataframe, tables, strict=True))


def test_every_amount_of_the_table_is_the_other_bases_own() -> None:
    app = at_address("explorer")
    [included] = [one.value for one in app.dataframe]
    [excluded] = [one.value for one in on(app, "excluded").dataframe]
    assert [2 * cost for cost in included["cost_cny"]] == [*excluded["cost_cny"]]


def test_the_basis_is_chosen_in_the_bar_and_stays_on_other_screens() -> None:
    app = at_address("explorer")
    asked = app.segmented_control(key="tax")
    assert (asked.value, asked.disabled, asked.options) == (
        "included",
        False,
        ["included", "excluded"],
    )
    asked.set_value("excluded").run()
    assert app.query_params["tax"] == "excluded"
    app.query_params.clear()
    for address in ("market", "forecast", ""):  # the first has no such choice
        go_to(app, address)
        assert "CNY, tax excluded" in everything(app)
        assert app.query_params["tax"] == "excluded"
        app.query_params.clear()
    go_to(app, "explorer").segmented_control(key="tax").set_value("included").run()
    assert "CNY, tax included" in everything(app)


def test_a_file_says_its_basis_and_holds_its_rows() -> None:
    said = {}
    for basis in ("included", "excluded"):
        app = at_address("export", table="out_cost_month", tax=basis)
        assert not app.exception
        said[basis] = everything(app)
    assert "tax included" in said["included"]
    assert "tax excluded" in said["excluded"]
