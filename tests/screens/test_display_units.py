"""Display choices: amounts in another currency at a stated rate; tax and hours of a month."""

from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import formats
from dashboard.i18n import LANGUAGES, Language
from dashboard.screens import SCREENS
from dashboard.showing import Shown
from tests.screens.factories import LAST_DAY, POOLS, cost_day
from tests.screens.forecast_company import PublishRows
from tests.screens.opening import at_address, everything, go_to

IN_CURRENCY = [one for one in SCREENS if one.filters and "currency" in one.filters]
CALCULATORS = [  # Unit costs has one where tokens were used: test_units_screen.py
    one for one in SCREENS if one.filters and "hours" in one.filters and one.name != "units"
]


def rate(currency: str = "USD", yuan: str = "8", **other: Any) -> dict[str, Any]:
    """Eight yuan for a dollar on the last day of data: easy to divide by."""
    return {
        "rate_date": LAST_DAY,
        "base_currency": currency,
        "quote_currency": "CNY",
        "rate": Decimal(yuan),
        "source": "made up",
        "load_id": "l",
        "line_number": 2,
    } | other


@pytest.fixture
def in_dollars(publish_rows: PublishRows, one_row: Any) -> None:
    publish_rows(one_row | {"core_fx_rate": [rate()]})


def drawn_texts(app: AppTest) -> str:
    return "".join(str(chart.proto) for chart in app.get("plotly_chart"))


@pytest.mark.usefixtures("in_dollars")
def test_amounts_are_divided_by_the_rate_that_is_stated() -> None:
    # One day of 16,400 yuan: 16,400 / 8 = 2,050 dollars.
    app = at_address("explorer", currency="USD")
    assert "Cost, USD: US$2,050" in everything(app)
    assert "· USD, tax included ·" in everything(app)
    assert "1 USD = 8 CNY, rate of 18 Nov 2026 (made up)" in everything(app)
    assert "US$" in drawn_texts(app)
    assert list(app.dataframe[0].value["cost_cny"]) == [Decimal("16400.00")]  # as computed


@pytest.mark.usefixtures("in_dollars")
@pytest.mark.parametrize(
    ("screen", "language"),
    [(screen, LANGUAGES[number % 3]) for number, screen in enumerate(IN_CURRENCY)],
    ids=lambda one: getattr(one, "name", one),
)
def test_no_yuan_is_left_on_a_screen_in_dollars(screen: Any, language: Language) -> None:
    address = "" if screen.name == "overview" else screen.url_path
    app = at_address(address, lang=language, currency="USD")
    tiles = "".join(f"{tile.value} {tile.delta}" for tile in app.metric)
    cards = "".join(text.value for text in app.markdown if text.value.startswith("## "))
    assert "¥" not in tiles + cards + drawn_texts(app)
    assert app.query_params["currency"] == "USD"


@pytest.mark.usefixtures("in_dollars")
def test_a_currency_stays_and_is_taken_back_and_figures_are_drawn_anew() -> None:
    app = at_address("capacity", currency="USD")
    app.query_params.clear()
    go_to(app, "changes")
    assert app.query_params["currency"] == "USD"
    app.segmented_control(key="currency").set_value("CNY").run()
    app.query_params.clear()
    go_to(app, "explorer")
    assert "Cost, CNY: ¥16.4K" in everything(app)
    assert "US$" not in drawn_texts(app)


@pytest.mark.usefixtures("in_dollars")
def test_a_screen_that_shows_yuan_says_so_where_dollars_were_chosen() -> None:
    app = at_address("capacity", currency="USD")
    app.query_params.clear()
    go_to(app, "units")
    assert "Not applied here: Currency" in everything(app)
    assert "US$" not in everything(app)


def test_a_rate_after_the_last_day_of_data_or_of_no_currency_changes_nothing(
    publish_rows: PublishRows,
) -> None:
    later = rate("EUR", rate_date=LAST_DAY.replace(day=19))
    publish_rows({"out_cost_daily": [cost_day()], "core_fx_rate": [later]})
    app = at_address("explorer", currency="EUR")
    assert "`currency=EUR`, which is not found here; shown" in everything(app)
    assert "¥16.4K" in everything(app)


@pytest.mark.usefixtures("in_dollars")
def test_another_tax_basis_is_refused_with_the_reason() -> None:
    refused = "Amounts stay as they were computed: CNY, tax included"  # once in the bar, anyway
    assert everything(at_address("explorer", tax="excluded")).count(refused) == 2
    assert everything(at_address("explorer", tax="included")).count(refused) == 1


@pytest.mark.usefixtures("in_dollars")
@pytest.mark.parametrize(
    ("language", "bases"),
    [("en", ["included", "excluded"]), ("zh_CN", ["含税", "不含税"]), ("ja", ["税込", "税抜"])],
)
def test_the_bar_shows_both_tax_bases_and_why_the_other_cannot_be_had(
    language: Language, bases: list[str]
) -> None:
    app = at_address("overview", lang=language)
    shown = app.segmented_control(key="bar_tax")
    assert (shown.value, shown.disabled, shown.options) == ("included", True, bases)
    assert "`both_tax_bases = true`" in everything(app)


def test_parts_in_dollars_add_up_to_the_cent(publish_rows: PublishRows) -> None:
    publish_rows({"out_cost_daily": [cost_day(pool=p) for p in POOLS], "core_fx_rate": [rate()]})
    app = at_address("explorer", rows="pool", currency="USD")
    assert "US$8,200" in everything(app)  # 4 x 16,400 / 8


def test_axes_have_round_numbers_of_the_currency(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.formats.shown", lambda: Shown("USD", Decimal(8)))
    monkeypatch.setattr("dashboard.showing.shown", lambda: Shown("USD", Decimal(8)))
    positions, texts = formats.money_ticks(0, 32_000)  # to 4,000 dollars
    assert positions == [0, 8_000, 16_000, 24_000, 32_000]
    assert texts == ["0", "US$1K", "US$2K", "US$3K", "US$4K"]


def test_outside_a_session_amounts_are_in_yuan() -> None:
    assert formats.money(Decimal(16_400)) == "¥16.4K"


@pytest.mark.usefixtures("in_dollars")
@pytest.mark.parametrize("screen", CALCULATORS, ids=lambda screen: screen.name)
def test_hours_of_a_month_that_were_chosen_count_on_every_calculator(screen: Any) -> None:
    app = at_address("compare", hours="730")
    assert app.segmented_control(key="hours").value == "730"
    app.query_params.clear()
    go_to(app, screen.url_path)
    assert not app.exception
    assert app.query_params["hours"] == "730"
