"""The Supply screen: rented share, prices, customers, other demand, reserve; and how to begin."""

import json
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import Language
from data.reference.supply import SUPPLY_EXAMPLE
from tests.screens import supply_rows as made
from tests.screens.factories import cost_day
from tests.screens.forecast_rows import POOL_ID
from tests.screens.opening import rendered

OTHER = "Cloud B/South/train/H100"


opened = partial(rendered, "supply")


def said(app: AppTest) -> str:
    tiles = [f"{one.label} {one.value} {one.delta}" for one in app.metric]
    return "\n".join([*(one.value for one in [*app.markdown, *app.caption]), *tiles])


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Three steps"), ("zh_CN", "三步"), ("ja", "3ステップ")],
)
def test_without_customers_it_says_in_three_steps_how_to_begin(
    publish_rows: Any, language: Language, words: str
) -> None:
    publish_rows({})
    app = opened(language)
    assert words in said(app)
    assert "suanli template supply" in app.code[0].value
    assert app.code[1].value == SUPPLY_EXAMPLE.read_text("utf-8").strip()


def test_with_customers_and_nothing_computed_it_says_why(publish_rows: Any) -> None:
    workspace = publish_rows({})
    (workspace.home / "supply.toml").write_text('[[customer]]\nname = "a"\n', "utf-8")
    assert "Nothing has been sold in a whole month yet" in said(opened())


def test_what_is_rented_at_which_margin(publish_rows: Any) -> None:
    publish_rows(made.one_of_each())
    found = said(opened())
    assert "80.0% pays from 64.0%" in found
    assert "¥12.50 ¥8.00 per card-hour of capacity" in found
    assert "¥200.00 20.0% of revenue" in found


def test_a_month_at_a_loss_is_counted(publish_rows: Any) -> None:
    loss = {"month": date(2026, 9, 1), "cost_cny": Decimal(1200), "margin_cny": Decimal(-200)}
    rows = made.one_of_each()
    publish_rows(rows | {"out_supply_month": [*rows["out_supply_month"], made.month(**loss)]})
    assert "In 1 of 2 months the rented share did not pay for capacity" in said(opened())


def test_own_prices_stand_against_the_market(publish_rows: Any) -> None:
    publish_rows(made.one_of_each())
    assert "Own prices against the market: 1 above, 0 within, 0 below" in said(opened())


def test_a_price_of_many_pools_is_drawn_once(publish_rows: Any) -> None:
    prices = [made.price(pool_id=f"Cloud A/North/serve-{n}/H20") for n in range(40)]
    publish_rows(made.one_of_each() | {"out_supply_price": prices})
    charts = [json.loads(one.proto.spec) for one in opened().get("plotly_chart")]
    names = [trace["y"] for chart in charts for trace in chart["data"] if "y" in trace]
    assert ["server<br>40 pools"] in names


def test_a_price_without_quotes_is_said_to_have_none(publish_rows: Any) -> None:
    unknown = dict.fromkeys(
        [name for name in made.price() if name.startswith(("market_", "band_", "newest"))]
    )
    alone = made.price(**unknown | {"market_position": "unknown", "quote_count": 0})
    publish_rows(made.one_of_each() | {"out_supply_price": [alone]})
    found = said(opened())
    assert "The market says nothing comparable about these prices" in found
    assert "1 more price has no quote in yuan" in found


def test_what_a_package_is_worth_to_its_customer(publish_rows: Any) -> None:
    dear = made.customer(customer="thin", indifferent_fee_cny_per_unit_month=Decimal(42_000))
    publish_rows(made.one_of_each() | {"out_supply_customer": [made.customer(), dear]})
    found = said(opened())
    assert "2 × server at ¥60.0K a month is worth up to ¥66.0K to it" in found
    assert (
        "by the hour is cheaper; 2 × server at ¥60.0K a month would pay for it at ¥42.0K" in found
    )


def test_a_customer_that_costs_more_than_it_pays_is_the_title(publish_rows: Any) -> None:
    loser = made.customer(customer="loser", margin_cny=Decimal(-50), margin_ratio=-0.05)
    publish_rows(made.one_of_each() | {"out_supply_customer": [made.customer(), loser]})
    assert "loser in" in said(opened())
    assert "cost ¥50.00 more than it paid" in said(opened())


def test_margin_by_plan_and_by_profile(publish_rows: Any) -> None:
    package = made.plan(plan="server", margin_cny=Decimal(-100))
    nights = made.customer(customer="owl", profile="nights", margin_cny=Decimal(40))
    publish_rows(
        made.one_of_each()
        | {
            "out_supply_plan": [made.plan(), package],
            "out_supply_customer": [made.customer(), nights],
        }
    )
    found = said(opened())
    assert "Most is left by sales by the hour: ¥300.00; least by server: −\u2060¥100.00" in found
    assert "By profile, most is left by flat: ¥360.00; least by nights: ¥40.00" in found


def test_what_other_demand_would_do(publish_rows: Any) -> None:
    cases = [made.case(-0.3, 80), made.case(), made.case(0.3, 260)]
    publish_rows(made.one_of_each() | {"out_supply_case": cases})
    assert "Demand −30%: margin −\u2060¥120.00; demand +30%: +\u2060¥60.00" in said(opened())


def test_how_many_cards_to_keep_free(publish_rows: Any) -> None:
    kept = [made.reserve("held", 2), made.reserve("best", 5), made.reserve("serve_95", 8)]
    publish_rows(made.one_of_each() | {"out_supply_reserve": kept})
    found = said(opened())
    assert "Keep 5 cards free for customers by the hour instead of 2" in found
    assert "2 were free on average, 5 earn most (+\u2060¥30.00), 8 serve 95%" in found


def test_a_cost_that_is_not_known_is_said_and_not_zero(publish_rows: Any) -> None:
    nothing = dict.fromkeys(
        ("cost_cny", "margin_cny", "break_even_ratio", "cost_cny_per_card_hour"), None
    )
    gap = made.month(**nothing, gap="no_upstream_price")
    rows = made.one_of_each() | {"out_supply_month": [gap, gap | {"scope": POOL_ID}]}
    publish_rows(rows)
    found = said(opened())
    assert "has no pay-as-you-go price upstream" in found
    assert "cost or revenue not known" in found


def test_customers_that_never_used_anything_are_named(publish_rows: Any) -> None:
    workspace = publish_rows(made.one_of_each())
    (workspace.home / "supply.toml").write_text(
        '[[customer]]\nname = "steady"\n[[customer]]\nname = "gh*st"\n', "utf-8"
    )
    assert r"Nothing is known of gh\*st" in said(opened())


def test_a_pool_can_be_chosen_in_the_address(publish_rows: Any) -> None:
    rows = made.one_of_each()
    other = made.month(scope=OTHER, rented_ratio=0.5, rented_card_hours=50.0)
    pools = [cost_day(pool=(*name.split("/"),)) for name in (POOL_ID, OTHER)]
    months = [*rows["out_supply_month"], other]
    publish_rows(rows | {"out_supply_month": months, "out_cost_daily": pools})
    assert "50.0% pays from" in said(opened(pool=OTHER))
