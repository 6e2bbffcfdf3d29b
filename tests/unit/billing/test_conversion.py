from decimal import Decimal

import pytest

from data.tables.fields import PRICE_UNITS
from models.billing.conversion import (
    TaxBasis,
    Terms,
    amount_in_cny,
    price_cny_per_card_hour,
    unit_fee_cny_per_month,
)

YUAN = Terms(Decimal(1), tax_included=True, tax_rate=Decimal("0.06"), tax_basis="included")
HOURS = Decimal(720)


@pytest.mark.parametrize(
    ("printed_with_tax", "basis", "cny"),
    [
        (True, "included", "1060.00"),
        (False, "excluded", "1060.00"),
        (True, "excluded", "1000.00"),  # 1,060 / 1.06
        (False, "included", "1123.60"),  # 1,060 x 1.06
    ],
)
def test_tax_goes_in_or_out_by_its_rate(printed_with_tax: bool, basis: TaxBasis, cny: str) -> None:
    terms = Terms(Decimal(1), printed_with_tax, Decimal("0.06"), basis)
    assert amount_in_cny(Decimal(1060), terms) == Decimal(cny)


def test_dollars_without_tax_become_yuan_with_tax_rounded_once() -> None:
    # 1.59 x 7.1234 x 1.06 = 12.00577836, to a millionth 12.005778
    terms = Terms(Decimal("7.1234"), False, Decimal("0.06"), "included")
    price = price_cny_per_card_hour(Decimal("1.59"), "card_hour", 1, terms)
    assert price == Decimal("12.005778")


@pytest.mark.parametrize(
    ("unit", "price", "per_card_hour"),
    [("card_hour", "10", "10"), ("server_hour", "150", "18.75")],  # 150 / 8 cards
)
def test_price_by_the_hour(unit: str, price: str, per_card_hour: str) -> None:
    result = price_cny_per_card_hour(Decimal(price), unit, 8, YUAN)
    assert result == Decimal(per_card_hour)


@pytest.mark.parametrize("unit", sorted(set(PRICE_UNITS) - {"card_hour", "server_hour"}))
def test_no_other_unit_gives_a_price_by_the_hour(unit: str) -> None:
    assert price_cny_per_card_hour(Decimal(10), unit, 8, YUAN) is None


@pytest.mark.parametrize(
    ("unit", "price", "fee"),
    [
        ("server_month", "60000", "60000"),
        ("card_month", "7500", "60000"),  # 7,500 x 8 cards
        ("server_day", "2000", "60000"),  # 2,000 x 720 h / 24 h
        ("server_hour", "80", "57600"),  # 80 x 720 h
        ("card_hour", "10", "57600"),  # 10 x 8 cards x 720 h
    ],
)
def test_rent_of_an_eight_card_unit_for_a_month(unit: str, price: str, fee: str) -> None:
    assert unit_fee_cny_per_month(Decimal(price), unit, 8, HOURS, YUAN) == Decimal(fee)


@pytest.mark.parametrize("unit", ["card", "server"])
def test_a_purchase_price_is_no_rent(unit: str) -> None:
    assert unit_fee_cny_per_month(Decimal(10), unit, 8, HOURS, YUAN) is None
