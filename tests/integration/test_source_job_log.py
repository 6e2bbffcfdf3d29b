"""Job logs, our template and other clusters' forms: what ran is used, what waited is queued."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.workspace import Workspace
from etl.landing import read_rejected
from tests.fixture_types import Core, Load, MakeRow, WriteFile

HELIOS = """\
job_id,user,vc,gpu_num,cpu_num,node_num,state,submit_time,start_time,end_time,duration,queue
1,u1,vcA,4,16,1,COMPLETED,2020-06-09 08:15:00,2020-06-09 08:30:00,2020-06-09 10:00:10,5410,900
2,u2,vcB,8,32,1,FAILED,2020-06-09 09:00:00,2020-06-09 09:00:00,2020-06-09 09:30:00,1800,0
3,u2,vcB,2,8,1,CANCELLED,2020-06-09 09:00:00,None,2020-06-09 09:10:00,0,600
4,u3,vcB,0,8,1,COMPLETED,2020-06-09 08:00:00,2020-06-09 08:00:00,2020-06-09 12:00:00,14400,0
"""
KALOS = """\
job_id,user,node_num,gpu_num,cpu_num,mem_per_pod_GB,shared_mem_per_pod,type,state,submit_time,\
start_time,end_time,fail_time,stop_time,duration,queue,gpu_time
dlca,uf7,8,64,960,1000,100.0,Pretrain,FAILED,2023-05-17 11:00:58+08:00,2023-05-17 11:01:08+08:00,\
2023-05-17 11:01:16+08:00,2023-05-17 11:01:16+08:00,,18.0,10.0,1152.0
dlcb,uf7,1,8,96,1000,100.0,SFT,COMPLETED,2023-05-17 11:28:42+08:00,2023-05-17 11:28:54+08:00,\
2023-05-17 11:30:04+08:00,NaN,NaN,82.0,12.0,656.0
dlcc,uf8,1,8,96,NaN,NaN,Debug,CANCELLED,2023-05-17 11:10:00+08:00,NaN,\
2023-05-17 11:11:00+08:00,NaN,2023-05-17 11:11:00+08:00,NaN,NaN,NaN
"""
PAI = """\
job_name,task_name,inst_num,status,start_time,end_time,plan_cpu,plan_mem,plan_gpu,gpu_type
a,worker,3.0,Terminated,3600.0,7200.0,600.0,29.3,50.0,V100M32
a,ps,1.0,Terminated,3600.0,7200.0,600.0,29.3,,
b,tensorflow,1.0,Failed,7200.0,9000.0,600.0,29.3,100.0,MISC
c,xtensorflow,1.0,Running,9000.0,,600.0,29.3,25.0,T4
d,worker,1.0,Failed,9000.0,,600.0,29.3,25.0,T4
"""
SUMS = """
    SELECT project, pool, chip, workload_class,
        round(sum(used_card_hours) * 3600, 6) AS used_s,
        round(sum(useful_card_hours) * 3600, 6) AS useful_s,
        round(sum(queued_card_hours) * 3600, 6) AS queued_s
    FROM core_usage_hourly GROUP BY ALL ORDER BY ALL
"""
LoadText = Callable[..., Any]


@pytest.fixture
def load_text(load: Load, write_file: WriteFile) -> LoadText:
    """Load texts, each a file saved after the one before; gives the last one's record."""

    def load_all(*texts: str, name: str = "log.csv", **options: Any) -> Any:
        paths = [write_file(f"{i}/{name}", text) for i, text in enumerate(texts)]
        return load(*paths, **{"time_zone": "UTC"} | options)[-1].record

    return load_all


@pytest.fixture
def log(row: MakeRow, to_csv: Callable[..., str]) -> Callable[..., str]:
    """The text of a log in our template: `log({"cards": "8"}, {"job_id": "2"})`."""

    def write(*jobs: dict[str, str]) -> str:
        return to_csv([row("job_log", **job) for job in jobs])

    return write


def sums(core: Core, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(found[name] for name in columns) for found in core(SUMS)]


def reasons(workspace: Workspace, record: Any) -> list[tuple[int, str]]:
    rejected = read_rejected(workspace, record.load_id)
    return list(rejected.select("line_number", "reason").iter_rows())


def test_a_log_of_helios(load_text: LoadText, core: Core) -> None:
    record = load_text(HELIOS, name="cluster_log.csv")
    assert (record.source, record.rows_loaded, record.rows_rejected) == ("job_log", 4, 0)
    # Job 1: 4 cards x 5,410 s used, all useful, 4 x 900 s queued. Job 2 failed: 8 x 1,800 s, none
    # useful. Job 3 never started: 2 cards waited 600 s. Job 4 holds no card. The folder, `0`,
    # is the pool.
    assert sums(core, "project", "pool", "chip", "used_s", "useful_s", "queued_s") == [
        ("vcA", "0", "unknown", 21_640, 21_640, 3_600),
        ("vcB", "0", "unknown", 14_400, 0, 1_200),
    ]
    hours = (
        "SELECT hour(hour_utc) AS h, sum(used_card_hours) AS n FROM core_usage_hourly GROUP BY 1"
    )
    # 8 to 9: 4 x 30 min; 9 to 10: 4 x 60 + 8 x 30 min; 10 to 11: 4 x 10 s.
    assert {r["h"]: r["n"] for r in core(hours)} == {8: 2, 9: 8, 10: pytest.approx(40 / 3600)}


def test_a_log_of_acme(load_text: LoadText, core: Core) -> None:
    record = load_text(KALOS, name="trace_kalos.csv")
    assert (record.source, record.rows_loaded, record.rows_rejected) == ("job_log", 3, 0)
    # `duration` counts from the submission there (18 s for 11:00:58 to 11:01:16), cards are held
    # from the start: 64 x 8 s, 8 x 70 s. Queued: 64 x 10 s, 8 x 12 s, and 8 x 60 s, never started.
    columns = ("workload_class", "pool", "used_s", "useful_s", "queued_s")
    assert sums(core, "project", *columns) == [
        ("uf7", "fine_tuning", "trace_kalos", 560, 560, 96),
        ("uf7", "training", "trace_kalos", 512, 0, 640),
        ("uf8", "other", "trace_kalos", 0, 0, 480),
    ]
    [first] = core("SELECT min(hour_utc)::VARCHAR AS hour FROM core_usage_hourly")
    assert first == {"hour": "2023-05-17 03:00:00"}  # 11:00 at +08:00, whatever the setting


def test_tasks_of_pai_that_count_from_an_unknown_zero_are_refused(load_text: LoadText) -> None:
    record = load_text(PAI)
    assert record.status == "refused"
    assert "seconds from a moment that it does not name" in record.reason
    assert "--set start=YYYY-MM-DD" in record.reason


def test_tasks_of_pai_with_their_zero_named(
    load_text: LoadText, core: Core, workspace: Workspace
) -> None:
    record = load_text(PAI, defaults={"start": "2020-07-01"}, time_zone="Asia/Shanghai")
    assert (record.rows_loaded, record.rows_rejected) == (4, 1)
    # 3 instances x half a card x 3,600 s; 1 x 1,800 s; c runs: 0 s until the log's last time.
    # No submission is told: the queue is unknown, not zero.
    assert sums(core, "project", "chip", "used_s", "useful_s", "queued_s") == [
        ("unspecified", "MISC", 1_800, 0, None),
        ("unspecified", "V100M32", 5_400, 5_400, None),
    ]
    [first] = core("SELECT min(hour_utc)::VARCHAR AS hour FROM core_usage_hourly")
    assert first == {"hour": "2020-06-30 17:00:00"}  # 01:00 in Shanghai
    [(line, reason)] = reasons(workspace, record)
    assert line == 6
    assert "a job that is over has an end or a start and a duration" in reason


@pytest.mark.parametrize("start", ["soon", "2020-13-01"])
def test_a_zero_that_is_no_time_is_refused(load_text: LoadText, start: str) -> None:
    assert f"{start!r} is no time" in load_text(PAI, defaults={"start": start}).reason


def test_our_template_by_end_or_by_duration(
    load_text: LoadText, core: Core, log: Callable[..., str]
) -> None:
    by_duration = {"ended_at": "", "duration_s": "90.5", "cards": "0.25", "job_id": "2"}
    record = load_text(log({"submitted_at": "2026-03-02 07:59:00", "duration_s": ""}, by_duration))
    assert (record.rows_loaded, record.rows_rejected) == (2, 0)
    # 4 x 3,600 s and 0.25 x 90.5 s used; 4 x 60 s queued.
    assert sums(core, "used_s", "useful_s", "queued_s") == [(14_422.625, 14_422.625, 240)]


def test_unknown_cells_of_the_template_are_unknown(
    load_text: LoadText, core: Core, log: Callable[..., str]
) -> None:
    load_text(log({"submitted_at": "NaN", "state": "None", "chip": "nan"}), name="H100.csv")
    assert sums(core, "chip", "used_s", "useful_s", "queued_s") == [("unknown", 14_400, None, None)]


def test_running_and_waiting_jobs_count_until_the_clock_of_the_log(
    load_text: LoadText, core: Core, log: Callable[..., str]
) -> None:
    runs = {"state": "running", "ended_at": "", "duration_s": "1200", "project": "runs"}
    waits = {"job_id": "2", "state": "PENDING", "started_at": "", "ended_at": "", "duration_s": ""}
    old = log(runs, waits | {"submitted_at": "2026-03-02 08:10:00", "project": "waits"})
    load_text(old)
    # Started at 08:00, running for 1,200 s: the log is of 08:20. 4 cards wait for 600 s.
    assert sums(core, "project", "used_s", "useful_s", "queued_s") == [
        ("runs", 4_800, None, 0),
        ("waits", 0, 0, 2_400),
    ]
    load_text(old, log({"project": "runs"}))  # it has ended since; the other one is not named
    assert sums(core, "project", "used_s", "queued_s") == [
        ("runs", 14_400, 0),
        ("waits", 0, 2_400),
    ]


def test_a_log_that_names_a_running_job_lacks_none(
    load_text: LoadText, core: Core, log: Callable[..., str]
) -> None:
    runs = {"job_id": "2", "state": "RUNNING", "ended_at": "", "duration_s": "7200"}
    load_text(log({"duration_s": ""}, runs))
    [found] = core("SELECT whole_until_utc::VARCHAR AS until FROM core_job_log")
    assert found == {"until": "2026-03-02 10:00:00"}


FAULTS = {
    "no start, no submission": (
        {"started_at": "", "submitted_at": ""},
        "has a start or a submission",
    ),
    "an end before the start": ({"ended_at": "2026-03-02 07:00"}, "ends on or after its start"),
    "a duration that is too long": ({"duration_s": "3602"}, "duration fits between start and end"),
    "over, and nobody knows when": (
        {"started_at": "", "ended_at": "", "duration_s": "", "state": "CANCELLED"},
        "a job that is over has an end",
    ),
    "a state of no scheduler": ({"state": "sleeping"}, "expected one of BOOT_FAIL, CANCELLED"),
    "cards that are no number": ({"cards": "many"}, "expected a number of at least 0"),
}


@pytest.mark.parametrize(("change", "reason"), FAULTS.values(), ids=FAULTS)
def test_jobs_that_cannot_be_right_are_rejected(
    change: dict[str, str],
    reason: str,
    load_text: LoadText,
    log: Callable[..., str],
    workspace: Workspace,
) -> None:
    record = load_text(log({}, {"job_id": "2"} | change))
    assert (record.rows_loaded, record.rows_rejected) == (1, 1)
    [(_, found)] = reasons(workspace, record)
    assert reason in found


def test_a_log_without_any_card_is_refused(load_text: LoadText, log: Callable[..., str]) -> None:
    assert "No job of the log holds or asks for a card" in load_text(log({"cards": "0"})).reason


def test_a_misspelt_column_of_the_template_is_named(
    load_text: LoadText, log: Callable[..., str]
) -> None:
    record = load_text(log({}).replace("project", "projekt"))
    assert "it lacks project; it does not know projekt" in record.reason


def test_a_log_in_parquet_with_times_of_a_zone(load: Load, core: Core, tmp_path: Path) -> None:
    start = pl.col("submit_time", "start_time", "end_time").str.to_datetime(
        time_zone="Asia/Shanghai"
    )
    rows = pl.read_csv(HELIOS.encode(), null_values="None").with_columns(start)
    rows.write_parquet(tmp_path / "earth.parquet")
    [outcome] = load(tmp_path / "earth.parquet", time_zone="UTC")
    assert (outcome.record.source, outcome.record.rows_rejected) == ("job_log", 0)
    assert sums(core, "project", "pool", "used_s", "queued_s") == [
        ("vcA", "earth", 21_640, 3_600),
        ("vcB", "earth", 14_400, 1_200),
    ]
    [first] = core("SELECT min(hour_utc)::VARCHAR AS hour FROM core_usage_hourly")
    assert first == {"hour": "2020-06-09 00:00:00"}


@pytest.mark.parametrize("source", ["gpu_jobs", "job_log", "slurm"])
def test_a_pool_that_is_called_by_a_chip_has_that_chip(
    source: str, load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    unnamed = {
        "gpu_jobs": {},
        "job_log": {"chip": "", "pool": "A100-SXM4-80GB"},
        "slurm": {"AllocTRES": "gres/gpu=4", "Partition": "A100-SXM4-80GB"},
    }
    load(write_file("A100-SXM4-80GB.csv", [row(source, **unnamed[source])]))
    found = core("SELECT DISTINCT pool, chip FROM core_usage_hourly")
    assert found == [{"pool": "A100-SXM4-80GB", "chip": "A100 SXM4 80G"}]
