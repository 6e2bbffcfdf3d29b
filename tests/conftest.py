"""Small fixtures for all tests: a workspace, files written from rows, and their way to core."""

import csv
import gc
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import hypothesis
import pytest
from filelock import FileLock

from data.workspace import Workspace
from etl.core import build_core
from etl.load import LoadOptions, LoadOutcome, load_files
from tests.distribution import OneBrowser, slow_first
from tests.fixture_types import Core, Load, MakeRow, Row, WriteFile
from tests.sound_files import LOADED_WITH, SOUND_FILES, SOUND_ROWS

ROOT = Path(__file__).parents[1]
ZONE = "Asia/Shanghai"
SAVED_AT = 1_772_496_000  # 2026-03-03 00:00 UTC

# A busy machine is no fault; and every run tries the same examples, so that none fails by chance.
# Others are tried with --hypothesis-profile=default.
hypothesis.settings.register_profile(
    "suite",
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots", action="store_true", help="write the pictures of docs/screens.md anew"
    )


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Take half a million objects of modules and tests, which stay, out of what is collected.

    As the server does: the garbage collector looked at all of them 28 times while tests were found.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    slow_first(items)


def pytest_unconfigure() -> None:
    gc.unfreeze()  # or what it finds at the end of the process is fewer than there were


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneBrowser | None:
    return OneBrowser(config, log) if config.option.dist == "loadfile" else None


@pytest.fixture(autouse=True)
def main_module_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's AppTest leaves its script as `__main__`, which new processes would then run."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session", autouse=True)
def components_are_looked_for_once() -> Iterator[None]:
    """AppTest reads every installed package's metadata for each app; they do not change."""
    if "streamlit" not in sys.modules:  # none of the collected tests uses it
        yield
        return
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(scope="session")
def row() -> MakeRow:
    """Make a sound row of a source's file: `row("usage", start="2026-03-02 09:00")`."""

    def make(source: str, **changes: str) -> Row:
        unknown = changes.keys() - SOUND_ROWS[source].keys() - {"time_zone"}
        assert not unknown, f"{source} has no column {unknown}"
        return SOUND_ROWS[source] | changes

    return make


@pytest.fixture(scope="session")
def to_csv() -> Callable[[Sequence[Row]], str]:
    """Turn rows into CSV text with a header line."""
    return rows_to_csv


def rows_to_csv(rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "workspace")


@pytest.fixture
def write_file(tmp_path: Path) -> WriteFile:
    """Write rows (as CSV), text or bytes under a name, which may have folders, and return it.

    Every file counts as saved a minute after the one before: a file system's clock is too coarse.
    """
    minutes = count(1)

    def write(name: str, content: Sequence[Row] | str | bytes) -> Path:
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(content, str | bytes):
            content = rows_to_csv(content)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        saved_at = SAVED_AT + 60 * next(minutes)
        os.utime(path, (saved_at, saved_at))
        return path

    return write


@pytest.fixture(scope="session")
def sound_file() -> Callable[[str], tuple[Any, dict[str, Any]]]:
    """Content of a file with one sound row, and the options it is loaded with."""
    return lambda name: (SOUND_FILES.get(name, [SOUND_ROWS[name]]), LOADED_WITH.get(name, {}))


@pytest.fixture
def load(workspace: Workspace) -> Load:
    """Load paths into the workspace; keyword options are those of LoadOptions."""

    def load_paths(*paths: Path, **options: Any) -> list[LoadOutcome]:
        with workspace.lock():
            return load_files(workspace, paths, LoadOptions(**{"time_zone": ZONE} | options))

    return load_paths


@pytest.fixture
def core(workspace: Workspace) -> Core:
    """Build the core tables from all that was loaded so far, and query them."""

    def query_core(sql: str) -> list[dict[str, Any]]:
        with duckdb.connect() as connection:
            build_core(connection, workspace)
            return connection.sql(sql).pl().to_dicts()

    return query_core


@pytest.fixture(scope="session")
def real_folder() -> Path:
    """The folder of real files beside the repository; where it is absent, the test is skipped."""
    folder = ROOT.parent / "shared" / "real"
    if not folder.is_dir():
        pytest.skip("../shared/real is not there: real files are not part of the repository")
    return folder


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the sample, built once as a newcomer does it. Do not write to it.

    The first worker that needs it builds it; each has a copy of its own.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    built = shared / "sample-built"
    with FileLock(shared / "sample-built.lock"):
        if not built.exists():
            aside = base / "sample-aside"
            aside.mkdir()
            (aside / "suanli.toml").write_text("")  # on one tax basis: in half the time
            command = [sys.executable, "-m", "dashboard.cli", "demo", "--no-serve"]
            done = subprocess.run(
                [*command, "--home", str(aside)], capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
            aside.rename(built)
    home = tmp_path_factory.mktemp("sample") / "workspace"
    return Path(shutil.copytree(built, home))
