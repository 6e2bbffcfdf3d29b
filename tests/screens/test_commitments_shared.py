"""The card of money that several pools draw from together, on the Commitments screen."""

import pytest

from dashboard.i18n import Language
from tests.screens.forecast_company import PublishRows
from tests.screens.forecast_rows import POOL_ID
from tests.screens.ladder_rows import OTHER_POOL, ending, ladder_rows, shared, step
from tests.screens.opening import at_address
from tests.screens.test_screens import texts


def shown(language: Language, **url: str) -> str:
    """All text, without the backslashes that keep names from being read as Markdown."""
    return texts(at_address("commitments", lang=language, **url)).replace("\\", "")


def test_without_such_a_commitment_there_is_no_card(publish_rows: PublishRows) -> None:
    publish_rows(ladder_rows())
    assert "draw first" not in shown("en")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "**savings-plan**: ¥400.00 an hour, 1 Dec 2026 to 30 Nov 2027, drawn by"
            " serve/H20, train/H100: 94.7% of it used (pays from 66.7%), 61.0% of the rest by the"
            " hour served; saves ¥1.45M, unused ¥183K",
        ),
        ("zh_CN", "利用率94.7%（盈亏平衡66.7%），覆盖剩余按量用量的61.0%"),
        ("ja", "利用率94.7%（損益分岐66.7%）、残りの従量分の61.0%をカバー"),
    ],
)
def test_it_says_how_much_is_used_and_from_where_on_it_pays(
    language: Language, said: str, publish_rows: PublishRows
) -> None:
    publish_rows(ladder_rows() | {"out_ladder_shared": [shared()]})
    assert said in shown(language)


def test_a_pool_sees_what_it_draws_from(publish_rows: PublishRows) -> None:
    others = shared(offer_id="plan-of-others", pool_ids=OTHER_POOL)
    publish_rows(ladder_rows() | {"out_ladder_shared": [shared(), others]})
    assert "**plan-of-others**" in shown("en")
    text = shown("en", pool=POOL_ID)
    assert "**savings-plan**: ¥400.00" in text
    assert "**plan-of-others**" not in text


@pytest.mark.parametrize("screen", ["overview", "commitments"])
def test_what_two_pools_draw_from_is_one_decision(screen: str, publish_rows: PublishRows) -> None:
    # 160 of one pool and 240 of the other are one plan of 400 an hour, and one of two decisions.
    plan = {"offer_id": "plan", "billing_mode": "savings_plan", "unit": "currency_per_hour"}
    part = step(units=160.0, committed_cny_per_hour=160.0, cards_per_unit=0, **plan)
    other = part | {"pool_id": OTHER_POOL, "units": 240.0, "committed_cny_per_hour": 240.0}
    publish_rows(ladder_rows() | {"out_ladder": [part, other, ending()]})
    text = texts(at_address(screen)).replace("\\", "")
    assert "Buy ¥400.00 an hour committed to plan, savings plan, 12 months** for" in text
    assert "serve/H20, train/H100" in text
    assert text.count("an hour committed to plan") <= 2  # a headline, and a line


def test_a_savings_plan_in_hand_stands_among_the_contracts(publish_rows: PublishRows) -> None:
    held = step(
        action="keep",
        offer_id="plan of ours",
        billing_mode="savings_plan",
        unit="currency_per_hour",
        units=240.0,
        committed_cny_per_hour=240.0,
        cards_per_unit=0,
        is_due=False,
        saving_cny=None,
        confidence_ratio=None,
    )
    publish_rows(ladder_rows() | {"out_ladder": [held], "core_commitment": []})
    assert "Contracts in hand: 1, the first to end is plan of ours on 30 Nov 2027" in shown("en")
