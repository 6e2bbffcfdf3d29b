"""Codes are words on the screen; what is nobody's code stays as it came."""

import polars as pl

from dashboard.components.tables import in_words, told, with_short_pools
from dashboard.i18n import t, using_language
from data.reference import read_built_in_scenarios
from models.forecast.company import METHOD
from models.forecast.naive_candidate import LastWeekMeanCandidate
from models.forecast.prophet_candidate import ProphetCandidate

ROWS = pl.DataFrame(
    {
        "billing_mode": ["annual", "barter", None],
        "status": ["loaded", "refused", None],
        "source": ["usage", "price_book", "somebody_elses"],
        "reason": [None, "expected true or false", "who knows"],
        "rows_read": [1, 2, None],
    }
)


def test_known_codes_are_words_and_others_stay() -> None:
    with using_language("zh_CN"):
        shown = in_words(ROWS)
    assert shown["billing_mode"].to_list() == ["包年", "barter", None]
    assert shown["status"].to_list() == ["已加载", "已拒收", None]
    assert shown["source"].to_list() == ["用量", "价格表", "somebody_elses"]
    assert shown["reason"].to_list() == [None, "应为true 或 false", "who knows"]
    assert shown["rows_read"].to_list() == [1, 2, None]


def test_rows_and_columns_keep_their_order_and_the_frame_is_not_changed() -> None:
    before = ROWS.clone()
    with using_language("ja"):
        assert in_words(ROWS).columns == ROWS.columns
        assert in_words(ROWS.clear()).schema == ROWS.schema
    assert ROWS.equals(before)


def test_every_method_that_writes_forecasts_has_a_word() -> None:
    for method in (METHOD, LastWeekMeanCandidate.name, ProphetCandidate.name, "prophet_flat"):
        assert t(f"forecast.method_name.{method}")


def test_every_built_in_change_has_words_and_missing_fields_are_headings() -> None:
    changes = read_built_in_scenarios()["change"].unique()
    frame = pl.DataFrame({"change": changes}).with_columns(
        missing_fields=pl.lit("tax_included,term_months")
    )
    with using_language("ja"):
        shown = in_words(frame)
        headings = f"{t('columns.tax_included')}、{t('columns.term_months')}"
    assert not set(shown["change"]) & set(changes)
    assert set(shown["missing_fields"]) == {headings}


def test_days_of_the_week_and_the_company_are_words() -> None:
    frame = pl.DataFrame({"weekday": [1, 7], "pool_id": ["company", "a/b/train/H100"]})
    with using_language("zh_CN"):
        shown = in_words(frame)
    assert shown["weekday"].to_list() == ["星期一", "星期日"]
    assert shown["pool_id"].to_list() == ["全公司", "a/b/train/H100"]


def test_a_narrow_table_has_short_names_of_pools_where_they_differ() -> None:
    frame = pl.DataFrame({"pool_id": ["a/north/train/H100", "company", None]})
    assert with_short_pools(frame)["pool_id"].to_list() == ["train/H100", "company", None]
    alike = pl.DataFrame({"pool_id": ["a/north/train/H100", "b/north/train/H100"]})
    assert with_short_pools(alike).equals(alike)


def test_columns_without_any_value_say_nothing() -> None:
    frame = pl.DataFrame({"a": [1, None], "b": pl.Series([None, None], dtype=pl.String)})
    assert told(frame).columns == ["a"]
