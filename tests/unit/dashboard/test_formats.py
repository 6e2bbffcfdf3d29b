"""Numbers and money as people of three languages read them."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import formats
from dashboard.i18n import LANGUAGES, Language, using_language
from tests.unbroken import unbroken


@pytest.mark.parametrize(
    ("amount", "en", "zh", "ja"),
    [
        (Decimal("14.20"), "¥14.20", "¥14.20", "14.20元"),
        (Decimal(9_876), "¥9,876", "¥9,876", "9,876元"),
        (Decimal(76_000), "¥76.0K", "¥7.60万", "7.60万元"),
        (Decimal(31_860_000), "¥31.9M", "¥3,186万", "3,186万元"),
        (Decimal(102_000_000), "¥102M", "¥1.02亿", "1.02億元"),
        (Decimal(3_250_000_000_000), "¥3.25T", "¥3.25万亿", "3.25兆元"),
        (Decimal(-2_140_000), "−\u2060¥2.14M", "−\u2060¥214万", "−214万元"),
        (0.0, "¥0.00", "¥0.00", "0.00元"),
        (None, "–", "–", "–"),
    ],
)
def test_money_counts_in_the_units_of_its_language(
    amount: Decimal | None, en: str, zh: str, ja: str
) -> None:
    for language, expected in zip(LANGUAGES, (en, zh, ja), strict=True):
        with using_language(language):
            assert formats.money(amount) == unbroken(expected)


def test_a_trillion_has_a_unit_of_its_own_on_axes_too() -> None:
    assert formats.money_ticks(0, 1_500_000_000_000, 3)[1] == ["0", "¥0.5T", "¥1.0T", "¥1.5T"]
    with using_language("zh_CN"):
        assert formats.compact(999_900_000_000) == unbroken("9,999亿")


def test_rounding_up_into_the_next_unit_uses_that_unit() -> None:
    # 999,999 to four figures is 1,000,000: one million, not a thousand thousands.
    assert formats.money(999_999) == "¥1.00M"
    with using_language("zh_CN"):
        assert formats.money(99_999_999) == unbroken("¥1.00亿")


def test_a_figure_is_rounded_once() -> None:
    # 9,714,687.50 is 9.71 million; by way of 9,715,000 it would be 9.72.
    assert formats.money(Decimal("9714687.50")) == "¥9.71M"
    with using_language("zh_CN"):
        assert formats.money(Decimal("9714687.50")) == unbroken("¥971万")


def test_halves_are_rounded_away_from_zero() -> None:
    assert formats.money(15.625) == "¥15.63"  # half to even would be 15.62
    assert formats.money(Decimal("-15.625"), compact=False) == "−\u2060¥15.63"
    assert formats.number(2.5) == "3"
    assert formats.percent(0.28125, 2) == "28.13%"
    assert formats.money(Decimal(7_125_000)) == "¥7.13M"


@given(
    instead_of=st.integers(100, 999),
    cost=st.integers(100, 999),
    language=st.sampled_from(LANGUAGES),
)
def test_what_is_shown_exactly_adds_up(instead_of: int, cost: int, language: Language) -> None:
    # Multiples of 10,000 below ten million: two decimals of a million, whole 万.
    with using_language(language):
        shown = [
            _read_back(formats.money(10_000 * n)) for n in (instead_of, cost, instead_of - cost)
        ]
    assert shown[0] - shown[1] == shown[2]


def _read_back(text: str) -> Decimal:
    plain = (
        text.replace("−", "-")
        .replace("\u2060", "")
        .replace("¥", "")
        .replace("元", "")
        .replace(",", "")
    )
    units = {"K": 10**3, "万": 10**4, "M": 10**6}
    unit = units.get(plain[-1], 1)
    return Decimal(plain.rstrip("K万M")) * unit


@given(value=st.decimals(0, 10**11, places=3), language=st.sampled_from(LANGUAGES))
def test_a_larger_amount_never_shows_as_a_smaller_one(value: Decimal, language: Language) -> None:
    with using_language(language):
        shown = formats.compact(value).replace("\u2060", "")
    big = {"K": 10**3, "万": 10**4, "M": 10**6, "亿": 10**8, "億": 10**8, "B": 10**9}
    unit = big.get(shown[-1], 1)
    back = Decimal(shown.rstrip("".join(big)).replace(",", "")) * unit
    # At least three figures are kept: the text is within half a unit of the third.
    assert abs(back - value) <= max(value / 200, Decimal("0.05"))


def test_money_in_full_keeps_every_cent() -> None:
    assert formats.money(Decimal("1234567.89"), compact=False) == "¥1,234,567.89"


def test_a_missing_value_is_a_dash_and_never_a_zero() -> None:
    shown = [
        formats.number(None),
        formats.card_hours(None),
        formats.compact(None),
        formats.percent(None),
        formats.day(None),
        formats.month(None),
        formats.quarter(None),
        formats.moment(None, "UTC"),
    ]
    assert set(shown) == {"–"}


def test_a_share_too_small_to_show_is_not_shown_as_nothing() -> None:
    # 9 of 410,252 rows are 0.0022 %, which two decimals would print as 0.00 %.
    assert formats.percent(9 / 410_252, 2) == "<0.01%"
    assert formats.percent(0.0, 2) == "0.00%"
    assert formats.percent(-0.0104) == "−1.0%"
    assert formats.percent(-0.0001) == "−\u2060<0.1%"


def test_a_change_has_its_sign_where_it_has_a_direction() -> None:
    changes = [formats.money_change(amount) for amount in (Decimal(1_000), Decimal(-1_000), 0)]
    assert changes == ["+\u2060¥1,000", "−\u2060¥1,000", "¥0.00"]
    shares = [formats.percent_change(ratio, 0) for ratio in (0.2, -0.2, 0.0)]
    assert shares == ["+20%", "−20%", "0%"]


@pytest.mark.parametrize(
    ("language", "day", "month", "quarter"),
    [
        ("en", "21 Nov 2026", "Nov 2026", "Q4 2026"),
        ("zh_CN", "2026年11月21日", "2026年11月", "2026年第4季度"),
        ("ja", "2026年11月21日", "2026年11月", "2026年第4四半期"),
    ],
)
def test_dates_follow_the_language(language: Language, day: str, month: str, quarter: str) -> None:
    when = date(2026, 11, 21)
    with using_language(language):
        assert (formats.day(when), formats.month(when), formats.quarter(when)) == (
            day,
            month,
            quarter,
        )


def test_a_moment_is_shown_in_the_companys_zone() -> None:
    late = datetime.fromisoformat("2026-11-20T22:30")  # as tables hold it: naive, UTC
    # 22:30 UTC on the 20th is 06:30 on the 21st in Shanghai (UTC+8).
    assert formats.moment(late, "Asia/Shanghai") == "21 Nov 2026 06:30"


def test_a_pools_short_name_leaves_out_an_unknown_chip() -> None:
    assert formats.short_pool("a/b/train/H100") == "train/H100"
    assert formats.short_pool("a/b/vc3sl/unknown") == "vc3sl"


def test_a_pools_name_may_hold_slashes_and_what_is_no_pool_stays_as_it_is() -> None:
    assert formats.short_pool("a/b/team/queue/H100") == "team/queue/H100"
    assert formats.long_pool("a/b/team/queue/H100") == "team/queue/H100 · a, b"
    assert formats.short_pool("H100/H200") == "H100/H200"


def test_ticks_share_one_unit_and_lie_inside() -> None:
    with using_language("zh_CN"):
        values, labels = formats.money_ticks(13_000_000, 33_000_000)
    # 20 million over 5 steps is 4 million, rounded up to 5 million: 15, 20, 25, 30 million.
    assert list(values) == [15e6, 20e6, 25e6, 30e6]
    assert list(labels) == ["¥1,500万", "¥2,000万", "¥2,500万", "¥3,000万"]


def test_quantities_have_ticks_without_a_currency() -> None:
    assert formats.number_ticks(0, 100_000)[1] == ["0", "20K", "40K", "60K", "80K", "100K"]


@given(
    low=st.floats(-1e9, 1e9),
    span=st.floats(0.01, 1e9),
    language=st.sampled_from(LANGUAGES),
)
def test_no_two_tick_labels_are_alike(low: float, span: float, language: Language) -> None:
    with using_language(language):
        values, labels = formats.money_ticks(low, low + span)
    assert len(set(labels)) == len(labels)
    assert list(values) == sorted(set(values))
    assert 1 <= len(values) <= 7


def test_an_axis_of_one_value_has_one_tick() -> None:
    assert formats.money_ticks(5.0, 5.0) == ([5.0], ["¥5"])


def test_all_sample_paths_or_none_of_them_are_no_certainty() -> None:
    shown = [formats.chance(ratio) for ratio in (0.0, 0.006, 0.61, 0.994, 1.0, None)]
    assert shown == ["<1%", "1%", "61%", "99%", ">99%", "–"]


@pytest.mark.parametrize(
    ("times", "said"), [(97.1, "97"), (1234.5, "1,235"), (3.0, "3"), (2.25, "2.25"), (0.1, "0.1")]
)
def test_how_many_times_as_much(times: float, said: str) -> None:
    assert formats.factor(times) == said
