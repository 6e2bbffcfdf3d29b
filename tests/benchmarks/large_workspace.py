"""The workspace of a large company, built once through our own loader and kept for the next run.

It lies in the folder for temporary files; BENCH_HOME names another workspace to measure instead.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dashboard import pipeline
from dashboard.outdated import lacking
from data.settings import Settings
from data.snapshot import find_current
from data.warehouse import open_snapshot
from data.workspace import Workspace
from etl.builtins import ecb_history_path
from etl.load import LoadOptions
from tests.benchmarks.large_company import write_company
from tests.benchmarks.measure_apart import apart

_VERSION = 1  # raised when the generator's output changes
_SIZES = {True: (20, 90), False: (200, 365)}  # quick: pools, days


@contextmanager
def large_home(*, quick: bool) -> Iterator[Path]:
    """A copy of the workspace's published snapshot, to be published again and again in a run."""
    given = os.environ.get("BENCH_HOME")
    built = Path(given) if given else _built(*_SIZES[quick])
    assert not (missing := _missing(built)), f"{built} lacks {missing}: suanli rebuild"
    pointer = json.loads((built / "warehouse" / "current.json").read_text("utf-8"))
    with tempfile.TemporaryDirectory(dir=built.parent) as name:
        home = Path(name)
        (home / "warehouse").mkdir()
        shutil.copy(built / "warehouse" / "current.json", home / "warehouse")
        os.link(built / "warehouse" / pointer["file"], home / "warehouse" / pointer["file"])
        yield home


def _built(pools: int, days: int) -> Path:
    home = Path(tempfile.gettempdir()) / f"suanli-large-{_VERSION}-{pools}-{days}"
    if _missing(home):
        shutil.rmtree(home, ignore_errors=True)
        cost = apart(_build, home, pools, days)
        print(f"built {home}: {cost.cpu_s:.0f} CPU s, {cost.peak_mb:.0f} MB")
    return home


def _missing(home: Path) -> list[str]:
    """What a workspace lacks to be measured: all of it, or what tables have got since."""
    snapshot = find_current(Workspace(home))
    if snapshot is None:
        return ["a snapshot"]
    with open_snapshot(snapshot.path) as connection:
        return lacking(connection)


def _build(home: Path, pools: int, days: int) -> None:
    """Everything that `suanli run` computes; fewer paths and days than it takes by default."""
    settings = Settings(forecast_paths=200, forecast_history_days=180, forecast_workers=1)
    with tempfile.TemporaryDirectory() as name:
        paths = [*write_company(Path(name), pools=pools, days=days), ecb_history_path()]
        options = LoadOptions(settings.time_zone)
        published = pipeline.run(Workspace(home), settings, [(paths, options)])
    refused = [o.record.reason for o in published.outcomes if o.record.status == "refused"]
    assert not refused, refused
