"""Need and prices beside the seven regimes and their one ladder: random ladders, real traces."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.procurement.ladder import HOURS_PER_MONTH, REFERENCE_LADDER, Ladder, Term
from models.procurement.regimes import REGIMES, generate_demand
from tests.benchmarks.forecast_data import REAL

Numbers = NDArray[np.float64]

MONTHS = 36
HISTORIES = (12, 0)
FIRST_SEED = 400
TERMS = {
    "two years": (1, 3, 12, 24),
    "three years": (1, 3, 12, 24, 36),
    "no quarter": (1, 12, 24),
    "no two years": (1, 3, 12, 36),
    "no year": (1, 3, 24),
    "only a year": (12,),
    "nearly equal": (1, 3, 12, 24),
    "no month": (3, 12, 24),
    "steep": (1, 3, 12, 24, 36),
    "one and three years": (12, 36),
    "month and year": (1, 12),
}
_DISCOUNTS = ((0.02, 0.12), (0.05, 0.35), (0.03, 0.25), (0.0, 0.2))
_STEEP = {1: 1.0, 3: 0.8, 12: 0.55, 24: 0.45, 36: 0.38}
_NEARLY_EQUAL = {1: 1.0, 3: 0.996, 12: 0.992, 24: 0.988}
_SLOTS_PER_HOUR = 6
_CARDS_PER_SERVER = 8
_TEAMS = 8
_SERVERS = 20.0


@dataclass(frozen=True)
class Case:
    """Need (months x hours) of which `known_months` are only known; rows of a table by `row`."""

    row: str
    demand: Numbers
    ladder: Ladder
    known_months: int


def random_ladder(kind: str, number: int) -> Ladder:
    """By the hour 80-400 yuan, a month 35-85 % of its hours, each longer term at a discount."""
    draw = np.random.default_rng([number, list(TERMS).index(kind)])
    price, share = draw.uniform(80, 400), draw.uniform(0.35, 0.85)
    kept = [1.0, *(1 - draw.uniform(*bounds) for bounds in _DISCOUNTS)]
    ratios = dict(zip(_STEEP, np.cumprod(kept).tolist(), strict=True))
    ratios = {"steep": _STEEP, "nearly equal": _NEARLY_EQUAL}.get(kind, ratios)
    month = price * HOURS_PER_MONTH * share
    return Ladder(price, tuple(Term(f"{m} months", m, month * ratios[m]) for m in TERMS[kind]))


def random_ladders(kinds: tuple[str, ...]) -> Iterator[Case]:
    """Every regime on a ladder of each kind, with a year known and with nothing."""
    for number, kind in enumerate(kinds):
        seed = FIRST_SEED + number
        ladder = random_ladder(kind, seed)
        for regime in REGIMES:
            for known in HISTORIES:
                demand = generate_demand(regime, seed, MONTHS, known)
                yield Case(kind, demand, ladder, known)


def real_traces() -> Iterator[Case]:
    """Loads and clusters. Short traces are stretched: ten minutes of Philly, a minute of Helios."""
    for rows in _pjm():
        yield from _known("PJM, 12 months", rows, (3, 0))
    for rows in _philly():
        yield from _known("Philly, ten minutes as an hour, 14 months", rows, (3, 0))
    for rows in _helios():
        yield from _known("Helios, a minute as an hour, 48 months", rows, (12, 0))
    for rows in _servegen():
        yield from _known("ServeGen, its fortnight repeated, 12 months", rows, (3, 0))


def _known(row: str, demand: Numbers, histories: tuple[int, ...]) -> Iterator[Case]:
    for known in histories:
        yield Case(row, demand, REFERENCE_LADDER, known)


def _months(hours: Numbers, months: int) -> Numbers:
    count = min(len(hours) // HOURS_PER_MONTH, months)
    return hours[: count * HOURS_PER_MONTH].reshape(count, HOURS_PER_MONTH)


def _pjm() -> Iterator[Numbers]:
    table = pl.read_csv(REAL / "series" / "pjm_hourly.csv.gz").sort("unique_id", "ds")
    for rows in table.partition_by("unique_id"):
        load = rows["y"].to_numpy()
        yield _months(load / load.mean() * _SERVERS, 12)


def _philly() -> Iterator[Numbers]:
    """Servers of the largest teams in every slot of ten minutes of the dense weeks."""
    jobs = pl.read_csv(REAL / "usage" / "philly_jobs.csv", try_parse_dates=True)
    jobs = jobs.filter(pl.col("duration").is_finite() & pl.col("timestamp").is_not_null())
    slot = 3600 // _SLOTS_PER_HOUR
    first = pl.datetime(2017, 10, 2)
    count = 75 * 24 * _SLOTS_PER_HOUR
    begin = (pl.col("timestamp") - first).dt.total_seconds() / slot
    jobs = jobs.with_columns(
        begin=begin.ceil().clip(0, count).cast(pl.Int64),
        end=(begin + pl.col("duration") / slot).ceil().clip(0, count).cast(pl.Int64),
    )
    size = (pl.col("end") - pl.col("begin")) * pl.col("num_gpus")
    teams = jobs.group_by("cluster").agg(size.sum().alias("size")).sort("size", descending=True)
    for team in teams["cluster"].head(_TEAMS):
        own = jobs.filter(pl.col("cluster") == team)
        change = np.zeros(count + 1)
        np.add.at(change, own["begin"].to_numpy(), own["num_gpus"].to_numpy())
        np.add.at(change, own["end"].to_numpy(), -own["num_gpus"].to_numpy())
        yield _months(np.ceil(change.cumsum()[:count] / _CARDS_PER_SERVER), MONTHS)


def _helios() -> Iterator[Numbers]:
    """Cards that ran or waited, of four teams."""
    for file in sorted((REAL / "usage" / "helios_earth").glob("*.csv.gz")):
        rows = pl.read_csv(file)
        yield _months((rows["running_gpu_num"] + rows["pending_gpu_num"]).to_numpy() * 1.0, 48)


def _servegen() -> Iterator[Numbers]:
    """Servers that the five largest clients' requests would need, 30 at their peak."""
    folder = REAL / "usage" / "servegen_small"
    clients = [
        pl.read_csv(file, has_header=False, infer_schema_length=None)["column_2"].cast(pl.Float64)
        for file in sorted(folder.glob("chunk-*-trace.csv"))
    ]
    for rate in sorted(clients, key=lambda one: -float(one.sum()))[:5]:
        hours = rate.to_numpy()[: 14 * 24 * _SLOTS_PER_HOUR].reshape(-1, _SLOTS_PER_HOUR)
        yield _months(np.ceil(np.tile(hours.mean(axis=1), 30) / hours.mean(axis=1).max() * 30), 12)
