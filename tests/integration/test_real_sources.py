"""Real files beside the repository: what their publishers say of them must come out."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from data.workspace import Workspace
from etl.checks import check_core
from etl.core import build_core
from etl.load import LoadOptions, LoadOutcome, load_files

pytestmark = pytest.mark.real

Query = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def paths(real_folder: Path) -> list[Path]:
    return [
        *sorted((real_folder / "usage" / "helios_earth").glob("*.csv.gz")),
        real_folder / "usage" / "philly_jobs.csv",
        real_folder / "fx" / "eurofxref-hist.zip",
        real_folder.parent / "domain" / "market_prices.csv",
    ]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace(tmp_path_factory.mktemp("real") / "workspace")


@pytest.fixture(scope="module")
def outcomes(paths: list[Path], workspace: Workspace) -> dict[str, LoadOutcome]:
    before = {path: path.stat().st_mtime_ns for path in paths}
    loaded = load_files(workspace, paths, LoadOptions("Asia/Shanghai"))
    assert {path: path.stat().st_mtime_ns for path in paths} == before
    return {outcome.path.name: outcome for outcome in loaded}


@pytest.fixture(scope="module")
def core(outcomes: dict[str, LoadOutcome], workspace: Workspace) -> Iterator[Query]:
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        check_core(connection)
        yield lambda sql: connection.sql(sql).fetchall()


# Rows read and rejected, as ../shared/real/README.md counts them: 31 days x 1,440 minutes = 44,640.
ROWS = {
    "vc3sl.csv.gz": ("occupancy", 44_640, 0),
    "vcJLV.csv.gz": ("occupancy", 44_640, 0),
    "vchbv.csv.gz": ("occupancy", 44_640, 0),
    "vcpDC.csv.gz": ("occupancy", 44_640, 0),
    "philly_jobs.csv": ("gpu_jobs", 82_247, 0),
    "market_prices.csv": ("market_prices", 191, 1),
}


@pytest.mark.parametrize(("name", "expected"), ROWS.items())
def test_real_files_are_recognised_by_content_and_read_to_the_last_row(
    name: str, expected: tuple[str, int, int], outcomes: dict[str, LoadOutcome]
) -> None:
    record = outcomes[name].record
    assert (record.source, record.rows_read, record.rows_rejected) == expected
    assert record.rows_duplicate == 0


def test_phillys_jobs_add_up_to_the_hour(core: Query, real_folder: Path) -> None:
    [(used, teams)] = core(
        "SELECT sum(used_card_hours), count(DISTINCT project) FROM core_usage_hourly"
        " WHERE pool = 'philly_jobs'"
    )
    assert round(used) == 978_078
    assert teams == 15
    # The slow, obvious way: duration x cards, straight from the file.
    jobs = pl.read_csv(real_folder / "usage" / "philly_jobs.csv")
    stated = (jobs["duration"] * jobs["num_gpus"]).sum() / 3600
    assert used == pytest.approx(stated, rel=1e-9)


def test_helios_vc3sl_had_40_of_64_cards_in_use(core: Query) -> None:
    [(hours, mean_cards)] = core(
        "SELECT count(*), avg(used_card_hours) FROM core_usage_hourly WHERE pool = 'vc3sl'"
    )
    assert (hours, round(mean_cards, 1)) == (31 * 24, 40.1)
    [(least, most)] = core(
        "SELECT min(capacity_cards), max(capacity_cards) FROM core_capacity_hourly"
        " WHERE pool = 'vc3sl'"
    )
    assert (least, most) == (64, 64)


def test_helios_is_busy_as_its_publishers_say_and_idle_on_the_tenth_of_may(core: Query) -> None:
    found = core(
        "SELECT u.pool, round(sum(used_card_hours) / sum(capacity_cards), 2)"
        " FROM core_usage_hourly AS u JOIN core_capacity_hourly USING (hour_utc, pool)"
        " GROUP BY ALL ORDER BY ALL"
    )
    assert found == [("vc3sl", 0.63), ("vcJLV", 0.72), ("vchbv", 0.41), ("vcpDC", 0.91)]
    used_on_the_tenth = core(
        "SELECT DISTINCT used_card_hours FROM core_usage_hourly WHERE provider = 'helios_earth'"
        " AND timezone('Asia/Shanghai', timezone('UTC', hour_utc))::DATE = '2020-05-10'"
    )
    assert used_on_the_tenth == [(0.0,)]


def test_the_central_banks_rates_are_cross_rates_of_business_days(core: Query) -> None:
    # 30 October 2026: 1.1172 dollars and 7.4326 yuan for a euro; 7.4326 / 1.1172 = 6.65288221.
    assert core("SELECT rate FROM core_fx_rate WHERE rate_date = '2026-10-30'") == [
        (Decimal("6.65288221"),)
    ]
    [(first, weekends)] = core(
        "SELECT min(rate_date), count(*) FILTER (isodow(rate_date) > 5) FROM core_fx_rate"
    )
    assert (first, weekends) == (date(2005, 4, 1), 0)  # the yuan is quoted since April 2005
    [(days, distinct_days)] = core("SELECT count(*), count(DISTINCT rate_date) FROM core_fx_rate")
    assert days == distinct_days


def test_of_191_market_prices_one_is_turned_away_for_its_date(core: Query) -> None:
    assert core("SELECT count(*) FROM core_rental_quote") == [(190,)]
    assert core('SELECT line_number, "column", "value" FROM core_rejected_row') == [
        (190, "observed_on", "2020-2026")
    ]


def test_the_seeds_rent_is_of_a_server_of_eight_and_lacks_its_tax_flag(core: Query) -> None:
    found = core(
        "SELECT price, unit, cards, category, missing_fields FROM core_rental_quote"
        " WHERE market LIKE 'market (seed%' ORDER BY price LIMIT 1"
    )
    assert found == [
        (Decimal(50_000), "server_month", 8, "gpu_rent", "tax_included,power_included")
    ]
