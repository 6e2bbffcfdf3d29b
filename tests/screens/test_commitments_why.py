"""The Commitments screen below its plan: why each block, what moves it, limits, waiting."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.forecast_company import PublishRows
from tests.screens.forecast_rows import POOL_ID
from tests.screens.ladder_rows import block, ladder_rows, limit, rejected, sensed, step, wait
from tests.screens.opening import at_address
from tests.screens.test_screens import texts


def opened(**url: str) -> AppTest:
    return at_address("commitments", lang="en", **url)


def shown(app: AppTest) -> str:
    """All text, without the backslashes that keep names from being read as Markdown."""
    return texts(app).replace("\\", "")


def test_blocks_say_why(publish_rows: PublishRows) -> None:
    publish_rows(ladder_rows())
    text = shown(opened(pool=POOL_ID))
    assert (
        "**Unit 9–12, server-year**: needed 6,100 h last year, break-even 3,840 h, probability 87%;"
        " saves ¥81.0K" in text
    )
    assert "The least certain purchase (server-year, unit 9–12) pays with 87% probability" in text


def test_the_least_certain_block_that_the_title_names_is_told_first(
    publish_rows: PublishRows,
) -> None:
    sure = [
        block(first_unit=n, last_unit=n, confidence_ratio=0.99, saving_cny=Decimal(90_000 - n))
        for n in range(1, 7)
    ]
    unsure = block(first_unit=7, last_unit=7, confidence_ratio=0.6, saving_cny=Decimal(100))
    publish_rows(ladder_rows() | {"out_ladder_unit": [*sure, unsure]})
    told = [line.value for line in opened(pool=POOL_ID).markdown if "**Unit" in line.value]
    assert "**Unit 7," in told[0]
    assert "**Unit 1," in told[1]  # then those that save most
    assert len(told) == 5


def test_a_block_that_ran_less_than_break_even_and_a_short_history_are_said(
    publish_rows: PublishRows,
) -> None:
    short = block(ran_hours=900.0, known_months=3)
    publish_rows(ladder_rows() | {"out_ladder_unit": [short]})
    app = opened()
    assert "needed 900 h in the 3 months known, break-even 3,840 h in twelve" in shown(app)
    assert any(":orange[▲]" in text.value and "900 h" in text.value for text in app.markdown)


def test_offers_turned_down_have_their_reason(publish_rows: PublishRows) -> None:
    publish_rows(ladder_rows())
    text = shown(opened())
    assert "**server-two-years**, serve/H20: dearer; would pay below ¥41.5K a month" in text
    assert "cannot be compared (it does not say whether tax is included)" in text


def test_an_offer_that_pays_at_no_fee_names_none(publish_rows: PublishRows) -> None:
    never = rejected(would_pay_below_cny=Decimal(0))
    publish_rows(ladder_rows() | {"out_ladder_rejected": [never]})
    text = shown(opened())
    assert "**server-two-years**, serve/H20: dearer; pays at no fee" in text
    assert "would pay below" not in text


def test_what_moves_the_cost_most_is_named_and_whether_the_purchase_changes(
    publish_rows: PublishRows,
) -> None:
    publish_rows(ladder_rows())
    app = opened()
    assert "Cost moves most with demand +20%: +\u2060¥1.60M" in shown(app)
    steady = sensed(units_now_change=0.0)
    publish_rows(ladder_rows() | {"out_ladder_sensitivity": [steady | {"scope": "company"}]})
    assert "What to buy now stays the same; cost moves most with demand +20%" in shown(opened())


def test_limits_have_their_worth_and_contradictions_warn(publish_rows: PublishRows) -> None:
    budget = limit(
        limit_name="budget", kind="budget", unit="yuan", worth_cny=None, must_give=250_000.0
    )
    more = limit(month=date(2027, 1, 1), worth_cny=Decimal(15_000))
    publish_rows(ladder_rows() | {"out_ladder_limit": [limit(), more, budget | {"month": None}]})
    text = texts(opened())
    assert ":orange[▲]&ensp;**No plan holds all limits** (budget)" in text
    worth = "**imported**, months: 2: one more server throughout saves ¥27.0K in all"
    assert f":gray[●]&ensp;{worth}" in text  # 12,000 + 15,000
    assert ":orange[▲]&ensp;**budget**, all months: no plan can hold it" in text
    assert "it must give by up to 250K yuan" in text


@pytest.mark.parametrize(
    ("bought", "title"),
    [
        ({}, "A limit binds: what waiting a month is worth is not compared"),
        ({"term_months": 1}, "No long contract is due now: there is nothing to wait with"),
        ({"unit": "pack"}, "No long contract is due now: there is nothing to wait with"),
    ],
)
def test_why_nothing_is_said_of_waiting(
    bought: dict[str, Any], title: str, publish_rows: PublishRows
) -> None:
    publish_rows(ladder_rows() | {"out_ladder": [step(**bought)], "out_ladder_wait": []})
    assert title in shown(opened())


def test_spot_is_no_contract_of_no_months(publish_rows: PublishRows) -> None:
    spot = step(unit="card", billing_mode="spot", term_months=0, offer_id="cheap", units=16.0)
    publish_rows(ladder_rows() | {"out_ladder": [spot]})
    assert "**Buy up to 16 cards of cheap, spot** for serve/H20, in use from" in shown(opened())


@pytest.mark.parametrize(
    ("worth", "title"),
    [
        ("-110000.00", "Waiting a month costs ¥110K: decide now"),
        ("30000.00", "Waiting a month with long contracts would save ¥30.0K"),
        ("9000.00", "Waiting a month neither costs nor saves more than 0.1%"),
    ],
)
def test_the_value_of_waiting_is_said_either_way(
    worth: str, title: str, publish_rows: PublishRows
) -> None:
    # Of a cost of 9,000,000.
    noise = abs(Decimal(worth)) <= 9_000
    row = wait(worth_of_waiting_cny=Decimal(worth), within_noise=noise)
    publish_rows(ladder_rows() | {"out_ladder_wait": [row]})
    text = shown(opened())
    assert title in text
    assert ("**Waiting a month** with long contracts would save" in text) == (worth == "30000.00")
