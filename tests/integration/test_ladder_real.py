"""What to buy for real clusters at the price level of the sample: laws, whatever they needed."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from data.settings import Settings
from data.tables import TABLES
from data.tables.ddl import create_tables
from data.warehouse import append
from data.workspace import Workspace
from etl.core import build_core
from etl.load import LoadOptions, load_files
from models.buying.stage import build_ladder
from models.marts import build_marts
from tests.core_rows import PRICE

USAGE = Path(__file__).parents[3] / "shared" / "real" / "usage"
CLUSTERS = {"helios": (4, 1), "philly": (1, 3)}  # pools, and whole months of hours

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not USAGE.exists(), reason="no real files beside the repository"),
]


def _files(cluster: str) -> list[Path]:
    helios = sorted((USAGE / "helios_earth").glob("*.csv.gz"))
    return helios if cluster == "helios" else [USAGE / "philly_jobs.csv"]


def _prices(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """H100's: 25 by the hour, 90,000 a month, 84,000 a year, 79,000 three years, by 8 cards."""
    markets = connection.execute("SELECT DISTINCT provider, region, chip FROM core_usage_hourly")
    rent = {"cards": 8, "unit": "server_month"}
    found = []
    for provider, region, chip in markets.fetchall():
        market = {"provider": provider, "region": region, "chip": chip}
        by_hour = {"offer_id": f"{chip} hour", "price": Decimal(25)}
        found.append(PRICE | market | by_hour)
        for mode, months, fee in (
            ("monthly", 1, 90_000),
            ("annual", 12, 84_000),
            ("multi_year", 36, 79_000),
        ):
            terms = {"billing_mode": mode, "term_months": months, "price": Decimal(fee)}
            found.append(PRICE | market | rent | terms | {"offer_id": f"{chip} {mode}"})
    return [row | {"valid_from": row["valid_from"].replace(year=2015)} for row in found]


@pytest.fixture(scope="module", params=CLUSTERS)
def advised(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, duckdb.DuckDBPyConnection]]:
    """Helios (four pools, May 2020) or Philly (one, autumn 2017), advised."""
    workspace = Workspace(tmp_path_factory.mktemp("real"))
    workspace.create()
    load_files(workspace, _files(request.param), LoadOptions("Asia/Shanghai"))
    with duckdb.connect() as connection:
        create_tables(connection, TABLES)
        build_core(connection, workspace)
        types = {n: column.dtype for n, column in TABLES["core_price"].columns().items()}
        append(connection, "core_price", pl.DataFrame(_prices(connection), schema=types))
        build_marts(connection, Settings(), "test")
        build_ladder(connection, Settings(), "test")
        yield request.param, connection


def test_the_ladder_is_never_dearer_than_the_hour_or_a_single_offer(advised: Any) -> None:
    cluster, connection = advised
    rows = connection.execute(
        "SELECT scope, min(cost_cny) FILTER (choice = 'ladder'),"
        " min(cost_cny) FILTER (choice IN ('pay_as_you_go', 'one_offer')), count(*)"
        " FROM out_ladder_choice WHERE scope <> 'company' GROUP BY scope"
    ).fetchall()
    assert len(rows) == CLUSTERS[cluster][0]
    for scope, ladder, others, count in rows:
        assert ladder <= others, scope
        assert count == 1 + 5 + 2 + 3  # the ladder, five knobs, two ways without it, three offers


def test_months_add_up_and_every_purchase_leads_to_its_price(advised: Any) -> None:
    _, connection = advised
    assert connection.execute(
        "SELECT count(*) FROM (SELECT pool_id, sum(in_hand_fee_cny + bought_fee_cny"
        " + on_demand_cost_cny) AS cost FROM out_ladder_month GROUP BY pool_id) AS months"
        " JOIN out_ladder_choice AS choice ON choice.scope = months.pool_id"
        " AND choice.choice = 'ladder' WHERE months.cost <> choice.cost_cny"
    ).fetchall() == [(0,)]
    assert connection.execute(
        "SELECT count(*) FROM out_ladder WHERE source NOT LIKE '%core_price%' OR price_from IS NULL"
    ).fetchall() == [(0,)]


def test_a_unit_that_is_bought_now_has_run_and_is_expected_to_run(advised: Any) -> None:
    cluster, connection = advised
    units = connection.execute(
        "SELECT ran_hours, expected_hours, break_even_hours, unit.confidence_ratio,"
        " known_months FROM out_ladder_unit AS unit JOIN out_ladder USING (pool_id, offer_id)"
        " WHERE is_due AND term_months >= 12"
    ).fetchall()
    assert units
    for ran, expected, break_even, confidence, months in units:
        assert ran > 0
        assert expected > break_even
        assert confidence > 0.5
        assert months == CLUSTERS[cluster][1]
