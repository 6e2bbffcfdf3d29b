"""Anomalies of the company: what many pools do by little, its parts by pool, nothing twice.

Three pools of 40 cards each at 10 a card-hour: 960 card-hours and 9,600 yuan a day each. Their use
goes up and down by 4 cards from day to day, so that a pool's band is some cards wide.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from data.settings import Settings
from models.anomalies import build_anomalies

START = datetime(2024, 1, 1)  # noqa: DTZ001 - tables hold naive UTC
POOLS = ("one", "two", "three")
DAY = date(2024, 2, 20)  # the 51st
WAVES = ((4, -4, 0, 2), (-4, 4, 2, 0), (0, 2, -4, 4))  # of the three, so that they mostly cancel


def build(company: Any, special: dict[str, float], missing: str = "") -> None:
    """60 days; `special` are cards more on the 51st, `missing` the pool without that day."""
    company.add("core_price", {})
    for pool, wave in zip(POOLS, WAVES, strict=True):
        hours: list[float | None] = []
        for number in range(60):
            cards = 40.0 + wave[number % 4] + (special.get(pool, 0.0) if number == 50 else 0.0)
            gone = number == 50 and pool == missing
            hours += [None if gone else cards] * 24
        company.use(START, hours, pool=pool)
    company.build()
    build_anomalies(company.connection, Settings(time_zone="UTC"), "s")


def found(company: Any, level: str) -> list[dict[str, Any]]:
    sql = f"FROM out_anomaly WHERE level = '{level}' AND local_date = '{DAY}' ORDER BY target"
    rows: list[dict[str, Any]] = company.connection.sql(sql).pl().to_dicts()
    return rows


def parts(company: Any) -> dict[str, Decimal]:
    return dict(
        company.rows(
            "SELECT part_pool_id.split('/')[3], amount_cny FROM out_anomaly_part"
            f" WHERE pool_id = 'company' AND target = 'cost' AND local_date = '{DAY}'"
        )
    )


def test_a_little_in_every_pool_is_an_alarm_of_the_company_alone(company: Any) -> None:
    build(company, dict.fromkeys(POOLS, 10.0))
    assert found(company, "pool") == []
    cost, usage = found(company, "company")
    for row in (cost, usage):
        assert (row["kind"], row["is_alarm"], row["is_settled"]) == ("spike", True, True)
        assert (row["pool_id"], row["driver"]) == ("company", "pool")
        assert row["driver_pool_id"].split("/")[2] in POOLS
    assert sum(parts(company).values()) == cost["deviation_cny"]
    assert set(parts(company)) == set(POOLS)
    # Each uses 10 cards more, 240 card-hours and 2,400 yuan, but for what its own wave does.
    assert usage["deviation"] == pytest.approx(720, abs=150)
    assert float(usage["deviation_cny"]) == pytest.approx(usage["deviation"] * 10, abs=0.02)


def test_what_one_pool_does_is_told_of_the_pool_and_not_again(company: Any) -> None:
    build(company, {"two": 200.0})
    assert [row["is_alarm"] for row in found(company, "pool")] == [True, True]
    cost, usage = found(company, "company")
    assert {row["kind"] for row in (cost, usage)} == {"in_pools"}
    assert not cost["is_alarm"]
    assert cost["driver_pool_id"].split("/")[2] == "two"
    assert sum(parts(company).values()) == cost["deviation_cny"]


def test_expected_is_the_sum_of_the_pools_and_the_band_its_own(company: Any) -> None:
    build(company, {})
    apart = company.rows("""
        SELECT count(*) FROM out_expected_daily AS whole
        WHERE level = 'company' AND abs(expected - (
          SELECT sum(expected) FROM out_expected_daily AS part
          WHERE part.level = 'pool' AND part.local_date = whole.local_date
            AND part.target = whole.target
        )) > 0.001
    """)
    assert apart == [(0,)]
    wide = company.rows(
        "SELECT sum(upper - lower) FILTER (level = 'company') / sum(upper - lower)"
        " FILTER (level = 'pool') FROM out_expected_daily"
        " WHERE target = 'usage' AND local_date > '2024-02-10'"
    )
    assert wide[0][0] < 0.8  # misses that cancel make a band narrower than the sum of bands


def test_a_day_of_which_one_pool_is_not_known_is_not_judged(company: Any) -> None:
    build(company, {"one": 200.0, "two": 200.0}, missing="three")
    assert found(company, "company") == []
    [(actual,)] = company.rows(
        "SELECT count(actual) FROM out_expected_daily WHERE level = 'company'"
        f" AND local_date = '{DAY}'"
    )
    assert actual == 0


def test_one_pool_alone_is_no_company(company: Any) -> None:
    company.add("core_price", {})
    company.use(START, [40.0] * 24 * 50 + [90.0] * 24 * 10)
    company.build()
    build_anomalies(company.connection, Settings(time_zone="UTC"), "s")
    assert company.rows("SELECT DISTINCT level FROM out_expected_daily") == [("pool",)]
    assert company.rows("SELECT count(*) FROM out_anomaly WHERE level = 'company'") == [(0,)]


def test_more_pools_than_are_named_are_one_part_and_nothing_is_lost(company: Any) -> None:
    company.add("core_price", {})
    for number in range(8):
        hours = [40.0 + (number if day == 50 else 0) * 30 for day in range(60) for _ in range(24)]
        company.use(START, hours, pool=f"p{number}")
    company.build()
    build_anomalies(company.connection, Settings(time_zone="UTC"), "s")
    cost, _ = found(company, "company")
    named = parts(company)
    assert len(named) == 6  # five by name, and the others
    # 30 x (1 + ... + 7) = 840 cards more, all day at 10: 201,600; the others have 30 x (0 + 1 + 2).
    assert cost["deviation_cny"] == sum(named.values()) == Decimal("201600.00")
    assert named[None] == Decimal("21600.00")  # type: ignore[index]
