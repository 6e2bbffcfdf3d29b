"""The break-even over the price's history, from core rows to what the screen says."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import LANGUAGES, Language
from tests.core_rows import POOL, PRICE
from tests.screens.opening import everything

Row = dict[str, Any]
Publish = Callable[[dict[str, list[Row]]], Any]

HOUR: Row = PRICE | {"valid_from": date(2026, 1, 1), "price": Decimal(35)}
YEAR: Row = HOUR | {
    "offer_id": "server-year", "cards": 8, "billing_mode": "annual", "term_months": 12,
    "price": Decimal(100_800), "unit": "server_month",
}  # fmt: skip


def screen(language: Language = "en", pool_id: str | None = None, **url: str) -> AppTest:
    def script(pool_id: str | None) -> None:
        from dashboard.reading import current
        from dashboard.screens.compare_history import show_price_history

        view = current()
        assert view is not None
        show_price_history(view, pool_id)

    app = AppTest.from_function(script, args=(pool_id,), default_timeout=60)
    for name, value in ({"lang": language} | url).items():
        app.query_params[name] = value
    return app.run()


def test_a_fall_and_a_rise_are_told(publish_rows: Publish) -> None:
    dearer = YEAR | {"valid_from": date(2026, 3, 1), "price": Decimal(151_200)}
    publish_rows({"core_price": [HOUR, YEAR, dearer]})
    app = screen()
    # 100,800 / (8 x 35 x 720) = 50 %, then 151,200 / 201,600 = 75 %, which full use pays, too
    assert "12 months pay from 75% use now; over time it was 50%–75%" in everything(app)
    assert "12 months 75.0% (server\\-year)" in everything(app)
    assert len(app.get("plotly_chart")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_three_languages(language: Language, publish_rows: Publish) -> None:
    same = YEAR | {"valid_from": date(2026, 3, 1)}
    publish_rows({"core_price": [HOUR, YEAR, same]})
    app = screen(language)
    assert "50%" in everything(app)
    assert "720" in everything(app)


def test_without_a_history_nothing_is_shown(publish_rows: Publish) -> None:
    publish_rows({"core_price": [HOUR, YEAR]})  # one day: no course
    assert everything(screen()) == ""
    assert not screen().get("plotly_chart")


def test_the_chosen_pools_own_machine_comes_first(
    publish_rows: Publish, make: SimpleNamespace
) -> None:
    def of(chip: str, price: int) -> list[Row]:
        by_hour = HOUR | {"chip": chip, "offer_id": f"{chip}-hour"}
        year = YEAR | {"chip": chip, "offer_id": f"{chip}-year", "price": Decimal(price)}
        return [by_hour, year, year | {"valid_from": date(2026, 3, 1)}]

    prices = [*of("A100", 100_800), *of("H20", 151_200)]
    own = make.cost_day() | POOL | {"pool_id": "Cloud A/North/serve/H20"}
    publish_rows({"core_price": prices, "out_cost_daily": [own]})
    assert "50% use" in everything(screen())
    assert "75% use" in everything(screen("en", own["pool_id"]))
    assert "50% use" in everything(screen("en", own["pool_id"], market="Cloud A/North/A100"))


def test_dollars_are_held_against_dollars_only(publish_rows: Publish) -> None:
    dollars = YEAR | {"currency": "USD", "valid_from": date(2026, 3, 1)}
    publish_rows({"core_price": [HOUR, dollars]})
    assert everything(screen()) == ""


def test_offers_that_were_never_for_sale_together_say_so(publish_rows: Publish) -> None:
    ended = HOUR | {"valid_to": date(2026, 1, 31)}
    publish_rows({"core_price": [ended, YEAR | {"valid_from": date(2026, 3, 1)}]})
    assert "never for sale on one day" in everything(screen())
