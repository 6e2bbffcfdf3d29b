"""Hostile files: whatever the bytes, a file is loaded or refused, and none of its rows is lost."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import SuanliError
from data.workspace import Workspace
from etl import reading, unpacking
from etl.landing import LoadRecord
from etl.load import LoadOptions, load_files
from etl.sources import all_sources
from tests.fixture_types import WriteFile

USAGE = {
    "start": ["2026-03-02 08:00", "2026-03-02 09:00"],
    "period": ["hour", "hour"],
    "provider": ["yunlan", "yunlan"],
    "region": ["cn-north", "cn-north"],
    "pool": ["train-a", "train-a"],
    "chip": ["H100", "H100"],
    "project": ["chat", "search"],
    "used_card_hours": [12.0, 3.5],
}
GPU_UTIL = {
    "metric": {"__name__": "DCGM_FI_DEV_GPU_UTIL", "gpu": "0"},
    "values": [[1772438400, "5"]],
}
WINDOW = {"start": "2026-03-02T00:00:00Z", "end": "2026-03-02T01:00:00Z"}
DOCUMENTS = (
    {"status": "success", "data": {"resultType": "matrix", "result": [GPU_UTIL]}},
    {"code": 200, "data": [{"chat": {"name": "chat", "window": WINDOW, "gpuHours": 1.0}}]},
)


def packed_seeds() -> list[bytes]:
    """A sound file of every format that is read."""
    frame = pl.DataFrame(USAGE)
    text = frame.write_csv().encode()
    parquet, zipped = io.BytesIO(), io.BytesIO()
    frame.write_parquet(parquet)
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("usage.csv", text)
    zstd = pa.compress(text, "zstd", asbytes=True)
    documents = [json.dumps(document).encode() for document in DOCUMENTS]
    return [text, parquet.getvalue(), zipped.getvalue(), gzip.compress(text), zstd, *documents]


SEEDS = packed_seeds()
EDIT = st.tuples(st.integers(0, 1 << 16), st.integers(0, 12), st.binary(max_size=8))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A sound file in which some bytes were replaced, put in or taken out."""
    content = draw(st.sampled_from(SEEDS))
    for at, removed, added in draw(st.lists(EDIT, min_size=1, max_size=4)):
        place = at % (len(content) + 1)
        content = content[:place] + added + content[place + removed :]
    return content


NESTED = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
CELLS = st.text("0123456789.-+,;\"'\n\r\t =年万aé\u202e\x00", max_size=20)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


def load(folder: Path, content: bytes, source: str | None = None) -> LoadRecord:
    """Load a file without keeping anything, and hold the law that no row is lost."""
    path = folder / "file"
    path.write_bytes(content)
    options = LoadOptions("UTC", source_name=source, dry_run=True)
    [outcome] = load_files(Workspace(folder / "unused"), [path], options)
    record = outcome.record
    assert record.rows_read == record.rows_loaded + record.rows_rejected + record.rows_duplicate
    assert (record.status == "refused") == bool(record.reason)
    return record


SOURCE = st.sampled_from([None, *all_sources()])


@given(content=damaged(), source=SOURCE)
@settings(max_examples=150)
def test_damaged_files_of_every_format_raise_nothing_and_lose_no_row(
    content: bytes, source: str | None, folder: Path
) -> None:
    load(folder, content)
    load(folder, content, source)


@given(content=st.binary(max_size=200), source=SOURCE)
@settings(max_examples=80)
def test_any_bytes_raise_nothing(content: bytes, source: str | None, folder: Path) -> None:
    load(folder, content, source)


@given(document=NESTED, source=SOURCE)
@settings(max_examples=80)
def test_any_json_raises_nothing(document: Any, source: str | None, folder: Path) -> None:
    load(folder, json.dumps(document).encode("utf-8", "surrogatepass"), source)


@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=9), max_size=6))
@settings(max_examples=80)
def test_any_cells_under_a_sound_header_are_judged_row_by_row(
    rows: list[list[str]], folder: Path
) -> None:
    lines = [",".join(USAGE), *(",".join(cells) for cells in rows)]
    load(folder, "\n".join(lines).encode())


@pytest.mark.parametrize("source", [None, "dcgm", "opencost"])
def test_json_nested_without_end_is_refused(folder: Path, source: str | None) -> None:
    assert load(folder, b'{"data":' + b"[" * 200_000, source).status == "refused"


def test_a_parquet_file_that_makes_its_reader_panic_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def panic(*_: Any, **__: Any) -> None:
        raise pl.exceptions.PanicException("assertion `left == right` failed")

    monkeypatch.setattr(pl, "read_parquet", panic)  # as damaged pages do; it is no Exception
    assert "is damaged" in (load(folder, SEEDS[1], "usage").reason or "")


def gzip_bomb(text: bytes) -> bytes:
    return gzip.compress(text)


def zstd_bomb(text: bytes) -> bytes:
    return bytes(pa.compress(text, "zstd", asbytes=True))


def zip_bomb(text: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("usage.csv", text)
    return buffer.getvalue()


@pytest.mark.parametrize("pack", [gzip_bomb, zstd_bomb, zip_bomb])
def test_an_archive_that_grows_without_measure_is_refused(
    pack: Callable[[bytes], bytes], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "HARMLESS_BYTES", 1 << 20)
    header = ",".join(USAGE).encode() + b"\n"
    record = load(folder, pack(header + b"0" * (6 << 20)))
    assert record.status == "refused"
    assert "unpacks to more than " in (record.reason or "")


def test_absurd_widths_are_refused(folder: Path) -> None:
    names = [f"c{n}" for n in range(reading.MOST_COLUMNS + 1)]
    for content in (",".join(names).encode() + b"\n1\n", wide_parquet(names)):
        record = load(folder, content, "usage")
        assert "2,001 columns, more than 2,000" in (record.reason or "")


def wide_parquet(names: list[str]) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame({name: [1] for name in names}).write_parquet(buffer)
    return buffer.getvalue()


def test_a_parquet_file_that_promises_more_than_it_can_hold_is_refused_unread(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "HARMLESS_CELLS", 1000)
    buffer = io.BytesIO()
    pl.select(pl.repeat(1, 2_000_000).alias("a")).write_parquet(buffer, compression="zstd")
    record = load(folder, buffer.getvalue(), "usage")
    assert "promises 2,000,000 cells" in (record.reason or "")


@pytest.mark.parametrize(
    "name", ["..csv", "...", "-rf.csv", "a b\n.csv", "名.csv", "'; DROP.csv", "[x]*?.csv", "~.csv"]
)
def test_no_name_writes_outside_the_workspace(
    name: str, tmp_path: Path, write_file: WriteFile, row: Callable[..., Any]
) -> None:
    good = write_file(name, [row("gpu_jobs")])
    bad = write_file("other/" + name, "a,b\n1,2\n")
    before = set(tmp_path.rglob("*"))
    workspace = Workspace(tmp_path / "workspace")
    load_files(
        workspace, [good, bad, good / "..", good.parent / ".." / "files" / name], LoadOptions("UTC")
    )
    written = set(tmp_path.rglob("*")) - before
    assert written
    assert all(path.is_relative_to(workspace.home) for path in written)
    landed = list(workspace.landing.iterdir())
    assert all(path.stem.isalnum() and len(path.stem) == 16 for path in landed)


def test_values_given_for_columns_name_no_path_either(
    tmp_path: Path, write_file: WriteFile, row: Callable[..., Any]
) -> None:
    path = write_file("a.csv", [row("usage", pool="", provider="")])
    defaults = {"pool": "../../out", "provider": "/etc"}
    workspace = Workspace(tmp_path / "workspace")
    before = set(tmp_path.rglob("*"))
    [outcome] = load_files(workspace, [path], LoadOptions("UTC", defaults=defaults))
    assert outcome.record.rows_loaded == 1
    written = set(tmp_path.rglob("*")) - before
    assert all(found.is_relative_to(workspace.home) for found in written)


def test_an_unknown_source_is_the_only_thing_that_is_raised(folder: Path) -> None:
    with pytest.raises(SuanliError, match="no source called"):
        load(folder, SEEDS[0], "no such source")
