"""Pay-as-you-go against packages, from core rows through marts and plan to the sentence shown."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import LANGUAGES, Language, using_language
from data.settings import Settings
from data.snapshot import building
from data.tables import CORE_TABLES, TABLES
from data.tables.ddl import create_table
from data.warehouse import append
from data.workspace import Workspace
from models.marts import build_marts
from models.plan import build_plan
from tests.core_rows import POOL, PRICE, USAGE

Row = dict[str, Any]
Publish = Callable[..., None]

START = datetime(2026, 1, 1)  # noqa: DTZ001 - tables hold naive UTC
HOURLY_PRICE = PRICE | {
    "valid_from": date(2025, 1, 1),
    "price": Decimal(35),
    "network_included": None,
    "cabinet_included": None,
}
MONTHLY = HOURLY_PRICE | {
    "offer_id": "server-month",
    "cards": 8,
    "billing_mode": "monthly",
    "term_months": 1,
    "price": Decimal(60_000),
    "unit": "server_month",
}
ANNUAL = MONTHLY | {
    "offer_id": "server-year",
    "billing_mode": "annual",
    "term_months": 12,
    "price": Decimal(48_000),
}
CONTRACT = POOL | {
    "commitment_id": "contract",
    "billing_mode": "annual",
    "term_months": 12,
    "servers": 4,
    "cards_per_server": 8,
    "start_date": date(2025, 6, 1),
    "end_date": date(2026, 12, 31),
    "fee_per_server_month": Decimal(50_000),
    "currency": "CNY",
    "tax_included": True,
    "tax_rate": Decimal("0.06"),
    "source": "made up for a test",
    "load_id": "load",
    "line_number": 2,
}


@pytest.fixture
def publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publish:
    """Publish core rows with their marts and plans as the snapshot that screens read."""
    monkeypatch.setenv("SUANLI_HOME", str(tmp_path))
    monkeypatch.setenv("SUANLI_TIME_ZONE", "UTC")

    def publish_core(**rows: Sequence[Row]) -> None:
        with building(Workspace(tmp_path), keep=3) as build:
            for name, schema in TABLES.items():
                create_table(build.connection, name, schema)
            for name, given in rows.items():
                types = {column: at.dtype for column, at in CORE_TABLES[name].columns().items()}
                append(build.connection, name, pl.DataFrame(given, schema=types))
            settings = Settings(time_zone="UTC")
            build_marts(build.connection, settings, build.snapshot_id)
            build_plan(build.connection, settings, build.snapshot_id)

    return publish_core


def use(cards: Sequence[float], **other: Any) -> list[Row]:
    """One usage row an hour from the start on."""
    return [
        USAGE | {"hour_utc": START + timedelta(hours=n), "used_card_hours": used} | other
        for n, used in enumerate(cards)
    ]


def screen(language: Language = "en", **url: str) -> AppTest:
    def script() -> None:
        from dashboard.screens.compare import render

        render()

    app = AppTest.from_function(script, default_timeout=30)
    for name, value in ({"lang": language} | url).items():
        app.query_params[name] = value
    return app.run()


def answer(app: AppTest) -> str:
    """The big sentence: the first heading below the screen's name."""
    assert not app.exception
    return next(text.value for text in app.markdown if text.value.startswith("## "))


def everything(app: AppTest) -> str:
    """All text, without the backslashes that keep names from being read as Markdown."""
    texts = "\n".join(str(part.value) for part in (*app.markdown, *app.caption))
    return texts.replace("\\", "")


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
        ({"month": "730"}, "from 29.4% use"),  # 60,000 / (8 x 35 x 730) = 29.35 %
        ({"payg": "7.8"}, "never pay: they would need 133.5% use"),  # 60,000 / 44,928
        ({"cards": "1"}, "never pay: they would need 238.1% use"),  # 60,000 / 25,200
        ({"rent": "50000"}, "At ¥50,000 a month 8-card servers pay from 24.8% use"),
    ],
)
def test_the_question_lies_in_the_address(url: dict[str, str], said: str) -> None:
    assert said in answer(screen(**url))


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
    assert saving in answer(app)
    assert len(app.get("plotly_chart")) == 4  # the fourth: how far the best plan's saving holds


def test_the_recommendation_is_given_in_numbers(publish: Publish) -> None:
    publish(core_usage_hourly=use([40.0] * 24), core_price=[HOURLY_PRICE])
    assert "would have run 100%: rent 5 servers, saving ¥23.6K" in answer(screen())


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


def test_the_offers_of_the_price_book_are_compared_below(publish: Publish) -> None:
    publish(core_usage_hourly=use([40.0] * 24), core_price=[HOURLY_PRICE, MONTHLY, ANNUAL])
    app = screen()
    plans = app.dataframe[0].value
    assert list(plans["offer_id"]) == ["server-year", "server-month", "on_demand"]  # cheapest first
    # a year's server: 48,000 x 24 / 720 = 1,600 a day: 6,720 - 1,600 = 5,120, five of them
    assert list(plans["saving_cny"]) == [Decimal("25600.00"), Decimal("23600.00"), Decimal(0)]
    assert list(plans["units"]) == [5, 5, 0]
    # 5 x 1,600 = 8,000 for 960 card-hours; by the hour 35
    assert list(plans["cost_cny"]) == [Decimal(8000), Decimal(10000), Decimal(33600)]
    assert plans["effective_cny_per_card_hour"].iloc[0] == Decimal("8.333333")
    assert plans["effective_cny_per_card_hour"].iloc[2] == Decimal(35)
    assert list(plans["coverage_ratio"])[:2] == [1.0, 1.0]
    assert list(plans["savings_ratio"])[1] == pytest.approx(23600 / 33600)
    assert list(plans["power_included"])[:2] == [True, True]
    assert list(plans["network_included"])[:2] == [None, None]


def test_billing_modes_are_words_on_the_screen(publish: Publish) -> None:
    publish(core_usage_hourly=use([40.0] * 24), core_price=[HOURLY_PRICE, MONTHLY, ANNUAL])
    assert list(screen("zh_CN").dataframe[0].value["billing_mode"]) == ["包年", "包月", "按量付费"]
    assert list(screen("ja").dataframe[0].value["billing_mode"]) == [
        "年間パッケージ", "月間パッケージ", "従量課金",
    ]  # fmt: skip


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


def test_the_chosen_plan_s_bill_sums_to_its_cost_line_by_line(publish: Publish) -> None:
    # 45 cards: five servers carry 40 of them, 5 x 24 = 120 card-hours stay by the hour: 4,200.
    monthly = MONTHLY | {"price": Decimal(90_000)}  # breaks even at 44.6 %
    publish(core_usage_hourly=use([45.0] * 12 + [40.0] * 12), core_price=[HOURLY_PRICE, monthly])
    app = screen(plan="server-month")
    bill = app.dataframe[1].value
    # 90,000 x 24 / 720 = 3,000 a server, five of them; 5 cards x 12 h x 35 = 2,100 beyond
    charged = dict(zip(bill["line_kind"], bill["amount_cny"], strict=True))
    assert charged == {
        "fee": Decimal(15000), "use": Decimal(2100), "covered": Decimal(0),
    }  # fmt: skip
    fee = bill[bill["line_kind"] == "fee"].iloc[0]
    assert (fee["quantity"], fee["unit"]) == (Decimal(120), "unit_hour")  # 5 servers x 24 h
    assert fee["unit_rate"] == Decimal(125)  # 90,000 / 720
    assert fee["offer_source"] == "made up for a test [core_price: load load, line 2]"
    assert "5 × server-month: ¥17,100.00, line by line" in everything(app)
    assert "Pays from 44.64% use (321.4 h a month)" in everything(app)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "server-month is not compared: it does not say whether power is included"),
        ("zh_CN", "server-month未参与比较：未注明是否含电"),
        ("ja", "server-monthは比較していません：電力込みかどうかの記載なし"),
    ],
)
def test_an_offer_that_does_not_say_enough_is_refused_by_name(
    language: Language, said: str, publish: Publish
) -> None:
    unsaid = MONTHLY | {"power_included": None}
    publish(core_usage_hourly=use([40.0] * 24), core_price=[HOURLY_PRICE, unsaid, ANNUAL])
    app = screen(language)
    assert said in everything(app)
    assert "server-month" not in list(app.dataframe[0].value["offer_id"])


def test_what_cannot_be_compared_by_its_price_alone_is_refused_too(publish: Publish) -> None:
    spot = HOURLY_PRICE | {"offer_id": "cheap", "billing_mode": "spot", "price": Decimal(12)}
    publish(core_usage_hourly=use([40.0] * 24), core_price=[HOURLY_PRICE, spot])
    assert "cheap is not compared: how often it is interrupted is not known" in everything(screen())


def test_plans_of_the_workspace_s_files_are_compared_with_the_price_book(
    publish: Publish, tmp_path: Path
) -> None:
    publish(core_usage_hourly=use([40.0] * 24), core_price=[HOURLY_PRICE, MONTHLY])
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "own.toml").write_text(
        """
        [[plan]]
        plan_id = "half price all the time"
        mode = "savings_plan"
        valid_from = 2025-01-01
        currency = "CNY"
        tax_included = true
        tax_rate = 0.06
        time_zone = "UTC"
        source = "offer by mail"
        commitment = 700
        term_months = 12
        prices = [{ chip = "H20", price = 17.5 }]
        """,
        "utf-8",
    )
    plans = screen().dataframe[0].value.set_index("offer_id").loc["half price all the time"]
    # 40 cards x 17.5 = 700 an hour: all committed, all used, half of 35
    assert plans["cost_cny"] == Decimal(16800)
    assert plans["savings_ratio"] == 0.5
    assert plans["commitment_used_ratio"] == 1.0
    assert plans["break_even_utilisation_ratio"] == 0.5
    assert plans["offer_origin"] == "own plan file"
    assert plans["offer_source"] == "offer by mail [own.toml]"


def test_the_sensitivity_says_whether_the_answer_turns(publish: Publish) -> None:
    # A server-month at 60,000 breaks even at 29.76 %: use of 35 % saves, of 28 % does not.
    publish(core_usage_hourly=use([8.0] * 84 + [0.0] * 156), core_price=[HOURLY_PRICE, MONTHLY])
    # 240 h: rent 20,000; by the hour 84 x 8 x 35 = 23,520. At -30 %: 16,464; at -20 % use 18,816.
    assert "server-month saves or costs more, as things move: −¥3,536 to ¥10.6K" in everything(
        screen()
    )


def test_a_long_term_pays_from_9_6_months_of_need_on(publish: Publish) -> None:
    publish(core_usage_hourly=use([40.0] * 24), core_price=[HOURLY_PRICE, MONTHLY, ANNUAL])
    # 48,000 x 12 / 60,000 = 9.6; ten months: 600,000 against 576,000
    shown = everything(screen())
    assert "from 9.6 months of need on: 10 months save ¥24.0K a unit" in shown


def test_a_pool_without_a_price_says_that_35_yuan_is_an_example(publish: Publish) -> None:
    publish(core_usage_hourly=use([40.0] * 24))
    app = screen()
    assert "rent 5 servers" in answer(app)
    assert "only an example" in everything(app)
    assert "no rental for this pool" in everything(app)


def test_totals_of_a_day_are_no_real_peaks_and_that_is_said(publish: Publish) -> None:
    publish(core_usage_hourly=use([40.0] * 24, measured_per="day"), core_price=[HOURLY_PRICE])
    assert "totals per day" in everything(screen())


def test_the_hour_basis_and_what_a_rent_must_include_are_stated(publish: Publish) -> None:
    publish()
    shown = everything(screen(month="730"))
    assert "A month has 730 hours here" in shown
    assert "tax, power, cabinet, network" in shown
