"""Slurm accounting: whatever the jobs, card-hours add up and every line is accounted for."""

from collections import Counter
from datetime import datetime, timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.workspace import Workspace
from etl.checks import check_core
from etl.core import build_core
from etl.load import LoadOptions, load_files
from tests.integration.slurm_jobs import ASKED, FOUR, job, sacct

SECONDS = st.integers(0, 40 * 86_400)
JOBS = st.lists(
    st.tuples(
        st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 5)),  # noqa: DTZ001
        st.integers(0, 3 * 86_400),
        SECONDS,
        st.integers(0, 64),
        st.sampled_from(["nlp", "vision"]),
    ),
    min_size=1,
    max_size=8,
)


@given(jobs=JOBS)
@settings(max_examples=25)
def test_card_hours_in_are_card_hours_out_exactly(
    jobs: list[tuple[datetime, int, int, int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("law")
    lines = [job("0", 1)]
    held: Counter[str] = Counter({"nlp": 3600})
    waited: Counter[str] = Counter()
    for number, (at, wait_s, run_s, cards, account) in enumerate(jobs, start=1):
        submit = at.replace(microsecond=0)
        start, end = (submit + timedelta(seconds=s) for s in (wait_s, wait_s + run_s))
        times = {n: t.isoformat() for n, t in (("Submit", submit), ("Start", start), ("End", end))}
        days, rest = divmod(run_s, 86_400)
        elapsed = f"{days}-{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
        whole = job(str(number), cards, Account=account, Elapsed=elapsed, **times)
        lines += [whole, whole | {"JobID": f"{number}.batch", "Partition": ""}]
        held[account] += run_s * cards
        waited[account] += wait_s * cards
    path = folder / "sacct.txt"
    path.write_text(sacct(*lines))
    [outcome] = load_files(Workspace(folder / "w"), [path], LoadOptions("UTC"))
    assert outcome.record.rows_loaded == len(lines)
    with duckdb.connect() as connection:
        build_core(connection, Workspace(folder / "w"))
        check_core(connection)
        found = connection.sql(
            "SELECT project, used_card_hours, queued_card_hours FROM core_usage_hourly"
        ).fetchall()
    for column, expected in ((1, held), (2, waited)):
        seconds: Counter[str] = Counter()
        for line in found:
            seconds[line[0]] += round(line[column] * 3_600)  # whole seconds by construction
        assert +seconds == +expected


CELLS = {
    "JobID": ["1", "2", "2.batch", "3_[1-4]", "3_[", ""],
    "State": ["COMPLETED", "PENDING", "CANCELLED by 5", "RUNNING", "DONE", ""],
    "Submit": ["2026-03-02T08:00:00", "2026-03-02", "Unknown", ""],
    "Start": ["2026-03-02T08:00:00", "2026-03-02T10:00:00", "Unknown", "None"],
    "End": ["2026-03-02T09:00:00", "Unknown", "soon"],
    "Elapsed": ["01:00:00", "9-00:00:00", "00:00:00", "x", ""],
    "AllocTRES": [FOUR, "cpu=8", "", "gres/gpu=x", "gres/gpu:h100_1g.5gb=1"],
    "ReqTRES": [ASKED, "", "gres/gpu=-1"],
    "Account": ["nlp", "", "视觉"],
}
CHANGES = st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in CELLS.items()})


@given(changes=st.lists(CHANGES, max_size=10), noise=st.lists(st.sampled_from(["", "|", "1|2"])))
@settings(max_examples=40)
def test_every_line_is_loaded_rejected_or_repeated_and_card_hours_add_up(
    changes: list[dict[str, str]], noise: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("dirty")
    lines = [job("0"), *(job("1") | change for change in changes)]
    path = folder / "sacct.txt"
    path.write_text(sacct(*lines) + "\n".join(noise))
    [outcome] = load_files(Workspace(folder / "w"), [path], LoadOptions("UTC"))
    assert outcome.record.rows_read == len(lines) + sum(line != "" for line in noise)
    with duckdb.connect() as connection:
        build_core(connection, Workspace(folder / "w"))
        check_core(connection)
