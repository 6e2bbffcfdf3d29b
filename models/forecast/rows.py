"""Rows of out_forecast from sample paths."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import numpy as np

from models.forecast.budgets import Budgets
from models.forecast.candidate import Floats
from models.forecast.notes import Notes, in_words, note_rows
from models.forecast.periods import GRAINS, Period, list_periods
from models.forecast.windows import PathWindow

Target = Literal[
    "usage", "demand", "cost", "tokens", "input_tokens", "output_tokens", "storage", "requests"
]
Level = Literal["project", "client", "model", "service", "pool", "provider", "company"]
UNITS: dict[Target, str] = {
    "usage": "card_hour",
    "demand": "card_hour",
    "cost": "CNY",
    "tokens": "token",
    "input_tokens": "token",
    "output_tokens": "token",
    "storage": "GB_day",
    "requests": "request",
}
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class SeriesForecast:
    """Paths of one series and target, and who made them; `series` is unique within its level.

    `budget_scope` names the budget that its cost is held against. `is_partial` says that the
    series leaves out something the budget covers, so that no share of paths can be given;
    `is_partial_year` the same of the year's budget.
    """

    series: str
    target: Target
    window: PathWindow
    method: str
    notes: Notes
    history_days: int
    budget_scope: str | None = None
    is_partial: bool = False
    is_partial_year: bool = False
    level: Level = "pool"

    @property
    def note(self) -> str | None:
        """The notes in English."""
        return in_words(self.notes)


def forecast_rows(forecast: SeriesForecast, budgets: Budgets) -> Iterator[dict[str, Any]]:
    """One row per period with days in the horizon; see OutForecast.

    A period that has begun is left out where one of its days is neither observed nor drawn: its
    total is not known, and the rest of it must not pass for the whole.
    """
    window = forecast.window
    for grain in GRAINS:
        for period in list_periods(grain, window.cut_off, window.last_day):
            totals = window.total(period.first_day, period.last_day)
            if not np.isnan(totals).any():
                yield _row(forecast, period, totals, _budget(forecast, period, budgets))


def said_rows(forecast: SeriesForecast, targets: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What is said of it, with each of the `targets` that are made of it; see OutForecastNote."""
    of = {"level": forecast.level, "series": forecast.series, "cut_off": forecast.window.cut_off}
    for target in targets:
        yield from (row | of | {"target": target} for row in note_rows(forecast.notes))


def _row(
    forecast: SeriesForecast, period: Period, totals: Floats, budget_cny: Decimal | None
) -> dict[str, Any]:
    window = forecast.window
    p10, p50, p90 = np.quantile(totals, QUANTILES).tolist()
    is_complete = period.last_day <= window.last_day
    over_budget_ratio = None
    if budget_cny is not None and is_complete and not forecast.is_partial:
        over_budget_ratio = float((totals > float(budget_cny)).mean())
    return {
        "series": forecast.series,
        "level": forecast.level,
        "target": forecast.target,
        "grain": period.grain,
        "period_start": period.first_day,
        "horizon_days": (period.last_day - window.cut_off).days,
        "p10": p10,
        "p50": p50,
        "p90": p90,
        "mean": float(totals.mean()),
        "observed_part": window.observed_total(period.first_day, period.last_day),
        "is_complete": is_complete,
        "budget_cny": budget_cny,
        "over_budget_ratio": over_budget_ratio,
        "unit": UNITS[forecast.target],
        "method": forecast.method,
        "method_note": forecast.note,
        "history_days": forecast.history_days,
        "cut_off": window.cut_off,
        "path_count": len(totals),
    }


def _budget(forecast: SeriesForecast, period: Period, budgets: Budgets) -> Decimal | None:
    if forecast.target != "cost" or forecast.budget_scope is None:
        return None
    return budgets.of(forecast.budget_scope, period)
