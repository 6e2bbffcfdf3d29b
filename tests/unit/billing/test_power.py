"""Electricity, worked by hand; figures of E4 and of the notes on running costs."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import UsageError
from models.billing.power import (
    PowerDraw,
    Tariff,
    TariffBand,
    drawn_kw,
    flat_tariff,
    monthly_power_cost,
    power_cost,
    price_by_hour,
)

ALL = Decimal(1)


def tariff(*bands: tuple[int, int, str]) -> Tariff:
    return Tariff("north", tuple(TariffBand(a, b, Decimal(p)) for a, b, p in bands), "test")


def test_e4_power_of_a_10_2_kw_server_is_5_033_50_a_month() -> None:
    # 10.2 kW x 0.8 x PUE 1.3 x 0.65 yuan x 730 h = 5,033.496
    draw = PowerDraw(Decimal("10.2"), Decimal("1.3"), Decimal("0.8"), Decimal("0.8"))
    cost = monthly_power_cost(draw, flat_tariff("east", Decimal("0.65"), "E4"), Decimal(730))
    assert cost == Decimal("5033.50")


@pytest.mark.parametrize(("price", "cost"), [("0.36", "3754.25"), ("0.75", "7821.36")])
def test_hub_and_coast_pay_3_754_and_7_821_for_the_same_server(price: str, cost: str) -> None:
    # 10.2 kW x PUE 1.42 (China's average of 2025-06) x 720 h x price
    draw = PowerDraw(Decimal("10.2"), Decimal("1.42"))
    assert monthly_power_cost(
        draw, flat_tariff("hub", Decimal(price), "hub regions 2026-03"), Decimal(720)
    ) == Decimal(cost)


def test_a_night_tariff_may_pass_midnight() -> None:
    night = tariff((22, 8, "0.3"), (8, 22, "0.9"))
    assert price_by_hour(night)[7] == Decimal("0.3")
    assert price_by_hour(night)[8] == price_by_hour(night)[21] == Decimal("0.9")
    assert price_by_hour(night)[22] == price_by_hour(night)[0] == Decimal("0.3")


def test_a_month_pays_each_band_its_share_of_the_hours() -> None:
    # 1 kW: 720 h / 24 = 30 of each hour; 10 night hours x 30 x 0.3 + 14 x 30 x 0.9 = 90 + 378
    night = tariff((22, 8, "0.3"), (8, 22, "0.9"))
    assert monthly_power_cost(PowerDraw(ALL, ALL), night, Decimal(720)) == 468


def test_an_idle_server_draws_its_idle_load() -> None:
    draw = PowerDraw(Decimal(10), Decimal("1.5"), Decimal("0.9"), Decimal("0.3"))
    assert drawn_kw(draw, Decimal(0)) == Decimal("4.5")
    assert drawn_kw(draw, Decimal("0.5")) == 9
    assert drawn_kw(draw) == Decimal("13.5")


def test_hours_that_ran_pay_the_price_of_their_hour_and_load() -> None:
    draw = PowerDraw(Decimal(10), ALL, ALL, Decimal("0.2"))
    night = tariff((22, 8, "0.3"), (8, 22, "0.9"))
    # 3 h at 2:00 idle: 2 kW x 3 x 0.3 = 1.80; 5 h at noon full: 10 x 5 x 0.9 = 45
    ran = {2: {Decimal(0): Decimal(3)}, 12: {ALL: Decimal(5)}}
    assert power_cost(draw, night, ran) == Decimal("46.80")


@pytest.mark.parametrize("bands", [[(0, 8, "1")], [(0, 24, "1"), (3, 4, "2")], [(0, 25, "1")]])
def test_a_tariff_that_does_not_cover_each_hour_once_is_refused(
    bands: list[tuple[int, int, str]],
) -> None:
    with pytest.raises(UsageError, match="each hour once"):
        tariff(*bands)


def test_a_pue_below_one_is_refused() -> None:
    with pytest.raises(UsageError, match="PUE"):
        PowerDraw(ALL, Decimal("0.9"))


@given(used=st.decimals(min_value=0, max_value=1, places=3))
def test_more_use_never_draws_less(used: Decimal) -> None:
    draw = PowerDraw(Decimal(10), Decimal("1.3"), ALL, Decimal("0.4"))
    assert drawn_kw(draw, used) <= drawn_kw(draw, ALL)
