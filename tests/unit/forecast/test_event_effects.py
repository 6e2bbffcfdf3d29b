"""What events of a class brought is expected of the next one, if it was known by the cut-off."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.ensemble.backtest import Backtest, Bounds, run_backtest
from models.forecast.ensemble.drawing import draw_paths
from models.forecast.ensemble.forecasting import judge
from models.forecast.event_effects import _believed, learn_events
from models.forecast.events import KnownEvent
from models.forecast.notes import note
from models.forecast.prophet_candidate import ProphetCandidate
from tests.unit.forecast.event_rows import DAYS, LAST_DAY, PAST, POOL, demand, event

HORIZON = 14
NEXT = event(DAYS + 5, known=DAYS - 8)  # days 6 to 8 ahead
ON = slice(5, 8)


def backtest(history: DailyHistory, *events: KnownEvent) -> Backtest:
    return run_backtest(history, HORIZON, Bounds(), events=events, with_prophet=False)


def median(history: DailyHistory, *events: KnownEvent) -> Floats:
    [judged] = judge([backtest(history, *events)])
    return np.asarray(np.median(draw_paths(judged.outlook, 200, 1), axis=0))


def test_the_median_follows_an_announced_event_and_no_day_beside_it() -> None:
    found = median(demand(*PAST), *PAST, NEXT)
    # 1000 a day, 40 % more on the days of the six events of that kind.
    assert found[ON] == pytest.approx(np.full(3, 1400.0), rel=0.05)
    assert np.delete(found, [5, 6, 7]) == pytest.approx(np.full(11, 1000.0), rel=0.05)


def test_an_event_that_was_not_known_by_the_cut_off_changes_no_bit() -> None:
    history = demand(*PAST)
    before = backtest(history, *PAST)
    late = replace(NEXT, known_on=LAST_DAY + timedelta(days=1))
    for later in (late, replace(late, first_day=PAST[0].first_day), replace(late, name="x")):
        found = backtest(history, *PAST, later)
        assert (found.courses == before.courses).all()
        assert (found.ahead == before.ahead).all()
    assert (backtest(history, *PAST, NEXT).ahead[:, ON] > before.ahead[:, ON]).all()


def test_what_came_or_became_known_after_a_cut_off_changes_no_bit_of_its_backtest() -> None:
    history = demand(*PAST)
    before = backtest(history, *PAST)
    cut = int(before.origins.cuts[2])
    corrupted = history.card_hours.copy()
    corrupted[cut:] *= 50
    # Known the day after the cut-off's last day, which is day `cut - 1`.
    new = [
        event(start, known=cut, kind=kind)
        for start in (12, 75)
        for kind in ("launch", "maintenance")
    ]
    found = backtest(replace(history, card_hours=corrupted), *PAST, *new)
    assert (found.courses[:, 2:] == before.courses[:, 2:]).all()
    assert (found.courses[:, 1] != before.courses[:, 1]).any()


def test_events_of_the_past_are_no_level_for_anyone() -> None:
    during = event(DAYS - 4, 4, known=DAYS - 20)
    history = demand(*PAST, during)
    with_it, without = median(history, *PAST, during), median(history)
    assert with_it == pytest.approx(np.full(HORIZON, 1000.0), rel=0.06)
    assert without[:4].mean() > 1100


def test_an_event_of_which_too_few_were_seen_changes_no_bit() -> None:
    history = demand(*PAST[:2])
    found, plain = backtest(history, *PAST[:2], NEXT), backtest(history)
    assert (found.ahead == plain.ahead).all()
    assert (found.courses == plain.courses).all()
    assert found.event_notes == (note("event_new", name=NEXT.name, needed=3),)


def test_days_of_maintenance_are_learned_as_days_that_were_not_measured() -> None:
    outage = event(DAYS - 12, 4, kind="maintenance")
    quiet, missing = demand(), demand()
    quiet.card_hours[DAYS - 12 : DAYS - 8] = 0.0
    missing.card_hours[DAYS - 12 : DAYS - 8] = np.nan
    found = backtest(quiet, outage)
    assert np.isnan(found.actual).sum() > 0
    assert (found.ahead == backtest(missing).ahead).all()
    assert found.event_notes == (note("maintenance", count=4),)


def test_the_note_says_what_was_believed_of_which_events() -> None:
    late = event(DAYS + 9, known=DAYS + 1, name="rumour")
    believed, unused = backtest(demand(*PAST), *PAST, NEXT, late).event_notes
    assert believed.kind == "event_kind"
    assert 0.36 <= believed.facts["change"] <= 0.43
    assert believed.facts | {"change": 0} == {"event_kind": "launch", "change": 0, "count": 6}
    assert unused == note("event_late", name="rumour")


def test_a_part_that_chance_may_have_made_is_not_believed() -> None:
    # Mean .3; strayed .1^2 + .1^2 + 2 x .01 = .04 of 2 + 2 - 1 degrees: .01333; the mean's error is
    # .00667, thrice that in parts of .09 is .2222: .7778 x .3. The next may lie off by the root of
    # (.01333 - .01) + .00667 = .01.
    found = _believed(np.array([0.2, 0.4]), noise=0.01)
    assert found.effect == pytest.approx(0.23333, abs=1e-5)
    assert found.doubt == pytest.approx(0.1)
    # Mean .01, strayed .0182 + .02: the error is far above its square.
    assert _believed(np.array([-0.1, 0.1, 0.03]), noise=0.01).effect == 0
    exact = _believed(np.full(3, 0.3), noise=0.0)
    assert [exact.effect, exact.doubt] == pytest.approx([0.3, 0.0])


@pytest.mark.parametrize("seed", range(4))
def test_events_that_brought_nothing_bring_hardly_anything(seed: int) -> None:
    found = learn_events(demand(seed=seed), [*PAST, NEXT], None, HORIZON)
    assert found.factor[ON] == pytest.approx(np.ones(3), abs=0.03)
    assert (np.delete(found.factor, [5, 6, 7]) == 1).all()


def test_a_band_is_wider_on_the_day_of_an_event_that_brought_now_more_and_now_less() -> None:
    history = demand()
    for start, by in zip((30, 58, 90, 121, 153, 184), (1.2, 1.7, 1.3, 1.6, 1.25, 1.5), strict=True):
        history.card_hours[start : start + 3] *= by
    [judged] = judge([backtest(history, *PAST, NEXT)])
    outlook = judged.outlook
    assert (outlook.spread_with_events[ON] > 1.5 * outlook.spread[ON]).all()
    assert (outlook.spread_with_events[:5] == outlook.spread[:5]).all()


def test_prophet_alone_moves_by_its_regressor_and_is_fitted_exactly() -> None:
    candidate = ProphetCandidate(events={POOL: [*PAST, NEXT]})
    sampled = candidate.sample_paths(demand(*PAST), HORIZON, 200, 1)
    assert sampled.note is None
    assert sampled.kkt_residual is not None
    assert sampled.kkt_residual < 1e-6
    assert sampled.paths[:, ON].mean() == pytest.approx(1400, rel=0.03)
    assert sampled.paths[:, :5].mean() == pytest.approx(1000, rel=0.03)
