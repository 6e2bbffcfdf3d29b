"""Anomalies from core rows: found, explained to the cent, and never moved by later days."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from data.settings import Settings
from models.anomalies import build_anomalies
from tests.core_rows import COMMITMENT, POOL

START = datetime(2024, 1, 1)  # noqa: DTZ001 - tables hold naive UTC
SPIKE_DAY = date(2024, 2, 5)  # the 36th day
Day = tuple[float | None, float | None]  # cards of search and of ads, all day
QUIET: Day = (10.0, 30.0)


def build(company: Any, days: list[Day]) -> None:
    """40 cards a day are 960 card-hours, 9,600 yuan at 10 a card-hour."""
    for project, cards in zip(("search", "ads"), zip(*days, strict=True), strict=True):
        hours = [card for card in cards for _ in range(24)]
        company.use(START, hours, project=project)
    company.build()
    build_anomalies(company.connection, Settings(time_zone="UTC"), "s")


def quiet(count: int = 44, **other: Day) -> list[Day]:
    """Alike days; others by number, `d35` is the 36th."""
    days = [QUIET] * count
    for name, day in other.items():
        days[int(name.removeprefix("d"))] = day
    return days


def anomalies(company: Any) -> dict[str, dict[str, Any]]:
    """The anomalies of the spike's day by target, each with its parts."""
    rows = company.connection.sql(f"FROM out_anomaly WHERE local_date = '{SPIKE_DAY}'").pl()
    parts = company.connection.sql(
        "SELECT target, coalesce(project, part) AS name, amount_cny FROM out_anomaly_part"
        f" WHERE local_date = '{SPIKE_DAY}'"
    ).pl()
    return {
        row["target"]: row
        | {"parts": dict(parts.filter(target=row["target"]).select("name", "amount_cny").rows())}
        for row in rows.iter_rows(named=True)
    }


def test_a_constant_series_has_no_anomaly_and_no_shift(company: Any) -> None:
    company.add("core_price", {})
    build(company, quiet())
    assert company.rows("FROM out_anomaly") == []
    assert company.rows("FROM out_level_shift") == []
    # 44 days less the first 14; cost takes 14 more to learn how far it misses.
    assert company.rows(
        "SELECT target, count(*) FROM out_expected_daily GROUP BY 1 ORDER BY 1"
    ) == [
        ("cost", 16),
        ("usage", 30),
    ]


def test_a_spike_is_valued_and_named_after_the_project_that_moved(company: Any) -> None:
    company.add("core_price", {})
    # 20 more cards of search: 480 card-hours, 4,800 yuan.
    build(company, quiet(d35=(30.0, 30.0)))
    found = anomalies(company)
    assert {row["kind"] for row in found.values()} == {"spike"}
    for row in found.values():
        assert row["deviation_cny"] == Decimal("4800.00")
        assert (row["driver"], row["driver_project"]) == ("volume", "search")
        assert row["parts"]["search"] == Decimal("4800.00")
        assert row["is_alarm"]
        assert not row["is_settled"]  # 8 days have come since
    assert found["usage"]["deviation"] == pytest.approx(480.0)
    assert company.rows("SELECT count(*) FROM out_anomaly") == [(2,)]


def test_projects_that_move_against_each_other_are_both_named(company: Any) -> None:
    company.add("core_price", {})
    # search + 30 cards = 720 card-hours, ads - 10 cards = 240: 7,200 - 2,400 = 4,800 yuan.
    build(company, quiet(d35=(40.0, 20.0)))
    assert anomalies(company)["cost"]["parts"] == {
        "search": Decimal("7200.00"),
        "ads": Decimal("-2400.00"),
    }


def test_use_within_contracts_moves_no_cost(company: Any) -> None:
    company.add("core_price", {})
    company.add("core_commitment", {"servers": 8})  # 64 cards for 40, or 60
    build(company, quiet(d35=(30.0, 30.0)))
    found = anomalies(company)
    assert set(found) == {"usage"}
    assert found["usage"]["deviation_cny"] == Decimal("4800.00")  # what it would cost by the hour


def test_a_contract_that_ends_is_a_contract_step(company: Any) -> None:
    company.add("core_price", {})
    contract = {
        "fee_per_server_month": Decimal(6000),
        "start_date": date(2024, 1, 1),
        "end_date": SPIKE_DAY - timedelta(days=1),
    }
    company.add("core_commitment", contract)
    build(company, quiet())
    row = anomalies(company)["cost"]
    # 4 February: 6,000 / 29 = 206.90 of rent and (40 - 8) x 24 x 10 = 7,680. A day later 9,600.
    (fee,) = company.rows(
        "SELECT commitment_cost_cny FROM out_cost_daily WHERE local_date = '2024-02-04'"
    )[0]
    assert fee == Decimal("206.90")
    assert row["deviation_cny"] == Decimal("1713.10")
    assert (row["kind"], row["driver"]) == ("contract_step", "contract")
    assert {name: amount for name, amount in row["parts"].items() if amount} == {
        "contract": Decimal("1713.10")
    }


HALF = {"commitment_per_hour": Decimal(160), "discount_ratio": 0.2}  # 20 of 40 cards count 8 each


def test_what_a_savings_plan_serves_is_expected_to_cost_what_is_due(company: Any) -> None:
    company.add("core_price", {})
    company.add("core_savings_plan", HALF)
    build(company, quiet(d35=(30.0, 30.0)))
    # 24 x 160 = 3,840 are due, 20 cards more are bought: 4,800; the spike's 20 as well.
    row = anomalies(company)["cost"]
    assert (row["expected"], row["actual"]) == (8640, 13440)
    assert (row["kind"], row["driver"]) == ("spike", "volume")


def test_use_within_a_savings_plan_moves_no_cost(company: Any) -> None:
    company.add("core_price", {})
    company.add("core_savings_plan", HALF | {"commitment_per_hour": Decimal(512)})  # 64 cards
    build(company, quiet(d35=(30.0, 30.0)))
    assert set(anomalies(company)) == {"usage"}


def test_a_savings_plan_that_ends_is_a_contract_step(company: Any) -> None:
    company.add("core_price", {})
    company.add("core_savings_plan", HALF | {"end_date": SPIKE_DAY - timedelta(days=1)})
    build(company, quiet())
    row = anomalies(company)["cost"]
    assert (row["kind"], row["driver"]) == ("contract_step", "contract")
    assert row["deviation_cny"] == row["parts"]["contract"] == Decimal("960.00")  # 9,600 - 8,640


def test_a_day_that_was_not_measured_does_not_take_a_savings_plan_away(company: Any) -> None:
    company.add("core_price", {})
    company.add("core_savings_plan", HALF)
    company.use(START, [40.0] * 24 * 44, pool="train")
    # On 4 February the plan is the other pool's alone; on the 5th, as before, half of it.
    build(company, quiet(d34=(None, None)))
    ours = "SELECT count(*) FROM out_anomaly WHERE pool_id NOT LIKE '%train%'"
    assert company.rows(ours) == [(0,)]
    parts = company.rows(
        "SELECT pool, savings_plan_cost_cny FROM out_cost_daily WHERE local_date IN"
        " ('2024-02-04', '2024-02-05') ORDER BY local_date, savings_plan_cost_cny"
    )
    assert [due for _, due in parts] == [0, 3840, 1920, 1920]


def test_a_price_step_is_told_from_an_exchange_rate(company: Any) -> None:
    company.add(
        "core_price",
        {"valid_to": SPIKE_DAY - timedelta(days=1)},
        {"price": Decimal(12), "valid_from": SPIKE_DAY},
    )
    build(company, quiet())
    row = anomalies(company)["cost"]
    assert (row["kind"], row["driver"]) == ("price_step", "price")
    assert row["parts"]["price"] == Decimal("1920.00")  # 960 x (12 - 10)


def test_an_exchange_rate_that_jumps_is_the_currency(company: Any) -> None:
    company.add("core_price", {"price": Decimal("1.5"), "currency": "USD"})
    company.add(
        "core_fx_rate",
        {"rate_date": date(2023, 12, 29), "rate": Decimal(7)},
        {"rate_date": date(2024, 1, 29), "rate": Decimal(7)},
        {"rate_date": SPIKE_DAY, "rate": Decimal("7.7")},
    )
    build(company, quiet())
    row = anomalies(company)["cost"]
    assert (row["kind"], row["driver"]) == ("price_step", "currency")
    assert row["parts"]["currency"] == Decimal("1008.00")  # 960 x 1.5 x (7.7 - 7)


def test_an_outage_is_missing_and_no_drop(company: Any) -> None:
    company.add("core_price", {})
    build(company, quiet(d35=(0.0, 0.0)))
    found = anomalies(company)
    assert set(found) == {"usage"}
    row = found["usage"]
    assert (row["kind"], row["gap_hours"], row["is_alarm"]) == ("outage", 24, False)
    assert (row["actual"], row["deviation"], row["deviation_cny"]) == (None, None, None)


def test_a_day_that_nobody_measured_is_no_anomaly(company: Any) -> None:
    company.add("core_price", {})
    build(company, quiet(d35=(None, None)))
    assert company.rows("FROM out_anomaly") == []


def test_a_planned_campaign_explains_its_own_spike(company: Any) -> None:
    company.add("core_price", {})
    company.connection.execute(
        "INSERT INTO core_campaign BY NAME SELECT 'run 7' AS campaign, $provider AS provider,"
        " $region AS region, $pool AS pool, $chip AS chip, $day AS start_date,"
        " $day + 1 AS end_date, 20 AS cards, 'test' AS source, 'load' AS load_id,"
        " 2 AS line_number",
        POOL | {"day": SPIKE_DAY},
    )
    build(company, quiet(d35=(30.0, 30.0), d36=(30.0, 30.0)))
    for row in anomalies(company).values():
        assert (row["kind"], row["campaign"], row["is_alarm"]) == ("planned", "run 7", False)


def test_a_new_level_has_a_date_a_size_and_a_driver(company: Any) -> None:
    company.add("core_price", {})
    build(company, [*quiet(35), *[(30.0, 30.0)] * 9])
    shifts = company.connection.sql("FROM out_level_shift ORDER BY target").pl()
    assert shifts["target"].to_list() == ["cost", "usage"]
    assert set(shifts["start_date"]) == {SPIKE_DAY}
    assert set(shifts["confirmed_on"]) == {SPIKE_DAY + timedelta(days=6)}
    assert set(shifts["size_cny_per_day"]) == {Decimal("4800.00")}
    assert set(shifts["driver_project"]) == {"search"}
    cost = shifts.row(0, named=True)
    assert cost["volume_cny_per_day"] == Decimal("4800.00")
    assert cost["contract_cny_per_day"] == cost["price_cny_per_day"] == 0
    assert {row["kind"] for row in anomalies(company).values()} == {"level_shift"}


def test_the_largest_stand_first(company: Any) -> None:
    company.add("core_price", {})
    build(company, quiet(d30=(20.0, 30.0), d35=(40.0, 30.0), d40=(10.0, 20.0)))
    amounts = [abs(row[0]) for row in company.rows("SELECT deviation_cny FROM out_anomaly")]
    assert amounts == sorted(amounts, reverse=True)
    assert max(amounts) == Decimal("7200.00")  # 30 cards x 24 x 10


def test_later_days_move_nothing_that_was_said(company: Any) -> None:
    company.add("core_price", {})
    known = [*quiet(35), *[(30.0, 30.0)] * 8, (10.0, 90.0)]
    build(company, known)
    said = {table: _said(company, table) for table in ("expected", "anomaly", "shift", "part")}
    company.connection.execute("DELETE FROM core_usage_hourly")
    build(company, [*known, *[(500.0, 2.0), (0.5, 700.0)] * 10])
    for table, rows in said.items():
        later = _said(company, table)
        assert rows
        assert later[: len(rows)] == rows, table


def _said(company: Any, table: str) -> list[tuple[Any, ...]]:
    """Everything up to the last day first known, but what later days may name."""
    upto = "WHERE local_date <= '2024-02-13' ORDER BY ALL"
    statements = {
        "expected": f"FROM out_expected_daily {upto}",
        "anomaly": "SELECT * EXCLUDE (kind, is_alarm, is_settled, campaign) FROM out_anomaly "
        + upto,
        "part": f"FROM out_anomaly_part {upto}",
        "shift": "FROM out_level_shift WHERE confirmed_on <= '2024-02-13' ORDER BY ALL",
    }
    return list(company.rows(statements[table]))


def test_a_settled_day_keeps_its_name(company: Any) -> None:
    company.add("core_price", {})
    known = quiet(52, d35=(30.0, 30.0))
    build(company, known)
    assert all(row["is_settled"] for row in anomalies(company).values())
    company.connection.execute("DELETE FROM core_usage_hourly")
    build(company, [*known, *[(30.0, 30.0)] * 15])
    assert {row["kind"] for row in anomalies(company).values()} == {"spike"}


def test_nothing_loaded_leaves_empty_tables(company: Any) -> None:
    company.build()
    build_anomalies(company.connection, Settings(time_zone="UTC"), "s")
    for table in ("out_expected_daily", "out_anomaly", "out_anomaly_part", "out_level_shift"):
        assert company.rows(f"FROM {table}") == []


def test_parts_of_every_anomaly_add_up(company: Any) -> None:
    company.add("core_price", {"price": Decimal("9.973")})
    company.add("core_commitment", COMMITMENT | {"servers": 3, "end_date": date(2024, 2, 20)})
    days: list[Day] = [(10.0 + n % 3, 30.0 + n * 7 % 5) for n in range(60)]
    days[33], days[37], days[41] = (55.3, 20.1), (3.7, 8.9), (12.4, 80.6)
    build(company, days)
    sums = company.rows(
        "SELECT deviation_cny, sum(amount_cny) FROM out_anomaly JOIN out_anomaly_part"
        " USING (local_date, pool_id, target) GROUP BY local_date, pool_id, target, deviation_cny"
    )
    assert len(sums) >= 5
    assert all(deviation == parts for deviation, parts in sums)
