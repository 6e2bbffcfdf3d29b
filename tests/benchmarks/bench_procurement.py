"""The policy beside every peer rule on seven generated regimes, and how long a ladder takes.

Baseline of the contest: perfect hindsight, by the same programme on the demand that came. Tables:
a customer without contracts and with a year of metered history, and one without any history.
"""

import numpy as np

from models.procurement.contest import MODEL, POLICIES, replay_all
from models.procurement.ladder import REFERENCE_LADDER
from models.procurement.regimes import REGIMES, generate_demand
from tests.benchmarks.measure import Measure
from tests.benchmarks.procurement_size import size_measures

MONTHS = 36
SEEDS = tuple(range(8))
REACH = 0.05

Table = dict[str, list[float]]
Beside = dict[str, list[tuple[float, float, float]]]  # savings rate, stranded, lock-in


def run(*, quick: bool) -> list[Measure]:
    seeds = SEEDS[:1] if quick else SEEDS
    warm = contest(seeds, known_months=12)
    cold = contest(seeds, known_months=0)
    measures = _measures(warm, "year_known", bound=not quick)
    return measures + _measures(cold, "nothing_known", bound=False) + size_measures()


def contest(seeds: tuple[int, ...], known_months: int) -> Table:
    """Mean ratio to hindsight over the seeds, by policy, one number per regime; printed."""
    table: Table = {name: [] for name in POLICIES}
    beside: Beside = {name: [] for name in POLICIES}
    for regime in REGIMES:
        ratios: Table = {name: [] for name in POLICIES}
        for seed in seeds:
            demand = generate_demand(regime, seed, MONTHS, known_months)
            for name, done in replay_all(demand, REFERENCE_LADDER, known_months).items():
                ratios[name].append(done.ratio)
                stranded = done.stranded_cny / done.hindsight_cny
                beside[name].append((done.savings_ratio, stranded, done.lock_in_months))
        for name, found in ratios.items():
            table[name].append(float(np.mean(found)))
    _show(table, beside, f"{known_months} months known, {len(seeds)} seeds")
    return table


def _show(table: Table, beside: Beside, title: str) -> None:
    heads = ["mean", "worst", "saved", "stranded", "lock-in", *REGIMES]
    print(f"{title}: cost / hindsight by regime; savings rate, stranded / hindsight, months owed")
    print(" " * 24 + " ".join(f"{head:>9}" for head in heads))
    for name, row in sorted(table.items(), key=lambda entry: np.mean(entry[1])):
        figures = [float(np.mean(row)), max(row), *np.mean(beside[name], axis=0).tolist(), *row]
        print(f"{name:24}" + " ".join(f"{figure:9.3f}" for figure in figures))


def _measures(table: Table, title: str, *, bound: bool) -> list[Measure]:
    """`bound`: the targets are for a year known and 8 seeds; else the figures are only shown."""
    model = table[MODEL]
    peers = [row for name, row in table.items() if name != MODEL]
    least = [min(row[n] for row in peers) for n in range(len(model))]
    gap = max(own - best for own, best in zip(model, least, strict=True))
    mean, worst = float(np.mean(model)), max(model)
    best_mean, best_worst = min(float(np.mean(r)) for r in peers), min(max(r) for r in peers)
    target = {"mean": 1.10, "worst": 1.29, "gap": REACH, "zero": 0.0}
    bounds = target if bound else dict.fromkeys(target)
    prefix = f"procurement_{title}"
    return [
        Measure(f"{prefix}_mean", mean, "ratio", bounds["mean"], f"best peer {best_mean:.3f}"),
        Measure(f"{prefix}_worst", worst, "ratio", bounds["worst"], f"best peer {best_worst:.3f}"),
        Measure(f"{prefix}_mean_over_peer", mean - best_mean, "ratio", bounds["zero"]),
        Measure(f"{prefix}_worst_over_peer", worst - best_worst, "ratio", bounds["zero"]),
        Measure(f"{prefix}_gap", gap, "ratio", bounds["gap"], "to each regime's best peer, most"),
    ]
