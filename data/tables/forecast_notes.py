"""What is said of how a forecast was made, one thing a row: kinds, and the facts of each."""

from typing import Literal, get_args

import dataframely as dy

from data.tables import fields
from data.tables.computed import FORECAST_LEVELS, FORECAST_TARGETS

SimplerKind = Literal["too_short", "no_trend", "no_fit", "no_member", "own_words"]
EventKind = Literal["event", "event_kind", "maintenance", "event_late", "event_new", "month_days"]
JumpKind = Literal["last_days_rise", "last_days_fall"]
GrowthKind = Literal["growth_damped", "decline_damped"]
SumKind = Literal[
    "use_alone", "too_few_days", "data_ended", "not_priced", "not_forecast", "simpler", "more"
]
NoteKind = SimplerKind | EventKind | JumpKind | GrowthKind | SumKind

SIMPLER_NOTES: tuple[SimplerKind, ...] = get_args(SimplerKind)
EVENT_NOTES: tuple[EventKind, ...] = get_args(EventKind)
JUMP_NOTES: tuple[JumpKind, ...] = get_args(JumpKind)
GROWTH_NOTES: tuple[GrowthKind, ...] = get_args(GrowthKind)
SUM_NOTES: tuple[SumKind, ...] = get_args(SumKind)
NOTE_KINDS: tuple[NoteKind, ...] = (
    *SIMPLER_NOTES,
    *EVENT_NOTES,
    *JUMP_NOTES,
    *GROWTH_NOTES,
    *SUM_NOTES,
)


class OutForecastNote(dy.Schema):
    """One row per level x series x target x thing said of how its forecast was made.

    A simpler method and why; what known events and days of the month brought; last days beyond the
    usual; growth that is carried on in part; pools that a sum leaves out, or has from a simpler
    method. `method_note` of out_forecast is made of the same, in their order.
    """

    level = fields.choice(FORECAST_LEVELS, "what the series is", primary_key=True)
    series = fields.text("as in out_forecast", primary_key=True)
    target = fields.choice(FORECAST_TARGETS, "as in out_forecast", primary_key=True)
    position = fields.count("its place among those of the series, from 1", primary_key=True)
    kind = fields.choice(NOTE_KINDS, "what is said")
    detail = fields.text("facts for the sentence, as JSON")
    said = fields.text("the sentence in English")
    cut_off = dy.Date(description="last day whose data were known")
    model_version = fields.text("version of the forecasting code")
    snapshot_id = fields.snapshot_id()
