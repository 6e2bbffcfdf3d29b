"""The chips screen: one efficiency, what it changes, and how much runs on imported chips."""

from functools import partial
from typing import Any

import pytest

from dashboard.i18n import Language
from tests.screens.capacity_rows import chip, price
from tests.screens.opening import everything, rendered

DOMESTIC = "Ascend 910C"


screen = partial(rendered, "chips")


def e8() -> dict[str, list[dict[str, Any]]]:
    """E8: 60,000 against 30,000 a month at a throughput ratio of 0.45."""
    return {
        "core_chip": [chip(), chip(DOMESTIC, 450.0, origin="domestic")],
        "core_price": [price(), price(DOMESTIC, 30_000)],
    }


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        # 14.4676 / 11.5741 = 1.25 at 720 hours, as at 730
        ("en", "At 80% efficiency Ascend 910C costs 25% more than H100 SXM5 per useful hour"),
        ("zh_CN", "效率80%时，Ascend 910C每有效卡时比H100 SXM5贵25%"),
        ("ja", "効率80%ではAscend 910Cの有効GPU時間はH100 SXM5より25%高い"),
    ],
)
def test_the_headline_says_which_is_dearer(
    publish_rows: Any, language: Language, sentence: str
) -> None:
    publish_rows(e8())
    assert sentence in everything(screen(language))


def test_the_switch_points_are_those_of_e8(publish_rows: Any) -> None:
    publish_rows(e8())
    text = everything(screen())
    assert "cheaper one from **100%** efficiency on" in text
    assert "below a rent of **¥24,000** a month; now ¥30,000" in text
    assert "Moving does not pay" in text


def test_the_slider_turns_the_answer(publish_rows: Any) -> None:
    publish_rows(e8() | {"core_price": [price(), price(DOMESTIC, 20_000)]})
    app = screen()
    # 20,000 / (0.45 x 0.8) against 60,000 / 0.9: 55,556 to 66,667, 17 % less
    assert "costs 17% less than" in everything(app)
    app.slider(key="efficiency").set_value(0.5).run()
    assert "costs 33% more than" in everything(app)  # 88,889 to 66,667


def test_moving_is_spread_over_the_term(publish_rows: Any) -> None:
    publish_rows(e8() | {"core_price": [price(), price(DOMESTIC, 20_000)]})
    app = screen()
    assert "Moving may cost up to **¥48.0K** a server over 12 months" in everything(app)
    app.number_input(key="migration").set_value(96_000.0).run()
    assert "more than" in everything(app)
    app.number_input(key="term").set_value(36).run()
    assert "less than" in everything(app)


def test_the_cheapest_useful_pflop_hour_is_named(publish_rows: Any) -> None:
    publish_rows(e8())
    # 60,000 / 5,760 / (1 x 0.9) = 11.57
    assert "H100 SXM5 gives the cheapest useful PFLOP-hour: ¥11.57" in everything(screen())


def test_a_chip_of_unknown_throughput_is_named_and_not_ranked(publish_rows: Any) -> None:
    rows = e8()
    rows["core_chip"].append(chip("Ascend 910B", None, origin="domestic"))
    rows["core_price"].append(price("Ascend 910B", 10))
    publish_rows(rows)
    text = everything(screen())
    assert "throughput no source prints: Ascend 910B" in text
    assert "H100 SXM5 gives the cheapest" in text


def test_without_prices_the_example_answers(publish_rows: Any) -> None:
    publish_rows({})
    text = everything(screen())
    assert "below a rent of **¥24,000** a month" in text
    assert "an example" in text
    assert "No chip of the catalogue has a price yet" in text


def test_dependence_is_told_by_card_hours_and_cost(publish_rows: Any, make: Any) -> None:
    imported = ("a", "north", "train", "H100 SXM5")
    domestic = ("b", "west", "train", DOMESTIC)
    days = [make.cost_day(pool=imported), make.cost_day(pool=domestic, cost_cny=4100)]
    publish_rows(e8() | {"out_cost_daily": days})
    text = everything(screen())
    # 16,400 of 20,500; as many card-hours on each
    assert "80% of cost runs on imported chips" in text
    assert "Largest provider: **a**, 80% of cost" in text
    assert "**Ascend 910C** (domestic): 50% of card-hours, ¥4,100; from b" in text


def test_where_a_cost_is_unknown_only_card_hours_are_told(publish_rows: Any, make: Any) -> None:
    day = make.unpriced(make.cost_day(pool=("a", "north", "train", "H100 SXM5")))
    publish_rows(e8() | {"out_cost_daily": [day]})
    text = everything(screen())
    assert "100% of card-hours run on imported chips" in text
    assert "**a**, 100% of card-hours" in text
