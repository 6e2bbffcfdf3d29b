"""A new project like an old one of another pool: what that one used, in this pool's card-hours.

The pool's own paths know nothing of the other pool, so the new project is what the old one used
by the weekday over the 28 days to its last day of use: a course without a spread of its own. Cards
of another chip do the same work in as many card-hours as their dense FP16 throughput says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import duckdb
import numpy as np

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.projects import read_projects
from models.stage import read_core

SEEN_DAYS = 28  # to its last day of use, four of each weekday
LEAST_DAYS = 7  # measured ones of them


@dataclass(frozen=True)
class Elsewhere:
    """What is known beyond a pool: histories and chips of all, and how much each chip can do."""

    connection: duckdb.DuckDBPyConnection
    histories: Mapping[str, DailyHistory]
    chips: Mapping[str, str]
    tflops: Mapping[str, float]

    @classmethod
    def read(
        cls,
        connection: duckdb.DuckDBPyConnection,
        pools: Mapping[str, Mapping[str, str]],
        histories: Sequence[DailyHistory],
    ) -> "Elsewhere":
        """Chips by pool_id, and the dense FP16 throughput of the catalogue's."""
        chips = read_core(connection, "core_chip").select("chip", "fp16_dense_tflops").drop_nulls()
        return cls(
            connection,
            {history.series: history for history in histories},
            {pool_id: pool["chip"] for pool_id, pool in pools.items()},
            dict(chips.iter_rows()),
        )

    def split(self, like: str) -> tuple[str, str] | None:
        """pool_id and project of a name such as `Cloud A/North/serve/H20/search`; else None."""
        pools = [pool_id for pool_id in self.chips if like.startswith(f"{pool_id}/")]
        if not pools:
            return None
        pool_id = max(pools, key=len)
        return pool_id, like.removeprefix(f"{pool_id}/")

    def card_hours(self, like: str, pool_id: str) -> Floats | None:
        """Card-hours a day of pool_id's chip that the project would use, Monday first, shape (7,).

        None where the other pool has no such project that was measured on 7 days.

        Raises:
            LookupError: how much one of the two chips can do is not known.
        """
        found = self.split(like)
        if found is None or found[0] not in self.histories:
            return None
        used = self._by_weekday(self.histories[found[0]], found[1])
        return None if used is None else used * self._converted(found[0], pool_id)

    def _by_weekday(self, history: DailyHistory, project: str) -> Floats | None:
        projects = read_projects(self.connection, history)
        if project not in projects.names:
            return None
        days = projects.card_hours[projects.names.index(project)]
        last = int(np.flatnonzero(np.nan_to_num(days))[-1])
        first = max(last + 1 - SEEN_DAYS, 0)
        seen = days[first : last + 1]
        if np.count_nonzero(~np.isnan(seen)) < LEAST_DAYS:
            return None
        begin = (history.first_day + timedelta(days=first)).weekday()
        weekdays = (begin + np.arange(len(seen))) % 7
        mean = np.full(7, np.nanmean(seen))
        for weekday in range(7):
            same = seen[(weekdays == weekday) & ~np.isnan(seen)]
            mean[weekday] = same.mean() if len(same) else mean[weekday]
        return mean

    def _converted(self, old: str, new: str) -> float:
        """Card-hours of the new pool's chip for one of the old's."""
        if self.chips[old] == self.chips.get(new):
            return 1.0
        return self.tflops[self.chips[old]] / self.tflops[self.chips[new]]
