from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest

from models.billing.money import (
    QUANTITY,
    RATE,
    exact_product,
    round_half_away,
    to_cents,
    to_cents_expr,
    to_rate,
)


@pytest.mark.parametrize(
    ("amount", "cents"),
    [
        ("0.005", "0.01"),
        ("-0.005", "-0.01"),
        ("2.675", "2.68"),  # banker's rounding would keep 2.68 too ...
        ("2.665", "2.67"),  # ... and give 2.66 here
        ("0.0049999999", "0.00"),
        ("123456789012345.675", "123456789012345.68"),
    ],
)
def test_a_tie_is_rounded_away_from_zero(amount: str, cents: str) -> None:
    assert str(to_cents(Decimal(amount))) == cents
    column = pl.DataFrame({"amount": [Decimal(amount)]}, schema={"amount": pl.Decimal(38, 12)})
    assert column.select(to_cents_expr(pl.col("amount"))).item() == Decimal(cents)


def test_a_fraction_is_rounded_once_from_its_exact_value() -> None:
    # 2/3 = 0.666..., to a millionth 0.666667; 1/8 = 0.125 to the cent 0.13
    assert to_rate(Fraction(2, 3)) == Decimal("0.666667")
    assert to_cents(Fraction(1, 8)) == Decimal("0.13")
    # Just under a tie stays under it, though 15 more nines would look like one in floats.
    assert round_half_away(Fraction(1, 2) - Fraction(1, 10**30), 0) == 0


def test_a_product_keeps_all_twelve_decimals() -> None:
    # 1.000001 x 0.000001 = 0.000001000001: a product at scale 6 would lose the last million.
    frame = pl.DataFrame(
        {"card_hours": [Decimal("1.000001")], "price": [Decimal("0.000001")]},
        schema={"card_hours": QUANTITY, "price": RATE},
    )
    product = frame.select(exact_product(pl.col("card_hours"), pl.col("price"))).item()
    assert product == Decimal("0.000001000001")


def test_a_product_too_large_to_be_exact_is_refused() -> None:
    frame = pl.DataFrame({"large": [Decimal(10) ** 14]}, schema={"large": pl.Decimal(38, 6)})
    with pytest.raises(pl.exceptions.ComputeError, match="overflow"):
        frame.select(exact_product(pl.col("large"), pl.col("large")))
