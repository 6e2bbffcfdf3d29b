"""The policy beside every peer rule on random price ladders and on real traces.

Baseline: perfect hindsight. A row of ladders is one ladder under the seven regimes, a row of traces
all series of a source on the reference ladder; `best` is the rule with the least mean over a row.
"""

from collections.abc import Iterable

import numpy as np

from models.procurement.contest import MODEL, replay_all
from tests.benchmarks.forecast_data import REAL
from tests.benchmarks.measure import Measure
from tests.benchmarks.procurement_cases import TERMS, Case, random_ladders, real_traces

Ratios = dict[str, list[float]]


def run(*, quick: bool) -> list[Measure]:
    kinds = tuple(TERMS)[: 2 if quick else None]
    measures = _table("ladders", random_ladders(kinds))
    if REAL.exists():
        measures += _table("traces", real_traces())
    return measures


def _table(title: str, cases: Iterable[Case]) -> list[Measure]:
    """Replay all; print a line for each row and history."""
    rows: dict[tuple[bool, str], Ratios] = {}
    for case in cases:
        found = rows.setdefault((case.known_months > 0, case.row), {})
        for name, done in replay_all(case.demand, case.ladder, case.known_months).items():
            found.setdefault(name, []).append(done.ratio)
    for (known, row), ratios in sorted(rows.items()):
        _line(f"{'known' if known else 'new'}, {row}", ratios)
    return [m for known in (True, False) for m in _whole(title, rows, known)]


def _line(row: str, ratios: Ratios) -> None:
    means = _means(ratios)
    best = min((name for name in means if name != MODEL), key=means.__getitem__)
    own, other = ratios[MODEL], ratios[best]
    print(
        f"{row:52} model {means[MODEL]:.3f} worst {max(own):.3f}"
        f"   {best} {means[best]:.3f} worst {max(other):.3f}"
    )


def _whole(title: str, rows: dict[tuple[bool, str], Ratios], known: bool) -> list[Measure]:
    """Means over the rows of one history, of the model and of the best rule over all of them."""
    means = [_means(ratios) for (is_known, _), ratios in rows.items() if is_known == known]
    table = {name: [row[name] for row in means] for name in means[0]}
    own = table.pop(MODEL)
    best = min(table, key=lambda name: float(np.mean(table[name])))
    prefix = f"procurement_{title}_{'known' if known else 'new'}"
    note = f"{best} {float(np.mean(table[best])):.3f}, worst row {max(table[best]):.3f}"
    return [
        Measure(f"{prefix}_mean", float(np.mean(own)), "ratio", None, note),
        Measure(f"{prefix}_worst_row", max(own), "ratio"),
    ]


def _means(ratios: Ratios) -> dict[str, float]:
    return {name: float(np.mean(found)) for name, found in ratios.items()}
