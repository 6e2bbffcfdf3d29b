"""The Market screen: a quote checked, quotes and price steps, leaving early, dated facts."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.builtin_rates import built_in_rate
from dashboard.i18n import Language
from tests.core_rows import PRICE
from tests.screens import supply_rows as made
from tests.screens.opening import everything, rendered

BANDED = {"quoted_on": "2026-09-14"}


def opened(language: Language = "en", **url: str) -> AppTest:
    return rendered("market", language, **(BANDED | url))


@pytest.fixture
def nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUANLI_HOME", str(tmp_path))


@pytest.mark.usefixtures("nothing")
def test_without_data_a_quote_is_checked_against_the_reference() -> None:
    # 60,000 / 8 / 720 = 10.42, below 65,000; against 35 a card-hour it pays from 29.8 %
    found = everything(opened())
    assert "Cheap: ¥10.42 per card-hour (¥60.0K for an 8-card server) is below H100's band" in found
    assert "it pays from **29.8%** utilisation on" in found
    assert "It says all that a comparison needs" in found


@pytest.mark.usefixtures("nothing")
def test_a_rent_of_a_year_taken_for_a_months() -> None:
    found = everything(opened(quote_price="900000"))
    assert "Not believable yet" in found
    assert "A twelfth of it fits" in found


@pytest.mark.usefixtures("nothing")
def test_what_a_quote_does_not_say_is_missing() -> None:
    url = {"quote_tax": "unsaid", "quote_power": "unsaid", "quote_term": "0"}
    found = everything(opened(**url))
    assert "whether tax is included, whether power is included, the term" in found


@pytest.mark.usefixtures("nothing")
@pytest.mark.parametrize(("language", "words"), [("zh_CN", "偏低："), ("ja", "割安：")])
def test_the_verdict_in_other_languages(language: Language, words: str) -> None:
    assert words in everything(opened(language))


@pytest.mark.usefixtures("nothing")
def test_a_currency_without_a_rate_is_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert built_in_rate("USD", date(1998, 6, 1)) is None  # before the euro
    monkeypatch.setattr("dashboard.screens.market_check.built_in_rate", lambda *_: None)
    found = everything(opened(quote_currency="USD"))
    assert "No exchange rate of USD is known for that day" in found


@pytest.mark.usefixtures("nothing")
def test_a_quote_in_dollars_is_converted_at_a_dated_rate_that_comes_along() -> None:
    rate, day = built_in_rate("USD", date(2024, 1, 2)) or (Decimal(0), None)
    # the bank printed 1.0956 dollars and 7.8264 yuan for a euro
    assert (day, round(rate, 4)) == (date(2024, 1, 2), Decimal("7.1435"))
    url = {"quoted_on": "2024-01-02", "quote_currency": "USD", "quote_price": "10000"}
    assert "Converted at 7.1435 yuan per USD" in everything(opened(**url)).replace("\\", "")


@pytest.mark.usefixtures("nothing")
def test_quotes_of_the_reference_are_shown_with_their_span() -> None:
    found = everything(opened())
    assert "H100: ¥90.0K in Sept 2026" in found
    assert "between ¥45.0K and ¥200K" in found


@pytest.mark.usefixtures("nothing")
def test_leaving_early_by_each_formula() -> None:
    app = opened()
    assert "between **¥216K** and **¥412K** of the ¥600K paid come back" in everything(app)
    rows = next(one.value for one in app.dataframe if "refund_cny" in one.value.columns)
    assert [None if one is None else float(one) for one in rows["refund_cny"]] == [
        None,
        411600.0,
        402739.73,
        216000.0,
    ]


@pytest.mark.usefixtures("nothing")
def test_totals_of_two_definitions_stand_apart() -> None:
    found = everything(opened()).split("**Intelligent computing alone", maxsplit=1)
    assert "180 EFLOPS" in found[0]
    assert "788 EFLOPS" in found[1]
    assert "788" not in found[0].split("All computing power of China")[1]


@pytest.mark.usefixtures("nothing")
@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("market", "1.80T"),
        ("rent", "50.0K–70.0K yuan per 8-card server and month"),
        ("use", "15%–30%"),
        ("power", "0.32–0.36 yuan per kWh"),
        ("delivery", "3 months"),
        ("chips", "Dense FP16/BF16"),
    ],
)
def test_every_topic_has_its_facts(topic: str, words: str) -> None:
    found = everything(opened(topic=topic))
    assert words in found


def test_loaded_quotes_take_the_references_place(publish_rows: Any) -> None:
    held = made.quote(date(2026, 8, 1), 900_000, review_state="review", review_reason="far")
    publish_rows({"core_rental_quote": [made.quote(), held]})
    found = everything(opened())
    assert "H100: ¥90.0K in Sept 2026; 2 quotes" in found
    assert "1 quote of the half-year before: ¥15.63 to ¥15.63" in found  # what is held is none


def test_price_steps_are_told_newest_first(publish_rows: Any) -> None:
    later = PRICE | {"valid_from": date(2024, 6, 1), "price": Decimal(12)}
    publish_rows({"core_price": [PRICE, later]})
    found = everything(opened())
    assert "The price book has 1 offer; 1 rises and 0 falls" in found
    assert r"by\-the\-hour (H20) up 20.0% to 12.00 CNY per card and hour" in found


def test_snapshots_are_shown_where_there_are_any(publish_rows: Any) -> None:
    publish_rows({"core_market_snapshot": [made.snapshot()]})
    assert "Market snapshot of 9 Nov 2026: 1 chip, 12 offers" in everything(opened())


def test_the_pools_own_price_by_the_hour_is_the_default(publish_rows: Any, make: Any) -> None:
    publish_rows({"out_cost_daily": [make.cost_day(on_demand_price_cny=Decimal(25))]})
    # 60,000 / (8 x 25 x 720) = 41.7 %
    assert "it pays from **41.7%** utilisation on" in everything(opened())
