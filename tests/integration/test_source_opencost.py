"""Kubernetes allocations of OpenCost: card-hours per namespace, spread over their window."""

import json
from datetime import datetime, timedelta
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.workspace import Workspace
from etl.checks import check_core
from etl.core import build_core
from etl.load import LoadOptions, load_files
from tests.fixture_types import Core, Load, WriteFile

USED = (
    "SELECT hour_utc, pool, project, used_card_hours AS used, measured_per "
    "FROM core_usage_hourly ORDER BY ALL"
)


def allocation(
    name: str, gpu_hours: Any, start: str = "2026-03-02T08:00:00Z", hours: float = 1, **changes: Any
) -> dict[str, Any]:
    """One namespace's allocation, with the fields that OpenCost gives it."""
    first = datetime.fromisoformat(start)
    end = (first + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "name": name,
        "properties": {"cluster": "k8s-1", "namespace": name.rsplit("/", maxsplit=1)[-1]},
        "window": {"start": start, "end": end},
        "start": start,
        "end": end,
        "minutes": hours * 60,
        "cpuCoreHours": 12.5,
        "cpuCost": 0.4,
        "gpuCount": gpu_hours,
        "gpuHours": gpu_hours,
        "gpuCost": 2.5,
        "totalCost": 2.9,
    } | changes


def answer(*sets: list[dict[str, Any]] | None, **changes: Any) -> str:
    data = [None if one is None else {a["name"]: a for a in one} for one in sets]
    return json.dumps({"code": 200, "status": "success", "data": data} | changes)


def test_an_hour_of_namespaces(load: Load, core: Core, write_file: WriteFile) -> None:
    one = [allocation("chat", 8), allocation("search", 0.75), allocation("kube-system", 0)]
    [outcome] = load(write_file("allocation.json", answer(one)))
    assert (outcome.record.source, outcome.record.rows_loaded) == ("opencost", 3)
    found = [(r["pool"], r["project"], r["used"], r["measured_per"]) for r in core(USED)]
    assert found == [
        ("k8s-1", "chat", 8.0, "hour"),
        ("k8s-1", "kube-system", 0.0, "hour"),  # measured, and nothing
        ("k8s-1", "search", 0.75, "hour"),
    ]


def test_a_day_is_spread_evenly_and_says_so(load: Load, core: Core, write_file: WriteFile) -> None:
    load(write_file("a.json", answer([allocation("chat", 48, "2026-03-02T00:00:00Z", 24)])))
    found = core(USED)
    assert [r["used"] for r in found] == [2.0] * 24  # 48 / 24
    assert {r["measured_per"] for r in found} == {"day"}
    assert f"{found[0]['hour_utc']:%H}-{found[-1]['hour_utc']:%H}" == "00-23"


def test_pods_of_a_namespace_are_summed(load: Load, core: Core, write_file: WriteFile) -> None:
    pods = [
        allocation(f"chat-{i}", i, properties={"cluster": "k8s-1", "namespace": "chat"})
        for i in (1, 2)
    ]
    load(write_file("a.json", answer(pods)))
    assert [(r["project"], r["used"]) for r in core(USED)] == [("chat", 3.0)]
    assert core("SELECT source_row_count AS n FROM core_usage_hourly") == [{"n": 2}]


def test_idle_cards_are_nobodys_use_and_unallocated_ones_are_somebodys(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    no_name = {"properties": {"cluster": "k8s-1"}}
    one = [allocation("k8s-1/__idle__", 5, **no_name), allocation("__unallocated__", 1, **no_name)]
    [outcome] = load(write_file("a.json", answer(one)))
    assert outcome.record.rows_loaded == 2
    assert [(r["project"], r["used"]) for r in core(USED)] == [("__unallocated__", 1.0)]


def test_steps_follow_one_another_and_empty_ones_are_skipped(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    steps = [[allocation("chat", n, f"2026-03-02T0{8 + n}:00:00Z")] for n in (0, 1)]
    load(write_file("a.json", answer(*steps, None, [])))
    assert [r["used"] for r in core(USED)] == [0.0, 1.0]


def test_a_corrected_export_replaces_the_first(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    for version, hours in enumerate((8, 6)):
        load(write_file(f"v{version}/a.json", answer([allocation("chat", hours)])))
    assert [r["used"] for r in core(USED)] == [6.0]


def test_the_chip_is_given_with_set(load: Load, core: Core, write_file: WriteFile) -> None:
    load(write_file("a.json", answer([allocation("chat", 8)])), defaults={"chip": "H100"})
    assert core("SELECT chip FROM core_usage_hourly") == [{"chip": "H100"}]


BAD = {
    "half an hour": (allocation("bad", 1, hours=0.5), None, "whole hours of utc"),
    "from half past": (allocation("bad", 1, "2026-03-02T08:30:00Z"), None, "whole hours of utc"),
    "longer than a month": (allocation("bad", 1, hours=745), None, "whole hours of utc"),
    "negative": (allocation("bad", -1), "gpu_hours", "a number of at least 0"),
    "no card-hours": (allocation("bad", None), "gpu_hours", "is empty"),
    "no cluster": (allocation("bad", 1, properties={"namespace": "bad"}), "pool", "is empty"),
    "no window": (allocation("bad", 1, window=None), None, "without a window"),
}


@pytest.mark.parametrize(("bad", "column", "reason"), BAD.values(), ids=BAD)
def test_allocations_that_cannot_be_right_are_rejected(
    bad: dict[str, Any],
    column: str | None,
    reason: str,
    load: Load,
    core: Core,
    write_file: WriteFile,
) -> None:
    [outcome] = load(write_file("a.json", answer([allocation("chat", 8), bad])))
    assert (outcome.record.rows_loaded, outcome.record.rows_rejected) == (1, 1)
    [fault] = core("FROM core_rejected_row")
    assert (fault["line_number"], fault["column"]) == (2, column)
    assert reason in fault["reason"]


def test_windows_that_overlap_are_not_counted_twice(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    day = allocation("chat", 48, "2026-03-02T00:00:00Z", 24)
    load(write_file("a.json", answer([day], [allocation("chat", 2)])))
    assert sum(r["used"] for r in core(USED)) == 48
    [fault] = core("FROM core_rejected_row")
    assert "overlap" in fault["reason"]


REFUSED = {
    "an error": (answer(code=500, message="no data"), "code 500: no data"),
    "no sets": (answer(data={"a": 1}), "no answer of OpenCost"),
    "nothing in it": (answer(None, []), "The file has no rows"),
    "cut off": (answer([allocation("chat", 8)])[:-5], "no whole JSON"),
    "nothing usable": (answer([allocation("chat", None)]), "no usable allocation"),
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.values(), ids=REFUSED)
def test_answers_without_allocations_are_refused(
    text: str, reason: str, load: Load, write_file: WriteFile
) -> None:
    [outcome] = load(write_file("a.json", text))
    assert outcome.record.status == "refused"
    assert reason in outcome.record.reason


ALLOCATIONS = st.lists(
    st.tuples(
        st.integers(1, 24), st.integers(0, 10**6), st.sampled_from(["chat", "search", "train"])
    ),
    min_size=1,
    max_size=8,
)


@given(windows=ALLOCATIONS)
@settings(max_examples=25)
def test_card_hours_in_are_card_hours_out(
    windows: list[tuple[int, int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    # Of all namespaces one window follows the other; 0.001 to 1,000 card-hours an hour each.
    at, sets = datetime.fromisoformat("2026-03-02T00:00:00Z"), []
    for hours, thousandths, name in windows:
        start = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        sets.append([allocation(name, thousandths / 1000, start, hours)])
        at += timedelta(hours=hours)
    folder = tmp_path_factory.mktemp("law")
    (folder / "a.json").write_text(answer(*sets))
    load_files(Workspace(folder / "w"), [folder / "a.json"], LoadOptions("UTC"))
    with duckdb.connect() as connection:
        build_core(connection, Workspace(folder / "w"))
        check_core(connection)
        found = connection.sql(USED).fetchall()
    assert len(found) == sum(hours for hours, *_ in windows)
    for name in {name for *_, name in windows}:
        given_thousandths = sum(n for _, n, project in windows if project == name)
        kept = sum(line[3] for line in found if line[2] == name)
        assert round(kept * 1000, 6) == given_thousandths
