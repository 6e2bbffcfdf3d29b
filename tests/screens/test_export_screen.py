"""The export screen: what it shows is what the command line writes, and a filter narrows both."""

from functools import partial

import pytest

from dashboard.i18n import LANGUAGES, Language
from dashboard.screens import export
from tests.screens.factories import POOLS, cost_day, pool_id
from tests.screens.forecast_company import PublishRows
from tests.screens.opening import everything, rendered

screen = partial(rendered, "export")


def test_a_table_is_shown_with_the_command_that_writes_it(publish_rows: PublishRows) -> None:
    publish_rows({"out_cost_daily": [cost_day(), cost_day(pool=POOLS[2])]})
    app = screen(table="out_cost_daily")
    assert "`out_cost_daily`: 2 rows" in everything(app)
    command = "suanli export out_cost_daily --format parquet --out out_cost_daily.parquet"
    assert app.code[0].value == command
    assert len(app.dataframe[0].value) == 2


def test_a_pool_and_a_day_narrow_what_is_shown_and_what_is_written(
    publish_rows: PublishRows,
) -> None:
    publish_rows({"out_cost_daily": [cost_day(), cost_day(pool=POOLS[2])]})
    app = screen(table="out_cost_daily", pool=pool_id(POOLS[2]))
    app.date_input[0].set_value(cost_day()["local_date"]).run()
    assert len(app.dataframe[0].value) == 1
    assert (
        app.code[0].value
        == "suanli export out_cost_daily --format parquet --out out_cost_daily.parquet --where"
        " \"pool_id IN ('beiyun/cn-west/train-b/Ascend 910B')"
        " AND local_date >= DATE '2026-11-18'\""
    )


def test_names_with_quotes_are_data_and_no_code(publish_rows: PublishRows) -> None:
    odd = ("o'hare", "n", 'a"$b', "H100")
    publish_rows({"out_cost_daily": [cost_day(pool=odd), cost_day()]})
    app = screen(table="out_cost_daily", pool="/".join(odd))
    assert len(app.dataframe[0].value) == 1
    assert r"o''hare/n/a\"\$b/H100" in app.code[0].value


def test_more_rows_than_a_session_should_hold_are_left_to_the_command_line(
    publish_rows: PublishRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST_ROWS", 1)
    publish_rows({"out_cost_daily": [cost_day(), cost_day(pool=POOLS[2])]})
    app = screen(table="out_cost_daily")
    assert "Too many rows for a browser" in everything(app)
    assert not app.get("download_button")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_every_language(language: Language, publish_rows: PublishRows) -> None:
    publish_rows({"out_cost_daily": [cost_day()]})
    app = screen(language, table="out_cost_daily")
    assert not app.exception
