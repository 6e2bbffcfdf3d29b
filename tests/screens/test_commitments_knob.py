"""The one knob of the Commitments screen: how much evidence a purchase needs."""

from decimal import Decimal

import pytest

from tests.screens.choice_rows import choice
from tests.screens.forecast_company import PublishRows
from tests.screens.forecast_rows import POOL_ID
from tests.screens.ladder_rows import ladder_rows
from tests.screens.test_commitments_screen import opened, shown


def test_the_knob_says_what_another_share_would_buy(publish_rows: PublishRows) -> None:
    publish_rows(ladder_rows())
    app = opened()
    assert app.select_slider(key="lambda").value == "0.5"
    assert "**λ 0.50: buy 12 units now.** This is the advice above." in shown(app)
    app.select_slider(key="lambda").set_value("1").run()
    assert app.query_params["lambda"] == "1"
    # 16 - 8 = 8 units at lambda 1, 4 fewer; 9.35 - 9.0 million, 200,000 - 450,000 stranded.
    assert (
        "**λ 1.00: buy 8 units now.** Against the advice: −4 units, cost +\u2060¥350K,"
        " stranded −\u2060¥250K; lock-in 8.0 months." in shown(app)
    )


def test_a_share_in_the_address_is_followed(publish_rows: PublishRows) -> None:
    publish_rows(ladder_rows())
    assert opened(**{"lambda": "0.25"}).select_slider(key="lambda").value == "0.25"


def test_a_knob_that_changes_nothing_says_so_and_draws_nothing(publish_rows: PublishRows) -> None:
    alike = [choice(), *(choice(choice="knob", evidence_share=share) for share in (0.0, 1.0))]
    rows = ladder_rows() | {"out_ladder_choice": alike}
    publish_rows(rows)
    app = opened(pool=POOL_ID)
    assert "The knob changes nothing here" in shown(app)
    # the ladder over time, the months, the tornado
    assert len(app.get("plotly_chart")) == 3


@pytest.mark.parametrize(
    ("more", "said"),
    [
        # 9,000 of 9 million are .1 %, 18,000 are .2 %
        ("9009000.00", "The knob changes little here: ¥9,000 of cost (0.1%), ¥50.0K of stranded"),
        ("9018000.00", "The knob is about ¥18.0K of cost and ¥50.0K of stranded spend"),
    ],
)
def test_a_knob_that_changes_little_of_the_cost_says_so(
    more: str, said: str, publish_rows: PublishRows
) -> None:
    amounts = {"cost_cny": Decimal(more), "stranded_cny": Decimal(400_000)}
    other = choice(choice="knob", evidence_share=1.0, **amounts)
    publish_rows(ladder_rows() | {"out_ladder_choice": [choice(), other]})
    assert said in shown(opened(pool=POOL_ID))


def test_a_knob_that_changes_little_is_told_by_outcome_and_not_drawn(
    publish_rows: PublishRows,
) -> None:
    other = {"cost_cny": Decimal(9_009_000), "units_now": 10.0, "lock_in_months": 7.0}
    knob = [choice(choice="knob", evidence_share=share) for share in (0.0, 0.25)]
    knob += [choice(choice="knob", evidence_share=share, **other) for share in (0.75, 1.0)]
    publish_rows(ladder_rows() | {"out_ladder_choice": [choice(), *knob]})
    app = opened(pool=POOL_ID)
    assert "**λ 0.00–0.50: buy 12 units now.** This is the advice above." in shown(app)
    # 9,009,000 - 9,000,000; the same spend is stranded.
    assert (
        "**λ 0.75–1.00: buy 10 units now.** Against the advice: −2 units, cost +\u2060¥9,000,"
        " stranded ¥0.00; lock-in 7.0 months." in shown(app)
    )
    assert not [slider for slider in app.select_slider if slider.key == "lambda"]


def test_servers_and_money_an_hour_are_told_apart(publish_rows: PublishRows) -> None:
    money = {"committed_now_cny_per_hour": 240.0}
    both = choice(choice="knob", evidence_share=0.5) | money
    none = choice(choice="knob", evidence_share=1.0, cost_cny=Decimal(9_900_000))
    publish_rows(ladder_rows() | {"out_ladder_choice": [choice() | money, both, none]})
    app = opened(pool=POOL_ID, **{"lambda": "0.5"})
    assert "**λ 0.50: buy 12 units and ¥240.00 an hour now.**" in shown(app)
    app.select_slider(key="lambda").set_value("1").run()
    assert "buy 12 units now.** Against the advice: −\u2060¥240.00 an hour, cost" in shown(app)
