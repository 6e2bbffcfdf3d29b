"""How solving a ladder grows with pools and months; draws docs/procurement_growth.svg when whole.

Baseline: a straight line through the origin and the size of the target, 20 pools and 12 months.
"""

from pathlib import Path

from tests.benchmarks.measure import Measure
from tests.benchmarks.procurement_size import first_month_seconds

POOLS = (5, 10, 20, 40, 80)
MONTHS = (6, 12, 18, 24, 36)
REFERENCE = (20, 12)
_PICTURE = Path(__file__).parents[2] / "docs" / "procurement_growth.svg"

_BELOW = {"xytext": (0, -14), "textcoords": "offset points"}

Costs = dict[tuple[int, int], float]


def run(*, quick: bool) -> list[Measure]:
    pools, months = (POOLS[:3], MONTHS[:2]) if quick else (POOLS, MONTHS)
    sizes = {(count, REFERENCE[1]) for count in pools} | {(REFERENCE[0], m) for m in months}
    # the least of three: what others do on the machine only adds
    costs = {size: min(first_month_seconds(*size) for _ in range(3)) for size in sorted(sizes)}
    if not quick:
        _draw(costs)
    return [
        Measure(
            f"procurement_growth_{count}_pools_{length}_months",
            seconds,
            "CPU s",
            1.0 if (count, length) == REFERENCE else None,
            f"straight line: {_line(costs, count, length):.2f}",
        )
        for (count, length), seconds in costs.items()
    ]


def _line(costs: Costs, count: int, months: int) -> float:
    return costs[REFERENCE] * count / REFERENCE[0] * months / REFERENCE[1]


def _draw(costs: Costs) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "suanli"  # the same numbers draw the same file
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.4), layout="constrained", sharey=True)
    by_pools = [(count, (count, REFERENCE[1])) for count in POOLS]
    by_months = [(months, (REFERENCE[0], months)) for months in MONTHS]
    titles = (
        (f"{REFERENCE[1]} months, 8 plans", "pools", by_pools),
        (f"{REFERENCE[0]} pools, 8 plans", "months", by_months),
    )
    for axis, (title, label, points) in zip(axes, titles, strict=True):
        sizes = [size for size, _ in points]
        line = [_line(costs, *size) for _, size in points]
        axis.plot([0, *sizes], [0, *line], "--", color="0.5")
        axis.annotate("straight line", (sizes[-1], line[-1]), ha="right", va="top", **_BELOW)
        axis.plot(sizes, [costs[size] for _, size in points], "o-", color="#1f5fa8")
        axis.annotate("measured", (sizes[-1], costs[points[-1][1]]), ha="right", va="bottom")
        axis.set(title=title, xlabel=label, xlim=(0, None), ylim=(0, 1.15 * max(costs.values())))
    axes[0].set_ylabel("CPU seconds to solve")
    figure.savefig(_PICTURE, metadata={"Date": None})
