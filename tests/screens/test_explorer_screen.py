"""The explorer: slices add up, what is not known stays unknown, and the address says it all."""

import math
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import LANGUAGES, Language
from tests.screens.factories import LAST_DAY, POOLS, cost_day, unpriced
from tests.screens.forecast_company import PublishRows, everything

Row = dict[str, Any]
DAYS = [LAST_DAY - timedelta(days=n) for n in range(40, -1, -1)]


def screen(language: Language = "en", **url: str) -> AppTest:
    def script() -> None:
        import streamlit as st

        from dashboard.components.links import remember_pages
        from dashboard.screens.explorer import render

        remember_pages({"health": st.Page(lambda: None, title="h", url_path="h")})
        render()

    app = AppTest.from_function(script, default_timeout=30)
    for name, value in ({"lang": language} | url).items():
        app.query_params[name] = value
    return app.run()


def rows_of(app: AppTest) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = app.dataframe[0].value.to_dict("records")
    return found


@pytest.fixture
def two_pools(publish_rows: PublishRows) -> None:
    """41 days of 16,400 yuan in one pool, and of half of it in another."""
    half = {"cost_cny": Decimal("8200.00"), "used_card_hours": 480.0}
    days = [cost_day(day) for day in DAYS]
    publish_rows({"out_cost_daily": days + [cost_day(day, POOLS[2], **half) for day in DAYS]})


@pytest.mark.usefixtures("two_pools")
def test_the_largest_part_is_named_with_its_share() -> None:
    # 41 x 16,400 = 672,400 and 41 x 8,200 = 336,200: two thirds of 1,008,600.
    app = screen()
    assert "yunlan has 67% of it: Cost, CNY ¥1.01M" in everything(app)
    assert [(row["provider"], row["cost_cny"]) for row in rows_of(app)] == [
        ("yunlan", Decimal("672400.00")),
        ("beiyun", Decimal("336200.00")),
    ]


@pytest.mark.usefixtures("two_pools")
def test_the_address_says_what_is_shown() -> None:
    # 16,400 / 900 = 18.22 yuan a useful hour.
    app = screen(rows="provider", measure="cny_per_useful_card_hour", days="28")
    assert rows_of(app)[0]["cny_per_useful_card_hour"] == pytest.approx(16_400 / 900)


@pytest.mark.usefixtures("two_pools")
def test_rows_by_columns_are_a_pivot_that_adds_up() -> None:
    app = screen(rows="provider", columns="month", days="all")
    table = rows_of(app)
    assert [row["provider"] for row in table] == ["beiyun", "yunlan"]
    # 9 October to 18 November: 23 and 18 days.
    assert table[1]["2026-10"] == Decimal(16_400 * 23)
    assert table[1]["2026-11"] == Decimal(16_400 * 18)


def test_days_of_unknown_cost_are_in_no_amount_and_no_rate(publish_rows: PublishRows) -> None:
    unknown = unpriced(cost_day(DAYS[-1]))
    publish_rows({"out_cost_daily": [*map(cost_day, DAYS[:-1]), unknown]})
    app = screen(measure="cny_per_card_hour")
    assert "The cost of 1 pool-days is not known" in everything(app)
    assert rows_of(app)[0]["cny_per_card_hour"] == pytest.approx(16_400 / 960)


def test_useful_hours_with_an_unknown_part_are_unknown(publish_rows: PublishRows) -> None:
    silent = cost_day(DAYS[-1], useful_card_hours=None)
    publish_rows({"out_cost_daily": [*map(cost_day, DAYS[:-1]), silent]})
    assert math.isnan(rows_of(screen(measure="useful_card_hours"))[0]["useful_card_hours"])


def test_projects_have_hours_and_no_cost(publish_rows: PublishRows, make: SimpleNamespace) -> None:
    provider, region, pool, chip = POOLS[0]
    use = {"local_date": LAST_DAY, "pool_id": "/".join(POOLS[0]), "provider": provider}
    use |= {"region": region, "pool": pool, "chip": chip, "useful_card_hours": None}
    use |= {"queued_card_hours": None}
    publish_rows(
        {
            "out_cost_daily": [make.cost_day()],
            "out_usage_daily": [
                use | {"project": "search", "used_card_hours": 600.0},
                use | {"project": "chat", "used_card_hours": 360.0},
            ],
        }
    )
    app = screen(rows="project")
    offered = next(box for box in app.selectbox if box.key == "measure").options
    assert not any("Cost" in option for option in offered)
    assert [row["used_card_hours"] for row in rows_of(app)] == [600.0, 360.0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("two_pools")
def test_every_dimension_has_words_in_every_language(language: Language) -> None:
    for dimension in ("quarter", "week", "day", "weekday", "origin", "pool", "chip", "region"):
        app = screen(language, rows=dimension, columns="month" if dimension != "day" else "chip")
        assert not app.exception
        assert app.get("plotly_chart")


def test_a_filter_that_nothing_fits_says_so(publish_rows: PublishRows) -> None:
    publish_rows({"out_cost_daily": [cost_day(), cost_day(pool=POOLS[2])]})
    assert "Nothing fits these filters" in everything(screen(provider="yunlan", region="cn-west"))
