"""A large CSV in blocks gives the very rows, line numbers and faults that its whole text gives."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from data.errors import NotWhatItClaimsError, UnknownFormatError
from etl import transcoding
from etl.csv_text import LINE_NUMBER, parse_rows
from etl.direct import Kept
from etl.direct_sql import Typed

ORDERLY = ["", "1", "a b", " ", '"q"', '"a,b"', '"say ""hi"""', "数"]


def lines_of(*more: str) -> st.SearchStrategy[list[str]]:
    cells = st.lists(st.sampled_from([*ORDERLY, *more]), min_size=1, max_size=4)
    return st.lists(cells.map(",".join), max_size=12)


# Line breaks in a cell, or quotes that do not match: with both, a block may end within a cell.
LINES = lines_of('"two\nlines"') | lines_of('st"ray', '"open')


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcoding, "BLOCK_BYTES", 16)
    monkeypatch.setattr(transcoding, "_LONGEST_RECORD_BYTES", 200)


def transcode(folder: Path, content: bytes) -> tuple[Kept, pl.DataFrame]:
    source = folder / "bill.csv"
    source.write_bytes(content)
    kept = transcoding.transcode(source, folder / "kept.parquet")
    rows = pl.read_parquet(kept.path).drop(kept.ignored)
    blank = pl.all_horizontal(pl.exclude(LINE_NUMBER).str.strip_chars() == "")
    return kept, rows.filter(~blank)


@given(lines=LINES, line_end=st.sampled_from(["\n", "\r\n"]), is_ended=st.booleans())
@example(lines=["1,2,3", "4,5", "6,7,8"], line_end="\n", is_ended=False)
@example(lines=['1,"two\nlines",3', "", "4,5,6"], line_end="\n", is_ended=True)
@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_blocks_give_what_the_whole_text_gives(
    lines: list[str], line_end: str, *, is_ended: bool, tmp_path: Path
) -> None:
    text = line_end.join(["a,b,c", *lines]) + (line_end if is_ended else "")
    whole = parse_rows(text)
    kept, rows = transcode(tmp_path, text.encode())
    expected = whole.rows.with_columns(pl.col(LINE_NUMBER).cast(pl.Int64))
    assert rows.rows() == expected.rows()
    # A quote never closed may be told in other words where the block, not the file, ends.
    assert [fault[:2] for fault in kept.malformed] == [fault[:2] for fault in whole.malformed]


def test_lines_that_end_in_two_ways_are_read_as_they_are(tmp_path: Path) -> None:
    _, rows = transcode(tmp_path, b"a,b\r\n1,2\n3,4\r\n5,6\n")
    assert rows.rows() == [(2, "1", "2"), (3, "3", "4"), (4, "5", "6")]


def test_text_in_gbk_is_told_from_utf_8_by_the_first_block_that_is_neither(tmp_path: Path) -> None:
    lines = "".join(f"{n},算力\n" for n in range(1, 6))
    _, rows = transcode(tmp_path, ("n,名\n" + lines).encode("gb18030"))
    assert rows["名"].to_list() == ["算力"] * 5
    _, rows = transcode(tmp_path, ("\ufeffn,名\n" + lines).encode())
    assert rows.columns == [LINE_NUMBER, "n", "名"]


def test_a_column_without_a_name_is_ignored_only_while_it_holds_nothing(tmp_path: Path) -> None:
    kept, _ = transcode(tmp_path, b"a,b,\n1,2,\n3,4,\n")
    assert kept.ignored == {"(column 3 has no name)"}
    kept, rows = transcode(tmp_path, b"a,b,\n1,2,\n3,4,x\n")
    assert kept.ignored == frozenset()
    assert rows.row(1) == (3, "3", "4", "x")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"a,b\n1,2\n3,\x00\n", UnknownFormatError),
        ("\ufeffa,b\n1,2\n".encode("utf-16-le"), UnknownFormatError),
        (b"a,b\n1,\xff\xff\n", UnknownFormatError),
        (b"a,a\n1,2\n", NotWhatItClaimsError),
        (b"a,b" + b"1,2;" * 100, NotWhatItClaimsError),
    ],
    ids=["a zero byte", "UTF-16", "no known encoding", "one name twice", "no line end"],
)
def test_what_is_no_table_is_refused(
    content: bytes, error: type[Exception], tmp_path: Path
) -> None:
    with pytest.raises(error):
        transcode(tmp_path, content)


@pytest.mark.parametrize(
    "cell", ["1E-400000000", "1e400000000", "1E-7", "1O", "NULL", "0.1234567891"]
)
def test_a_number_that_is_none_leaves_its_block_to_be_judged_by_its_text(
    cell: str, tmp_path: Path
) -> None:
    source = tmp_path / "bill.csv"
    source.write_text(f"n,t\n1.5,2026-10-01 00:00:00\n{cell},2026-10-01T00:00:00Z\n", "utf-8")
    typed = {"n": Typed.NUMBER, "t": Typed.TIME}
    kept = transcoding.transcode(source, tmp_path / "kept.parquet", typed)
    rows = pl.read_parquet(kept.path)
    assert rows["n"].to_list() == ["1.5", cell]
    assert rows["n (typed)"].null_count() in (0, 1)  # alone in its block, or both in one
    if cell != "1E-7":
        assert rows["n (typed)"].to_list()[1] is None


def test_times_beside_their_texts_are_utc_whatever_zone_they_name(tmp_path: Path) -> None:
    source = tmp_path / "bill.csv"
    source.write_text("t\n2026-10-01T08:00:00+08:00\n2026-10-01\n", "utf-8")
    kept = transcoding.transcode(source, tmp_path / "kept.parquet", {"t": Typed.TIME})
    rows = pl.read_parquet(kept.path)
    assert rows["t (typed)"].to_list() == [datetime(2026, 10, 1), None]  # noqa: DTZ001  naive UTC
