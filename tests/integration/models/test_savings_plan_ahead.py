"""Costs and forecasts know savings plans by one rule: flat use goes on as it was."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from data.settings import Settings
from models.forecast import build_forecast
from models.forecast.choosing import Candidates
from models.forecast.level_candidates import LastValueCandidate

START = datetime(2024, 1, 1)  # noqa: DTZ001  tables hold naive UTC
DAYS = 40  # to 9 February
SERVE, TRAIN = "Cloud A/North/serve/H20", "Cloud A/North/train/H20"
LAST, NEXT = date(2024, 2, 9), date(2024, 2, 10)


def _cost(company: Any, *plans: dict[str, Any]) -> tuple[dict[str, float], dict[str, float]]:
    """Cost of the last day in out_cost_daily and of the next in out_forecast, by pool.

    One pool has 30 cards all day, the other 10 at night and none by day; 10 a card-hour.
    """
    company.add("core_price", {})
    company.add("core_savings_plan", *plans)
    company.use(START, [30.0] * 24 * DAYS)
    company.use(START, ([10.0] * 12 + [0.0] * 12) * DAYS, pool="train")
    company.build()
    last = LastValueCandidate()
    settings = Settings(time_zone="UTC", forecast_paths=100, forecast_horizon_days=7)
    build_forecast(company.connection, settings, "s", candidates=Candidates(last, last))
    known = "SELECT pool_id, cost_cny::DOUBLE FROM out_cost_daily WHERE local_date = ?"
    ahead = (
        "SELECT series, p50 FROM out_forecast WHERE period_start = ? AND target = 'cost'"
        " AND grain = 'day' AND level = 'pool'"
    )
    execute = company.connection.execute
    return dict(execute(known, [LAST]).fetchall()), dict(execute(ahead, [NEXT]).fetchall())


def _plan(cny_per_hour: int, discount_ratio: float = 0.2, **other: Any) -> dict[str, Any]:
    return {
        "commitment_per_hour": Decimal(cny_per_hour),
        "discount_ratio": discount_ratio,
    } | other


def test_flat_use_goes_on_as_the_costs_were(company: Any) -> None:
    known, ahead = _cost(company, _plan(160))
    # At night 320 count, half is covered: 80 % of 150 + 50 cards are bought at 10; by day 240
    # count, 160 are covered: 10 cards are bought. What is used: 120 and 40 at night, 160 by day.
    # 3,840 are due: 12 x 280 for serve, 12 x 40 for train.
    assert known == {
        SERVE: pytest.approx(12 * 280 + 12 * 150 + 12 * 100),
        TRAIN: pytest.approx(12 * 40 + 12 * 50),
    }
    assert ahead == pytest.approx(known)


def test_so_do_several_plans_that_are_not_used_up(company: Any) -> None:
    plans = (
        _plan(90, 0.5, commitment_id="first"),
        _plan(200, commitment_id="broad"),
        _plan(7, 0.2, commitment_id="narrow", chip="H20", currency="USD"),
    )
    company.add("core_fx_rate", {"rate_date": date(2024, 1, 2), "rate": Decimal(7)})
    known, ahead = _cost(company, *plans)
    assert ahead == pytest.approx(known, abs=0.01)  # costs are to the cent
    # Nothing is bought at all: (90 + 200 + 49) x 24 are due.
    assert sum(known.values()) == pytest.approx(339 * 24)
