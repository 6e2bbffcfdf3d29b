"""How the cost of loading a bill grows with its rows; draws docs/loading_growth.svg when run whole.

Baseline, in the same run and for every size: bare DuckDB, as in bench_bill.
"""

import tempfile
from pathlib import Path

from tests.benchmarks.focus_file import write_focus
from tests.benchmarks.large_loads import bare_parquet, load_and_publish
from tests.benchmarks.measure import Measure
from tests.benchmarks.measure_apart import Cost, apart

_MILLION = 1_000_000
_PICTURE = Path(__file__).parents[2] / "docs" / "loading_growth.svg"


def run(*, quick: bool) -> list[Measure]:
    sizes = [0.25, 0.5, 1] if quick else [1, 5, 10, 25, 50]
    costs = {size: _measure(round(size * _MILLION)) for size in sizes}
    if not quick:
        _draw(costs)
    smallest, largest = sizes[0], sizes[-1]
    measures = []
    for size, (bare, ours) in costs.items():
        name = f"growth_{size:g}m"
        measures += [
            Measure(f"{name}_bare_cpu_s", bare.cpu_s, "CPU s", note="baseline"),
            Measure(f"{name}_cpu_s", ours.cpu_s, "CPU s", note=f"{ours.wall_s:.1f} s wall"),
            Measure(f"{name}_peak_mb", ours.peak_mb, "MB", target=1000),
        ]
    per_row = costs[largest][1].cpu_s / costs[smallest][1].cpu_s / (largest / smallest)
    return [*measures, Measure("growth_of_cpu_per_row", per_row, "x", target=1.2)]


def _measure(rows: int) -> tuple[Cost, Cost]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = write_focus(folder / "bill.parquet", rows)
        bare = apart(bare_parquet, path, folder / "bare.duckdb")
        return bare, apart(load_and_publish, folder / "home", [path])


def _draw(costs: dict[float, tuple[Cost, Cost]]) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "suanli"  # the same numbers draw the same file
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    sizes = list(costs)
    left.plot(sizes, [bare.cpu_s for bare, _ in costs.values()], "s--", color="0.5")
    left.plot(sizes, [ours.cpu_s for _, ours in costs.values()], "o-", color="#1f5fa8")
    left.annotate("bare DuckDB", (sizes[-1], costs[sizes[-1]][0].cpu_s), ha="right", va="bottom")
    left.annotate("suanli load", (sizes[-1], costs[sizes[-1]][1].cpu_s), ha="right", va="bottom")
    left.set(title="CPU seconds", xlabel="million rows", ylim=(0, None))
    right.plot(sizes, [ours.peak_mb for _, ours in costs.values()], "o-", color="#1f5fa8")
    right.axhline(1000, color="#b3261e", linestyle=":")
    right.annotate("limit", (sizes[0], 1000), va="bottom")
    right.set(title="Peak memory of suanli load, MB", xlabel="million rows", ylim=(0, 1200))
    figure.savefig(_PICTURE, metadata={"Date": None})
