"""What a day of the month brings, from stored rows to the published forecast."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.unit.forecast import test_events_elsewhere as elsewhere
from tests.unit.forecast.event_rows import FIRST_DAY, demand, event
from tests.unit.forecast.test_prophet_regressors import add_load

FIFTEENTHS = [event((date(2026, month, 15) - FIRST_DAY).days, 1) for month in range(1, 8)]


@pytest.mark.parametrize(
    ("add_rows", "target", "level", "usual"),
    [
        (elsewhere.add_tokens, "input_tokens", "project", 1e6),
        (elsewhere.add_requests, "requests", "client", 1e3),
    ],
)
def test_the_fifteenth_ahead_is_raised_as_those_before_it_and_the_note_says_so(
    warehouse: Any,
    monkeypatch: pytest.MonkeyPatch,
    add_rows: Any,
    target: str,
    level: str,
    usual: float,
) -> None:
    monkeypatch.setattr(elsewhere, "demand", lambda *_: demand(*FIFTEENTHS, by=1.6))
    add_rows(warehouse)
    add_load(warehouse, "test", datetime(2027, 1, 1))  # noqa: DTZ001  naive UTC
    days = elsewhere.days_of(warehouse.forecast(), target, level)
    raised = days.filter(period_start=date(2026, 8, 15))["p50"].item()
    assert raised == pytest.approx(1.6 * usual, rel=0.07)
    beside = days.filter(days["period_start"] != date(2026, 8, 15))["p50"]
    assert beside.to_list() == pytest.approx([usual] * 6, rel=0.06)
    [note] = days["method_note"].unique()
    assert note.startswith("events: day 15 of a month +")
    # 15 February 2026 was a holiday of the Spring Festival, which says nothing of other days.
    assert note.endswith("% (seen 6 of 6 times)")
