"""Every packing and encoding a file may come in gives the same rows, or is refused in words."""

import gzip
import io
import zipfile
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from data.errors import InputError, NotWhatItClaimsError, UnknownFormatError
from etl.reading import LINE_NUMBER, read_columns, read_table

TEXT = "项目,card_hours\n算力,12.5\n智算,3\n"
PLAIN = TEXT.encode()


def zipped(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


PACKINGS = {
    "plain": PLAIN,
    "byte order mark": b"\xef\xbb\xbf" + PLAIN,
    "GB18030": TEXT.encode("gb18030"),
    "gzip": gzip.compress(PLAIN),
    "gzip in two parts": gzip.compress(PLAIN[:9]) + gzip.compress(PLAIN[9:]),
    "zstd": pa.compress(PLAIN, codec="zstd", asbytes=True),
    "zip": zipped(**{"usage.csv": PLAIN, "readme.txt": b"no table"}),
    "zip of a Mac": zipped(**{"usage.csv": PLAIN, "__MACOSX/._usage.csv": b"\x00\x05"}),
    "GB18030 in gzip": gzip.compress(TEXT.encode("gb18030")),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "usage.any"  # what a file is follows from its bytes, never from its name


@pytest.mark.parametrize("content", PACKINGS.values(), ids=PACKINGS)
def test_every_packing_and_encoding_gives_the_same_table(content: bytes, file: Path) -> None:
    file.write_bytes(content)
    assert read_columns(file) == ("项目", "card_hours")
    table = read_table(file)
    assert table.rows.rows() == [(2, "算力", "12.5"), (3, "智算", "3")]
    assert table.malformed == []


DAMAGED = {
    "gzip cut off": gzip.compress(PLAIN * 50)[:-12],
    "gzip with a wrong checksum": gzip.compress(PLAIN)[:-8] + b"\x00" * 8,
    "gzip with wrong bytes": gzip.compress(PLAIN)[:12] + b"\xff" * 30,
    "zstd cut off": pa.compress(PLAIN * 50, codec="zstd", asbytes=True)[:-5],
    "zip cut off": zipped(**{"usage.csv": PLAIN})[:-30],
    "Parquet cut off": b"PAR1" + b"\x00" * 20,
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_archive_is_refused_with_a_remedy(content: bytes, file: Path) -> None:
    file.write_bytes(content)
    with pytest.raises(NotWhatItClaimsError, match=r"damaged.*usage\.any.*export it again"):
        read_table(file)


def test_the_beginning_of_a_gzip_cut_off_late_still_tells_its_columns(file: Path) -> None:
    long = b"a,b\n" + b"".join(b"%d,%d\n" % (i, i * i) for i in range(40_000))
    file.write_bytes(gzip.compress(long)[:-100])
    assert read_columns(file) == ("a", "b")
    with pytest.raises(NotWhatItClaimsError):
        read_table(file)


NO_TEXT = {
    "binary": bytes(range(256)),
    "neither UTF-8 nor GB18030": b"a,b\n\xff\xff,\x81\n",
    "UTF-16": TEXT.encode("utf-16"),
}


@pytest.mark.parametrize("content", NO_TEXT.values(), ids=NO_TEXT)
def test_what_is_no_text_is_refused_and_told_what_to_do(content: bytes, file: Path) -> None:
    file.write_bytes(content)
    for read in (read_columns, read_table):
        with pytest.raises(UnknownFormatError, match="UTF-8"):
            read(file)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_called_so(encoding: str, file: Path) -> None:
    # PowerShell's `>` and a spreadsheet's "Unicode text" write it, with a byte order mark.
    file.write_bytes(("\ufeff" + TEXT).encode(encoding))
    with pytest.raises(UnknownFormatError, match=r"text in UTF-16 .* CSV in UTF-8"):
        read_table(file)


ROWLESS = {"nothing": b"", "blank lines": b"\n\r\n  \n", "header only": b"a,b\n", "no end": b"a,b"}


@pytest.mark.parametrize("content", ROWLESS.values(), ids=ROWLESS)
def test_a_file_without_rows_is_refused(content: bytes, file: Path) -> None:
    file.write_bytes(content)
    with pytest.raises(NotWhatItClaimsError, match="no rows"):
        read_table(file)


def test_a_zip_must_hold_exactly_one_csv(file: Path) -> None:
    file.write_bytes(zipped(**{"a.csv": PLAIN, "b.csv": PLAIN}))
    with pytest.raises(NotWhatItClaimsError, match="2 CSV files; exactly one"):
        read_table(file)


@pytest.mark.parametrize("name", ["", "absent.csv"])
def test_a_folder_or_an_absent_file_is_an_input_error(name: str, tmp_path: Path) -> None:
    for read in (read_columns, read_table):
        with pytest.raises(InputError, match="cannot be opened"):
            read(tmp_path / name)


def test_a_character_cut_by_the_end_of_the_head_does_not_matter(file: Path) -> None:
    # The head is 65,536 bytes. "a,b\n" and 3-byte characters: 65,532 = 21,844 x 3 fits exactly,
    # so one byte more in front cuts a character in two.
    file.write_bytes(("aa,b\n" + "算" * 30_000 + ",1\n").encode())
    assert read_columns(file) == ("aa", "b")


def test_a_short_gbk_header_is_no_cut_off_utf8(file: Path) -> None:
    file.write_bytes("a,中\n".encode("gbk"))
    assert read_columns(file) == ("a", "中")


def test_parquet_keeps_its_types_and_counts_its_rows(file: Path) -> None:
    pl.DataFrame({"pool": ["a", "b"], "cards": [8, 16]}).write_parquet(file)
    assert read_columns(file) == ("pool", "cards")
    rows = read_table(file).rows
    assert rows[LINE_NUMBER].to_list() == [1, 2]
    assert rows.schema["cards"] == pl.Int64


def test_values_of_parquet_that_are_no_cells_become_text(file: Path) -> None:
    odd = pl.DataFrame(
        {"list": [[1, 2]], "bytes": [b"H100"], "day": [pl.Series([1]).cast(pl.Time)]}
    )
    odd.with_columns(took=pl.duration(hours=1)).write_parquet(file)
    rows = read_table(file).rows
    assert rows["bytes"].to_list() == ["H100"]
    assert rows.select("list", "took", "day").dtypes == [pl.String] * 3


def test_brackets_in_a_parquet_files_name_are_no_pattern(tmp_path: Path) -> None:
    path = tmp_path / "usage[1]*.parquet"
    pl.DataFrame({"a": [1]}).write_parquet(path)
    assert read_table(path).rows.height == 1


@pytest.mark.parametrize("header", ["a,b,a", "line_number,b,c"])
def test_a_column_that_stands_twice_is_refused(header: str, file: Path) -> None:
    file.write_text(f"{header}\n1,2,3\n")
    with pytest.raises(NotWhatItClaimsError, match=header.split(",", maxsplit=1)[0]):
        read_table(file)
