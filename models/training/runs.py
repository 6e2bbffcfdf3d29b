"""Training runs and programmes of runs, as people describe them; read from plain documents.

A run says what must be computed and on what it is meant to run. It is given by active parameters
and tokens, or by card-hours on its own chip.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from data.errors import InputError
from models.billing.training import training_flop

Positive = Annotated[Decimal, Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]
PositiveShare = Annotated[Decimal, Field(gt=0, le=1, allow_inf_nan=False)]

P = TypeVar("P", bound="Printed")

_TERA = 10**12
_SECONDS_PER_HOUR = 3600


class Printed(BaseModel):
    """What every table of the document has: a name, and where its figures are printed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    price_per_card_hour: Positive | None = None
    currency: str = "CNY"
    source: str = Field(min_length=1)
    grade: str = "D"
    note: str = ""


class TrainingRun(Printed):
    """One run. `utilisation_ratio`: model FLOP utilisation while it runs, of the dense peak.

    `card_hours_per_failure`: None where failures are not counted. `save_s`, `restart_s`: seconds
    to save a checkpoint and to be back after a failure. The `published_` figures are what others
    print, to be held against; a cost is in `currency`.
    """

    active_parameters: Positive | None = None
    tokens: Positive | None = None
    card_hours: Positive | None = None
    chip: str
    cards: Annotated[int, Field(ge=1)]
    utilisation_ratio: PositiveShare
    card_hours_per_failure: Positive | None = None
    save_s: NotNegative = Decimal(0)
    restart_s: NotNegative = Decimal(0)
    published_card_hours: Positive | None = None
    published_cost: Positive | None = None

    @model_validator(mode="after")
    def _is_given_in_one_way(self) -> Self:
        by_work = self.active_parameters is not None and self.tokens is not None
        half = (self.active_parameters is None) != (self.tokens is None)
        if half or by_work == (self.card_hours is not None):
            msg = "give active_parameters and tokens, or card_hours, and not both"
            raise ValueError(msg)
        return self

    def flop(self, dense_tflops: Decimal) -> Decimal:
        """Useful operations. `dense_tflops` is the peak of the run's own chip.

        By parameters and tokens the peak does not matter; by card-hours the work is what the chip
        did in them at the run's utilisation.
        """
        if self.active_parameters is not None and self.tokens is not None:
            return training_flop(self.active_parameters, self.tokens)
        hours = self.card_hours or Decimal(0)
        return hours * dense_tflops * _TERA * _SECONDS_PER_HOUR * self.utilisation_ratio


class Programme(Printed):
    """Years of one final run a year, `growth_per_year` times the work of the year before.

    `experiments_ratio`: card-hours of experiments and failed runs for each hour of a final run.
    """

    run: str
    years: Annotated[int, Field(ge=1, le=20)]
    growth_per_year: Positive = Decimal(1)
    experiments_ratio: NotNegative = Decimal(0)
    published_cost_at_least: Positive | None = None


def parse_runs(document: Mapping[str, Any], where: str) -> dict[str, TrainingRun]:
    """The document's runs by name.

    Raises:
        InputError: a run has a fault; file, run, key and remedy are named.
    """
    return {
        run.name: run
        for run in (parse_table(TrainingRun, t, where) for t in document.get("run", ()))
    }


def parse_programmes(document: Mapping[str, Any], where: str) -> dict[str, Programme]:
    """The document's programmes by name; each names a run of the same document.

    Raises:
        InputError: as `parse_runs`, or a programme's run is not there.
    """
    runs = parse_runs(document, where)
    found = [parse_table(Programme, table, where) for table in document.get("programme", ())]
    for programme in found:
        if programme.run not in runs:
            raise InputError(
                f"The programme {programme.name} is made of a run that is not there: "
                f"{programme.run}",
                where=where,
                remedy=f"Name one of {', '.join(sorted(runs))}.",
            )
    return {programme.name: programme for programme in found}


def parse_table(kind: type[P], table: Mapping[str, Any], where: str) -> P:
    """One table of a document; a fault names file, table, key and remedy."""
    try:
        return kind.model_validate(table)
    except ValidationError as faults:
        fault = faults.errors()[0]
        key = ".".join(map(str, fault["loc"])) or "the table"
        raise InputError(
            f"{table.get('name', 'A run without a name')}: {key}: {fault['msg']}",
            where=where,
            remedy=f"Correct {key}; models/training/README.md says what each key means.",
        ) from faults
