"""What Prophet is told of the days of a history and those ahead: seasons, holidays, plans, events.

Only what was known at the history's cut-off: days off as they were announced, campaigns and events
as they were entered or announced by then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from models.forecast.candidate import WEEK_DAYS, DailyHistory, Floats
from models.forecast.events import EventClass
from models.forecast.public_holidays import (
    MAKE_UP_DAY,
    list_make_up_days,
    list_public_holidays,
)

if TYPE_CHECKING:
    import pandas as pd

Growth = Literal["linear", "flat", "logistic"]
# Prophet switches the yearly season on at two years, where one year cannot be told from trend.
YEARLY_SEASON_DAYS = 3 * 365
HOLIDAY_DAYS = 365
_CAMPAIGNS = "campaign_cards"


@dataclass(frozen=True)
class KnownCampaign:
    """A phase of a planned campaign, and the local day on which its plan was saved."""

    first_day: date
    last_day: date
    cards: int
    entered_on: date


@dataclass(frozen=True)
class ProphetCalendar:
    """The steps of a history, which many series may share, as one kind of Prophet sees them.

    `campaigns` and the `events` of each class are those known at the cut-off; `cap`, in the values'
    unit, is logistic growth's.
    """

    growth: Growth
    country: str | None
    first_day: date
    steps: int
    steps_per_day: int
    campaigns: tuple[KnownCampaign, ...] = ()
    cap: float | None = None
    events: tuple[EventClass, ...] = ()

    @classmethod
    def of(
        cls,
        history: DailyHistory,
        growth: Growth,
        country: str | None,
        campaigns: Sequence[KnownCampaign] = (),
        cap: float | None = None,
        events: tuple[EventClass, ...] = (),
    ) -> "ProphetCalendar":
        """Of a history: campaigns that were entered after its cut-off are left out.

        Classes of `events` are those of the same history.
        """
        known = tuple(one for one in campaigns if one.entered_on <= history.cut_off)
        steps = len(history.card_hours)
        first_day, per_day = history.first_day, history.steps_per_day
        return cls(growth, country, first_day, steps, per_day, known, cap, events)

    @property
    def days(self) -> int:
        """Days of the history."""
        return self.steps // self.steps_per_day

    def frame(self, horizon: int) -> "pd.DataFrame":
        """`ds` and the regressors of all steps, those ahead included."""
        import pandas as pd

        step = pd.Timedelta(days=1) / self.steps_per_day
        times = pd.date_range(self.first_day, periods=self.steps + horizon, freq=step, unit="ns")
        frame = pd.DataFrame({"ds": times})
        if self.campaigns:
            frame[_CAMPAIGNS] = self._cards(len(times))
        for number, one in enumerate(self.events):
            days = one.is_on(self.first_day, -(-len(times) // self.steps_per_day))
            frame[_event(number)] = days.repeat(self.steps_per_day)[: len(times)].astype(np.float64)
        if self.cap is not None:
            frame["cap"], frame["floor"] = self.cap, 0.0
        return frame

    def model(self, horizon: int, path_count: int) -> Any:
        """An unfitted Prophet for this calendar."""
        from prophet import Prophet

        model = Prophet(
            growth=self.growth,
            seasonality_mode="additive",
            yearly_seasonality=self.days >= YEARLY_SEASON_DAYS,
            weekly_seasonality=self.days >= WEEK_DAYS,
            daily_seasonality=self.steps_per_day > 1,
            holidays=self._holidays(horizon),
            uncertainty_samples=path_count,
        )
        if self.campaigns:
            model.add_regressor(_CAMPAIGNS, standardize=False)
        for number in range(len(self.events)):  # the last columns of the model's features
            model.add_regressor(_event(number), standardize=False)
        return model

    def _cards(self, steps: int) -> Floats:
        """Cards of campaigns at each step, as shares of the most at any: near 1, as priors are."""
        cards = np.zeros(steps)
        for campaign in self.campaigns:
            first = (campaign.first_day - self.first_day).days * self.steps_per_day
            end = ((campaign.last_day - self.first_day).days + 1) * self.steps_per_day
            cards[max(first, 0) : max(end, 0)] += campaign.cards
        return np.asarray(cards / max(cards.max(), 1.0))

    def _holidays(self, horizon: int) -> "pd.DataFrame | None":
        if self.country is None or self.days < HOLIDAY_DAYS:
            return None
        import pandas as pd

        cut_off = self.first_day + timedelta(days=(self.steps - 1) // self.steps_per_day)
        last_day = self.first_day + timedelta(days=(self.steps + horizon) // self.steps_per_day)
        names = list_public_holidays(self.country, self.first_day, last_day, cut_off)
        make_up = list_make_up_days(self.country, self.first_day, last_day, cut_off)
        named = dict(sorted((names | dict.fromkeys(make_up, MAKE_UP_DAY)).items()))
        ds = pd.to_datetime(list(named)).as_unit("ns")
        return pd.DataFrame({"ds": ds, "holiday": list(named.values())})


def _event(number: int) -> str:
    return f"event_{number}"
