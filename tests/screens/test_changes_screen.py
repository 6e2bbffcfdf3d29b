"""Why it changed: the finding, the parts, and what the screen says of months that are not whole."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from dashboard.i18n import LANGUAGES, Language
from tests.screens.cost_rows import cost_month
from tests.screens.forecast_company import PublishRows
from tests.screens.opening import everything, rendered
from tests.unbroken import unbroken

Row = dict[str, Any]
POOLS = ("Cloud A/North/train/H100", "Cloud B/East/serve/H20")


def month(first_day: date, pool_id: str = POOLS[0], **other: Any) -> Row:
    """A whole month of a pool."""
    days = (date(first_day.year, first_day.month + 1, 1) - first_day).days
    return cost_month(first_day, days, pool_id) | other


AUGUST, SEPTEMBER = date(2026, 8, 1), date(2026, 9, 1)
GROWN = {
    "used_card_hours": 1_200.0,
    "list_cost_cny": Decimal("13200.00"),
    "idle_cost_cny": Decimal("300.00"),
    "commitment_cost_cny": Decimal("3000.00"),
    "on_demand_cost_cny": Decimal("10500.00"),
    "cost_cny": Decimal("13500.00"),
}


screen = partial(rendered, "changes", pages=("anomalies",))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Sept 2026 cost ¥3,500 more, mostly because of: volume"),
        ("zh_CN", "2026年9月成本增加¥3,500，主要原因：用量"),
        ("ja", "2026年9月のコストは3,500元増、主な理由：使用量"),
    ],
)
def test_the_title_says_by_how_much_and_why(
    language: Language, said: str, publish_rows: PublishRows
) -> None:
    publish_rows({"out_cost_month": [month(AUGUST), month(SEPTEMBER, **GROWN)]})
    app = screen(language)
    assert unbroken(said) in everything(app)
    assert not app.exception


def test_the_table_adds_up_to_the_difference(publish_rows: PublishRows) -> None:
    # 200 hours more at 10 are 2,000; 1 yuan dearer on 1,200 hours is 1,200; 300 stand idle.
    publish_rows({"out_cost_month": [month(AUGUST), month(SEPTEMBER, **GROWN)]})
    shown = screen().dataframe[0].value
    assert dict(zip(shown["part"], shown["change_cny"], strict=True)) == {
        "Volume": Decimal("2000.00"),
        "Price": Decimal("1200.00"),
        "Idle commitments": Decimal("300.00"),
    }


def test_a_month_that_has_only_begun_is_no_default_and_says_so_when_chosen(
    publish_rows: PublishRows,
) -> None:
    begun = month(date(2026, 10, 1), days=5, used_card_hours=160.0)
    publish_rows({"out_cost_month": [month(AUGUST), month(SEPTEMBER, **GROWN), begun]})
    assert "Sept 2026 cost" in everything(screen())
    chosen = everything(screen(month="2026-10", against="2026-09"))
    assert "Oct 2026: only 5 days of data" in chosen


def test_days_of_unknown_cost_are_counted(publish_rows: PublishRows) -> None:
    rows = [month(AUGUST, unknown_days=2), month(AUGUST, POOLS[1]), month(SEPTEMBER)]
    publish_rows({"out_cost_month": rows})
    assert "Aug 2026: the cost of 2 pool-days is not known" in everything(screen())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_single_month_says_what_is_missing(language: Language, publish_rows: PublishRows) -> None:
    publish_rows({"out_cost_month": [month(AUGUST)]})
    app = screen(language)
    assert not app.exception
    assert not app.get("plotly_chart")
