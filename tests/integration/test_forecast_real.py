"""A real cluster's month of May 2020: barely enough history for a level, not for a trend."""

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
from models.forecast import build_forecast
from models.marts import build_marts

HELIOS = Path(__file__).parents[3] / "shared" / "real" / "usage" / "helios_earth"
CARDS = {"vc3sl": 64, "vcpDC": 56, "vchbv": 64, "vcJLV": 16}

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not HELIOS.exists(), reason="no real files beside the repository"),
]


def test_a_month_of_history_gives_a_level_within_the_cluster_and_no_slope(tmp_path: Path) -> None:
    settings = Settings(forecast_paths=200, forecast_horizon_days=90)
    workspace = Workspace(tmp_path)
    workspace.create()
    load_files(workspace, sorted(HELIOS.glob("*.csv.gz")), LoadOptions(settings.time_zone))
    connection = duckdb.connect()
    create_tables(connection, TABLES)
    build_core(connection, workspace)
    build_marts(connection, settings, "test")
    build_forecast(connection, settings, "test")
    days = connection.sql(
        "SELECT * FROM out_forecast"
        " WHERE grain = 'day' AND level = 'pool' AND target = 'usage' ORDER BY period_start"
    ).pl()
    assert set(days["method"]) == {"ensemble"}
    assert set(days["cut_off"]) == {date(2020, 5, 31)}
    for (series,), rows in days.partition_by("series", as_dict=True).items():
        capacity = CARDS[str(series).split("/")[2]] * 24
        assert rows["p10"].min() >= 0
        first_week, last_week = rows["p50"].head(7).mean(), rows["p50"].tail(7).mean()
        assert first_week < capacity  # a single day may pass it: capacity does not cap a path
        # The level methods of the buckets differ a little; a slope would be 1.5 to 3 times.
        assert last_week == pytest.approx(first_week, rel=0.15)
        assert last_week < capacity
