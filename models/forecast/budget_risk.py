"""The probability of breaking a budget: in a month, and over the year up to its end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from models.forecast.budgets import Budgets
from models.forecast.candidate import Floats
from models.forecast.periods import Period, add_months, list_periods, period_of
from models.forecast.rows import QUANTILES, SeriesForecast


@dataclass(frozen=True)
class _Year:
    """Months from `since` to the one looked at: what they cost in each path, and their budgets."""

    since: date
    cost_cny: Floats
    budget_cny: Decimal


def budget_risk_rows(forecast: SeriesForecast, budgets: Budgets) -> Iterator[dict[str, Any]]:
    """One row per month with a budget that the paths reach the end of; see OutBudgetRisk."""
    if forecast.target != "cost" or forecast.budget_scope is None:
        return
    window = forecast.window
    for month in list_periods("month", window.cut_off, window.last_day):
        budget_cny = budgets.of(forecast.budget_scope, month)
        if budget_cny is None or month.last_day > window.last_day:
            continue
        cost = window.total(month.first_day, month.last_day)
        yield {
            "scope": forecast.budget_scope,
            "level": forecast.level,
            "month": month.first_day,
            "budget_cny": budget_cny,
            "over_ratio": _over(cost, budget_cny, is_partial=forecast.is_partial),
            **_of_year(forecast, budgets, month),
            "is_partial": forecast.is_partial or forecast.is_partial_year,
            "cut_off": window.cut_off,
            "path_count": len(cost),
        }


def _of_year(forecast: SeriesForecast, budgets: Budgets, month: Period) -> dict[str, Any]:
    year = _year_to(forecast, budgets, month)
    if year is None:
        return {}
    p10, p50, p90 = np.quantile(year.cost_cny, QUANTILES).tolist()
    return {
        "counted_from": year.since,
        "year_budget_cny": year.budget_cny,
        "year_p10_cny": p10,
        "year_p50_cny": p50,
        "year_p90_cny": p90,
        "year_over_ratio": _over(
            year.cost_cny, year.budget_cny, is_partial=forecast.is_partial_year
        ),
    }


def _year_to(forecast: SeriesForecast, budgets: Budgets, month: Period) -> _Year | None:
    """From January, or from the month after the last one without a budget or a known cost."""
    found: _Year | None = None
    first = month.first_day
    while first.year == month.first_day.year:
        period = period_of("month", first)
        budget_cny = budgets.of(forecast.budget_scope, period)
        cost = forecast.window.total(first, month.last_day)
        if budget_cny is None or np.isnan(cost).any():
            break
        found = _Year(first, cost, budget_cny + (found.budget_cny if found else 0))
        first = add_months(first, -1)
    return found


def _over(cost: Floats, budget_cny: Decimal, *, is_partial: bool) -> float | None:
    if is_partial or np.isnan(cost).any():
        return None
    return float((cost > float(budget_cny)).mean())
