"""Tokens of hosted models: meters, time of day, tiers by length; against serving them oneself."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import InputError, MissingPriceError, UsageError
from models.billing.printed import SERVICE_TAX_RATE, PrintedAmount
from models.billing.self_hosting import (
    ServingServer,
    TokenMix,
    blended_cny_per_million,
    capacity_tokens_per_day,
    self_hosted_cny_per_million,
    self_hosting_cny_per_day,
    token_break_even,
)
from models.billing.tokens import TokenPrice, TokenUse, price_of, token_lines

DAY = date(2026, 9, 1)
MILLION = 1_000_000


def price(meter: str, amount: str, tier: int = 0, **when: object) -> TokenPrice:
    printed = PrintedAmount(Decimal(amount), True, SERVICE_TAX_RATE, "price page")
    return TokenPrice(meter, tier, printed, **when)  # type: ignore[arg-type]


def use(sent: int, cached: int, answered: int, **more: object) -> TokenUse:
    return TokenUse(DAY, sent, cached, answered, **more)  # type: ignore[arg-type]


V3 = [price("cache_read", "0.5"), price("input", "2"), price("output", "8")]


def test_deepseek_v3_of_2025_02_bills_cache_hits_misses_and_output_apart() -> None:
    # 3 M input, 1 M of it cached, 0.5 M output: 2 x 2 + 1 x 0.5 + 0.5 x 8 = 8.50
    lines = token_lines(use(3 * MILLION, MILLION, MILLION // 2), V3, "included")
    assert [(x.meter, x.tokens, x.amount_cny) for x in lines] == [
        ("input", 2 * MILLION, Decimal("4.00")),
        ("cache_read", MILLION, Decimal("0.50")),
        ("output", MILLION // 2, Decimal("4.00")),
    ]


def test_a_meter_without_a_price_is_not_free() -> None:
    with pytest.raises(MissingPriceError, match="cache_read"):
        token_lines(use(10, 5, 0), [price("input", "2")], "included")
    assert len(token_lines(use(10, 0, 0), [price("input", "2")], "included")) == 1


# DeepSeek V4 from 2026-08-16: peak is twice the off-peak price; peak output 27.
PEAK = [
    price("output", "13.5"),
    price("output", "27", daily_from="00:30:00Z", daily_until="16:30:00Z"),
]


@pytest.mark.parametrize(
    ("hour", "minute", "amount"),
    [(0, 29, "13.5"), (0, 30, "27"), (16, 29, "27"), (16, 30, "13.5")],
)
def test_peak_hours_cost_twice_as_much(hour: int, minute: int, amount: str) -> None:
    [line] = token_lines(use(0, 0, MILLION, time_utc=time(hour, minute)), PEAK, "included")
    assert line.amount_cny == Decimal(amount)


def test_hours_of_a_price_may_pass_midnight() -> None:
    night = [price("output", "8"), price("output", "4", daily_from="16:30Z", daily_until="00:30Z")]
    at = [
        price_of("output", use(0, 0, 1, time_utc=time(h)), night).price.amount
        for h in (16, 17, 0, 1)
    ]
    assert at == [8, 4, 4, 8]


def test_a_price_by_time_of_day_needs_the_time_of_day() -> None:
    with pytest.raises(InputError, match="time of day"):
        token_lines(use(0, 0, 1), PEAK, "included")


TIERED = [price("input", "1"), price("input", "3", 32_000), price("input", "5", 128_000)]


@pytest.mark.parametrize(
    ("length", "amount"), [(32_000, 1), (32_001, 3), (128_000, 3), (200_000, 5)]
)
def test_above_a_length_all_tokens_of_the_request_cost_the_tier(length: int, amount: int) -> None:
    [line] = token_lines(use(MILLION, 0, 0, input_tokens_per_request=length), TIERED, "included")
    assert line.amount_cny == amount


def test_a_price_by_length_needs_the_length() -> None:
    with pytest.raises(InputError, match="length of the request"):
        token_lines(use(1, 0, 0), TIERED, "included")


def test_the_newest_price_holds_from_its_day() -> None:
    prices = [price("input", "2"), price("input", "3", valid_from=date(2026, 9, 1))]
    assert price_of("input", use(1, 0, 0), prices).price.amount == 3
    before = TokenUse(date(2026, 8, 31), 1, 0, 0)
    assert price_of("input", before, prices).price.amount == 2


def test_more_cached_than_sent_is_refused() -> None:
    with pytest.raises(InputError, match="cached"):
        use(1, 2, 0)


# A server at 75,000 a month (720 h) that serves 2,000 tokens a second.
SERVER = ServingServer(Decimal(75_000), Decimal(2_000), Decimal(720))


def test_self_hosted_tokens_cost_the_server_over_its_throughput() -> None:
    # 75,000 / 30 / 24 / 3600 = 0.0289352 yuan a second; / 2,000 x 1e6 = 14.467593
    assert self_hosted_cny_per_million(SERVER) == Decimal("14.467593")
    assert capacity_tokens_per_day(SERVER) == 172_800_000


def test_against_27_yuan_self_hosting_pays_from_92_6_million_tokens_a_day() -> None:
    # 2,500 yuan a day / 27 per million = 92.592593 M tokens a day.
    found = token_break_even(SERVER, Decimal(27))
    assert found.pays_from_tokens_per_day is not None
    assert round(found.pays_from_tokens_per_day) == 92_592_593
    # n < 172.8 / (172.8 - 92.59) = 2.15: buying beats a second server that is hardly used, at
    # 172.8 M tokens (4,665.60 < 5,000), never a third (345.6 M: 9,331.20 > 7,500).
    assert found.always_pays_from_tokens_per_day is not None
    assert round(found.always_pays_from_tokens_per_day) == 185_185_185


def test_against_8_yuan_self_hosting_never_pays() -> None:
    found = token_break_even(SERVER, Decimal(8))
    assert found.pays_from_tokens_per_day is None
    assert found.always_pays_from_tokens_per_day is None


def test_servers_come_whole() -> None:
    assert self_hosting_cny_per_day(SERVER, Decimal(0)) == 0
    assert self_hosting_cny_per_day(SERVER, Decimal(172_800_000)) == 2_500
    assert self_hosting_cny_per_day(SERVER, Decimal(172_800_001)) == 5_000


@given(
    price=st.decimals(min_value="0.1", max_value=200, places=2),
    tokens=st.integers(min_value=1, max_value=5 * 10**9),
)
def test_beyond_the_upper_limit_self_hosting_never_costs_more(price: Decimal, tokens: int) -> None:
    found = token_break_even(SERVER, price)
    bought = price * tokens / MILLION
    own = self_hosting_cny_per_day(SERVER, Decimal(tokens))
    if found.pays_from_tokens_per_day is None or tokens < found.pays_from_tokens_per_day:
        assert own >= bought - Decimal("0.01")
    elif (
        found.always_pays_from_tokens_per_day is not None
        and tokens >= found.always_pays_from_tokens_per_day
    ):
        assert own <= bought + Decimal("0.01")


def test_a_mix_is_priced_by_its_shares() -> None:
    # 0.5 x 2 + 0.25 x 0.5 + 0.25 x 8 = 3.125
    mix = TokenMix(Decimal("0.5"), Decimal("0.25"), Decimal("0.25"))
    blended = blended_cny_per_million(mix, Decimal(2), Decimal("0.5"), Decimal(8))
    assert blended == Decimal("3.125")


def test_shares_that_do_not_sum_to_one_are_refused() -> None:
    with pytest.raises(UsageError, match=r"sum to 1\.25"):
        TokenMix(Decimal("0.5"), Decimal("0.5"), Decimal("0.25"))
