"""What a day outside its band is called, and when that is final."""

from datetime import date, timedelta

import numpy as np

from models.anomalies.kinds_of_day import HOLIDAY, kinds_of_days
from models.anomalies.naming import SETTLED_AFTER_DAYS, Context, Outside, name_day
from models.anomalies.plans_in_hand import Campaign, explains
from models.anomalies.shifts import Shift

FIRST = date(2026, 3, 2)
DAYS = [FIRST + timedelta(days=n) for n in range(60)]
RUN = Campaign("weather", FIRST + timedelta(days=20), FIRST + timedelta(days=30), cards=10)
SHIFT = Shift(20, 26, (*range(20),), (*range(20, 27),), is_up=True)


def context(*shifts: Shift, campaigns: tuple[Campaign, ...] = ()) -> Context:
    return Context(DAYS, np.ones(60, dtype=np.bool_), shifts, campaigns)


def above(place: int, driver: str | None = "volume", moved: float = 240.0) -> Outside:
    return Outside(place, 1, driver, moved)


def test_a_planned_campaign_explains_what_it_holds() -> None:
    # 10 cards hold 240 card-hours a day, 264 with a tenth more.
    verdict = name_day(above(20), context(SHIFT, campaigns=(RUN,)))
    assert (verdict.kind, verdict.is_alarm, verdict.campaign) == ("planned", False, "weather")


def test_more_than_a_campaign_holds_is_an_alarm_that_names_it() -> None:
    verdict = name_day(above(20, moved=265.0), context(campaigns=(RUN,)))
    assert (verdict.kind, verdict.is_alarm, verdict.campaign) == ("spike", True, "weather")


def test_the_end_of_a_campaign_explains_a_drop_and_no_spike() -> None:
    ended = DAYS[31]
    assert explains([RUN], ended, -200.0) == (RUN, True)
    assert explains([RUN], ended, 200.0)[1] is True  # begun less than two weeks before
    assert explains([RUN], DAYS[45], -200.0) == (None, False)


def test_a_confirmed_shift_names_its_days_and_those_of_its_direction_alone() -> None:
    assert name_day(above(21), context(SHIFT)).kind == "level_shift"
    assert name_day(Outside(21, -1, "volume", -5.0), context(SHIFT)).kind == "drop"
    assert name_day(above(27), context(SHIFT)).kind == "spike"


def test_prices_and_contracts_are_steps() -> None:
    assert name_day(above(21, "price"), context(SHIFT)).kind == "price_step"
    assert name_day(above(21, "currency"), context(SHIFT)).kind == "price_step"
    assert name_day(above(21, "contract"), context(SHIFT)).kind == "contract_step"


def test_a_name_is_final_after_two_weeks_and_a_later_shift_does_not_change_it() -> None:
    last = len(DAYS) - 1
    assert name_day(above(last - SETTLED_AFTER_DAYS), context()).is_settled
    assert not name_day(above(last - SETTLED_AFTER_DAYS + 1), context()).is_settled
    late = Shift(20, 35, (*range(20),), (*range(20, 36),), is_up=True)
    assert name_day(above(20), context(late)).kind == "spike"  # settled on day 34
    assert name_day(above(21), context(late)).kind == "level_shift"


def test_a_weekend_inside_a_long_holiday_is_part_of_it() -> None:
    # 1-8 October 2025 were off, Saturday 4 and Sunday 5 among them; Saturday 11 was worked.
    days = [date(2025, 9, 27) + timedelta(days=n) for n in range(16)]
    named = frozenset(day for day in days if date(2025, 10, 1) <= day <= date(2025, 10, 8))
    named -= {date(2025, 10, 4), date(2025, 10, 5)}
    kinds = kinds_of_days(days, named, frozenset({date(2025, 10, 11)}))
    assert kinds[4:12].tolist() == [HOLIDAY] * 8
    assert kinds[:2].tolist() == [5, 6]  # an ordinary weekend
    assert kinds[14] == 2
