"""What a filter bar chooses: pools by what they are, days, projects. Knows no Streamlit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

Dimension = Literal[
    "period", "provider", "region", "chip", "origin", "compute", "pool", "team", "project",
    "workload", "currency", "hours",
]  # fmt: skip
POOL_DIMENSIONS: tuple[Dimension, ...] = (
    "provider", "region", "chip", "origin", "compute", "pool",
)  # fmt: skip
USE_DIMENSIONS: tuple[Dimension, ...] = ("team", "project", "workload")  # card-hours, not cost
Chosen = Mapping[str, Sequence[str]]
Pools = tuple[str, ...] | None  # pool_ids; None: all
NO_SERIES = "-"  # some pools of which no forecast was made together: quantiles do not add up


@dataclass(frozen=True)
class Slice:
    """Which rows a screen shows; its parts are parameters of statements.

    pools: pool_ids, None for all; an empty tuple where nothing fits. teams, projects, workloads:
    None for all. first, last: days, None where the screen has no period. chosen: what the reader
    set, by filter.
    """

    pools: Pools = None
    first: date | None = None
    last: date | None = None
    teams: tuple[str, ...] | None = None
    projects: tuple[str, ...] | None = None
    workloads: tuple[str, ...] | None = None
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def days(self) -> dict[str, str]:
        """$first and $last of a statement, for screens with a period."""
        return {"first": f"{self.first}", "last": f"{self.last}"}

    @property
    def one_pool(self) -> str | None:
        """The pool_id where it is a single one."""
        return self.pools[0] if self.pools is not None and len(self.pools) == 1 else None

    @property
    def series(self) -> str | None:
        """Whose forecast it has: None for the company's, a pool_id, a provider, or NO_SERIES."""
        if self.pools is None or self.one_pool:
            return self.one_pool
        others = [values for name, values in self.chosen if name != "provider"]
        providers = dict(self.chosen).get("provider", ())
        return NO_SERIES if any(others) or len(providers) != 1 else providers[0]

    @property
    def of_use(self) -> bool:
        """Whether it is cut by something that has card-hours and no cost of its own."""
        return any(cut is not None for cut in (self.teams, self.projects, self.workloads))

    @property
    def provenance(self) -> dict[str, str]:
        """What is set, as exports name it."""
        days = self.days if self.first else {}
        return {name: ", ".join(values) for name, values in self.chosen} | days

    def of(self, frame: pl.DataFrame, column: str = "pool_id") -> pl.DataFrame:
        """The rows of `frame` whose pool is one of these."""
        if self.pools is None:
            return frame
        return frame.filter(pl.col(column).is_in(list(self.pools)))


def pools_named(pools: Pools) -> str | None:
    """The pools as exports name them; None for all."""
    return None if pools is None else ", ".join(pools)


def fitting(pools: pl.DataFrame, chosen: Chosen) -> tuple[str, ...] | None:
    """pool_ids of `pools` (filter_pools.sql) that fit what is chosen; None: nothing is."""
    narrowing: dict[str, Sequence[str]] = {
        name: chosen[name] for name in POOL_DIMENSIONS if chosen.get(name)
    }
    return tuple(_narrowed(pools, narrowing)["pool_id"]) if narrowing else None


def options(pools: pl.DataFrame, chosen: Chosen, dimension: str) -> list[str]:
    """Values of a dimension that the other filters leave; a chosen one always stands among them."""
    others: dict[str, Sequence[str]] = {
        name: chosen.get(name, ()) for name in POOL_DIMENSIONS if name != dimension
    }
    left = _narrowed(pools, others)[_column(dimension)].unique(maintain_order=True).to_list()
    found = left if dimension == "pool" else sorted(left)
    return found + [value for value in chosen.get(dimension, ()) if value not in left]


def known(pools: pl.DataFrame, dimension: str) -> set[str]:
    """Every value that a dimension has."""
    return set(pools[_column(dimension)])


def _narrowed(pools: pl.DataFrame, chosen: Chosen) -> pl.DataFrame:
    for name, values in chosen.items():
        if values:
            pools = pools.filter(pl.col(_column(name)).is_in(list(values)))
    return pools


def _column(dimension: str) -> str:
    return "pool_id" if dimension == "pool" else dimension
