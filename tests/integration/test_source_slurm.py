"""Slurm accounting: jobs are spread exactly, steps never counted, running and waiting jobs told."""

import re
from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from data.workspace import Workspace
from tests.fixture_types import Core, Load, WriteFile
from tests.integration.slurm_jobs import MORNING, job, sacct


def hours_of(core: Core, column: str = "used_card_hours") -> dict[str, Any]:
    found = core(
        f"SELECT hour_utc, project, sum({column}) AS n, bool_or({column} IS NULL) AS unknown "
        "FROM core_usage_hourly GROUP BY ALL ORDER BY ALL"
    )
    return {f"{r['hour_utc']:%H} {r['project']}": None if r["unknown"] else r["n"] for r in found}


@pytest.fixture
def load_text(load: Load, write_file: WriteFile) -> Callable[..., Any]:
    """Load texts, each a file saved after the one before; gives the last one's record."""

    def load_all(*texts: str, **options: Any) -> Any:
        paths = [write_file(f"{i}/sacct.txt", text) for i, text in enumerate(texts)]
        return load(*paths, **{"time_zone": "UTC"} | options)[-1].record

    return load_all


def test_a_morning_of_a_cluster(load_text: Callable[..., Any], core: Core) -> None:
    record = load_text(MORNING)
    assert (record.source, record.rows_loaded, record.rows_rejected) == ("slurm", 9, 0)
    # 1001: 4 cards from 08:30 to 10:15: 30, 60 and 15 min. Its three steps add nothing.
    # 1002_1: 1 card for 30 min. 1003 runs; Elapsed says that it is 11:45: 2 cards x 45 min.
    assert hours_of(core) == {
        "08 nlp": 2.0,
        "09 nlp": 4.0,
        "09 vision": 0.5,
        "10 nlp": 1.0,
        "11 nlp": 1.5,
        "11 vision": 0.0,
    }


def test_waiting_from_submit_to_start_is_queued(load_text: Callable[..., Any], core: Core) -> None:
    load_text(MORNING)
    # 1001 waited 30 min for 4 cards; the 4 tasks of 1002_[2-5%2] wait for a card each since 11:00,
    # and it is 11:45: 4 x 45 min = 3.
    queued = hours_of(core, "queued_card_hours")
    assert queued == {
        "08 nlp": 2.0,
        "09 nlp": 0.0,
        "09 vision": 0.0,
        "10 nlp": 0.0,
        "11 nlp": 0.0,
        "11 vision": 3.0,
    }


def test_only_what_completed_or_failed_is_known_to_be_useful_or_not(
    load_text: Callable[..., Any], core: Core
) -> None:
    states = ("COMPLETED", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "TIMEOUT", "CANCELLED by 7")
    load_text(sacct(*(job(str(i), State=s, Account=s) for i, s in enumerate(states))))
    assert hours_of(core, "useful_card_hours") == {
        "08 COMPLETED": 4.0,
        "08 FAILED": 0.0,
        "08 NODE_FAIL": 0.0,
        "08 OUT_OF_MEMORY": 0.0,
        "08 TIMEOUT": None,  # it may have saved a checkpoint: missing is not zero
        "08 CANCELLED by 7": None,
    }


def test_an_hour_with_one_unknown_part_is_unknown(
    load_text: Callable[..., Any], core: Core
) -> None:
    load_text(sacct(job("1"), job("2", State="TIMEOUT")))
    assert hours_of(core, "useful_card_hours") == {"08 nlp": None}


def test_partition_chip_and_account_become_pool_chip_and_project(
    load_text: Callable[..., Any], core: Core
) -> None:
    load_text(sacct(job("1"), job("2", Account="", User="u9")))
    found = core("SELECT pool, chip, project FROM core_usage_hourly ORDER BY project")
    assert found == [
        {"pool": "gpu", "chip": "A100", "project": "nlp"},
        {"pool": "gpu", "chip": "A100", "project": "u9"},
    ]


def test_a_job_on_two_kinds_of_cards_is_split(load_text: Callable[..., Any], core: Core) -> None:
    # 8 in all, 2 + 4 of a type; the other 2 are of a type that Slurm does not track here.
    mixed = "cpu=8,gres/gpu:a100=2,gres/gpu:h100=4,gres/gpu=8"
    load_text(sacct(job(AllocTRES=mixed)))
    found = core("SELECT chip, used_card_hours AS n FROM core_usage_hourly ORDER BY chip")
    assert found == [
        {"chip": "A100", "n": 2.0},
        {"chip": "H100", "n": 4.0},
        {"chip": "unknown", "n": 2.0},
    ]


def test_types_that_name_one_chip_become_the_catalogue_s_name(
    load_text: Callable[..., Any], core: Core
) -> None:
    mixed = "gres/gpu:a100-sxm4-80gb=2,gres/gpu:nvidia_h100_80gb_hbm3=4,gres/gpu:h20=1,gres/gpu=7"
    load_text(sacct(job(AllocTRES=mixed)))
    found = core("SELECT chip, used_card_hours AS n FROM core_usage_hourly ORDER BY chip")
    assert [tuple(r.values()) for r in found] == [
        ("A100 SXM4 80G", 2.0),
        ("H100 SXM5", 4.0),
        ("H20", 1.0),  # with 96 or with 141 GB
    ]
    names = core("SELECT chip, is_ambiguous, candidates, tables FROM core_chip_name")
    assert [tuple(r.values()) for r in names] == [
        ("H20", True, "H20 141G; H20 96G", "core_usage_hourly")
    ]


def test_a_job_that_names_no_type_has_the_only_chip_of_its_partition(
    load_text: Callable[..., Any], core: Core
) -> None:
    load_text(sacct(job("1"), job("2", AllocTRES="cpu=8,gres/gpu=8")))
    assert core("SELECT chip, used_card_hours AS n FROM core_usage_hourly") == [
        {"chip": "A100", "n": 12.0}
    ]


def test_a_chip_given_with_set_holds_for_all_cards(
    load_text: Callable[..., Any], core: Core
) -> None:
    load_text(sacct(job("1"), job("2", AllocTRES="gres/npu=8")), defaults={"chip": "Ascend 910B4"})
    assert core("SELECT chip, used_card_hours AS n FROM core_usage_hourly") == [
        {"chip": "Ascend 910B4", "n": 12.0}
    ]


def test_a_running_job_without_elapsed_counts_to_the_last_time_in_the_file(
    load_text: Callable[..., Any], core: Core, workspace: Workspace
) -> None:
    running = job("1", State="RUNNING", End="Unknown")
    record = load_text(sacct(running, job("2", 0, End="2026-03-02T09:30:00")))
    assert hours_of(core) == {"08 nlp": 4.0, "09 nlp": 2.0}
    landed = duckdb.read_parquet(str(workspace.landing / f"{record.load_id}.parquet"))
    assert landed.select("job_id, ended_by").order("job_id").fetchall() == [
        ("1", "last_time"),
        ("2", "end"),
    ]


def test_a_later_export_replaces_what_was_running_and_keeps_what_it_does_not_list(
    load_text: Callable[..., Any], core: Core
) -> None:
    first = sacct(
        job("1"),
        job("2", State="RUNNING", End="Unknown", Elapsed="00:15:00"),
        job("3_[1-2]", 1, State="PENDING", Start="Unknown", End="Unknown", AllocTRES=""),
    )
    later = sacct(
        job("2", End="2026-03-02T10:00:00", Elapsed="02:00:00"),
        *(job(f"3_{i}", 1, Start="2026-03-02T08:30:00") for i in (1, 2)),
    )
    load_text(first, later)
    # Job 1: 4. Job 2: 4 + 4, not its first quarter of an hour again. Tasks: 2 x half an hour.
    assert hours_of(core) == {"08 nlp": 4 + 4 + 1.0, "09 nlp": 4.0}
    # The array's rest no longer waits: its tasks waited half an hour each.
    assert hours_of(core, "queued_card_hours") == {"08 nlp": 1.0, "09 nlp": 0.0}


def test_what_was_asked_for_is_unknown_without_reqtres(
    load_text: Callable[..., Any], core: Core
) -> None:
    waiting = job("2", State="PENDING", Start="Unknown", End="Unknown", AllocTRES="", ReqTRES="")
    load_text(sacct(job("1"), waiting))
    assert hours_of(core, "queued_card_hours") == {"08 nlp": None}


def test_a_cancelled_job_that_never_started_waited_until_then(
    load_text: Callable[..., Any], core: Core
) -> None:
    gone = job("1", State="CANCELLED by 5", Start="None", AllocTRES="")
    load_text(sacct(gone))
    assert hours_of(core, "queued_card_hours") == {"08 nlp": 4.0}
    assert hours_of(core) == {"08 nlp": 0.0}


def test_times_are_of_the_clusters_zone(load_text: Callable[..., Any], core: Core) -> None:
    load_text(sacct(job()), defaults={"time_zone": "Asia/Shanghai"})
    assert list(hours_of(core)) == ["00 nlp"]  # 08:00 in Shanghai


def test_bars_at_the_end_carriage_returns_and_csv_are_read_alike(
    load: Load, core: Core, write_file: WriteFile, row: Callable[..., dict[str, str]]
) -> None:
    text = sacct(job("1"), end="|\r\n")
    csv = [row("slurm", JobID="2", Start="2026-03-02T09:00:00", End="2026-03-02T10:00:00")]
    load(write_file("a.txt", text), write_file("b.csv", csv), time_zone="UTC")
    assert hours_of(core) == {"08 nlp": 4.0, "09 nlp": 4.0}


def test_the_same_line_twice_is_one_job(load_text: Callable[..., Any], core: Core) -> None:
    record = load_text(sacct(job(), job()))
    assert (record.rows_loaded, record.rows_duplicate) == (1, 1)
    assert hours_of(core) == {"08 nlp": 4.0}


FAULTS = {
    "a state cut off": ({"State": "OUT_OF_ME+"}, "state", "expected one of BOOT_FAIL, CANCELLED"),
    "an end before its start": ({"End": "2026-03-02T07:00:00"}, None, "ends on or after"),
    "elapsed beyond the end": ({"Elapsed": "1-01:00:00"}, None, "elapsed fits between"),
    "elapsed as words": ({"Elapsed": "an hour"}, "elapsed_s", "expected a whole number"),
    "cards as letters": ({"AllocTRES": "gres/gpu=two"}, "cards", "expected a whole number"),
    "more by type": ({"AllocTRES": "gres/gpu:a100=3,gres/gpu=2"}, "cards", "expected a whole"),
    "slices": ({"AllocTRES": "gres/gpu:a100_1g.5gb=2,gres/gpu=2"}, None, "are no slices"),
    "an array cut short": ({"JobID": "7_[1,3,...]"}, "tasks", "expected a whole number"),
    "no partition": ({"Partition": ""}, "pool", "is empty"),
    "an hour that does not exist": ({"Submit": "2026-02-30T08:00:00"}, "submitted_at", "a time"),
    "a bar in a name": ({"JobName": "a|b"}, None, "13 fields where the header has 12"),
}


@pytest.mark.parametrize(("change", "column", "reason"), FAULTS.values(), ids=FAULTS)
def test_lines_that_cannot_be_right_are_rejected(
    change: dict[str, str],
    column: str | None,
    reason: str,
    load_text: Callable[..., Any],
    core: Core,
) -> None:
    record = load_text(sacct(job("1"), job("2") | change))
    assert (record.rows_read, record.rows_loaded, record.rows_rejected) == (2, 1, 1)
    [fault] = core("FROM core_rejected_row")
    assert (fault["line_number"], fault["column"]) == (3, column)
    assert reason in fault["reason"]


REFUSED = {
    "only steps": (sacct(job("1.batch")), "no usable job, only steps"),
    "no cards at all": (
        sacct(job(AllocTRES="cpu=8", ReqTRES="cpu=8")),
        "AccountingStorageTRES=gres/gpu",
    ),
    "a column missing": (
        sacct(job()).replace("|Submit|", "|Submitted|"),
        "it lacks Submit.*Export it with `sacct -a",
    ),
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.values(), ids=REFUSED)
def test_files_that_say_nothing_about_cards_are_refused(
    text: str, reason: str, load_text: Callable[..., Any]
) -> None:
    record = load_text(text)
    assert record.status == "refused"
    assert re.search(reason, record.reason)
