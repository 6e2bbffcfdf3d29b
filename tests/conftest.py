"""Small fixtures for all tests: a workspace, files written from rows, and their way to core."""

import csv
import io
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.workspace import Workspace
from etl.core import build_core
from etl.load import LoadOptions, LoadOutcome, load_files

ROOT = Path(__file__).parents[1]
ZONE = "Asia/Shanghai"

# One sound row of every kind of file, in the file's own columns; a test changes what it is about.
SOUND_ROWS = {
    "usage": {
        "start": "2026-03-02 08:00",
        "period": "hour",
        "provider": "yunlan",
        "region": "cn-north",
        "pool": "train-a",
        "chip": "H100",
        "project": "chat",
        "workload_class": "training",
        "used_card_hours": "12",
        "useful_card_hours": "11",
        "queued_card_hours": "3",
        "capacity_cards": "64",
        "time_zone": "",
    },
    "occupancy": {
        "time": "2026-03-02 08:00:00",
        "running_gpu_num": "12",
        "pending_gpu_num": "3",
        "total_gpu_num": "64",
    },
    "gpu_jobs": {
        "timestamp": "2026-03-02 08:00:00",
        "duration": "1800",
        "num_gpus": "4",
        "gpu_time": "7200",
        "cluster": "team-a",
    },
    "price_book": {
        "offer_id": "h100-od",
        "valid_from": "2026-01-01",
        "valid_to": "",
        "provider": "yunlan",
        "region": "cn-north",
        "chip": "H100",
        "cards": "1",
        "billing_mode": "on_demand",
        "term_months": "0",
        "price": "15.50",
        "currency": "CNY",
        "unit": "card_hour",
        "tax_included": "true",
        "tax_rate": "0.06",
        "power_included": "true",
        "network_included": "",
        "cabinet_included": "",
        "source": "price list of January",
    },
    "rental_quote": {
        "observed_on": "2026-07-01",
        "market": "north market",
        "region": "CN",
        "chip": "H100",
        "cards": "8",
        "billing_mode": "monthly",
        "term_months": "12",
        "price": "76000",
        "currency": "CNY",
        "unit": "server_month",
        "tax_included": "true",
        "power_included": "true",
        "network_included": "",
        "cabinet_included": "",
        "grade": "C",
        "source": "news of July",
        "note": "",
    },
    "market_prices": {
        "date": "2026-07",
        "provider_or_market": "north market",
        "region": "CN",
        "chip": "H100",
        "cards": "8",
        "billing_mode": "bare_metal_monthly",
        "term_months": "12",
        "price": "76000",
        "currency": "CNY",
        "unit": "server_month",
        "source": "news of July",
        "note": "[C media] a server",
    },
    "ecb_rates": {"Date": "2026-03-02", "USD": "1.25", "JPY": "160", "CNY": "8.00"},
    "contract": {
        "commitment_id": "c-1",
        "provider": "yunlan",
        "region": "cn-north",
        "pool": "train-a",
        "chip": "H100",
        "billing_mode": "annual",
        "term_months": "12",
        "servers": "3",
        "cards_per_server": "8",
        "start_date": "2026-01-01",
        "end_date": "2026-12-31",
        "fee_per_server_month": "76000.00",
        "currency": "CNY",
        "tax_included": "true",
        "tax_rate": "0.06",
        "source": "contract 1",
    },
    "budget": {
        "month": "2026-03-01",
        "scope": "company",
        "amount": "1200000",
        "currency": "CNY",
        "tax_included": "true",
        "tax_rate": "0.06",
        "source": "finance",
    },
}

Row = dict[str, str]
MakeRow = Callable[..., Row]
WriteFile = Callable[[str, Sequence[Row] | str | bytes], Path]
Load = Callable[..., list[LoadOutcome]]
QueryCore = Callable[[str], list[dict[str, Any]]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots", action="store_true", help="write the pictures of README.md anew"
    )


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
    """Write rows (as CSV), text or bytes under a name, which may have folders, and return it."""

    def write(name: str, content: Sequence[Row] | str | bytes) -> Path:
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(content, str | bytes):
            content = rows_to_csv(content)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def load(workspace: Workspace) -> Load:
    """Load paths into the workspace; keyword options are those of LoadOptions."""

    def load_paths(*paths: Path, **options: Any) -> list[LoadOutcome]:
        with workspace.lock():
            return load_files(workspace, paths, LoadOptions(**{"time_zone": ZONE} | options))

    return load_paths


@pytest.fixture
def core(workspace: Workspace) -> QueryCore:
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
    """A workspace with the sample, built once as a newcomer does it. Do not write to it."""
    home = tmp_path_factory.mktemp("sample") / "workspace"
    command = [sys.executable, "-m", "dashboard.cli", "demo", "--no-serve", "--home", str(home)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return home
