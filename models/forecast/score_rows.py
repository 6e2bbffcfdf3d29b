"""Rows of out_forecast_score: how good each member was, bucket by bucket."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from models.forecast.candidate import Floats
from models.forecast.ensemble.backtest import Backtest
from models.forecast.ensemble.buckets import bucket_of_steps
from models.forecast.ensemble.calibrating import PROBABILITIES, SHAPE
from models.forecast.ensemble.combining import combined_course
from models.forecast.ensemble.forecasting import Judged
from models.forecast.ensemble.members import SEASONAL_NAIVE, WEEK_MEAN
from models.forecast.ensemble.prophets import DEFAULT_PROPHET
from models.forecast.notes import in_words

METHOD = "ensemble"
_LOW, _HIGH = PROBABILITIES.index(0.1), PROBABILITIES.index(0.9)
_SHARES = {
    "error_to_week_mean": WEEK_MEAN,
    "error_to_seasonal_naive": SEASONAL_NAIVE,
    "error_to_prophet": DEFAULT_PROPHET,
}


def score_rows(judged: Judged, target: str) -> Iterator[dict[str, Any]]:
    """The ensemble and its members, without provenance; see OutForecastScore.

    Errors are those of the cut-offs that weights were not chosen on, of members too.
    """
    backtest, ends = judged.backtest, judged.backtest.ends
    origins = backtest.origins
    fresh = ~origins.is_weighting
    course = combined_course(backtest, judged.weights, backtest.courses[:, fresh])
    courses = {METHOD: course} | dict(zip(backtest.names, backtest.courses[:, fresh], strict=True))
    buckets = bucket_of_steps(ends)
    for bucket, end in enumerate(ends):
        inside = buckets == bucket
        actual = backtest.actual[fresh][:, inside]
        errors = {name: _error(rows[:, inside], actual) for name, rows in courses.items()}
        weights = {METHOD: 1.0} | dict(
            zip(backtest.names, judged.weights[:, bucket].tolist(), strict=True)
        )
        for member, error in errors.items():
            yield {
                "series": backtest.series,
                "target": target,
                "from_step": ends[bucket - 1] + 1 if bucket else 1,
                "to_step": end,
                "member": member,
                "weight": min(weights[member], 1.0),
                "backtest_error": error,
                **{name: _share(error, errors.get(other)) for name, other in _SHARES.items()},
                "coverage_before_ratio": None,
                "coverage_after_ratio": None,
                "weighting_cut_offs": int(origins.is_weighting.sum()),
                "calibration_cut_offs": int(fresh.sum()),
                "note": in_words(backtest.event_notes)
                if member == METHOD
                else backtest.notes.get(member),
            } | (_coverage(judged, bucket, inside) if member == METHOD else {})


def _error(courses: Floats, actual: Floats) -> float | None:
    misses = np.abs(actual - courses)
    known = ~np.isnan(misses)
    return float(misses[known].mean()) if known.any() else None


def _share(error: float | None, other: float | None) -> float | None:
    return error / other if error is not None and other else None


def _coverage(judged: Judged, bucket: int, inside: Floats) -> dict[str, float | None]:
    if judged.outlook.weeks:
        covered = _within_weeks(judged.backtest)[:, inside]
        known = covered[~np.isnan(covered)]
        return {"coverage_after_ratio": float(known.mean()) if len(known) else None}
    spread, knots = judged.spread, judged.outlook.knots[bucket]
    parts = spread.chosen_parts[:, bucket]
    size = float((np.nan_to_num(spread.chosen[:, bucket]) * parts).sum()) / max(parts.sum(), 1e-9)
    raw = spread.misses[:, inside] / size if size else np.full((1, 1), np.nan)
    return {
        "coverage_before_ratio": _within(raw, SHAPE[_LOW], SHAPE[_HIGH]),
        "coverage_after_ratio": _within(judged.fresh[:, inside], knots[_LOW], knots[_HIGH]),
    }


def _within_weeks(backtest: Backtest) -> Floats:
    """Whether a day lay within 80 % of the weeks known before it, where no weight was chosen."""
    horizon = backtest.ends[-1]
    rows = [np.full((1, horizon), np.nan)]
    for origin in np.flatnonzero(~backtest.origins.is_weighting):
        weeks, actual = backtest.weeks[origin], backtest.actual[origin]
        if weeks:
            low, high = (weeks.quantile(each, horizon) for each in (0.1, 0.9))
            inside = np.where(np.isnan(actual), np.nan, (low <= actual) & (actual <= high))
            rows.append(inside[np.newaxis])
    return np.concatenate(rows)


def _within(misses: Floats, low: float, high: float) -> float | None:
    known = misses[~np.isnan(misses)]
    return float(((low <= known) & (known <= high)).mean()) if len(known) else None
