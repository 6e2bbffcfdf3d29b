"""Reference facts of owning: each has a source, and curves and tariffs are whole."""

from decimal import Decimal

from data.reference.ownership import read_electricity_tariffs, read_residual_curves
from data.tables.fields import GRADES
from models.billing.power import PowerDraw, monthly_power_cost, tariffs_of
from models.billing.residual import curves_of, residual_share


def test_no_fact_without_source_and_grade() -> None:
    for facts in (read_residual_curves(), read_electricity_tariffs()):
        assert facts["source"].null_count() == 0
        assert set(facts["grade"]) <= set(GRADES)


def test_three_curves_begin_at_the_price_fall_and_reach_every_time_of_depreciation() -> None:
    curves = curves_of(read_residual_curves().iter_rows(named=True))
    assert [curve.name for curve in curves] == [
        "resale_low",
        "straight_line_5_years",
        "resale_high",
    ]
    for curve in curves:
        shares = [residual_share(curve, month) for month in range(curve.points[-1][0] + 1)]
        assert shares[0] == 1
        assert shares == sorted(shares, reverse=True)
        assert len(shares) > 60


def test_after_three_years_the_curves_span_what_the_pages_contradict_each_other_by() -> None:
    # printed; 1 - 36/60; from 0.70 at 24 months to 0 at 72: 0.70 x 36/48
    curves = curves_of(read_residual_curves().iter_rows(named=True))
    assert [residual_share(curve, 36) for curve in curves] == [
        Decimal("0.25"),
        Decimal("0.4"),
        Decimal("0.525"),
    ]


def test_every_tariff_prices_a_month() -> None:
    # 10.2 kW x PUE 1.42 x 720 h x 0.36
    draw = PowerDraw(Decimal("10.2"), Decimal("1.42"))
    tariffs = {t.region: t for t in tariffs_of(read_electricity_tariffs().iter_rows(named=True))}
    costs = {name: monthly_power_cost(draw, t, Decimal(720)) for name, t in tariffs.items()}
    assert costs["hub_high"] == Decimal("3754.25")
    assert costs["hub_low"] < costs["hub_high"] < costs["east_low"] < costs["east_high"]
