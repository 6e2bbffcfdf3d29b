"""Long tables are sent by the page; their files and their marks are of all rows."""

from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components import paging, tables
from tests.screens.forecast_company import PublishRows


def screen(row_count: int) -> None:
    import polars as pl
    import streamlit as st

    from dashboard.components import table

    rows = pl.DataFrame({"line_number": range(row_count)})
    st.session_state["marked"] = table(rows, "core_load", marks="marks")


def shown(row_count: int) -> AppTest:
    app = AppTest.from_function(screen, args=(row_count,), default_timeout=60)
    app.query_params["lang"] = "en"
    return app.run()


def lines(app: AppTest) -> list[int]:
    return list(app.dataframe[0].value["line_number"])


def test_a_short_table_has_no_pages(publish_rows: PublishRows) -> None:
    publish_rows({})
    app = shown(paging.MOST_ROWS)
    assert (len(lines(app)), len(app.selectbox)) == (500, 0)
    assert app.caption[0].value == "Rows: 500, download as"


def test_a_long_one_shows_a_page_and_says_how_many_rows_there_are(
    publish_rows: PublishRows,
) -> None:
    publish_rows({})
    app = shown(1200)
    assert lines(app) == list(range(500))
    assert app.selectbox[0].options == ["1–500", "501–1,000", "1,001–1,200"]
    assert app.caption[0].value.startswith("of 1,200 rows;")
    app.selectbox[0].select_index(2).run()
    assert lines(app) == list(range(1000, 1200))


def test_files_and_marks_are_of_all_rows(
    publish_rows: PublishRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_rows({})
    keys, files = [], []

    def grid(_: Any, __: str, *, marks: str, **___: Any) -> int:
        keys.append(marks)
        return 3  # AppTest cannot mark a row: the fourth of its page is

    monkeypatch.setattr(tables, "grid", grid)
    monkeypatch.setattr(
        "streamlit.download_button", lambda *_, data, **__: files.append(data.args[0].height)
    )
    app = shown(1200)
    assert app.session_state["marked"] == 3
    app.selectbox[0].select_index(1).run()
    assert app.session_state["marked"] == 503
    assert keys == ["marks", "marks_500"]  # the first page's mark is none of the second's
    assert files == [1200] * 6


def test_pages_of_wide_tables_are_shorter() -> None:
    def page_length(columns: int) -> int:
        wide = pl.DataFrame({f"{number}": range(1200) for number in range(columns)})
        return paging.page_of(wide, "wide")[0].height

    # 20,000 cells: 500 rows of 40 columns, 200 of 100.
    assert [page_length(columns) for columns in (1, 40, 100)] == [500, 500, 200]
