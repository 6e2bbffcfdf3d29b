"""What kind of thing a day outside its band is, and whether that is final."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from models.anomalies.plans_in_hand import Campaign, Event, event_of, explains
from models.anomalies.shifts import Shift

SETTLED_AFTER_DAYS = 14  # measured ones: a shift confirmed later renames no day


@dataclass(frozen=True)
class Outside:
    """A day outside: its place, +1 above or -1 below, and what decides what it is.

    `driver` is the greatest part of its deviation, `moved` the card-hours beyond the expected.
    """

    place: int
    side: int
    driver: str | None
    moved: float


@dataclass(frozen=True)
class Verdict:
    """The kind of a day, whether it is an alarm and final, and the campaign, if any."""

    kind: str
    is_alarm: bool
    is_settled: bool
    campaign: str | None = None


@dataclass(frozen=True)
class Context:
    """What is known of a pool: measured days by place, confirmed shifts, campaigns and events."""

    days: Sequence[date]
    known: npt.NDArray[np.bool_]
    shifts: Sequence[Shift]
    campaigns: Sequence[Campaign]
    events: Sequence[Event] = ()

    def measured_between(self, first: int, last: int) -> int:
        """Measured days after the first place, up to the last."""
        return int(self.known[first + 1 : last + 1].sum())


def name_day(outside: Outside, context: Context) -> Verdict:
    """Plans before contracts and prices, those before shifts of the level; else a spike or drop."""
    is_settled = (
        context.measured_between(outside.place, len(context.known) - 1) >= SETTLED_AFTER_DAYS
    )
    campaign, is_enough = None, False
    if outside.driver in (None, "volume", "mix"):
        campaign, is_enough = explains(
            context.campaigns, context.days[outside.place], outside.moved
        )
    name = campaign.name if campaign else None
    if campaign and is_enough and (outside.moved > 0) == (outside.side > 0):
        return Verdict("planned", is_alarm=False, is_settled=is_settled, campaign=name)
    event = event_of(context.events, context.days[outside.place])
    if event and outside.driver in (None, "volume", "mix"):
        return Verdict("planned", is_alarm=False, is_settled=is_settled, campaign=event.name)
    return Verdict(_kind(outside, context), is_alarm=True, is_settled=is_settled, campaign=name)


def _kind(outside: Outside, context: Context) -> str:
    if outside.driver == "contract":
        return "contract_step"
    if outside.driver in ("price", "currency"):
        return "price_step"
    if any(_is_part(outside, shift, context) for shift in context.shifts):
        return "level_shift"
    return "spike" if outside.side > 0 else "drop"


def _is_part(outside: Outside, shift: Shift, context: Context) -> bool:
    return (
        shift.start <= outside.place <= shift.confirmed
        and shift.is_up == (outside.side > 0)
        and context.measured_between(outside.place, shift.confirmed) <= SETTLED_AFTER_DAYS
    )
