"""Which known events are of one class, and days of maintenance that are missing."""

from dataclasses import replace

import numpy as np
import pytest

from models.forecast.events import KnownEvent, event_classes, outage_days, without_outages
from tests.unit.forecast.event_rows import FIRST_DAY, LAST_DAY, PAST, POOL, demand, event


def names(*events: KnownEvent) -> list[str]:
    return [one.name for one in event_classes(events, demand())[0]]


def test_events_of_a_kind_are_one_class_once_three_of_them_were_seen() -> None:
    assert names(*PAST[:2]) == []
    assert names(*PAST[:3]) == ["kind launch"]
    sales = [event(start, kind="promotion") for start in (40, 80)]
    assert names(*PAST[:3], *sales) == ["kind launch"]


def test_a_name_that_came_back_often_enough_is_a_class_of_its_own() -> None:
    singles = [event(start, name="singles day", kind="promotion") for start in (20, 100, 180, 230)]
    others = [event(start, kind="promotion") for start in (40, 80)]
    classes, class_of = event_classes([*singles, *others], demand())
    # Four spans, three of them in the history; the two others are too few without them.
    assert [(one.name, len(one.spans)) for one in classes] == [("singles day", 4)]
    assert class_of[singles[3]] == "singles day"
    assert not set(others) & set(class_of)


def test_events_of_no_kind_have_only_their_name_in_common() -> None:
    assert names(*(event(start, kind="other") for start in (20, 60, 100))) == []
    same = [event(start, kind="other", name="audit") for start in (20, 60, 100)]
    assert names(*same) == ["audit"]


def test_what_was_not_known_at_the_cut_off_is_no_occurrence() -> None:
    late = replace(PAST[2], known_on=LAST_DAY.replace(year=2027))
    assert names(*PAST[:2], late) == []
    assert names(*PAST[:2], replace(PAST[2], known_on=LAST_DAY)) == ["kind launch"]


def test_an_event_counts_once_however_many_rows_tell_of_it_and_only_where_it_was_measured() -> None:
    assert names(PAST[0], PAST[0], PAST[1]) == []
    assert names(*PAST[:2], event(-20)) == []
    assert names(*PAST[:2], event(400)) == []


def test_maintenance_is_no_class_and_its_days_are_missing() -> None:
    outages = [event(start, 2, kind="maintenance") for start in (10, 50, 90)]
    history = demand()
    sound = without_outages(history, outages)
    assert names(*outages) == []
    assert np.flatnonzero(np.isnan(sound.card_hours)).tolist() == [10, 11, 50, 51, 90, 91]
    assert sound.cut_off == history.cut_off
    assert outage_days(outages, LAST_DAY, FIRST_DAY, 12).tolist() == [False] * 10 + [True] * 2


def test_where_the_last_day_is_maintenance_the_same_weekday_stands_in() -> None:
    history = demand()
    outage = event(211, 9, kind="maintenance")  # the last nine of 220 days
    values = without_outages(history, [outage]).card_hours
    # Day 219 a week before is day 212, in maintenance too; two weeks before is day 205.
    assert values[219] == history.card_hours[205]
    assert np.isnan(values[211:219]).all()


@pytest.mark.parametrize("kind", ["launch", "policy", "other"])
def test_nothing_but_maintenance_makes_days_missing(kind: str) -> None:
    history = demand()
    assert without_outages(history, [event(50, kind=kind)]) is history
    assert history.series == POOL
