"""What every member would have forecast at every cut-off, and what came then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.forecast.beginnings import since_begun
from models.forecast.candidate import DailyHistory, Floats
from models.forecast.choosing import MIN_DAYS
from models.forecast.ensemble.buckets import bucket_ends
from models.forecast.ensemble.family import Courses, Family
from models.forecast.ensemble.growing import Grown, carry_on, find_growth, without_slopes
from models.forecast.ensemble.members import PAST_WEEKS, families_for
from models.forecast.ensemble.origins import Origins, plan_origins, season_steps
from models.forecast.event_effects import EventEffects, learn_events
from models.forecast.events import KnownEvent, outage_days
from models.forecast.fresh_jumps import FreshJump, tame_fresh_jumps
from models.forecast.month_effects import with_months
from models.forecast.notes import Notes
from models.forecast.past_weeks import PastWeeks, read_weeks
from models.forecast.spikes import tame_spikes

INTERMITTENT_ZEROS = 0.3
_SCALE_SEASONS = 8
_SMALLEST_SCALE = 1e-3  # in parts of the level: a series that stood still may yet move
_LARGEST_CHANGE = 15.0  # in median ones: one spike says little of how a series moves
_USUALLY_BELOW = 0.98  # of what is not zero


@dataclass(frozen=True)
class Bounds:
    """What a value can be: a floor, and a cap where there is one."""

    floor: float = 0.0
    cap: float = np.inf


@dataclass(frozen=True)
class Backtest:
    """Courses of all members of one series, within its bounds.

    `courses` has shape (members, origins, horizon), `ahead` (members, horizon) is what follows the
    history itself, `actual` (origins, horizon), NaN where not measured or not yet. `scales`, shape
    (origins,), and `scale_ahead` say how much the series moved from season to season, as known at
    each cut-off: misses are compared in parts of it. `largest` is the most that is
    usual: 98 % of what is not zero lie below it, so that one spike does not count. `event_doubt`,
    shape (horizon,), is how far the logarithm of what events and days of the month bring may be
    off, `event_notes` what was believed of them. Of days that are often zero `weeks` are those that
    were known at each cut-off, the last at the end; None where there are too few. `grown` is growth
    that is plain to see; `ahead` has it in far steps.
    """

    series: str
    names: tuple[str, ...]
    steps_per_day: int
    ends: tuple[int, ...]
    origins: Origins
    courses: Floats
    ahead: Floats
    actual: Floats
    scales: Floats
    scale_ahead: float
    largest: float
    bounds: Bounds
    is_intermittent: bool
    notes: Mapping[str, str]
    event_doubt: Floats | None = None
    event_notes: Notes = ()
    weeks: tuple[PastWeeks | None, ...] = (None,)
    jump: FreshJump | None = None
    grown: Grown | None = None

    @property
    def misses(self) -> Floats:
        """Actual minus expected in parts of the scale, shape (members, origins, horizon)."""
        return (self.actual - self.courses) / self.scales[:, np.newaxis]


def run_backtest(
    history: DailyHistory,
    horizon: int,
    bounds: Bounds,
    country: str | None = None,
    *,
    with_prophet: bool = True,
    events: Sequence[KnownEvent] = (),
) -> Backtest:
    """Ask every member at every cut-off, and at the end. Nothing of other series is looked at.

    Of `events` those that were known at each cut-off; what is often zero, and hours, know none, nor
    what days of the month bring. What lies before a series began is nothing that it did.
    """
    begun = since_begun(history, MIN_DAYS)
    found = _run(begun, horizon, bounds, country, with_prophet=with_prophet, events=events)
    before = len(history.card_hours) - len(begun.card_hours)
    return replace(found, origins=replace(found.origins, cuts=found.origins.cuts + before))


def _run(
    history: DailyHistory,
    horizon: int,
    bounds: Bounds,
    country: str | None,
    *,
    with_prophet: bool,
    events: Sequence[KnownEvent],
) -> Backtest:
    origins = plan_origins(history, horizon)
    cuts = [*map(int, origins.cuts), len(history.card_hours)]
    known = [replace(history, card_hours=history.card_hours[:cut]) for cut in cuts]
    intermittent = is_intermittent(history)
    effects: list[EventEffects] = []
    if not intermittent and history.steps_per_day == 1:
        effects = [_effects(one, events, country, horizon) for one in known]
    known, jump = _tamed([one.learned for one in effects] or known, fresh=not intermittent)
    ends = bucket_ends(horizon, history.steps_per_day)
    actual = _actual(_without(history, events), cuts[:-1], horizon)
    grown = find_growth(known[-1], actual, origins, ends) if effects else None
    asked = families_for(history, country, intermittent=intermittent, with_prophet=with_prophet)
    found = _ask_all(asked, known, horizon, grown)
    courses = _courses(found, effects, bounds)
    scales = np.array([_scale(history.card_hours[:cut], history.steps_per_day) for cut in cuts])
    return Backtest(
        series=history.series,
        names=(*found.by_name,),
        steps_per_day=history.steps_per_day,
        ends=ends,
        origins=origins,
        courses=courses[:, :-1],
        ahead=courses[:, -1],
        actual=actual,
        scales=scales[:-1],
        scale_ahead=float(scales[-1]),
        largest=_usual_most(history.card_hours),
        bounds=bounds,
        is_intermittent=intermittent,
        notes=found.notes,
        event_doubt=effects[-1].doubt if effects else None,
        event_notes=effects[-1].notes if effects else (),
        weeks=_weeks(known) if PAST_WEEKS in found.by_name else (None,),
        jump=jump,
        grown=grown,
    )


def _effects(
    history: DailyHistory, events: Sequence[KnownEvent], country: str | None, horizon: int
) -> EventEffects:
    """What known events brought, and days of the month in what these leave."""
    return with_months(learn_events(history, events, country, horizon), country, horizon)


def _tamed(
    known: Sequence[DailyHistory], *, fresh: bool
) -> tuple[list[DailyHistory], FreshJump | None]:
    """Without spikes; before the forecast itself, the last one, without what has just jumped."""
    tamed = [tame_spikes(one) for one in known]
    jump = None
    if fresh:
        tamed[-1], jump = tame_fresh_jumps(tamed[-1])
    return tamed, jump


def _courses(found: Courses, effects: Sequence[EventEffects], bounds: Bounds) -> Floats:
    """Of all members, with what events bring, (members, origins and the end, horizon)."""
    factors = np.stack([one.factor for one in effects]) if effects else 1.0
    return np.clip(np.stack([*found.by_name.values()]) * factors, bounds.floor, bounds.cap)


def _weeks(known: Sequence[DailyHistory]) -> tuple[PastWeeks | None, ...]:
    return tuple(read_weeks(one.card_hours) for one in known)


def _ask_all(
    families: Sequence[Family],
    known: Sequence[DailyHistory],
    horizon: int,
    grown: Grown | None,
) -> Courses:
    """What is said of the history, with growth in the steps at the end that it is put on."""
    found = _ask(families, known, horizon)
    if grown and grown.is_far.any():
        found = carry_on(grown, found, _ask(without_slopes(families), [grown.learned], horizon))
    return found


def _ask(families: Sequence[Family], known: Sequence[DailyHistory], horizon: int) -> Courses:
    """What all members say who say something of every step at the end, and all their notes."""
    by_name: dict[str, Floats] = {}
    notes: dict[str, str] = {}
    for family in families:
        found = family.courses(known, horizon)
        usable = (one for one in found.by_name.items() if np.isfinite(one[1][-1]).all())
        by_name |= dict(usable)
        notes |= found.notes
    return Courses(by_name, notes)


def is_intermittent(history: DailyHistory) -> bool:
    """Whether more than 30 % of the measured steps are zero."""
    measured = history.card_hours[~np.isnan(history.card_hours)]
    return bool((measured == 0).mean() > INTERMITTENT_ZEROS)


def _without(history: DailyHistory, events: Sequence[KnownEvent]) -> Floats:
    """What came, but for days of maintenance: nothing is judged by them."""
    if not events or history.steps_per_day > 1:
        return history.card_hours
    lost = outage_days(events, history.cut_off, history.first_day, len(history.card_hours))
    return np.where(lost, np.nan, history.card_hours)


def _actual(values: Floats, cuts: list[int], horizon: int) -> Floats:
    actual = np.full((len(cuts), horizon), np.nan)
    for row, cut in zip(actual, cuts, strict=True):
        came = values[cut : cut + horizon]
        row[: len(came)] = came
    return actual


def _usual_most(values: Floats) -> float:
    found = np.abs(values[~np.isnan(values) & (values != 0)])
    return float(np.quantile(found, _USUALLY_BELOW)) if len(found) else 0.0


def _scale(values: Floats, steps_per_day: int) -> float:
    """Mean change from season to season, half of all that is known, half of the last 8 seasons.

    None counts as more than a multiple of the median change.
    """
    season = season_steps(steps_per_day)
    changes = np.abs(values[season:] - values[:-season])
    moved = changes[changes > 0]
    if len(moved):
        changes = np.minimum(changes, _LARGEST_CHANGE * np.median(moved))
    known = changes[~np.isnan(changes)]
    latest = changes[-_SCALE_SEASONS * season :]
    latest = latest[~np.isnan(latest)]
    level = float(np.abs(values[~np.isnan(values)]).mean())
    if not len(known):
        return level or 1.0
    recent = latest.mean() if len(latest) else known.mean()
    return max(float(known.mean() + recent) / 2, _SMALLEST_SCALE * level) or 1.0
