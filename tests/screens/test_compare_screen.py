"""Pay-as-you-go against packages, from core rows through marts and plan to the sentence shown."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard.i18n import LANGUAGES, Language, using_language
from tests.screens.compare_rows import (
    ANNUAL,
    CONTRACT,
    HOURLY_PRICE,
    MONTHLY,
    Publish,
    answer,
    everything,
    publish,
    screen,
    use,
)  # fmt: skip
from tests.unbroken import unbroken

__all__ = ["publish"]


@pytest.fixture
def nothing_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SUANLI_HOME", str(tmp_path))
    return


@pytest.mark.usefixtures("nothing_published")
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_any_data_it_is_a_calculator(language: Language) -> None:
    app = screen(language)
    assert "29.8%" in answer(app)  # 60,000 / (8 x 35 x 720) = 29.76 %
    assert "29.76%" in everything(app)
    assert len(app.get("plotly_chart")) == 1  # real hours are what the other two would show


@pytest.mark.usefixtures("nothing_published")
@pytest.mark.parametrize(
    ("url", "said"),
    [
        ({"hours": "730"}, "from 29.4% use"),  # 60,000 / (8 x 35 x 730) = 29.35 %
        ({"payg": "7.8"}, "never pay: they would need 133.5% use"),  # 60,000 / 44,928
        ({"cards": "1"}, "never pay: they would need 238.1% use"),  # 60,000 / 25,200
        ({"rent": "50000"}, "At ¥50,000 a month 8-card servers pay from 24.8% use"),
    ],
)
def test_the_question_lies_in_the_address(url: dict[str, str], said: str) -> None:
    assert said in answer(screen(**url))


@pytest.mark.usefixtures("nothing_published")
@pytest.mark.parametrize(
    ("url", "said"),
    [
        # 201,600 x 60 %; and 201,600 x 25 % is less than the rent
        ({}, "Rent it: at 60% use it costs ¥60,000 a month against ¥120,960 by the hour"),
        ({"use": "0.25"}, "Stay on pay-as-you-go: at 25% use that costs ¥50,400 a month"),
    ],
)
def test_should_this_server_be_rented_is_said_in_one_sentence(
    url: dict[str, str], said: str
) -> None:
    shown = everything(screen(**url))
    assert said in shown
    assert "it pays from 29.8%" in shown
    assert "8 cards; a month of 720 hours" in shown
    assert "**A100**: ¥50,000 to ¥70,000 (2023; " in shown
    assert "**H100**: ¥65,000 to ¥85,000 (1 Jul 2026 – 31 Dec 2026; " in shown


@pytest.mark.usefixtures("nothing_published")
@pytest.mark.parametrize(("language", "verdict"), [("zh_CN", "宜租"), ("ja", "借りるのが有利")])
def test_the_verdict_without_data_in_other_languages(language: Language, verdict: str) -> None:
    assert verdict in everything(screen(language))


@pytest.mark.usefixtures("nothing_published")
def test_moving_the_slider_answers_anew() -> None:
    app = screen()
    app.slider(key="rent").set_value(100_800.0).run()
    assert "from 50.0% use" in answer(app)  # 100,800 / 201,600


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_snapshot_is_a_calculator_too(language: Language, publish: Publish) -> None:
    publish()
    assert "29.8%" in answer(screen(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_day_of_real_hours_says_how_many_servers_to_rent(
    language: Language, publish: Publish
) -> None:
    publish(core_usage_hourly=use([40.0] * 24), core_price=[HOURLY_PRICE, MONTHLY, ANNUAL])
    app = screen(language)
    # A server costs 60,000 x 24 / 720 = 2,000 and spares 8 x 24 x 35 = 6,720: 4,720 each, five
    # servers carry the 40 cards, 23,600 in all.
    with using_language(language):
        saving = {"en": "¥23.6K", "zh_CN": "¥2.36万", "ja": "2.36万元"}[language]
    assert "serve" in answer(app)
    assert "100%" in answer(app)
    assert unbroken(saving) in answer(app)
    assert len(app.get("plotly_chart")) == 4  # the fourth: how far the best plan's saving holds


def test_the_recommendation_is_given_in_numbers(publish: Publish) -> None:
    publish(core_usage_hourly=use([40.0] * 24), core_price=[HOURLY_PRICE])
    assert "would have run 100%: rent 5 servers, saving ¥23.6K" in answer(screen())


def test_many_servers_are_written_with_groups_and_what_to_sign_stands_elsewhere(
    publish: Publish,
) -> None:
    publish(core_usage_hourly=use([8000.0 * 8] * 24), core_price=[HOURLY_PRICE])
    app = screen()
    assert "rent 8,000 servers, saving" in answer(app)
    assert "hours that have run already" in everything(app)


def test_contracts_in_hand_serve_first(publish: Publish) -> None:
    publish(
        core_usage_hourly=use([40.0] * 24), core_price=[HOURLY_PRICE], core_commitment=[CONTRACT]
    )
    # 4 servers of 8 cards serve 32 of the 40 cards: one server is left to rent, 6,720 - 2,000.
    assert "rent 1 server, saving ¥4,720" in answer(screen())


def test_a_contract_about_to_end_is_no_cover(publish: Publish) -> None:
    ending = CONTRACT | {"end_date": date(2026, 2, 1)}  # within 60 days of the data's last day
    publish(core_usage_hourly=use([40.0] * 24), core_price=[HOURLY_PRICE], core_commitment=[ending])
    assert "rent 5 servers" in answer(screen())


def test_a_pool_within_its_contracts_needs_nothing(publish: Publish) -> None:
    publish(
        core_usage_hourly=use([30.0] * 24), core_price=[HOURLY_PRICE], core_commitment=[CONTRACT]
    )
    assert "rent nothing more" in answer(screen())


def test_too_little_use_stays_on_pay_as_you_go(publish: Publish) -> None:
    # 8 cards in 6 of 24 hours are 25 % of a server: less than 29.76 %.
    publish(core_usage_hourly=use([8.0] * 6 + [0.0] * 18), core_price=[HOURLY_PRICE])
    assert "only 25%: stay on pay-as-you-go" in answer(screen())


def test_the_window_asked_for_is_the_window_priced(publish: Publish) -> None:
    # 60 days: half of them idle, then 30 busy ones.
    publish(core_usage_hourly=use([0.0] * 24 * 30 + [8.0] * 24 * 30), core_price=[HOURLY_PRICE])
    assert "run 50%" in answer(screen())  # of 90 days only 60 are there
    assert "run 100%" in answer(screen(window="30"))


def test_the_pools_own_price_and_monthly_offer_are_the_first_question(publish: Publish) -> None:
    cheaper = MONTHLY | {"price": Decimal(50_400)}
    price = HOURLY_PRICE | {"price": Decimal(70)}
    publish(core_usage_hourly=use([8.0] * 24), core_price=[price, cheaper])
    # 50,400 / (8 x 70 x 720) = 12.5 %
    assert "At ¥50,400 a month 8-card servers pay from 12.5% use" in answer(screen())


def test_choosing_another_pool_asks_for_that_pools_price(publish: Publish) -> None:
    other = {"pool": "train", "chip": "H100"}
    publish(
        core_usage_hourly=use([40.0] * 24) + use([8.0] * 24, **other),
        core_price=[HOURLY_PRICE, HOURLY_PRICE | {"chip": "H100", "offer_id": "o", "price": 70}],
    )
    app = screen(rent="30000")
    assert app.number_input(key="payg").value == 35.0
    app.selectbox(key="pool").set_value("Cloud A/North/train/H100").run()
    assert app.number_input(key="payg").value == 70.0
    assert app.slider(key="rent").value == 60_000.0  # what was typed for the first pool is gone


def test_the_busiest_pool_is_found_in_the_plans_own_window(
    publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 60 days: `early` ran 16 cards in the first 30, `late` 8 cards in the last 30.
    early, late = {"pool": "early"}, {"pool": "late"}
    publish(
        core_usage_hourly=use([16.0] * 720 + [0.0] * 720, **early)
        + use([0.0] * 720 + [8.0] * 720, **late),
        core_price=[HOURLY_PRICE],
    )
    assert screen().selectbox(key="pool").value == "Cloud A/North/early/H20"
    monkeypatch.setenv("SUANLI_PLAN_WINDOW_DAYS", "30")
    assert screen().selectbox(key="pool").value == "Cloud A/North/late/H20"


def test_a_pool_without_a_price_says_that_35_yuan_is_an_example(publish: Publish) -> None:
    publish(core_usage_hourly=use([40.0] * 24))
    app = screen()
    assert "rent 5 servers" in answer(app)
    assert "only an example" in everything(app)
    assert "cannot be compared: no pay-as-you-go price on its last day" in everything(app)


def test_totals_of_a_day_are_no_real_peaks_and_that_is_said(publish: Publish) -> None:
    publish(core_usage_hourly=use([40.0] * 24, measured_per="day"), core_price=[HOURLY_PRICE])
    assert "totals per day" in everything(screen())


def test_the_hour_basis_and_what_a_rent_must_include_are_stated(publish: Publish) -> None:
    publish()
    shown = everything(screen(hours="730"))
    assert "A month has 730 hours here" in shown
    assert "tax, power, cabinet, network" in shown
