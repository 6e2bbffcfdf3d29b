"""Unit costs: the last whole month against the one before, pools, and when serving oneself pays."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from dashboard.i18n import LANGUAGES, Language, t, using_language
from tests.screens.factories import cost_day
from tests.screens.forecast_company import PublishRows
from tests.screens.opening import everything, rendered
from tests.unbroken import unbroken

Row = dict[str, Any]
POOLS = ("Cloud A/North/train/H100", "Cloud B/East/serve/H20")
AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)


def month(first_day: date, pool_id: str = POOLS[0], **other: Any) -> Row:
    """A whole month: 10,000 yuan for 1,000 card-hours, 800 of them useful."""
    days = (date(first_day.year, first_day.month + 1, 1) - first_day).days
    return {
        "month": first_day,
        "pool_id": pool_id,
        "chip": pool_id.rsplit("/", maxsplit=1)[-1],
        "days_priced": days,
        "days_in_month": days,
        "cost_cny": Decimal("10000.00"),
        "used_card_hours": 1_000.0,
        "useful_card_hours": 800.0,
        "cny_per_card_hour": Decimal("10"),
        "cny_per_useful_card_hour": Decimal("12.5"),
        "fp16_dense_tflops": None,
        "cny_per_peak_pflop_hour": None,
        "tax_basis": "included",
        "snapshot_id": "s",
    } | other


def tokens(**other: Any) -> Row:
    """A day of 3 million tokens at 4 yuan a million."""
    return {
        "local_date": OCTOBER,
        "provider": "Cloud A",
        "model": "deepseek-v3",
        "project": "chat",
        "input_tokens": 2_000_000,
        "cached_input_tokens": 0,
        "output_tokens": 1_000_000,
        "cost_cny": Decimal("12.00"),
        "cny_per_million_tokens": Decimal("4"),
        "price_gap": None,
        "price_source": "list",
        "tax_basis": "included",
        "snapshot_id": "s",
    } | other


screen = partial(rendered, "units", pages=("changes",))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "A useful card-hour cost ¥15.00 in Sept 2026, +20.0% on the month before"),
        ("zh_CN", "2026年9月每有效卡时成本¥15.00，环比+20.0%"),
        ("ja", "2026年9月の有効GPU時間は15.00元、前月比+20.0%"),
    ],
)
def test_the_title_says_the_price_and_its_change(
    language: Language, said: str, publish_rows: PublishRows
) -> None:
    # August 10,000 / 800 = 12.50; September 12,000 / 800 = 15.00, a fifth more.
    rows = [month(AUGUST), month(SEPTEMBER, cost_cny=Decimal("12000.00"))]
    publish_rows({"out_unit_cost": rows})
    app = screen(language)
    assert unbroken(said) in everything(app)
    assert not app.exception


def test_a_month_that_is_not_whole_is_no_finding_and_is_named(publish_rows: PublishRows) -> None:
    begun = month(OCTOBER, days_priced=5, cost_cny=Decimal("90000.00"))
    publish_rows({"out_unit_cost": [month(SEPTEMBER), begun]})
    shown = everything(screen())
    assert "A useful card-hour cost ¥12.50 in Sept 2026" in shown
    assert "Not whole: Oct 2026." in shown


def test_the_whole_is_cost_over_useful_hours_of_all_pools(publish_rows: PublishRows) -> None:
    # (10,000 + 20,000) / (800 + 200) = 30.00, and not the mean of 12.50 and 100.
    dear = {"cost_cny": Decimal("20000.00"), "useful_card_hours": 200.0}
    publish_rows({"out_unit_cost": [month(SEPTEMBER), month(SEPTEMBER, POOLS[1], **dear)]})
    assert "cost ¥30.00 in Sept 2026" in everything(screen())


def test_a_pool_whose_useful_hours_are_unknown_makes_the_whole_unknown(
    publish_rows: PublishRows,
) -> None:
    silent = {"useful_card_hours": None, "cny_per_useful_card_hour": None}
    publish_rows({"out_unit_cost": [month(SEPTEMBER), month(SEPTEMBER, POOLS[1], **silent)]})
    assert "Which card-hours were useful is not known" in everything(screen())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Oct 2026 has no bar: on some of its days the useful hours of serve/H20 are not"),
        ("zh_CN", "2026年10月无柱：部分日期serve/H20的有效卡时未知"),
        ("ja", "2026年10月に棒がない理由：serve/H20の有効GPU時間が不明な日があります"),
    ],
)
def test_a_month_without_a_bar_says_whose_useful_hours_are_unknown(
    language: Language, said: str, publish_rows: PublishRows
) -> None:
    silent = {"useful_card_hours": None, "cny_per_useful_card_hour": None}
    rows = [month(SEPTEMBER), month(OCTOBER), month(OCTOBER, POOLS[1], **silent)]
    publish_rows({"out_unit_cost": rows})
    shown = everything(screen(language))
    assert said in shown
    assert "train/H100" not in shown.split(said)[1].splitlines()[0]


def test_a_filter_leaves_the_pools_that_fit(publish_rows: PublishRows) -> None:
    dear = {"cost_cny": Decimal("20000.00"), "useful_card_hours": 200.0}
    rows = [month(SEPTEMBER), month(SEPTEMBER, POOLS[1], **dear)]
    publish_rows(
        {
            "out_unit_cost": rows,
            "out_cost_daily": [cost_day(pool=tuple(pool.split("/"))) for pool in POOLS],  # type: ignore[arg-type]
        }
    )
    app = screen(provider="Cloud A")
    assert "cost ¥12.50 in Sept 2026" in everything(app)
    assert list(app.dataframe[0].value["pool_id"]) == [POOLS[0]]


def test_serving_oneself_pays_from_a_number_of_tokens_a_day(publish_rows: PublishRows) -> None:
    # 60,000 yuan a month of 720 h are 2,000 a day; at 4 yuan a million: 500 million tokens a day,
    # more than 2,500 tokens/s x 86,400 s x 50 % = 108 million: it never pays.
    # A full server's million: 2,000 / 108 = 18.52 yuan.
    publish_rows({"out_token_cost_daily": [tokens()]})
    app = screen()
    assert ": never pays: ¥18.52 a million on a full server, ¥4.00" in everything(app)
    app.slider(key="serve_speed").set_value(20_000).run()
    # 20,000 x 86,400 x 50 % = 864 million a day: pays from 500 million, 3 million are used.
    assert "pays from 500M tokens a day; 3.00M are used" in everything(app)


def test_tokens_without_a_price_are_counted(publish_rows: PublishRows) -> None:
    silent = tokens(model="qwen", cost_cny=None, price_gap="no price")
    publish_rows({"out_token_cost_daily": [tokens(), silent]})
    shown = everything(screen())
    assert "Without a price that fits: 1" in shown
    assert "cost ¥12.00 in 30 days, of 1 of 2: the others' price is not known" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_tokens_of_which_none_has_a_price_cost_what_is_not_known_and_not_nothing(
    language: Language, publish_rows: PublishRows
) -> None:
    publish_rows({"out_token_cost_daily": [tokens(cost_cny=None, price_gap="no_exchange_rate")]})
    shown = everything(screen(language))
    assert "0.00" not in shown
    with using_language(language):
        assert t("units.tokens.unknown", count="1") in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_priced_says_what_to_load(language: Language, publish_rows: PublishRows) -> None:
    publish_rows({})
    app = screen(language)
    assert "suanli load" in everything(app)
    assert not app.exception


def test_of_many_pools_the_dearest_are_drawn_and_all_stand_in_the_table(
    publish_rows: PublishRows,
) -> None:
    # 40 pools, from 1 to 40 yuan.
    rows = [
        month(SEPTEMBER, f"Cloud A/North/train{n:02}/H100", cny_per_useful_card_hour=Decimal(n + 1))
        for n in range(40)
    ]
    publish_rows({"out_unit_cost": rows})
    app = screen()
    shown = everything(app)
    assert "train39/H100 is dearest at ¥40.00, the cheapest pool costs ¥1.00" in shown
    assert "Cheaper pools that are not drawn: 28." in shown
    table = app.dataframe[0].value
    assert (len(table), table["pool_id"].iloc[0]) == (40, rows[39]["pool_id"])
