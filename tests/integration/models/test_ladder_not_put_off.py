"""What can only be had in lumps is not put off because a part of one would do later."""

from decimal import Decimal
from typing import Any

import pytest

from tests.ladder_company import NEAR, PAYG, cost, due, flat, offer, plan_runs, silent


def test_two_years_are_not_put_off_for_a_part_of_a_package(company: Any, ladder: Any) -> None:
    # Two servers for 14 months: for two years 2 x 24 x 32,000 = 1,536,000. Two half years from the
    # third month on, in packages of three, 3 x 12 x 35,000 and 4 x 109,500 = 1,698,000; two thirds
    # of a package, which nobody sells, would be 1,278,000.
    silent(company)
    company.add(
        "core_price",
        PAYG,
        offer("two years", 24, 32_000),
        offer("half", 6, 35_000, billing_mode="reserved"),
    )
    plan_runs(company, *flat([2] * 14))
    ladder(lead_time=[{"offer": "half", "months": 2}], package=[{"offer": "half", "units": 3}])
    assert due(company) == [("buy", "two years", 2.0)]
    assert cost(company) == pytest.approx(Decimal(1_536_000), abs=NEAR)
