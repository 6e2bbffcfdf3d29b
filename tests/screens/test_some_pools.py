"""Commitments, Proof and Supply of some pools: summed where that is exact, else of one."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import LANGUAGES, Language
from tests.screens import supply_rows
from tests.screens.choice_rows import choice, choices
from tests.screens.factories import cost_day
from tests.screens.forecast_company import PublishRows
from tests.screens.forecast_rows import POOL_ID
from tests.screens.ladder_rows import OTHER_POOL, ladder_rows, month_ahead, step
from tests.screens.opening import at_address, everything, headline
from tests.screens.replay_rows import replayed, rule

THIRD = "Cloud C/West/lab/A100"
POOLS = [POOL_ID, OTHER_POOL, THIRD]
COST_DAYS = [cost_day(pool=tuple(name.split("/"))) for name in POOLS]  # type: ignore[arg-type]
TWO = [POOL_ID, THIRD]


def column(app: AppTest, name: str) -> list[object]:
    """A column of the first table that has it."""
    return list(next(one.value[name] for one in app.dataframe if name in one.value))


@pytest.fixture
def ladder(publish_rows: PublishRows) -> None:
    """Three pools with a step each; months cost 100, 200 and 400 by the hour."""
    amounts = zip(POOLS, (100, 200, 400), strict=True)
    publish_rows(
        ladder_rows()
        | {
            "out_cost_daily": COST_DAYS,
            "out_ladder": [step(pool_id=name) for name in POOLS],
            "out_ladder_month": [
                month_ahead(date(2026, 12, 1), pool_id=name, on_demand_cost_cny=Decimal(amount))
                for name, amount in amounts
            ],
            "out_ladder_choice": [
                *choices("company"),
                choice(scope=POOL_ID, coverage_ratio=0.11),
                choice(scope=THIRD, coverage_ratio=0.33),
            ],
        }
    )


@pytest.mark.usefixtures("ladder")
def test_the_ladder_of_two_pools_is_theirs_and_its_months_add_up() -> None:
    app = at_address("commitments", pool=TWO)
    assert set(column(app, "action")) == {"buy"}
    assert sorted(column(app, "pool_id")) == sorted(TWO)  # type: ignore[type-var]
    month = next(one.value for one in app.dataframe if "in_hand_fee_cny" in one.value).iloc[0]
    assert month["on_demand_cost_cny"] == 500  # 100 + 400
    assert "train/H100" not in everything(app)


@pytest.mark.usefixtures("ladder")
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_solved_for_one_pool_is_of_one_that_the_reader_chooses(language: Language) -> None:
    app = at_address("commitments", lang=language, pool=TWO)
    chosen = app.selectbox(key="of")
    assert len(chosen.options) == 2
    assert "11%" in [tile.value for tile in app.metric]
    app = chosen.set_value(THIRD).run()
    assert "33%" in [tile.value for tile in app.metric]
    assert app.query_params["of"] == THIRD


def test_policies_cost_the_sum_over_the_pools_chosen(publish_rows: PublishRows) -> None:
    # The third pool's replay cost half as much; of two pools: 10.5 + 5.25 against 10 + 5 million.
    half: dict[str, Any] = {"pool_id": THIRD, "cost_cny": Decimal(5_250_000)}
    best = rule("hindsight", 5_000_000, pool_id=THIRD, hindsight_ratio=1.0)
    rows = [
        replayed(),
        rule("hindsight", 10_000_000),
        replayed(**half),
        best,
        replayed(pool_id=OTHER_POOL, cost_cny=Decimal(99_000_000)),
        rule("hindsight", 50_000_000, pool_id=OTHER_POOL, hindsight_ratio=1.0),
    ]
    publish_rows({"out_cost_daily": COST_DAYS, "out_replay": rows})
    app = at_address("proof", pool=TWO)
    assert "5.0% above perfect hindsight" in headline(app)
    table = next(one.value for one in app.dataframe if "fees_cny" in one.value)
    assert list(table["cost_cny"]) == [15_000_000, 15_750_000]


def test_months_of_sellers_add_up_and_shares_are_of_the_sums(publish_rows: PublishRows) -> None:
    # 80 of 100 and 20 of 100 rented; 1,000 and 500 earned; each cost 800.
    months = [
        supply_rows.month(),
        supply_rows.month(scope=POOL_ID),
        supply_rows.month(scope=OTHER_POOL, rented_card_hours=7.0),
        supply_rows.month(
            scope=THIRD, rented_card_hours=20.0, revenue_cny=Decimal(500), margin_cny=Decimal(-300)
        ),
    ]
    rows = supply_rows.one_of_each() | {"out_supply_month": months, "out_cost_daily": COST_DAYS}
    publish_rows(rows)
    app = at_address("supply", pool=TWO)
    month = next(one.value for one in app.dataframe if "rented_ratio" in one.value).iloc[0]
    assert month["rented_card_hours"] == 100
    assert month["rented_ratio"] == 0.5  # 100 of 200
    assert (month["revenue_cny"], month["margin_cny"]) == (1500, -100)
    assert month["revenue_cny_per_card_hour"] == 15  # 1,500 for 100
    assert month["break_even_ratio"] == pytest.approx(1600 / (15 * 200))
    alone = at_address("supply", pool=POOL_ID)
    month = next(one.value for one in alone.dataframe if "rented_ratio" in one.value).iloc[0]
    assert (month["rented_ratio"], month["break_even_ratio"]) == (0.8, 0.64)  # as it is published


@pytest.mark.parametrize("screen", ["commitments", "proof"])
@pytest.mark.usefixtures("ladder")
def test_filters_that_leave_nothing_say_so(screen: str) -> None:
    app = at_address(screen, chip="A100", provider="Cloud A")
    assert "Nothing fits these filters" in everything(app)
