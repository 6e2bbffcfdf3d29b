"""What days of the month bring: learned where they came out alike month after month.

Each such day is held against the quiet days around it, freed of the week. A class of days counts if
its months agree so well that of many series without any effect hardly one has a class that does.
What it brought leaves the history that all members of the ensemble see and is put onto their
courses, as what known events bring. Without Prophet, since every cut-off of every series is asked.
"""

from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from models.forecast.candidate import WEEK_DAYS, DailyHistory, Floats
from models.forecast.event_effects import DOUBTED, Effect, EventEffects
from models.forecast.month_days import (
    CLASSES,
    EDGE_DAYS,
    MEMBERS,
    OUTSIDE,
    Bools,
    MonthTable,
    month_table,
)
from models.forecast.notes import Note, note

MIN_TIMES = 4
_LEAST_DAYS = 13 * WEEK_DAYS  # no earlier does a day of the month come for the fourth time
# Of the median day that is not zero: a day of nothing has no logarithm.
_LEAST = 0.05
_AROUND_DAYS = 10  # before and after: what a day is compared with
_HALF_LIFE_MONTHS = 12.0
_PRIOR_TIMES = 6.0  # so many more would have strayed as spans of quiet days do
# How rare, on both sides, the mean of a class has to be by chance: there are many classes, and
# those that do not begin or end a month are less likely to have any.
_EDGE_CHANCE, _OTHER_CHANCE = 1e-3, 5e-5
_LEAST_CHANGE = 0.03  # in logarithms: less is not worth its error
# On the mean of the latest it has to go on; of these more it has to be half as large mostly.
_LATEST_TIMES, _JUDGED_TIMES, _AGREED = 3, 12, 0.6
_MOST_CLASSES = 4
_QUARTERS_MORE = 1.5  # times what the other months bring: else no quarter's, but every month's
_TINY = 1e-12

_SPANS = np.array([len(each.columns) - 1 for each in CLASSES])
_OF_QUARTERS = np.array([one.of_quarter is not None for one in CLASSES])
# Of each class that of the same days of every month.
_OF_MONTHS = np.array(
    [next(at for at, one in enumerate(CLASSES) if one.columns == each.columns) for each in CLASSES]
)
_NEEDED = np.array(
    [-NormalDist().inv_cdf((_EDGE_CHANCE if one.is_edge else _OTHER_CHANCE) / 2) for one in CLASSES]
)


@dataclass(frozen=True)
class MonthEffect(Effect):
    """Of the class of this number; `agreed` of the latest ones were half as large at least."""

    number: int
    agreed: int

    @property
    def note(self) -> Note:
        """What is said of it."""
        of = CLASSES[self.number]
        return note(
            "month_days",
            days=of.days,
            number=of.number,
            name=of.name,
            change=self.change,
            agreed=self.agreed,
            count=self.occurrences,
        )


@dataclass(frozen=True)
class _Seen:
    """Logarithms of the days of a history, zero where `known` is not."""

    logs: Floats
    known: Bools


def with_months(effects: EventEffects, country: str | None, horizon: int) -> EventEffects:
    """Those of known events, and of the days of the month that recurred in what these leave."""
    history = effects.learned
    steps = len(history.card_hours)
    found = learn_months(history, country, horizon)
    if not found:
        return effects
    table = month_table(history.first_day, steps, horizon, country)
    logs, squares = np.zeros(steps + horizon), np.zeros(steps + horizon)
    for one in found:
        logs[table.days_of(one.number)] += one.effect
        squares[table.days_of(one.number)] += one.doubt**2
    factor = np.exp(logs)
    return EventEffects(
        learned=replace(history, card_hours=history.card_hours / factor[:steps]),
        factor=effects.factor * factor[steps:],
        doubt=np.hypot(effects.doubt, np.sqrt(squares[steps:])),
        notes=(*effects.notes, *(one.note for one in found)),
    )


def learn_months(history: DailyHistory, country: str | None, horizon: int) -> list[MonthEffect]:
    """Of a daily history, the surest class first, each in what those before it leave."""
    steps = len(history.card_hours)
    if steps < _LEAST_DAYS or not (history.card_hours > 0).any():
        return []
    table = month_table(history.first_day, steps, horizon, country)
    seen = _logarithms(history.card_hours, table.is_off[:steps])
    seen = replace(seen, logs=_without_week(seen))
    found: list[MonthEffect] = []
    while len(found) < _MOST_CLASSES:
        one = _surest(seen, table, [each.number for each in found])
        if one is None:
            break
        found.append(one)
        days = table.days_of(one.number)
        logs = seen.logs.copy()
        logs[days[days < steps]] -= one.effect
        seen = replace(seen, logs=np.where(seen.known, logs, 0.0))
    return found


def _logarithms(values: Floats, is_off: Bools) -> _Seen:
    """Holidays are like no other day, and count as not measured."""
    known = ~(np.isnan(values) | is_off)
    least = _LEAST * float(np.median(values[values > 0]))
    return _Seen(np.log(np.where(known, np.maximum(values, least), 1.0)), known)


def _without_week(seen: _Seen) -> Floats:
    """Less the median of each weekday's distance from the seven days around it."""
    steps, window = len(seen.logs), np.ones(WEEK_DAYS)
    count = np.convolve(seen.known, window, "same")
    mean = np.convolve(seen.logs, window, "same") / np.maximum(count, 1)
    weeks = -(-steps // WEEK_DAYS)
    rest = np.full(weeks * WEEK_DAYS, np.inf)  # what is not known is sorted to the end
    rest[:steps][seen.known] = (seen.logs - mean)[seen.known]
    by_weekday = np.sort(rest.reshape(weeks, WEEK_DAYS), axis=0)
    measured = np.isfinite(by_weekday).sum(axis=0)
    middle = by_weekday[[np.maximum(measured - 1, 0) // 2, measured // 2], np.arange(WEEK_DAYS)]
    week = np.where(measured > 0, middle, 0.0).mean(axis=0)
    return np.where(seen.known, seen.logs - np.resize(week, steps), 0.0)


def _surest(seen: _Seen, table: MonthTable, taken: list[int]) -> MonthEffect | None:
    """The class that chance would hardly have made, if there is one; see the constants."""
    quiet = seen.known & ~table.is_edge[: len(seen.logs)]
    rest = _against_days_around(seen, quiet)
    changes, counts = _changes(rest, table)
    times = counts.sum(axis=0)
    weights = counts * 0.5 ** (table.ages / _HALF_LIFE_MONTHS)[:, np.newaxis]
    total = np.maximum(weights.sum(axis=0), _TINY)
    means = np.einsum("mc,mc->c", weights, changes) / total
    strayed = np.einsum("mc,mc->c", weights, np.square(changes - means)) / total
    effective = total**2 / np.maximum(np.einsum("mc,mc->c", weights, weights), _TINY)
    freedom = _PRIOR_TIMES + np.maximum(effective, 1.0) - 1
    noise = _noise(replace(rest, known=rest.known & quiet))
    variance = (effective * strayed + _PRIOR_TIMES * noise[_SPANS]) / freedom
    error = np.maximum(variance / np.maximum(effective, 1.0), _TINY)
    sure = normal_scores(np.square(means) / error, freedom) - _NEEDED
    sure[(times < MIN_TIMES) | (np.abs(means) < _LEAST_CHANGE)] = -np.inf
    sure[taken] = -np.inf
    sure[_OF_QUARTERS & ~_is_of_quarters(means, total)] = -np.inf
    for number in (int(one) for one in np.argsort(-sure, kind="stable") if sure[one] > 0):
        own = changes[counts[:, number], number]
        mean = float(means[number])
        judged = own[-_JUDGED_TIMES:] * np.sign(mean)
        agreed = int((judged > abs(mean) / 2).sum())
        goes_on = judged[-_LATEST_TIMES:].mean() > abs(mean) / 2
        if goes_on and agreed >= _AGREED * len(judged):
            believed = 1 - DOUBTED * float(error[number]) / mean**2
            effect = max(0.0, believed) * mean
            doubt = _doubt(own, effect, noise[[0, _SPANS[number]]])
            return MonthEffect(effect, doubt, len(judged), number, agreed)
    return None


def _is_of_quarters(means: Floats, weights: Floats) -> Bools:
    """Whether a quarter's days brought more than the same ones of the months beside it."""
    beside = np.maximum(weights[_OF_MONTHS] - weights, _TINY)
    others = (means * weights)[_OF_MONTHS] - means * weights
    return np.asarray(np.abs(means) > _QUARTERS_MORE * np.abs(others / beside))


def _doubt(changes: Floats, effect: float, noise: Floats) -> float:
    """How far a day of the next one may lie from its course, beyond what quiet days stray.

    `noise` is the variance of these, and of spans as long as the class. The changes' own one
    counts, without the belief that they are alike: few that differ must not have too narrow a band.
    What a raised day strays is raised, too, while the series' spread is that of quiet days.
    """
    strayed = float(np.var(changes, ddof=1))
    of_day, of_span = map(float, noise)
    raised = max(-np.expm1(-2 * effect), 0.0) * of_day
    return float(np.sqrt(max(strayed - of_span, 0.0) + raised + strayed / len(changes)))


def _against_days_around(seen: _Seen, quiet: Bools) -> _Seen:
    """Each day less the mean of the quiet ones before and of those after, each as much."""
    sums = _before_and_after(np.where(quiet, seen.logs, 0.0))
    counts = _before_and_after(quiet)
    sides = (counts > 0).sum(axis=0)
    around = (sums / np.maximum(counts, 1)).sum(axis=0) / np.maximum(sides, 1)
    known = seen.known & (sides > 0)
    return _Seen(np.where(known, seen.logs - around, 0.0), known)


def _before_and_after(values: Floats | Bools) -> Floats:
    """Sums of the days before and after each, shape (2, days)."""
    sums = np.convolve(values, np.ones(_AROUND_DAYS))
    sums = np.concatenate([[0.0], sums, [0.0]])
    after = _AROUND_DAYS + 1
    return np.stack([sums[: len(values)], sums[after : after + len(values)]])


def _changes(rest: _Seen, table: MonthTable) -> tuple[Floats, Bools]:
    """What each class brought in each month, shape (months, classes), and whether it is known.

    Days that have begun at the cut-off and go on are no occurrence yet.
    """
    steps = len(rest.logs)
    values = np.zeros((2, steps + 1))  # the last stands for what is outside
    values[:, :steps] = rest.logs, rest.known
    places = np.where(table.places < steps, table.places, OUTSIDE)
    sums, days = values[:, places] @ MEMBERS
    counts = (days > 0) & table.is_past
    return np.where(counts, sums / np.maximum(days, 1), 0.0), counts


def _noise(rest: _Seen) -> Floats:
    """Variance of the means of 1 to EDGE_DAYS days on end; zero where there are none."""
    found = np.zeros(EDGE_DAYS)
    sums, whole = rest.logs, rest.known
    for days in range(1, EDGE_DAYS + 1):
        if days > 1:
            past = len(rest.logs) - days + 1
            sums = sums[:past] + rest.logs[days - 1 :]
            whole = whole[:past] & rest.known[days - 1 :]
        means = sums[whole] / days
        found[days - 1] = means @ means / max(len(means), 1)
    return found


def normal_scores(squares: Floats, freedom: Floats) -> Floats:
    """Squares of Student's t as what is as rare of a normal distribution (Wallace)."""
    plain = np.sqrt(freedom * np.log1p(squares / freedom))
    return np.asarray(plain * (1 - 3 / (4 * (4 * freedom + 1))))
