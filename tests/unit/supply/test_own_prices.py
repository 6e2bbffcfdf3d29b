"""What the market asks, on the tax basis that own prices stand on."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from models.billing.conversion import TaxBasis
from models.supply_stage.prices import Quotes

DAY = date(2026, 11, 18)
QUOTED = {
    "category": "gpu_rent",
    "currency": "CNY",
    "observed_on": DAY,
    "review_state": None,
    "chip": "H100",
    "price": Decimal(57_600),
    "unit": "server_month",
    "cards": 8,
}


@pytest.mark.parametrize(
    ("said", "tax_basis", "expected"),
    [
        (True, "included", "10"),  # 57,600 / (8 x 720)
        (True, "excluded", "9.433962"),  # / 1.06
        (False, "included", "10.6"),
        (None, "excluded", "10"),  # whether tax is in it is not said: as printed
    ],
)
def test_a_quote_that_says_its_tax_stands_on_the_basis_of_own_prices(
    said: bool | None, tax_basis: TaxBasis, expected: str
) -> None:
    types = {"tax_included": pl.Boolean, "review_state": pl.String, "price": pl.Decimal(18, 6)}
    rows = pl.DataFrame([QUOTED | {"tax_included": said}], schema_overrides=types)
    found = Quotes(rows, []).per_card_hour("H100", DAY, Decimal(720), tax_basis, by_the_hour=False)
    assert found == [(DAY, Decimal(expected))]
