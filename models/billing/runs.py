"""What runs must be before they are metered: nothing in them is guessed."""

from collections.abc import Iterable, Mapping

import polars as pl

from data.errors import InputError

RUNNING = "running"
FREE_STATES = frozenset(
    (
        "creating", "deleted", "error", "failed", "inactive", "loading", "pending", "released",
        "starting", "stopped", "stopping", "suspended", "terminated",
    )
)  # fmt: skip
"""States in which nothing is charged unless a plan names them; any other must be named."""

_MICRO = 1_000_000
_MOST = 10**9
_NEARLY = 1e-3  # of a millionth: what a float cannot hold exactly


def with_micro_amounts(runs: pl.DataFrame) -> pl.DataFrame:
    """Runs with their amount in whole millionths, `_micro`.

    Raises:
        InputError: an amount is missing, no number, negative, finer than that, or beyond a billion.
    """
    if not runs.schema["amount"].is_numeric():
        _refuse(runs, "The amounts are no numbers")
    if runs.schema["amount"].is_float():
        micro = pl.col("amount") * _MICRO
        fine = (micro - micro.round(0)).abs() > _NEARLY
    else:
        micro = pl.col("amount").cast(pl.Decimal(38, 12)) * _MICRO
        fine = micro != micro.round(0)
    amount = pl.col("amount").cast(pl.Float64)
    wrong = amount.is_null() | ~amount.is_finite() | (amount < 0) | (amount >= _MOST)
    for refused, why in ((wrong, "is missing, negative or no number"), (fine, "is too fine")):
        rows = runs.filter(refused.fill_null(value=True))
        if rows.height:
            _refuse(rows, f"The amount of a run {why}: {rows['amount'][0]}")
    return runs.with_columns(_micro=micro.round(0).cast(pl.Int64))


def require_complete(runs: pl.DataFrame) -> None:
    """Refuse a run of which something is not known: it would be free.

    Raises:
        InputError: a resource, item, start or end is null; the first such run is named.
    """
    for name in ("resource_id", "item_id", "start_utc", "end_utc"):
        missing = runs.filter(pl.col(name).is_null())
        if missing.height:
            remedy = "Give each run its resource, item, start and end; an end to one that runs on."
            _refuse(missing, f"A run has no {name}", remedy)


def require_known_states(runs: pl.DataFrame, states: Mapping[str, Iterable[str]]) -> None:
    """Refuse a state of which nobody says whether it is charged: it would be free.

    Raises:
        InputError: it is neither named by the plan nor one of FREE_STATES.
    """
    known = {RUNNING, *FREE_STATES, *(state for named in states.values() for state in named)}
    unknown = sorted({str(state) for state in runs["state"].to_list()} - known)
    if unknown:
        raise InputError(
            f"Runs are in a state of which is not known whether it is charged: {unknown[0]}",
            where="runs, state",
            remedy="Name it under `states` of the plan's metering, or write it as one of"
            f" {', '.join(sorted({RUNNING, *FREE_STATES}))}.",
        )


def require_once(charged: pl.DataFrame) -> None:
    """Refuse runs of one resource and item that overlap: their hours would count twice.

    Raises:
        InputError: one begins before another has ended; it is named.
    """
    key = ["resource_id", "item_id"]
    before = pl.col("end_utc").cum_max().shift(1).over(key, order_by="start_utc")
    twice = charged.with_columns(_before=before).filter(pl.col("start_utc") < pl.col("_before"))
    if twice.height:
        _refuse(twice, "Two runs of one resource and item overlap")


_ONCE = "Give each run once, with how much it held of the item's unit, to six decimals."


def _refuse(rows: pl.DataFrame, what: str, remedy: str = _ONCE) -> None:
    first = rows.row(0, named=True) if rows.height else {}
    raise InputError(
        what,
        where=f"runs, {first.get('resource_id')} from {first.get('start_utc')} UTC",
        remedy=remedy,
    )
