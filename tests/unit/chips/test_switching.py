"""Imported against domestic: E8 of the design, and what moves the answer, by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import UsageError
from models.billing.unit_costs import Efficiency
from models.chips.switching import Server, cny_per_useful_hour, switch

MONTH = Decimal(730)
IMPORTED = Server(Decimal(60_000), 8, Efficiency(goodput_ratio=Decimal("0.90")))


def domestic(rent: int = 30_000, efficiency: str = "0.80", **other: object) -> Server:
    worth = Efficiency(Decimal("0.45"), Decimal(efficiency))
    return Server(Decimal(rent), 8, worth, **other)  # type: ignore[arg-type]


def test_e8_a_useful_hour_costs_11_4155_imported_and_14_2694_domestic() -> None:
    # 60,000 / (8 x 730 x 0.9); 30,000 / (8 x 730 x 0.45 x 0.8)
    found = switch(IMPORTED, domestic(), MONTH)
    assert round(found.imported_cny_per_useful_hour, 4) == Decimal("11.4155")
    assert round(found.domestic_cny_per_useful_hour, 4) == Decimal("14.2694")
    assert found.cheaper == "imported"


def test_e8_the_domestic_server_pays_below_24_000_a_month() -> None:
    # 60,000 x 0.45 x 0.8 / 0.9
    assert switch(IMPORTED, domestic(), MONTH).rent_cny_per_month == 24_000
    assert switch(IMPORTED, domestic(24_000), MONTH).cheaper == "tie"
    assert switch(IMPORTED, domestic(23_999), MONTH).cheaper == "domestic"


def test_at_30_000_it_would_have_to_work_at_full_efficiency() -> None:
    # 30,000 / 0.45 / (60,000 / 0.9) = 1
    assert switch(IMPORTED, domestic(), MONTH).efficiency_ratio == 1
    assert switch(IMPORTED, domestic(efficiency="1"), MONTH).cheaper == "tie"
    # 20,000 / 0.45 / 66,666.67 = 2/3
    assert switch(IMPORTED, domestic(20_000), MONTH).efficiency_ratio == Decimal("0.666667")


def test_moving_costs_its_part_of_every_month_of_the_term() -> None:
    # 20,000 a month saves 4,000 against the 24,000 that it is worth: 48,000 over a year
    cheap = switch(IMPORTED, domestic(20_000), MONTH)
    assert (cheap.cheaper, cheap.migration_cny) == ("domestic", 48_000)
    moved = switch(IMPORTED, domestic(20_000, migration_cny=Decimal(48_000)), MONTH)
    assert (moved.cheaper, moved.rent_cny_per_month) == ("tie", 20_000)
    longer = domestic(20_000, migration_cny=Decimal(48_000), term_months=24)
    assert switch(IMPORTED, longer, MONTH).cheaper == "domestic"


def test_what_is_dearer_without_moving_has_no_cost_of_moving_that_pays() -> None:
    assert switch(IMPORTED, domestic(30_000), MONTH).migration_cny is None
    dear = domestic(30_000, migration_cny=Decimal(10_000_000))
    assert switch(IMPORTED, dear, MONTH).rent_cny_per_month == 0


def test_servers_of_other_sizes_are_compared_by_the_card() -> None:
    sixteen = Server(Decimal(48_000), 16, Efficiency(Decimal("0.45"), Decimal("0.80")))
    found = switch(IMPORTED, sixteen, MONTH)
    assert (found.cheaper, found.rent_cny_per_month) == ("tie", 48_000)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(UsageError, match="rent"):
        domestic(0)
    with pytest.raises(UsageError, match="hours in a month"):
        cny_per_useful_hour(IMPORTED, Decimal(0))


@given(
    rent=st.integers(1_000, 90_000),
    efficiency=st.integers(1, 100),
    migration=st.integers(0, 500_000),
    term=st.integers(1, 60),
)
def test_the_switch_points_agree_with_which_is_cheaper(
    rent: int, efficiency: int, migration: int, term: int
) -> None:
    share = str(Decimal(efficiency) / 100)
    other = domestic(rent, share, migration_cny=Decimal(migration), term_months=term)
    found = switch(IMPORTED, other, MONTH)
    if found.cheaper == "domestic":
        assert found.efficiency_ratio <= Decimal(share)
        assert found.rent_cny_per_month >= rent
        assert found.migration_cny is not None
        assert found.migration_cny >= migration
    if found.cheaper == "imported":
        assert found.efficiency_ratio >= Decimal(share)
        assert found.rent_cny_per_month <= rent
        assert found.migration_cny is None or found.migration_cny <= migration
