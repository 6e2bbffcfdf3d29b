"""The Commitments screen: what is due, what it saves, why, and how far that holds."""

import json
from decimal import Decimal
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import LANGUAGES, Language
from tests.screens.choice_rows import choice
from tests.screens.forecast_company import PublishRows
from tests.screens.forecast_rows import POOL_ID
from tests.screens.ladder_rows import (
    DECIDE_ON,
    OTHER_POOL,
    Rows,
    block,
    ending,
    ladder_rows,
    later,
    limit,
    month_ahead,
    rejected,
    sensed,
    step,
    wait,
)
from tests.screens.opening import at_address, headline
from tests.screens.test_plans_not_in_costs import AGREEMENT
from tests.screens.test_screens import texts
from tests.unbroken import unbroken


def opened(language: Language = "en", **url: str) -> AppTest:
    return at_address("commitments", lang=language, **url)


def shown(app: AppTest) -> str:
    """All text, without the backslashes that keep names from being read as Markdown."""
    return texts(app).replace("\\", "")


def with_steps(*steps: dict[str, object]) -> Rows:
    return ladder_rows() | {"out_ladder": [*steps]}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "Buy 12 × 8-card server, annual package, 12 months for serve/H20 by 28 Nov 2026: saves"
            " ¥1.40M over 12 months with 83% probability",
        ),
        (
            "zh_CN",
            "2026年11月28日前为serve/H20采购12台8卡服务器（包年，12个月），12个月内可省¥140万，"
            "概率83%",
        ),
        (
            "ja",
            "2026年11月28日までにserve/H20向けに8枚構成サーバー12台（年間パッケージ、12か月）を"
            "購入。12か月で140万元の節約（確率83%）",
        ),
    ],
)
def test_the_headline_says_what_to_buy_by_when_and_what_it_saves(
    language: Language, said: str, publish_rows: PublishRows
) -> None:
    publish_rows(with_steps(step()))
    assert headline(opened(language)) == unbroken(said)


def test_each_step_that_is_due_is_a_line_and_later_ones_are_not(publish_rows: PublishRows) -> None:
    publish_rows(ladder_rows())
    text = shown(opened())
    assert "in use from 1 Dec 2026. Saves ¥1.40M, probability 83%. Decide again by 31 Oct" in text
    assert "**Let contract end on 14 Dec 2026**: 4 × 8-card server" in text
    assert "4 × 8-card server, monthly package, 1 month** for" not in text


def test_several_purchases_are_counted_and_their_savings_added(publish_rows: PublishRows) -> None:
    other = step(pool_id=OTHER_POOL, saving_cny=Decimal("600000.00"))
    publish_rows(with_steps(step(), other, ending()))
    assert headline(opened()) == (
        "Buy 12 × 8-card server, annual package, 12 months for serve/H20 by 28 Nov 2026 (first"
        " of 3 decisions): together they save ¥2.00M over 12 months"
    )


def test_savings_are_over_the_longest_term_not_as_long_as_the_plan_looks_ahead(
    publish_rows: PublishRows,
) -> None:
    rows = with_steps(step(), later() | {"is_due": True, "decide_on": DECIDE_ON})
    far = [one | {"horizon_months": 36} for one in rows["out_ladder_choice"]]
    publish_rows(rows | {"out_ladder_choice": far})
    assert headline(opened()).endswith("together they save ¥1.46M over 12 months")


def test_a_purchase_that_a_limit_forces_warns_and_promises_nothing(
    publish_rows: PublishRows,
) -> None:
    publish_rows(with_steps(step(saving_cny=Decimal("-5000.00"))))
    app = opened()
    assert "saves" not in headline(app)
    assert ":orange[▲]" in texts(app)
    assert "Costs ¥5,000 more than pay-as-you-go: a limit forces it" in shown(app)


def test_where_nothing_is_due_the_next_decision_is_named(publish_rows: PublishRows) -> None:
    publish_rows(with_steps(later()))
    assert headline(opened()).startswith("Nothing is due now. Next decision on 20 Feb 2027: 4 × ")


def test_where_nothing_is_ever_bought_the_screen_says_so(publish_rows: PublishRows) -> None:
    publish_rows(with_steps(step(action="keep", is_due=False)))
    assert headline(opened()) == ("Nothing to buy: what is in hand and pay-as-you-go stay cheapest")


@pytest.mark.parametrize(
    ("unit", "units", "said"),
    [
        ("currency_per_hour", 40.5, "Buy ¥243.00 an hour committed to server\\-year, annual"),
        ("pack", 5.0, "Buy 5 × server\\-year, annual package, 12 months"),
    ],
)
def test_what_is_no_server_is_named_by_what_is_bought(
    unit: str, units: float, said: str, publish_rows: PublishRows
) -> None:
    # Of a plan in dollars: 40.5 at 6 yuan.
    money = 6 * units if unit == "currency_per_hour" else None
    publish_rows(
        with_steps(step(unit=unit, units=units, cards_per_unit=0, committed_cny_per_hour=money))
    )
    assert headline(opened()).startswith(said)


def test_tiles_hold_the_ladder_against_going_on_as_today(publish_rows: PublishRows) -> None:
    publish_rows(ladder_rows())
    tiles = {metric.label: (metric.value, metric.delta) for metric in opened().metric}
    assert tiles["In hand, Nov 2026"] == ("32 cards", "contracts: 1, first ends 14 Dec 2026")
    assert tiles["Coverage, 12 months"] == ("84%", "as today: 31%")
    assert tiles["Lock-in"] == ("9.6 months", "as today: 0.4 months")


def test_a_contract_in_hand_is_one_bar_and_marked_where_it_is_let_end(
    publish_rows: PublishRows,
) -> None:
    publish_rows(ladder_rows())
    app = opened()
    spec = app.get("plotly_chart")[0].proto.spec
    assert spec.count("in hand: 4") == 2  # its bar, and its mark for the next decision
    assert "contract (let end)" in spec
    assert "Contracts in hand: 1, the first to end is contract on 14 Dec 2026" in shown(app)


def test_a_savings_plan_counts_once_however_many_pools_it_serves(
    publish_rows: PublishRows,
) -> None:
    plan = ending() | {"offer_id": "sp-1", "unit": "currency_per_hour"}
    publish_rows(with_steps(step(), ending(), plan, plan | {"pool_id": OTHER_POOL}))
    app = opened()
    assert "Contracts in hand: 2, the first to end is" in shown(app)  # contract and sp-1
    assert next(tile.delta for tile in app.metric).startswith("contracts: 2, first ends ")


def test_an_agreement_in_hand_is_told_beside_what_to_buy(
    publish_rows: PublishRows, make: SimpleNamespace
) -> None:
    agreed = make.finding(kind="agreement_in_hand", pool_id=None, detail=json.dumps(AGREEMENT))
    publish_rows(ladder_rows() | {"out_finding": [agreed]})
    told = "Agreement **ag-1** (yunlan): ¥1.44M of ¥5.00M would be due on 31 Dec 2026"
    assert told in shown(opened())
    assert "ag-1" not in shown(opened(pool=POOL_ID))  # a pool of another provider


def test_months_of_one_pool_show_its_need_and_of_several_their_cost(
    publish_rows: PublishRows,
) -> None:
    rows = ladder_rows()
    publish_rows(rows)
    # November holds 32 of 100 cards; from January on 96 of 100 are held: 11 of 12 months.
    assert "In 11 of 12 months the median need is above the contracts; in Nov 2026 by 68" in shown(
        opened(pool=POOL_ID)
    )
    both = [
        month_ahead(row["month"], pool_id=pool)
        for row in rows["out_ladder_month"]
        for pool in (POOL_ID, OTHER_POOL)
    ]
    publish_rows(rows | {"out_ladder_month": both})
    # A pool's month: fees of 576,000 and 120,000 by the hour, 200,000 more in two months:
    # 12 x 696,000 + 2 x 200,000 = 8,752,000, twice 17,504,000; by the hour 2,880,000 of it: 16 %.
    told = shown(opened())
    assert "¥17.5M over 12 months, 16% of it by the hour" in told
    assert "hold the whole demand, work that waits for cards included" in told


def test_choices_say_which_is_cheapest_whichever_way_that_goes(publish_rows: PublishRows) -> None:
    publish_rows(ladder_rows())
    # 9.6 - 9.0 million
    assert (
        "The ladder costs ¥600K less than the next best choice: one offer only, server-month"
        in (shown(opened()))
    )
    cheap = choice(choice="one_offer", offer_id="server-month", cost_cny=Decimal("8900000.00"))
    publish_rows(ladder_rows() | {"out_ladder_choice": [choice(), cheap]})
    assert "one offer only, server-month is expected to cost ¥100K less than the ladder" in shown(
        opened()
    )


def test_a_choice_that_breaks_a_limit_stands_last_and_is_not_the_next_best(
    publish_rows: PublishRows,
) -> None:
    cheap = choice(choice="one_offer", offer_id="server-month", cost_cny=Decimal("8900000.00"))
    dear = choice(choice="as_today", cost_cny=Decimal("9200000.00"))
    rows = [choice(), cheap | {"breaks_limits": "imports"}, dear]
    publish_rows(ladder_rows() | {"out_ladder_choice": rows})
    app = opened()
    assert "The ladder costs ¥200K less than the next best choice: as today" in shown(app)
    assert "Choices that would break a limit (last column): 1. Such a choice stands last" in shown(
        app
    )


def test_waiting_that_pays_is_said_beside_the_advice(publish_rows: PublishRows) -> None:
    gain = wait(worth_of_waiting_cny=Decimal("30000.00"))
    publish_rows(ladder_rows() | {"out_ladder_wait": [gain]})
    lines = [text.value for text in opened().markdown if ":orange[▲]" in text.value]
    assert "would save ¥30.0K: next month's need is known then (serve/H20)" in lines[0]


def test_every_row_stands_in_a_table_with_its_source(publish_rows: PublishRows) -> None:
    publish_rows(ladder_rows())
    ladder = opened().dataframe[0].value
    assert next(iter(ladder["source"])) == "price_book: prices.csv line 7"
    assert list(ladder["action"]) == ["buy", "let end", "buy"]


def test_a_pool_shows_its_own_rows_only(publish_rows: PublishRows) -> None:
    publish_rows(with_steps(step(pool_id=OTHER_POOL), later()))
    app = opened(pool=POOL_ID)
    assert headline(app).startswith("Nothing is due now")
    assert "train/H100" not in shown(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_ladder_it_says_what_is_missing_and_shows_what_is_in_hand(
    language: Language, publish_rows: PublishRows
) -> None:
    rows = ladder_rows()
    publish_rows({name: rows[name] for name in ("out_cost_daily", "core_commitment")})
    app = opened(language)
    assert "suanli template price_book" in shown(app)
    assert len(app.get("plotly_chart")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_row_of_each_table_is_enough(language: Language, publish_rows: PublishRows) -> None:
    publish_rows(
        {
            "out_ladder": [step()],
            "out_ladder_month": [month_ahead(step()["starts_on"])],
            "out_ladder_choice": [choice()],
            "out_ladder_unit": [block()],
            "out_ladder_rejected": [rejected()],
            "out_ladder_sensitivity": [sensed()],
            "out_ladder_limit": [limit()],
            "out_ladder_wait": [wait()],
        }
    )
    assert len(opened(language).metric) == 5
