"""The worked examples E1, E1b and E2 of the procurement model, and what is refused."""

from decimal import Decimal

import pytest

from data.errors import UsageError
from models.billing.break_even import break_even, term_break_even, term_cost

PER_SERVER_HOUR = Decimal(150)
PER_CARD_HOUR = PER_SERVER_HOUR / 8


def _rounded(value: Decimal, decimals: str) -> Decimal:
    return value.quantize(Decimal(decimals))


@pytest.mark.parametrize(
    ("rent", "hours", "utilisation"),
    [
        # hours = rent / 150 per server-hour; utilisation = hours / 730
        ("60000", "400.000", "0.547945"),
        ("50000", "333.333", "0.456621"),
        ("70000", "466.667", "0.639269"),
    ],
)
def test_e1_a_server_for_rent_against_150_an_hour(rent: str, hours: str, utilisation: str) -> None:
    result = break_even(Decimal(rent), 8, PER_CARD_HOUR, Decimal(730))
    assert _rounded(result.break_even_hours_per_month, "0.001") == Decimal(hours)
    assert _rounded(result.utilisation_ratio, "0.000001") == Decimal(utilisation)
    assert result.pays


def test_e1_price_of_a_card_hour_at_full_use() -> None:
    # 60,000 / (8 cards x 730 h = 5,840 card-hours) = 10.273973
    result = break_even(Decimal(60000), 8, PER_CARD_HOUR, Decimal(730))
    assert _rounded(result.card_hour_price_at_full_use, "0.000001") == Decimal("10.273973")


def test_e1_at_the_break_even_both_cost_the_same() -> None:
    result = break_even(Decimal(60000), 8, PER_CARD_HOUR, Decimal(730))
    assert result.break_even_hours_per_month * PER_SERVER_HOUR == Decimal(60000)


@pytest.mark.parametrize(
    ("cards", "payg", "hours_per_month", "percent", "pays"),
    [
        # 60,000 / (8 x 35 x 720 = 201,600) = 29.76 %
        (8, "35", 720, "29.76", True),
        # 60,000 / (8 x 35 x 730 = 204,400) = 29.35 %
        (8, "35", 730, "29.35", True),
        # 60,000 / (8 x 7.8 x 720 = 44,928) = 133.5 %
        (8, "7.8", 720, "133.55", False),
        # misread as one card: 60,000 / (35 x 720 = 25,200) = 238 %
        (1, "35", 720, "238.10", False),
    ],
)
def test_e1b_the_published_prices(
    cards: int, payg: str, hours_per_month: int, percent: str, pays: bool
) -> None:
    result = break_even(Decimal(60000), cards, Decimal(payg), Decimal(hours_per_month))
    assert _rounded(result.utilisation_ratio * 100, "0.01") == Decimal(percent)
    assert result.pays is pays


def test_a_tie_at_full_use_keeps_pay_as_you_go() -> None:
    # 8 cards x 10 yuan x 720 h = 57,600
    result = break_even(Decimal(57600), 8, Decimal(10), Decimal(720))
    assert result.utilisation_ratio == 1
    assert not result.pays
    assert break_even(Decimal("57599.99"), 8, Decimal(10), Decimal(720)).pays


def test_e2_an_annual_term_against_months() -> None:
    # 48,000 x 12 / 60,000 = 9.6 months
    result = term_break_even(Decimal(48000), 12, Decimal(60000))
    assert result.break_even_months == Decimal("9.6")
    assert result.pays


def test_e2_nine_months_are_cheaper_by_the_month_and_ten_by_the_year() -> None:
    annual = term_cost(Decimal(48000), 12, 9)
    assert annual == term_cost(Decimal(48000), 12, 10) == Decimal(576000)
    assert term_cost(Decimal(60000), 1, 9) == Decimal(540000) < annual
    assert term_cost(Decimal(60000), 1, 10) - annual == Decimal(24000)


def test_a_term_begun_is_paid_to_its_end() -> None:
    assert term_cost(Decimal(48000), 12, 13) == Decimal(48000) * 24


def test_a_long_term_at_the_monthly_fee_never_pays() -> None:
    assert not term_break_even(Decimal(60000), 12, Decimal(60000)).pays


@pytest.mark.parametrize(
    ("rent", "cards", "payg", "hours_per_month", "named"),
    [
        ("0", 8, "35", "720", "monthly fee of a unit"),
        ("-1", 8, "35", "720", "monthly fee of a unit"),
        ("NaN", 8, "35", "720", "monthly fee of a unit"),
        ("Infinity", 8, "35", "720", "monthly fee of a unit"),
        ("60000", 0, "35", "720", "at least one card"),
        ("60000", 8, "0", "720", "pay-as-you-go price"),
        ("60000", 8, "35", "0", "hours in a month"),
        ("60000", 8, "35", "8760", "No month has 8760 hours"),
    ],
)
def test_an_impossible_question_is_refused_with_what_is_wrong(
    rent: str, cards: int, payg: str, hours_per_month: str, named: str
) -> None:
    with pytest.raises(UsageError, match=named) as refused:
        break_even(Decimal(rent), cards, Decimal(payg), Decimal(hours_per_month))
    assert refused.value.where
    assert refused.value.remedy


@pytest.mark.parametrize(("fee", "term", "months"), [("0", 12, 9), ("1", 0, 9), ("1", 12, 0)])
def test_an_impossible_term_is_refused(fee: str, term: int, months: int) -> None:
    with pytest.raises(UsageError):
        term_cost(Decimal(fee), term, months)
    with pytest.raises(UsageError):
        term_break_even(Decimal(fee), min(term, months), Decimal(1))
