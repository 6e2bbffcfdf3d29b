"""Plans of a price book cost to the cent what they did before the stage was made quicker.

Recorded with the version of 2026-11-22 that priced pool by pool and offer by offer without any
memory: dollars, tax to come on top, prices by day, card and server, a day with an hour missing and
a contract in hand, in a zone eight hours from UTC.
"""

from datetime import date, datetime
from decimal import Decimal
from math import pi, sin
from typing import Any

START = datetime(2024, 1, 1)  # noqa: DTZ001  tables hold naive UTC
RENT: dict[str, Any] = {
    "offer_id": "m",
    "billing_mode": "monthly",
    "term_months": 1,
    "cards": 8,
    "unit": "server_month",
    "price": Decimal(28800),
}
COSTS = """
Cloud_A/North/serve/A100 day 0 0.00 489323.32 False
Cloud_A/North/serve/A100 day 1 28999.42 349890.93 False
Cloud_A/North/serve/A100 day 4 115997.68 68547.68 False
Cloud_A/North/serve/A100 day 5 144997.10 19638.64 True
Cloud_A/North/serve/A100 day 6 173996.52 354.13 False
Cloud_A/North/serve/A100 on_demand 0 0.00 489323.32 True
Cloud_A/North/serve/A100 usd 0 0.00 489323.32 False
Cloud_A/North/serve/A100 usd 1 89163.16 229293.27 False
Cloud_A/North/serve/A100 usd 2 178326.17 68547.68 True
Cloud_A/North/serve/A100 usd 3 267489.34 354.13 False
Cloud_A/North/serve/H20 m 0 0.00 453136.40 False
Cloud_A/North/serve/H20 m 1 56640.00 341199.85 False
Cloud_A/North/serve/H20 m 3 169920.00 175266.57 False
Cloud_A/North/serve/H20 m 4 226560.00 112620.58 True
Cloud_A/North/serve/H20 m 5 283200.00 61976.97 False
Cloud_A/North/serve/H20 on_demand 0 0.00 453136.40 True
Cloud_A/North/serve/H20 y 0 0.00 453136.40 False
Cloud_A/North/serve/H20 y 1 42829.61 341199.85 False
Cloud_A/North/serve/H20 y 4 171318.46 112620.58 False
Cloud_A/North/serve/H20 y 5 214148.07 61976.97 True
Cloud_A/North/serve/H20 y 6 256977.69 23586.87 False
Cloud_B/North/train/H20 b3 0 0.00 474588.50 False
Cloud_B/North/train/H20 b3 1 8670.82 464500.90 False
Cloud_B/North/train/H20 b3 12 104049.78 361855.74 False
Cloud_B/North/train/H20 b3 13 112720.60 353109.13 True
Cloud_B/North/train/H20 b3 14 121391.42 344626.55 False
Cloud_B/North/train/H20 bq 0 0.00 474588.50 False
Cloud_B/North/train/H20 bq 1 50505.73 397918.23 False
Cloud_B/North/train/H20 bq 4 202022.92 209086.02 False
Cloud_B/North/train/H20 bq 5 252528.65 158091.55 True
Cloud_B/North/train/H20 bq 6 303034.38 112137.03 False
Cloud_B/North/train/H20 on_demand 0 0.00 474588.50 True
"""
BREAK_EVENS = """
Cloud_A/North/serve/A100 day 14999.700000 0.20745753392504596 0.9974784533045977 5 324687.58
Cloud_A/North/serve/A100 usd 46118.837156 0.31892971939297193 0.9301080681573276 2 242449.47
Cloud_A/North/serve/H20 m 28800.000000 0.5 0.9881404438559322 4 113955.82
Cloud_A/North/serve/H20 y 21777.770000 0.3780862847222222 0.9881404438559322 5 177011.36
Cloud_B/North/train/H20 b3 4408.889040 0.6804786220308376 0.7916666666666666 13 8758.77
Cloud_B/North/train/H20 bq 25680.880000 0.4954561590344338 0.7521277374646893 5 63968.30
"""


def _wave(hours: int, base: float, swing: float) -> list[float | None]:
    return [
        max(0.0, round(base + swing * sin(2 * pi * h / 24) + (h * 7919 % 101) / 25, 6))
        for h in range(hours)
    ]


def _fill(company: Any) -> None:
    company.use(START, _wave(24 * 60, 30, 25))
    broken = _wave(24 * 60, 12, 9)
    broken[24 * 20 + 5] = None
    company.use(START, broken, chip="A100")
    company.use(START, _wave(24 * 60, 50, 45), pool="train", provider="Cloud B")
    company.add("core_fx_rate", {"rate_date": date(2024, 2, 27), "rate": Decimal("7.1052")})
    dollars = {"chip": "A100", "currency": "USD", "tax_included": False}
    card_month = {"billing_mode": "quarterly", "term_months": 3, "unit": "card_month"}
    company.add(
        "core_price",
        {},
        RENT,
        RENT
        | {"offer_id": "y", "billing_mode": "annual", "term_months": 12}
        | {"price": Decimal("21777.77")},
        dollars | {"offer_id": "h100", "price": Decimal("3.333333")},
        RENT | dollars | {"offer_id": "usd", "price": Decimal("6123.45")},
        RENT
        | {"offer_id": "day", "chip": "A100", "unit": "server_day", "cards": 4}
        | {"price": Decimal("499.99")},
        {"offer_id": "b", "provider": "Cloud B", "unit": "server_hour", "cards": 8}
        | {"price": Decimal("71.99")},
        RENT
        | {"offer_id": "b3", "provider": "Cloud B", "billing_mode": "multi_year", "cards": 1}
        | {"term_months": 36, "unit": "card_hour", "price": Decimal("6.123457")},
        RENT | card_month | {"offer_id": "bq", "provider": "Cloud B", "price": Decimal("3210.11")},
    )
    company.add("core_commitment", {"provider": "Cloud B", "pool": "train", "servers": 2})
    company.build(time_zone="Asia/Shanghai")


def test_every_amount_is_what_it_was(company: Any) -> None:
    _fill(company)
    assert _lines(
        company,
        "SELECT pool_id, offer_id, units::INT, fee_cny, on_demand_cost_cny, is_best"
        " FROM out_plan_cost ORDER BY ALL",
    ) == _recorded(COSTS)
    assert _lines(
        company,
        "SELECT pool_id, offer_id, unit_fee_cny_per_month,"
        " break_even_utilisation_ratio, first_unit_utilisation_ratio, best_units::INT,"
        " best_saving_cny FROM out_break_even ORDER BY ALL",
    ) == _recorded(BREAK_EVENS)


def _lines(company: Any, sql: str) -> list[str]:
    return [" ".join(str(value).replace(" ", "_") for value in row) for row in company.rows(sql)]


def _recorded(text: str) -> list[str]:
    return text.strip().splitlines()
