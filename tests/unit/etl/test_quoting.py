"""Units in words say what is sold and for how long, or they are not read at all."""

import pytest

from etl.quoting import Unit, read_unit

UNITS = {
    "元/8卡整机/月": Unit("server_month", "8", "CNY", is_annual=False),
    "元/卡时": Unit("card_hour", None, "CNY", is_annual=False),
    "元／卡／小时": Unit("card_hour", None, "CNY", is_annual=False),
    "月/台": Unit("server_month", None, None, is_annual=False),
    "元/台/月": Unit("server_month", None, "CNY", is_annual=False),
    "元/月/台": Unit("server_month", None, "CNY", is_annual=False),
    "整机月租": Unit("server_month", None, None, is_annual=False),
    "元/卡/月": Unit("card_month", None, "CNY", is_annual=False),
    "元/8卡整机/年": Unit("server_month", "8", "CNY", is_annual=True),
    "年/台": Unit("server_month", None, None, is_annual=True),
    "元/GPU·h": Unit("card_hour", None, "CNY", is_annual=False),
    "元/卡/年": Unit("card_month", None, "CNY", is_annual=True),
    "元/台/天": Unit("server_day", None, "CNY", is_annual=False),
    "元/台": Unit("server", None, "CNY", is_annual=False),
    "元/卡": Unit("card", None, "CNY", is_annual=False),
    "円/台/月": Unit("server_month", None, "JPY", is_annual=False),
    "円/サーバー/月": Unit("server_month", None, "JPY", is_annual=False),
    "円/GPU時間": Unit("card_hour", None, "JPY", is_annual=False),
    "美元/卡时": Unit("card_hour", None, "USD", is_annual=False),
    "$/GPU/hour": Unit("card_hour", None, "USD", is_annual=False),
    "USD per server per month": Unit("server_month", None, "USD", is_annual=False),
    "8xH100 server month": None,
}


@pytest.mark.parametrize(("words", "unit"), UNITS.items(), ids=UNITS)
def test_a_unit_in_words(words: str, unit: Unit | None) -> None:
    assert read_unit(words) == unit


@pytest.mark.parametrize(
    "words",
    [
        "年",
        "元/年",
        "月",
        "元",
        "",
        "元/卡/天",
        "元/台/卡/月",
        "元/月/年/台",
        "8卡",
        "元/机柜/月",
        "套餐",
    ],
)
def test_words_that_do_not_say_both_what_and_how_long_are_not_read(words: str) -> None:
    assert read_unit(words) is None
