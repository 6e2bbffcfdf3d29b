"""Anomalies of two real clusters: the known outage is one, and quiet weeks are quiet."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from data.settings import Settings
from data.tables import TABLES
from data.tables.ddl import create_tables
from data.workspace import Workspace
from etl.core import build_core
from etl.load import LoadOptions, load_files
from models.anomalies import build_anomalies
from models.marts import build_marts

USAGE = Path(__file__).parents[3] / "shared" / "real" / "usage"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not USAGE.exists(), reason="no real files beside the repository"),
]


@pytest.fixture(scope="module")
def clusters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Helios (four pools, May 2020) and Philly (one, autumn 2017)."""
    workspace = Workspace(tmp_path_factory.mktemp("real"))
    workspace.create()
    files = [*sorted((USAGE / "helios_earth").glob("*.csv.gz")), USAGE / "philly_jobs.csv"]
    load_files(workspace, files, LoadOptions("Asia/Shanghai"))
    with duckdb.connect() as connection:
        create_tables(connection, TABLES)
        build_core(connection, workspace)
        build_marts(connection, Settings(), "test")
        build_anomalies(connection, Settings(), "test")
        yield connection


def test_the_day_without_a_meter_is_an_outage_and_no_drop(
    clusters: duckdb.DuckDBPyConnection,
) -> None:
    assert clusters.execute(
        "SELECT kind, is_alarm, gap_hours, count(*), count(actual) FROM out_anomaly"
        " WHERE local_date = '2020-05-10' GROUP BY ALL"
    ).fetchall() == [("outage", False, 24, 4, 0)]


def test_a_quiet_month_has_no_alarm(clusters: duckdb.DuckDBPyConnection) -> None:
    # 15 days of four pools were judged: at one in a hundred, 0.6 by chance.
    assert clusters.execute(
        "SELECT count(*) FROM out_anomaly WHERE is_alarm AND pool_id LIKE 'helios%'"
    ).fetchall() == [(0,)]


def test_a_cluster_that_fills_up_has_a_new_level_and_then_few_alarms(
    clusters: duckdb.DuckDBPyConnection,
) -> None:
    starts = clusters.execute(
        "SELECT start_date FROM out_level_shift WHERE pool_id LIKE '%philly%' ORDER BY 1"
    ).fetchall()
    assert (date(2017, 9, 24),) in starts  # from 2,000 to 16,000 card-hours a day
    judged, alarms = clusters.execute(
        "SELECT count(DISTINCT days.local_date), count(DISTINCT alarms.local_date)"
        " FROM out_expected_daily AS days LEFT JOIN out_anomaly AS alarms"
        " ON alarms.pool_id = days.pool_id AND alarms.local_date = days.local_date"
        " AND alarms.is_alarm WHERE days.pool_id LIKE '%philly%'"
        " AND days.local_date > '2017-10-15'"
    ).fetchone() or (0, 0)
    assert judged >= 55  # until the 13th of December: of the last days the log has a part only
    assert alarms <= 2
