"""Unit costs: E8, E10, E12 of the design, rents per card-hour and per PFLOP-hour of the notes."""

from decimal import Decimal

import pytest

from data.errors import UsageError
from models.billing.break_even import break_even
from models.billing.unit_costs import (
    Efficiency,
    break_even_rent,
    per_card_hour,
    per_effective_card_hour,
    per_million_tokens,
    per_pflop_hour,
    rent_per_card_hour,
    savings_of,
)

FULL = Decimal(1)
IMPORTED = Efficiency(goodput_ratio=Decimal("0.90"))
DOMESTIC = Efficiency(Decimal("0.45"), Decimal("0.80"))


def rent(amount: int, hours: int = 720) -> Decimal:
    return rent_per_card_hour(Decimal(amount), 8, Decimal(hours), FULL)


def test_e8_imported_11_4155_and_domestic_14_2694_per_effective_card_hour() -> None:
    # 60,000 / (8 x 730) / 0.9 = 11.415525; 30,000 / (8 x 730) / (0.45 x 0.8) = 14.269406
    assert round(per_effective_card_hour(rent(60_000, 730), IMPORTED), 4) == Decimal("11.4155")
    assert round(per_effective_card_hour(rent(30_000, 730), DOMESTIC), 4) == Decimal("14.2694")


def test_e8_the_domestic_server_pays_at_24_000_a_month() -> None:
    # 60,000 x 0.45 x 0.8 / 0.9
    assert break_even_rent(Decimal(60_000), IMPORTED, DOMESTIC) == 24_000


def test_e10_coverage_94_7_and_discount_30_percent_save_28_4_percent() -> None:
    # ProsperOps: coverage 94.7 % x utilisation 100 % x discount 30 % = 28.41 %
    found = savings_of(Decimal("947"), Decimal("53"), Decimal("947") * Decimal("0.7"), FULL)
    assert found.coverage == Decimal("0.947")
    assert found.effective_savings_rate == Decimal("0.2841")


def test_unused_commitment_lowers_the_effective_savings_rate() -> None:
    # 500 of use covered, 700 paid for it: (500 - 700) / 500 = -40 %
    found = savings_of(Decimal(500), Decimal(0), Decimal(700), Decimal("0.5"))
    assert found.effective_savings_rate == Decimal("-0.4")


def test_e12_m4_large_breaks_even_at_67_52_and_64_38_percent() -> None:
    # 0.0871 / 0.129 = 0.675194; (364 + 0.0415 x 8760) / (0.129 x 8760) = 727.54 / 1130.04
    on_demand = Decimal("0.129")
    no_upfront = break_even(Decimal("0.0871") * 730, 1, on_demand, Decimal(730))
    assert round(no_upfront.utilisation_ratio, 4) == Decimal("0.6752")
    paid = 364 + Decimal("0.0415") * 8760
    assert paid == Decimal("727.54")
    partial = break_even(paid / 12, 1, on_demand, Decimal(730))
    assert round(partial.utilisation_ratio, 4) == Decimal("0.6438")


@pytest.mark.parametrize(
    ("amount", "hours", "low"),
    [(50_000, 720, "8.68"), (70_000, 720, "12.15"), (50_000, 730, "8.56"), (70_000, 730, "11.99")],
)
def test_50_to_70_thousand_a_month_are_8_68_to_12_15_a_card_hour(
    amount: int, hours: int, low: str
) -> None:
    # gatebase.garden/ja/post/status/12776406: monthly rent of one A100 server, read as 8 cards
    assert round(rent(amount, hours), 2) == Decimal(low)


@pytest.mark.parametrize(
    ("chip", "monthly", "tflops", "expected"),
    [
        ("910B4", 15_500, 280, "9.6"),
        ("H100", 76_000, 989, "13.3"),
        ("910C", 62_000, 800, "13.5"),
        ("A100", 31_500, 312, "17.5"),
        ("H20", 48_000, 148, "56.3"),
    ],
)
def test_rent_per_peak_pflop_hour_of_2026(
    chip: str, monthly: int, tflops: int, expected: str
) -> None:
    # monthly / 8 / 720 / PFLOPS, rents of 2026-07 (SMM samples seen second hand)
    found = per_pflop_hour(rent(monthly), Decimal(tflops))
    assert round(found, 1) == Decimal(expected), chip


def test_at_60_percent_efficiency_a_910c_costs_22_4_a_pflop_hour() -> None:
    found = per_pflop_hour(rent(62_000), Decimal(800), Decimal("0.6"))
    assert round(found, 1) == Decimal("22.4")


def test_an_h200_server_at_5_76_million_over_five_years_costs_16_4_a_card_hour() -> None:
    # quotation blueprint: 5.76 M / 60 months / (8 x 730 h) = 16.44
    assert round(rent(96_000, 730), 1) == Decimal("16.4")


def test_useful_card_hours_are_dearer_by_the_goodput() -> None:
    # 10 / 0.77 = 12.987013
    found = per_effective_card_hour(Decimal(10), Efficiency(goodput_ratio=Decimal("0.77")))
    assert found == Decimal("12.987013")


def test_nothing_used_has_no_unit_cost() -> None:
    assert per_card_hour(Decimal(100), Decimal(0)) is None
    assert per_million_tokens(Decimal(100), 0) is None
    assert per_card_hour(Decimal(100), Decimal(8)) == Decimal("12.5")
    assert per_million_tokens(Decimal(30), 4_000_000) == Decimal("7.5")


@pytest.mark.parametrize("goodput", ["0", "1.1"])
def test_an_impossible_goodput_is_refused(goodput: str) -> None:
    with pytest.raises(UsageError, match="goodput"):
        Efficiency(goodput_ratio=Decimal(goodput))
