"""Card-hours in a file's rows are the card-hours in core: exactly for jobs, else to rounding."""

from collections.abc import Callable
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import CheckFailedError
from data.workspace import Workspace
from etl.checks import check_core
from etl.core import build_core
from etl.load import LoadOptions, load_files
from tests.fixture_types import Core, Load, MakeRow, WriteFile

HOUR = 3_600_000_000
QUANTITIES = """
SELECT card_microseconds_landed AS landed, card_microseconds_in_core AS in_core,
    card_microseconds_held AS held
FROM core_load_quantity JOIN core_load USING (load_id) ORDER BY sequence
"""


def test_a_corrected_hour_is_in_core_and_no_longer_held(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    first = [row("usage"), row("usage", start="2026-03-02 09:00", useful_card_hours="")]
    load(write_file("march.csv", first))
    load(write_file("corrected.csv", [row("usage", used_card_hours="15")]))
    # 12 + 12 card-hours; the first 12 gave way to 15.
    old, new = core(QUANTITIES)
    assert old == {"landed": 24 * HOUR, "in_core": 24 * HOUR, "held": 12 * HOUR}
    assert new == {"landed": 15 * HOUR, "in_core": 15 * HOUR, "held": 15 * HOUR}


def test_a_daily_row_is_spread_over_a_day_of_23_hours_without_loss(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    day = row(
        "usage",
        period="day",
        start="2026-03-29 00:00",
        time_zone="Europe/Berlin",
        used_card_hours="100",
    )
    load(write_file("day.csv", [day]))
    [found] = core(QUANTITIES)
    assert found["landed"] == 100 * HOUR
    assert abs(found["in_core"] - found["landed"]) <= 23  # 100 / 23 has no end


def test_minutes_count_as_the_mean_of_their_hour(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    minutes = [
        row("occupancy", time=f"2026-03-02 08:0{minute}:00", running_gpu_num=str(cards))
        for minute, cards in enumerate((10, 11, 12))
    ]
    load(write_file("helios/pool.csv", minutes))
    assert core(QUANTITIES) == [dict.fromkeys(("landed", "in_core", "held"), 11 * HOUR)]


JOB = st.tuples(
    st.integers(0, 60 * 60 * 24),  # second of the day it started in
    st.decimals(0, 1_000_000, places=6),
    st.integers(0, 5_000),
)


@given(jobs=st.lists(JOB, min_size=1, max_size=8))
@settings(max_examples=25)
def test_jobs_are_cut_at_the_hours_without_losing_a_microsecond(
    jobs: list[tuple[int, Any, int]],
    row: MakeRow,
    to_csv: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = tmp_path_factory.mktemp("jobs")
    rows = [
        row(
            "gpu_jobs",
            timestamp=f"2026-03-02 {s // 3600 % 24:02}:{s // 60 % 60:02}:{s % 60:02}",
            duration=str(duration),
            num_gpus=str(cards),
            gpu_time=str(duration * cards),
        )
        for s, duration, cards in jobs
    ]
    (home / "pool.csv").write_text(to_csv(rows))
    workspace = Workspace(home / "workspace")
    load_files(workspace, [home / "pool.csv"], LoadOptions("UTC"))
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        check_core(connection)
        [(landed, in_core, held)] = connection.sql(QUANTITIES).fetchall()
    # Worked in whole microseconds: duration x 1,000,000 x cards.
    expected = sum(int(duration * 1_000_000) * cards for _, duration, cards in jobs)
    assert landed == in_core == held == expected


def test_a_job_log_that_another_replaced_in_part_is_not_compared(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("a/pool.csv", [row("gpu_jobs"), row("gpu_jobs")]))
    load(write_file("b/pool.csv", [row("gpu_jobs", num_gpus="2", gpu_time="3600")]))
    # 1,800 s x 2 cards = 1 card-hour
    assert core(QUANTITIES) == [dict.fromkeys(("landed", "in_core", "held"), HOUR)]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE core_load_quantity SET card_microseconds_in_core = card_microseconds_in_core + 2",
        "UPDATE core_load_quantity SET card_microseconds_held = card_microseconds_in_core + 1",
    ],
)
def test_card_time_that_does_not_add_up_is_never_published(
    damage: str, load: Load, row: MakeRow, write_file: WriteFile, workspace: Workspace
) -> None:
    load(write_file("march.csv", [row("usage")]))
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        check_core(connection)
        connection.execute(damage)
        with pytest.raises(CheckFailedError, match="card hours add up: no"):
            check_core(connection)
