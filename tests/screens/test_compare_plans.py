"""All plans of a pool side by side: the table, a bill line by line, refusals, sensitivity."""

from decimal import Decimal
from pathlib import Path

import pytest

from dashboard.i18n import Language
from tests.offers_by_mail import offer_by_mail
from tests.screens.compare_rows import (
    ANNUAL,
    HOURLY_PRICE,
    MONTHLY,
    Publish,
    everything,
    publish,
    screen,
    use,
)  # fmt: skip

__all__ = ["publish"]


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
    assert (fee["quantity"], fee["unit"]) == (Decimal(120), "unit-hours")  # 5 servers x 24 h
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


def test_what_a_purchase_lacks_is_named_item_by_item(publish: Publish) -> None:
    bought = HOURLY_PRICE | {"offer_id": "own", "billing_mode": "purchase", "unit": "server"}
    publish(
        core_usage_hourly=use([40.0] * 24),
        core_price=[HOURLY_PRICE, bought | {"cabinet_included": None, "power_included": False}],
    )
    assert (
        "own is not compared: it does not say over how long it is written off (buying is compared"
        " by `suanli own`), cabinet, network and operations have no price, power is not included"
        " and has no price"
    ) in everything(screen())


def test_spot_is_compared_and_says_what_it_leaves_out(publish: Publish) -> None:
    # 40 cards x 24 h x 12 = 11,520 against 33,600 by the hour
    spot = HOURLY_PRICE | {"offer_id": "cheap", "billing_mode": "spot", "price": Decimal(12)}
    publish(core_usage_hourly=use([40.0] * 24), core_price=[HOURLY_PRICE, spot])
    app = screen()
    plans = app.dataframe[0].value
    assert list(plans["cost_cny"]) == [Decimal(11_520), Decimal(33_600)]
    assert list(plans["unit"]) == ["by use", "by use"]
    assert "cheap: work lost to interruptions is not counted" in everything(app)


def test_a_plan_whose_cost_rests_on_an_assumption_is_not_named_the_cheapest(
    publish: Publish,
) -> None:
    spot = HOURLY_PRICE | {"offer_id": "cheap", "billing_mode": "spot", "price": Decimal(1)}
    publish(core_usage_hourly=use([40.0] * 24), core_price=[HOURLY_PRICE, ANNUAL, spot])
    app = screen()
    assert list(app.dataframe[0].value["offer_id"]) == ["cheap", "server-year", "on_demand"]
    # by the year 8,000 of 33,600: as worked above
    assert "Cheapest plan that nothing is assumed of: 5 × server-year, ¥8,000 in all" in (
        everything(app)
    )
    # And it is that plan whose bill is shown, not the first row of the table.
    assert app.selectbox(key="plan").value == "server-year"
    assert "5 × server-year: ¥8,000.00" in everything(app)
    assert "Nothing of it was used" not in everything(app)


def test_plans_of_the_workspace_s_files_are_compared_with_the_price_book(
    publish: Publish, tmp_path: Path
) -> None:
    publish(core_usage_hourly=use([40.0] * 24), core_price=[HOURLY_PRICE, MONTHLY])
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "own.toml").write_text(
        offer_by_mail(
            "half price all the time",
            "savings_plan",
            """
            commitment = 700
            term_months = 12
            prices = [{ chip = "H20", price = 17.5 }]
            """,
            valid_from="2025-01-01",
        ),
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
    assert (
        "server-month saves or costs more, as things move: −\u2060¥3,536 to ¥10.6K"
        in everything(screen())
    )


def test_a_long_term_pays_from_9_6_months_of_need_on(publish: Publish) -> None:
    publish(core_usage_hourly=use([40.0] * 24), core_price=[HOURLY_PRICE, MONTHLY, ANNUAL])
    # 48,000 x 12 / 60,000 = 9.6; ten months: 600,000 against 576,000
    shown = everything(screen())
    assert "from 9.6 months of need on: 10 months save ¥24.0K a unit" in shown


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "what each payment was for"), ("zh_CN", "每笔付款对应"), ("ja", "各支払いの使用分")],
)
def test_the_bill_is_shown_as_billed_or_as_used(
    language: Language, said: str, publish: Publish
) -> None:
    # A server at 60,000 is 2,000 a day; 8 cards for half of it: 1,000 used, 1,000 idle.
    publish(core_usage_hourly=use([8.0] * 12 + [0.0] * 12), core_price=[HOURLY_PRICE, MONTHLY])
    app = screen(language, plan="server-month", bill_view="used")
    shown = app.dataframe[1].value
    assert list(shown["billed_amount"]) == [Decimal(2000), Decimal(0), Decimal(0)]
    assert list(shown["effective_amount"]) == [Decimal(0), Decimal(1000), Decimal(1000)]
    assert said in everything(app)
    assert "amount_cny" in screen(language, plan="server-month").dataframe[1].value


def test_a_seller_of_another_day_has_no_bill_as_used_and_says_so(
    publish: Publish, tmp_path: Path
) -> None:
    publish(core_usage_hourly=use([8.0] * 24), core_price=[HOURLY_PRICE])
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "own.toml").write_text(
        offer_by_mail(
            "by the year",
            "subscription",
            """
            match = { chip = "H20" }
            cards = 8
            fee = 60000
            term_months = 1
            power_included = true
            """,
            valid_from="2025-01-01",
            time_zone="Asia/Shanghai",
        ),
        "utf-8",
    )
    app = screen(plan="by the year", bill_view="used")
    assert "The bill cannot be shown as used: by the year began on 2026-01-01" in everything(app)
