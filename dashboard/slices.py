"""What a filter bar chooses: pools by what they are, days, projects. Knows no Streamlit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

Dimension = Literal[
    "period", "provider", "region", "chip", "origin", "pool", "project", "workload",
    "currency", "hours",
]  # fmt: skip
POOL_DIMENSIONS: tuple[Dimension, ...] = ("provider", "region", "chip", "origin", "pool")
USE_DIMENSIONS: tuple[Dimension, ...] = ("project", "workload")  # of card-hours, not of cost
Chosen = Mapping[str, Sequence[str]]
NO_SERIES = "-"  # some pools of which no forecast was made together: quantiles do not add up


@dataclass(frozen=True)
class Slice:
    """Which rows a screen shows; its parts are parameters of statements.

    pools: pool_ids, None for all; an empty tuple where nothing fits. projects, workloads: None for
    all. first, last: days, None where the screen has no period. chosen: what the reader set, by
    filter.
    """

    pools: tuple[str, ...] | None = None
    first: date | None = None
    last: date | None = None
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
        return self.projects is not None or self.workloads is not None

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
