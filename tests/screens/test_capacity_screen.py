"""The capacity screen: when cards run short, by when to order, what better use is worth first."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from dashboard.i18n import LANGUAGES, Language
from tests.screens.capacity_rows import (
    CUT_OFF,
    ENOUGH,
    POOL_ID,
    capacity_rows,
    gain,
    orders,
    use,
    week,
)
from tests.screens.opening import everything, rendered

OTHER = "Cloud B/West/train/H100"
Row = dict[str, Any]


screen = partial(rendered, "capacity", pages=("forecast", "commitments"))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "serve/H20 runs short on 12 Mar 2027; order by 11 Feb 2027"),
        ("zh_CN", "serve/H20将于2027年3月12日缺卡；请在2027年2月11日前订购"),
        ("ja", "serve/H20は2027年3月12日に不足。2027年2月11日までに発注"),
    ],
)
def test_the_headline_names_the_day_and_by_when_to_order(
    publish_rows: Any, language: Language, sentence: str
) -> None:
    publish_rows(capacity_rows())
    assert sentence in everything(screen(language))


def test_where_no_shortage_was_worked_out_the_screen_says_what_that_takes(
    publish_rows: Any,
) -> None:
    rows = capacity_rows()
    publish_rows(rows | {"out_capacity_order": [], "out_capacity_ahead": []})
    shown = everything(screen())
    assert "No pool's cards can be judged yet" in shown
    assert "contract cards" in shown  # what is known of them stands below


def test_a_pool_that_is_short_now_comes_before_one_that_will_be(publish_rows: Any) -> None:
    now = orders(pool_id=OTHER, short_from=date(2026, 11, 16), is_overdue=True)
    rows = capacity_rows()
    rows["out_capacity_order"] += now
    rows["out_capacity_ahead"] += [week(pool_id=OTHER)]
    publish_rows(rows)
    text = everything(screen())
    # 5.5 cards are six
    assert "train/H100 is short of cards now: order or free 6 cards at once" in text
    assert "next serve/H20 on 12 Mar 2027" in text


def test_where_a_contract_ends_extending_it_is_the_first_advice(publish_rows: Any) -> None:
    ends = {"cause": "contract_ends", "short_if_renewed_from": None}
    publish_rows(capacity_rows() | {"out_capacity_order": orders(**ends)})
    assert "extend the contract that ends, or order by 11 Feb 2027" in everything(screen())


def test_an_order_date_that_is_over_is_said(publish_rows: Any) -> None:
    late = orders(order_by=CUT_OFF, is_overdue=True)
    publish_rows(capacity_rows() | {"out_capacity_order": late})
    assert "15 Nov 2026 was the last day to order" in everything(screen())


def test_enough_cards_are_said_and_so_is_what_is_only_possible(publish_rows: Any) -> None:
    calm = orders(**ENOUGH)
    calm[2] |= {"short_from": date(2027, 1, 4), "missing_cards": 3.0, "order_by": CUT_OFF}
    publish_rows(capacity_rows() | {"out_capacity_order": calm})
    text = everything(screen())
    assert "Cards are likely to last for 52 weeks in every pool" in text
    assert "1 in 10 that it is short from 4 Jan 2027" in text


def test_the_definition_and_the_assumed_lead_time_are_said(publish_rows: Any) -> None:
    publish_rows(capacity_rows())
    text = everything(screen())
    assert "above the cards in more than 5% of its hours" in text
    assert "Lead time: 1 month (assumed; write it in buying.toml)" in text


def test_better_use_stands_beside_what_buying_costs(publish_rows: Any) -> None:
    waiting = gain("off_peak", wait_hours=24, saving_cny_per_month=Decimal(20_000))
    other = gain(scope=OTHER, pools=OTHER, saving_cny_per_month=Decimal(5_000))
    publish_rows(capacity_rows() | {"out_capacity_gain": [gain(), waiting, other]})
    text = everything(screen())
    # the largest of each pool: 60,000 and 5,000; levers of one pool are never added
    assert "Before buying: better use is worth ¥65.0K a month" in text
    assert "the missing cards would cost ¥60.0K a month" in text
    assert "waits up to 24 h" in text


def test_pooling_is_worth_what_it_frees_and_a_gain_without_price_says_so(publish_rows: Any) -> None:
    both = f"{POOL_ID}, {OTHER}"
    pooled = gain("pooling", scope="H20", pools=both, saving_cny_per_month=Decimal(90_000))
    unknown = gain("idle_elsewhere", scope="H20", pools=both, saving_cny_per_month=None)
    publish_rows(capacity_rows() | {"out_capacity_gain": [pooled, unknown]})
    text = everything(screen())
    assert "better use is worth ¥90.0K a month" in text
    assert "**H20**: pools that share their cards need 8 fewer, ¥90.0K a month" in text
    assert "no price" in text
    assert "need 8 fewer" in everything(screen(pool=OTHER.replace(OTHER, POOL_ID)))


def test_idle_cards_have_their_cost_and_their_peaks(publish_rows: Any) -> None:
    none = use(pool_id=OTHER, contract_utilisation_ratio=None, committed_card_hours=0.0,
               idle_cny_per_month=Decimal(0))  # fmt: skip
    publish_rows(capacity_rows() | {"out_capacity_use": [use(), none]})
    text = everything(screen())
    assert "Idle contract cards cost ¥150K a month" in text
    assert "75% of contract cards used" in text
    assert "P95 110" in text
    assert "– of contract cards" not in text


def test_one_pool_has_its_dates_by_chance(publish_rows: Any) -> None:
    rows = capacity_rows()
    rows["out_capacity_order"][0] |= ENOUGH
    publish_rows(rows)
    text = everything(screen())
    assert "| ≥ 50% | 12 Mar 2027 | 11 Feb 2027 | 6 |" in text
    assert "| ≥ 90% | – | – | – |" in text


def test_whose_work_could_have_waited_is_named(publish_rows: Any) -> None:
    publish_rows(capacity_rows())
    assert "serve/H20: most of what could have waited is ads's" in everything(screen())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", ["out_capacity_order", "out_capacity_use", "out_capacity_gain"])
def test_a_table_without_rows_leaves_the_others(
    publish_rows: Any, language: Language, table: str
) -> None:
    publish_rows(capacity_rows() | {table: []})
    screen(language)
