"""Nothing is lost at the door, however dirty the file: every filled line is accounted for once."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.workspace import Workspace
from etl.checking import check
from etl.load import LoadOptions, load_files
from etl.reading import read_table
from etl.source import Context
from etl.sources.usage import SOURCE
from tests.fixture_types import MakeRow

CONTEXT = Context("usage", "files", "Asia/Shanghai")

# Sound and broken cells; the broken ones as people and exports really write them.
CELLS = {
    "start": ["2026-03-02 08:00", "2026-03-02 09:00", "2026-03-02 08:30", "2026-13-02 08:00", ""],
    "period": ["hour", "day", "week"],
    "pool": ["train-a", "serve-b", " ", "训练池"],
    "workload_class": ["training", "", "batch"],
    "used_card_hours": ["12", "0", "-1", "1 000", "n/a", "99999", "NaN", "inf", ""],
    "useful_card_hours": ["11", "", "13"],
    "capacity_cards": ["64", "", "8", "sixty"],
    "time_zone": ["", "Asia/Shanghai", "Europe/Berlin", "Asia/Beijing"],
}
CHANGES = st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in CELLS.items()})
# What else stands between the rows: nothing, a cut-off line, a line with too many fields.
NOISE = st.sampled_from(["", "   ", ",,,,,,,,,,,,", "2026-03-02 08:00,hour,yunl", "x," * 20])


@st.composite
def dirty_lines(draw: st.DrawFn) -> list[dict[str, str] | str]:
    rows = draw(st.lists(CHANGES, min_size=1, max_size=12))
    lines: list[dict[str, str] | str] = []
    for row in rows:
        lines += [row] * draw(st.integers(1, 2))
        lines += draw(st.lists(NOISE, max_size=1))
    return lines


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dirty")


@given(lines=dirty_lines(), end=st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=60)
def test_rows_read_are_loaded_rejected_or_repeated_and_each_at_its_own_line(
    lines: list[Any], end: str, folder: Path, row: MakeRow
) -> None:
    header = ",".join(row("usage"))
    text = [
        header,
        *(s if isinstance(s, str) else ",".join(row("usage", **s).values()) for s in lines),
    ]
    path = folder / "usage.csv"
    path.write_text(end.join(text) + end, newline="")
    filled = {n for n, line in enumerate(text, 1) if line.strip(", ")} - {1}

    [outcome] = load_files(
        Workspace(folder / "unused"), [path], LoadOptions("Asia/Shanghai", dry_run=True)
    )
    record = outcome.record
    assert record.rows_read == len(filled)
    assert record.rows_read == record.rows_loaded + record.rows_rejected + record.rows_duplicate

    table = read_table(path)
    whole = check(
        SOURCE.prepare(table, CONTEXT), SOURCE.contract, "Asia/Shanghai", as_it_came=table
    )
    accepted, rejected = whole.accepted["line_number"], whole.rejected["line_number"]
    assert len(set(accepted) | set(rejected)) == len(accepted) + len(rejected)
    assert set(accepted) | set(rejected) <= filled
    assert all(whole.rejected["reason"])
