"""The sample's usage really shows what its README tells."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.reference import read_chips
from data.sample import SAMPLE_FIRST_DAY, SAMPLE_LAST_DAY, SAMPLE_SEED
from data.sample.days import SPRING_FESTIVALS, local
from data.sample.pools import POOLS
from data.sample.projects import FOUNDATION_ON_H100, LAUNCH, STREAMS
from data.sample.templates import USAGE
from data.sample.usage import (
    ABSENT,
    ABSENT_POOL,
    OUTAGE_HOURS,
    OUTAGE_PROVIDER,
    OUTAGE_START,
    make_usage,
)

HOUR = timedelta(hours=1)
DAY = pl.col("start").dt.date()


@pytest.fixture(scope="module")
def usage() -> pl.DataFrame:
    return make_usage(SAMPLE_SEED)


def by_pool_hour(usage: pl.DataFrame) -> pl.DataFrame:
    return usage.group_by("provider", "pool", "start").agg(
        pl.col("used_card_hours", "queued_card_hours").sum(),
        pl.col("capacity_cards").n_unique().alias("capacities"),
        pl.col("capacity_cards").first(),
    )


def stream(usage: pl.DataFrame, pool: str, project: str) -> pl.DataFrame:
    return usage.filter(pool=pool, project=project)


def mean_used(rows: pl.DataFrame, first: date, last: date) -> float:
    used = rows.filter(DAY.is_between(first, last))["used_card_hours"].mean()
    assert isinstance(used, float)
    return used


def test_has_six_pools_and_eight_projects_in_the_template_columns(usage: pl.DataFrame) -> None:
    assert tuple(usage.columns) == USAGE
    assert (usage["pool"].n_unique(), usage["project"].n_unique()) == (6, 8)
    assert 400_000 <= usage.height <= 700_000
    projects_per_pool = usage.group_by("pool").agg(pl.col("project").n_unique())["project"]
    assert (projects_per_pool.min(), projects_per_pool.max()) == (3, 4)


def test_pools_hold_catalogue_chips_of_both_origins_in_32_to_512_cards() -> None:
    origins = dict(read_chips().select("chip", "origin").iter_rows())
    assert {origins[pool.chip] for pool in POOLS} == {"imported", "domestic"}
    sizes = [cards for pool in POOLS for _, cards in pool.capacity_steps]
    assert 32 <= min(sizes) <= max(sizes) <= 512
    assert all(cards % 8 == 0 for cards in sizes)


def test_covers_every_hour_of_two_years_except_the_absent_ones(usage: pl.DataFrame) -> None:
    # 730 days x 24 hours x 23 streams = 402,960; 8 hours x 4 streams of serve-h20 are absent.
    assert SAMPLE_FIRST_DAY + timedelta(days=729) == SAMPLE_LAST_DAY
    assert len(STREAMS) == 23
    assert usage.height == 730 * 24 * 23 - (5 + 3) * 4
    assert usage["start"].min() == local(2024, 11, 19)
    assert usage["start"].max() == local(2026, 11, 18, 23)


def test_no_row_repeats_the_key_of_another(usage: pl.DataFrame) -> None:
    assert not usage.select("start", "pool", "project", "workload_class").is_duplicated().any()


def test_the_same_seed_gives_the_same_rows_and_another_seed_others(usage: pl.DataFrame) -> None:
    assert make_usage(SAMPLE_SEED).equals(usage)
    assert not make_usage(SAMPLE_SEED + 1).equals(usage)


@settings(max_examples=5)
@given(seed=st.integers(0, 2**32))
def test_no_pool_ever_gives_more_than_it_has_and_work_waits_only_when_it_is_full(seed: int) -> None:
    hours = by_pool_hour(make_usage(seed))
    assert hours["capacities"].unique().to_list() == [1]
    assert hours.filter(pl.col("used_card_hours") > pl.col("capacity_cards")).is_empty()
    waiting = hours.filter(pl.col("queued_card_hours") > 0)
    assert waiting.height > 1000
    assert (waiting["used_card_hours"] == waiting["capacity_cards"]).all()


def test_useful_is_a_part_of_used_and_training_loses_more_than_inference(
    usage: pl.DataFrame,
) -> None:
    assert (usage["useful_card_hours"] <= usage["used_card_hours"]).all()
    assert usage["used_card_hours"].min() == 0
    parts = usage.group_by("workload_class").agg(
        goodput=pl.col("useful_card_hours").sum() / pl.col("used_card_hours").sum()
    )
    goodput = dict(parts.iter_rows())
    assert 0.85 <= goodput["training"] <= 0.97
    assert goodput["inference"] > 0.98


def test_training_has_days_of_failure(usage: pl.DataFrame) -> None:
    daily = (
        usage.filter(workload_class="training", pool="train-h100", project="foundation-model")
        .group_by(DAY)
        .agg(pl.col("useful_card_hours", "used_card_hours").sum())
        .filter(pl.col("used_card_hours") > 24 * 8)
    )
    bad = daily.filter(pl.col("useful_card_hours") < 0.8 * pl.col("used_card_hours"))
    assert 2 <= bad.height <= 0.1 * daily.height


def test_a_campaign_is_a_plateau_of_whole_servers_between_quiet_weeks(usage: pl.DataFrame) -> None:
    rows = stream(usage, "train-h100", "foundation-model")
    run = FOUNDATION_ON_H100[3]
    week = timedelta(days=7)
    plateau = mean_used(rows, run.first_day + week, run.last_day - week)
    assert 0.92 * run.cards <= plateau <= 1.05 * run.cards
    assert mean_used(rows, run.first_day - week, run.first_day - timedelta(days=1)) < 16
    assert mean_used(rows, run.last_day + timedelta(days=1), run.last_day + week) < 16


def test_a_campaign_fills_its_pool(usage: pl.DataFrame) -> None:
    pool = by_pool_hour(usage).filter(pool="train-h100")
    may = pool.filter(DAY.is_between(date(2026, 5, 18), date(2026, 6, 14)))
    ratio = may["used_card_hours"].sum() / may["capacity_cards"].sum()
    assert ratio > 0.95


def test_the_launch_lifts_the_level_for_good(usage: pl.DataFrame) -> None:
    rows = stream(usage, "serve-h20", "chat-assistant")
    month, day = timedelta(days=28), LAUNCH.date()
    before = mean_used(rows, day - month, day - timedelta(days=1))
    after = mean_used(rows, day + month, day + 2 * month)
    assert after > 5 * before
    assert mean_used(rows, SAMPLE_LAST_DAY - month, SAMPLE_LAST_DAY) > 5 * before


@pytest.mark.parametrize("festival", SPRING_FESTIVALS)
def test_office_work_nearly_stops_at_spring_festival_and_training_does_not(
    festival: tuple[date, date], usage: pl.DataFrame
) -> None:
    office = stream(usage, "studio-4090", "research-lab")
    first, last = festival
    usual = mean_used(office, first - timedelta(days=21), first - timedelta(days=8))
    assert mean_used(office, first, last) < 0.25 * usual


def test_office_work_dips_at_national_day(usage: pl.DataFrame) -> None:
    office = stream(usage, "studio-4090", "research-lab")
    usual = mean_used(office, date(2026, 10, 12), date(2026, 10, 25))
    assert mean_used(office, date(2026, 10, 1), date(2026, 10, 7)) < 0.4 * usual


def test_training_goes_on_over_spring_festival(usage: pl.DataFrame) -> None:
    rows = stream(usage, "train-h100", "foundation-model")
    first, last = SPRING_FESTIVALS[0]
    assert mean_used(rows, first, last) > 0.9 * FOUNDATION_ON_H100[0].cards


def test_inference_follows_the_day(usage: pl.DataFrame) -> None:
    rows = stream(usage, "serve-h20", "search-ranking")
    by_hour = dict(
        rows.group_by(pl.col("start").dt.hour()).agg(pl.col("used_card_hours").mean()).iter_rows()
    )
    assert by_hour[20] > 2.5 * by_hour[4]


def test_one_providers_meter_reports_zero_in_the_outage_and_at_no_other_time(
    usage: pl.DataFrame,
) -> None:
    silent = (
        by_pool_hour(usage)
        .group_by("provider", "start")
        .agg(silent=(pl.col("used_card_hours") == 0).all(), pools=pl.len())
        .filter("silent", pl.col("pools") > 1)
    )
    hours = {OUTAGE_START + number * HOUR for number in range(OUTAGE_HOURS)}
    assert OUTAGE_HOURS == 20
    assert sum(pool.provider == OUTAGE_PROVIDER for pool in POOLS) == 2
    assert set(silent["provider"]) == {OUTAGE_PROVIDER}
    assert set(silent["start"]) == hours
    in_outage = usage.filter(pl.col("start").is_in(list(hours)), provider=OUTAGE_PROVIDER)
    assert in_outage["useful_card_hours"].max() == in_outage["queued_card_hours"].max() == 0


def test_absent_hours_are_missing_rows_and_no_zeros(usage: pl.DataFrame) -> None:
    absent = {moment + number * HOUR for moment, hours in ABSENT for number in range(hours)}
    present = set(usage.filter(pool=ABSENT_POOL)["start"])
    everywhere = set(usage["start"])
    assert everywhere - present == absent
    for pool in POOLS:
        if pool.name != ABSENT_POOL:
            assert set(usage.filter(pool=pool.name)["start"]) == everywhere
