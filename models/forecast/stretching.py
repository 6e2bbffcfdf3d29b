"""Hours of paths, stretched until their peaks lie where they lean to (`peak_leaning.py`).

Published peaks and the risk of no cards come from the same hours, so that they agree; use, demand
and cost by the day, and the next hours, come from the hours as they were drawn.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from models.forecast.candidate import WEEK_DAYS, Floats
from models.forecast.hour_paths import Halves, HourPaths
from models.forecast.hours import MeasuredHours, whole_days
from models.forecast.peak_leaning import PeakLean, PeakLeans, Span, way_to
from models.forecast.peaks import hour_quantiles


def stretch_hours(
    series: str, hours: HourPaths, measured: MeasuredHours, leans: PeakLeans
) -> HourPaths:
    """The hours ahead of a pool, stretched; as they are where nothing was learnt of its peaks.

    Demand leans as use where it was not judged by itself, and is never below it. Where the last
    week was not measured nothing is known of its peaks, and hours stay.
    """
    of_use = leans.get((series, "used"), {})
    last = (hours.cut_off - measured.first_day).days
    used_week, queued_week = (
        None if all_hours is None else whole_days(all_hours, last - WEEK_DAYS + 1, last)
        for all_hours in (measured.card_hours, measured.queued_card_hours)
    )
    if used_week is None:
        return hours
    used = _stretch_all(hours.used, hours.days_before, of_use, used_week)
    week = used_week if queued_week is None else used_week + queued_week
    of_demand = leans.get((series, "demand"), of_use)
    reach = _stretch_all(hours.reach, hours.days_before, of_demand, week)
    return replace(hours, used=used, reach=np.maximum(reach, used))


def _stretch_all(
    paths: Halves, days_before: int, leans: Mapping[Span, PeakLean], week: Floats
) -> Halves:
    """Paths of hours (paths, days, 24); none above the highest that was drawn or last week's."""
    last_week = hour_quantiles(week[np.newaxis].astype(np.float32))[0]
    most = max(float(np.nanmax(paths)), float(np.nanmax(week)))
    stretched = paths.copy()
    for (first, last), span in _blocks(sorted(leans), paths.shape[1] - days_before):
        days = slice(days_before + first - 1, days_before + last)
        peaks = hour_quantiles(paths[:, days])
        middle = np.median(peaks, axis=0)
        lean = leans[span]
        if (first, last) == span:
            way = way_to(last_week, middle)
        else:
            lean = lean.further_ahead()
        moved = np.minimum(lean.lean(peaks, middle, way), most)
        stretched[:, days] = np.minimum(_stretch(paths[:, days], peaks, moved), most)
    return stretched


def _blocks(spans: Sequence[Span], horizon_days: int) -> Iterator[tuple[Span, Span]]:
    """Days ahead, first and last, and the span they lean as: beyond the last, more of its kind."""
    for span in spans:
        yield span, span
    if spans:
        first, last = spans[-1]
        length = last - first + 1
        for start in range(last + 1, horizon_days + 1, length):
            yield (start, min(start + length - 1, horizon_days)), spans[-1]


def _stretch(hours: Halves, peaks: Floats, moved: Floats) -> Halves:
    """Hours of each path, their `peaks` where they have `moved`; in between in proportion."""
    none = np.zeros((len(peaks), 1))
    old, new = np.hstack([none, peaks]), np.hstack([none, moved])
    widths = np.diff(old, axis=1)
    slopes = np.divide(np.diff(new, axis=1), widths, out=np.zeros_like(widths), where=widths > 0)
    beyond = np.divide(new[:, -1], old[:, -1], out=np.ones(len(old)), where=old[:, -1] > 0)
    each = np.s_[:, np.newaxis, np.newaxis]
    found = np.maximum(hours - old[:, -1][each], 0.0) * beyond[each]
    for start, width, slope in zip(old.T, widths.T, slopes.T, strict=False):
        found += np.clip(hours - start[each], 0.0, width[each]) * slope[each]
    return np.asarray(found, dtype=np.float32)
