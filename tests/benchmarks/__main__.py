"""Run benchmarks: `python -m tests.benchmarks NAME [--quick] [--json]`, against a named baseline.

CPU seconds and ratios, because they hold on noisy machines. With --json the last line is
{"measure": {"value": .., "target": .., "met": true}, ...}. `dashboard` means all dashboard_*.
"""

import argparse
import json
from importlib import import_module
from inspect import signature
from pathlib import Path

from tests.benchmarks.measure import Measure

NAMES = sorted(
    path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py")
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    families = {name.split("_")[0] for name in NAMES} - {*NAMES}
    parser.add_argument("name", choices=[*NAMES, *sorted(families), "all"])
    parser.add_argument("--quick", action="store_true", help="smaller data, under two minutes")
    parser.add_argument("--json", action="store_true", help="one last line for scripts")
    parser.add_argument("--keep", type=Path, help="folder of what is done: a run goes on there")
    parser.add_argument(
        "--series", type=Path, nargs="+", help="for forecast_given: files with unique_id, ds, y"
    )
    arguments = parser.parse_args()
    names = _named(arguments.name)
    measures: list[Measure] = []
    for name in names:
        module = import_module(f"tests.benchmarks.bench_{name}")
        print(f"== {name}: {(module.__doc__ or '').splitlines()[0]}")
        taken = signature(module.run).parameters
        more = {"keep": arguments.keep, "series": arguments.series or ()}
        measured = module.run(
            quick=arguments.quick, **{key: more[key] for key in more if key in taken}
        )
        print("\n".join(measure.line() for measure in measured))
        measures += measured
    if arguments.json:
        print(json.dumps({measure.name: measure.document() for measure in measures}))


def _named(name: str) -> list[str]:
    """One, all, or where the name is only the beginning of others, those."""
    if name in NAMES:
        return [name]
    return [one for one in NAMES if name == "all" or one.startswith(f"{name}_")]


if __name__ == "__main__":
    main()
