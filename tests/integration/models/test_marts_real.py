"""The marts on the real occupancy of four virtual clusters, May 2020, where it is at hand."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.warehouse import append

HELIOS = Path(__file__).parents[4] / "shared" / "real" / "usage" / "helios_earth"
ZONE = "Asia/Shanghai"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not HELIOS.exists(), reason=f"no real usage at {HELIOS}"),
]


def _load(company: Any) -> None:
    """Running cards per minute, as card-hours per UTC hour."""
    for file in sorted(HELIOS.glob("*.csv.gz")):
        local = pl.col("time").str.to_datetime().dt.replace_time_zone(ZONE)
        hours = (
            pl.read_csv(file)
            .group_by(
                local.dt.convert_time_zone("UTC")
                .dt.replace_time_zone(None)
                .dt.truncate("1h")
                .alias("hour_utc")
            )
            .agg((pl.col("running_gpu_num").sum() / 60).alias("used_card_hours"))
            .with_columns(
                provider=pl.lit("helios"),
                region=pl.lit("unspecified"),
                pool=pl.lit(file.name.removesuffix(".csv.gz")),
                chip=pl.lit("unknown"),
                project=pl.lit("all"),
                workload_class=pl.lit("other"),
                measured_per=pl.lit("hour"),
                source_time_zone=pl.lit(ZONE),
                load_id=pl.lit("load"),
                first_line_number=pl.lit(2),
                source_row_count=pl.lit(60),
            )
        )
        append(company.connection, "core_usage_hourly", hours)


@pytest.fixture
def helios(company: Any) -> Any:
    _load(company)
    company.build(time_zone=ZONE)
    return company


def test_the_zero_day_is_flagged_for_all_four_pools(helios: Any) -> None:
    assert helios.rows(
        "SELECT count(DISTINCT pool_id), count(*), bool_and(is_suspected_gap), "
        "count(used_card_hours) FROM out_pool_hourly WHERE local_date = '2020-05-10'"
    ) == [(4, 96, True, 0)]
    assert helios.rows(
        "SELECT pool_id.split('/')[3], max(hour_count) FROM out_finding "
        "WHERE kind = 'suspected_gap' GROUP BY ALL ORDER BY ALL"
    ) == [("vc3sl", 24), ("vcJLV", 24), ("vchbv", 24), ("vcpDC", 24)]


def test_the_zero_day_has_neither_use_nor_cost(helios: Any) -> None:
    assert helios.rows(
        "SELECT hours_measured, count(used_card_hours), count(cost_cny) FROM out_cost_daily "
        "WHERE local_date = '2020-05-10' GROUP BY ALL"
    ) == [(0, 0, 0)]
    assert helios.rows("SELECT count(*) FROM out_usage_daily WHERE local_date = '2020-05-10'") == [
        (0,)
    ]


def test_one_pool_s_own_idle_days_are_believed(helios: Any) -> None:
    assert helios.rows(
        "SELECT local_date, sum(is_suspected_gap::INTEGER), count(used_card_hours), "
        "min(used_card_hours) FROM out_pool_hourly "
        "WHERE pool_id LIKE '%vchbv%' AND local_date BETWEEN '2020-05-16' AND '2020-05-18' "
        "GROUP BY ALL ORDER BY ALL"
    ) == [(date(2020, 5, day), 0, 24, 0.0) for day in (16, 17, 18)]


def test_the_core_keeps_the_zeros_as_they_came(helios: Any) -> None:
    # 40.1 of 64 cards of vc3sl over all hours, the zero day included; more over trusted ones.
    ((mean,),) = helios.rows(
        "SELECT sum(used_card_hours) / 744 FROM core_usage_hourly WHERE pool = 'vc3sl'"
    )
    assert round(mean, 1) == 40.1
    ((trusted,),) = helios.rows(
        "SELECT avg(used_card_hours) FROM out_pool_hourly WHERE pool_id LIKE '%vc3sl%'"
    )
    assert trusted > mean
