"""The figures behind the comparison's charts: those that are drawn, and no others."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import polars as pl
import pytest

from dashboard.calculator import Rental
from dashboard.charts.load_duration import load_curve
from dashboard.screens.compare import NO_HOURS
from dashboard.screens.compare_answer import Answer
from dashboard.screens.compare_figures import break_even_rows, sensitivity_rows
from models.billing.compare import compare_one
from models.billing.sensitivity import sensitivity

RENTAL = Rental(8, Decimal(60_000), Decimal(35), Decimal(720))


def test_by_the_hour_and_rent_meet_in_the_row_of_the_break_even() -> None:
    rows = break_even_rows(Answer(RENTAL, NO_HOURS, "Asia/Shanghai"))
    # 8 x 35 x 720 = 201,600 at full use, half of it at half use; 60,000 / 201,600 = 29.76 %
    assert rows.height == 12
    half = rows.row(by_predicate=pl.col("utilisation_ratio") == 0.5, named=True)
    assert half["on_demand_cost_cny"] == Decimal("100800.00")
    assert half["saving_cny"] == Decimal("40800.00")
    even = rows.row(by_predicate=pl.col("saving_cny") == 0, named=True)
    assert round(even["utilisation_ratio"], 4) == 0.2976


def test_the_load_is_told_layer_by_layer_from_the_busiest_hour_on() -> None:
    hours = pl.DataFrame(
        {
            "contract_cards": [8.0, 8.0],
            "package_cards": [0.0, 16.0],
            "on_demand_cards": [0.0, 4.0],
        }
    )
    assert load_curve(hours).rows() == [(0.5, 8.0, 16.0, 4.0), (1.0, 8.0, 0.0, 0.0)]


def test_what_is_changed_stands_as_a_share_or_as_hours_below_things_as_they_are() -> None:
    first = date(2026, 11, 2)
    start = datetime.combine(first, time())
    hours = pl.DataFrame(
        {
            "local_date": [first] * 24,
            "hour_utc": [start + timedelta(hours=n) for n in range(24)],
            "net_card_hours": [8.0] * 24,
        }
    )
    case, plan = RENTAL.case(hours, "UTC"), RENTAL.plan("UTC")
    rows = sensitivity_rows(compare_one(case, plan, 1), sensitivity(case, plan, 1))
    told = [(*row[:3], float(row[3])) for row in rows.rows()]
    # By the hour 24 x 8 x 35 = 6,720, rent 60,000 x 24 / 720 = 2,000.
    assert told[0] == ("none", None, None, 4_720.0)
    assert told[1] == ("price", pytest.approx(-0.3), None, 2_704.0)  # 4,704 - 2,000
    assert told[3] == ("use", pytest.approx(-0.2), None, 3_376.0)  # 5,376 - 2,000
    assert told[-1] == ("month", None, 730.0, 4_747.4)  # 60,000 x 24 / 730 = 1,972.60
