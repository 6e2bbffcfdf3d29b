"""The Training cost screen: presets against what is printed, levers, checkpoints; without data."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dashboard.i18n import Language
from tests.screens.opening import everything, rendered
from tests.unbroken import unbroken

opened = partial(rendered, "training")


@pytest.fixture
def nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUANLI_HOME", str(tmp_path))


@pytest.mark.usefixtures("nothing")
def test_the_weather_model_is_above_two_million() -> None:
    # 294,912 x 7.8 = 2,300,313.60; 294,912 / 192 / 24 = 64 days
    found = everything(opened())
    assert "Weather model: ¥2.30M for 295K card-hours of V100 SXM2 16G, 64.0 days" in found
    assert "This run counts no failures" in found


@pytest.mark.usefixtures("nothing")
@pytest.mark.parametrize(
    ("language", "words"),
    [("zh_CN", "Llama 3.1 405B：¥3.85亿"), ("ja", "Llama 3.1 405B：3.85億元")],
)
def test_llama_in_other_languages(language: Language, words: str) -> None:
    assert unbroken(words) in everything(opened(language, preset="llama-3.1-405b"))


@pytest.mark.usefixtures("nothing")
def test_llamas_failures_checkpoints_and_a_point_of_goodput() -> None:
    found = everything(opened(preset="llama-3.1-405b"))
    assert "Save every 9.6 min" in found
    assert "A failure every 3.1 hours, 584 in the run" in found
    assert "90.0% of the time counts" in found
    assert "One more point of goodput saves **¥4.2" in found


@pytest.mark.usefixtures("nothing")
def test_a_programme_of_several_years_is_in_the_billions() -> None:
    assert "Over 3 years the programme costs ¥6.2" in everything(opened(preset="general-model"))


@pytest.mark.usefixtures("nothing")
def test_inputs_in_the_address_are_followed() -> None:
    # 294,912 x 10 = 2,949,120
    found = everything(opened(run_card_price="10.0"))
    assert "Weather model: ¥2.95M" in found
    assert "¥10.00 per card-hour: typed in" in found


@pytest.mark.usefixtures("nothing")
def test_the_levers_are_priced_side_by_side_and_idle_ones_say_why() -> None:
    found = everything(opened())
    assert "Most is saved by rented H100" in found
    # Tuning a hosted model saves more, and is no training.
    assert "of the run (tuning a hosted model apart)" in found
    assert "Nothing to gain from steadier running, scheduling" in found


@pytest.mark.usefixtures("nothing")
def test_hours_without_a_job_make_scheduling_worth_something() -> None:
    found = everything(opened(run_scheduled="80"))
    assert "Nothing to gain from steadier running:" in found


@pytest.mark.usefixtures("nothing")
def test_another_preset_begins_with_its_own_price() -> None:
    app = opened(run_card_price="10.0")
    app.selectbox(key="preset").set_value("deepseek-v3").run()
    assert "¥15.00 per card-hour: planning price" in everything(app)


@pytest.mark.usefixtures("nothing")
def test_so_many_cards_that_nothing_is_done_between_failures_is_said() -> None:
    app = opened(preset="llama-3.1-405b", run_cards="1000000")
    assert "goodput" in app.error[0].value


@pytest.mark.usefixtures("nothing")
def test_reference_plans_price_the_run_and_a_terms_rest_is_shown() -> None:
    app = opened()
    places = next(one.value for one in app.dataframe if "left_card_hours" in one.value.columns)
    by_name = places.set_index("place")
    assert {"seed-a100-server-month", "h20-96g-southwest-monthly"} <= set(by_name.index)
    assert by_name.loc["seed-a100-server-month", "left_card_hours"] > 0
    assert float(by_name.loc["the run as asked", "cost_cny"]) == pytest.approx(2300313.6)


def test_the_price_book_prices_the_run_too(publish_rows: Any, make: Any) -> None:
    from tests.core_rows import PRICE

    publish_rows({"core_price": [PRICE | {"chip": "H100 SXM5", "price": 1}]})
    app = opened()
    places = next(one.value for one in app.dataframe if "left_card_hours" in one.value.columns)
    assert "by-the-hour" in places["place"].to_list()
