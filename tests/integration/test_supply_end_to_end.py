"""The sample's company sells cards on: the example of supply.toml, computed by `suanli demo`."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dashboard.sample import sample_batches
from data.reference.supply import SUPPLY_EXAMPLE
from data.settings import load_settings
from data.snapshot import find_current
from data.supply import FILE_NAME
from data.workspace import Workspace


@pytest.fixture(scope="module")
def sold(sample_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The sample's snapshot."""
    snapshot = find_current(Workspace(sample_home))
    assert snapshot is not None
    with duckdb.connect(str(snapshot.path), read_only=True) as connection:
        yield connection


def test_the_demo_sells_as_the_example_says(sample_home: Path) -> None:
    assert (sample_home / FILE_NAME).read_bytes() == SUPPLY_EXAMPLE.read_bytes()
    assert "Weather service" in [one.name for one in load_settings(sample_home).supply.customer]


def test_the_demo_leaves_alone_what_somebody_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.sample.write_sample", lambda _: [])
    (tmp_path / FILE_NAME).write_text("beyond_capacity = 'refused'\n", "utf-8")
    sample_batches(Workspace(tmp_path), load_settings(tmp_path))
    assert (tmp_path / FILE_NAME).read_text("utf-8") == "beyond_capacity = 'refused'\n"


def test_a_year_of_whole_months_with_all_amounts_known(sold: duckdb.DuckDBPyConnection) -> None:
    rows = sold.sql("SELECT month, gap FROM out_supply_month WHERE scope = 'company'").fetchall()
    assert len(rows) == 12
    assert {gap for _, gap in rows} == {None}


def test_months_pools_customers_and_cases_add_up_to_the_cent(
    sold: duckdb.DuckDBPyConnection,
) -> None:
    def amount(sql: str) -> Decimal:
        [(found,)] = sold.sql(sql).fetchall()
        return Decimal(found)

    months = amount("SELECT sum(revenue_cny) FROM out_supply_month WHERE scope = 'company'")
    assert months == amount(
        "SELECT sum(revenue_cny) FROM out_supply_month WHERE scope <> 'company'"
    )
    assert months == amount("SELECT sum(revenue_cny) FROM out_supply_customer")
    assert months == amount("SELECT sum(revenue_cny) FROM out_supply_plan")
    assert months == amount("SELECT revenue_cny FROM out_supply_case WHERE demand_change_ratio = 0")
    margin = amount("SELECT sum(margin_cny) FROM out_supply_month WHERE scope = 'company'")
    assert margin == amount("SELECT margin_cny FROM out_supply_case WHERE demand_change_ratio = 0")


def test_what_is_used_is_what_the_meters_say(sold: duckdb.DuckDBPyConnection) -> None:
    # of those who bought no package, rented is used
    apart = sold.sql(
        """
        SELECT sum(usage.used_card_hours) - any_value(customer.rented_card_hours)
        FROM out_supply_customer AS customer
        JOIN out_usage_daily AS usage
            ON usage.pool_id = customer.pool_id AND usage.project = customer.customer
            AND usage.local_date BETWEEN customer.window_start AND customer.window_end
        WHERE customer.customer = 'search-ranking'
        GROUP BY customer.pool_id
        """
    ).fetchall()
    assert len(apart) >= 3
    assert all(abs(difference) < 1e-6 for (difference,) in apart)


def test_what_contracts_cost_is_what_the_marts_say(sold: duckdb.DuckDBPyConnection) -> None:
    # where nothing is bought by the hour, a pool's cost is its contracts' fees
    apart = sold.sql(
        """
        SELECT any_value(supply.cost_cny), sum(cost.commitment_cost_cny)
        FROM out_supply_month AS supply
        JOIN out_cost_daily AS cost
            ON cost.pool_id = supply.scope
            AND date_trunc('month', cost.local_date) = supply.month
        WHERE supply.bought_card_hours = 0
        GROUP BY supply.scope, supply.month
        """
    ).fetchall()
    assert apart
    assert all(ours == marts for ours, marts in apart)


def test_the_best_reserve_is_best_and_no_policy_has_too_few_cards(
    sold: duckdb.DuckDBPyConnection,
) -> None:
    rows = sold.sql("SELECT pool_id, reserve_policy, cards, margin_cny FROM out_supply_reserve")
    by_pool: dict[str, dict[str, tuple[int, Decimal]]] = {}
    for pool_id, policy, cards, margin in rows.fetchall():
        by_pool.setdefault(pool_id, {})[policy] = (cards, margin)
    assert by_pool
    for found in by_pool.values():
        assert found["best"][1] == max(margin for _, margin in found.values())
        assert found["serve_99"][0] >= found["serve_95"][0]
