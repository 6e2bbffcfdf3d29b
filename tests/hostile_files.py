"""Sound files of every source, damaged on purpose: strategies for fuzz tests."""

import csv
import io
import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import strategies as st

from tests.sound_files import SOUND_FILES, SOUND_ROWS

TABLES = tuple(name for name in SOUND_ROWS if name not in SOUND_FILES)
DOCUMENTS = {name: text for name, text in SOUND_FILES.items() if text[0] in "[{"} | {
    "dcgm": """{"status": "success", "data": {"resultType": "matrix", "result": [{"metric":
        {"__name__": "DCGM_FI_DEV_GPU_UTIL", "gpu": "0", "Hostname": "a", "modelName": "A100"},
        "values": [[1772438400, "5"], [1772438460, "95"]]}]}}"""
}
# Cells as broken exports, spreadsheets and attackers write them.
NASTY = (
    *("", " ", "NULL", "NaN", "inf", "-inf", "n/a", "-", "'", '"', "\ufeff", "\u202e", "０", "é年"),
    *("0", "-0", "-1", "1e308", "1E-400", "9" * 40, "0." + "9" * 40, "1,500", "1.5万", "42折"),
    *("-9223372036854775809", "9223372036854775807", "18446744073709551616", "=1+1", "@SUM(A1)"),
    *("0001-01-01", "9999-12-31", "9999-12-31 23:59:59", "1969-12-31 23:59", "2026-02-30"),
    *("2026-03-29 02:30", "2026-10-25 02:30", "-0001-01-01", "2026-03-02T08:00:00+14:59"),
    *("300000-01-01", "2262-04-12 00:00", "4102444800000000", "Asia/Beijing", "Europe/Berlin"),
    *("true", "year", "{}", "[1]", '{"pool": {"a": 1}}', '{"project": "sear', "a|b", "a\nb"),
    *("\x1f", "a" * 5000, "../../out", "gres/gpu=99999999999999999999", "gres/gpu=2147483648"),
    *("1_[0-4294967295]", "99999-00:00:00", "PENDING", "a100:0", "a100:-1"),
)
# Names of further columns: patterns to the reader, and names that the loader itself uses.
NASTY_NAMES = (
    *("*", "^.*$", "^start$", "=cmd()", " ", "load_id", "_row", "_zone", "_first", "rule", "row"),
    *("column", "time_zone", "provider", "x_*", "extension_columns", "a" * 300, "年", "../x", "{}"),
)


class Content(bytes):
    """Bytes of a file that a failing test shows in short."""

    def __repr__(self) -> str:
        if self[:4] == b"PAR1":
            rows = pl.read_parquet(io.BytesIO(self))
            return f"Parquet {rows.schema} {rows.rows()[:4]}"
        return f"Content({bytes(self[:1500])!r})"


CELL = st.sampled_from(NASTY) | st.text(max_size=12) | st.integers().map(str)
_MOMENT = datetime(2026, 3, 2, 8, tzinfo=UTC)
# What stands in a column of a Parquet file instead of what should: value, type.
TYPED: tuple[tuple[Any, Any], ...] = (
    (None, pl.Null),
    (2**63 - 1, pl.Int64),
    (-(2**63), pl.Int64),
    (2**64 - 1, pl.UInt64),
    (-1, pl.Int8),
    (float("nan"), pl.Float64),
    (float("inf"), pl.Float64),
    (1e300, pl.Float64),
    (1e-300, pl.Float64),
    (0.1, pl.Float32),
    (Decimal("1.5"), pl.Decimal(38, 30)),
    (Decimal("9" * 38), pl.Decimal(38, 0)),
    (True, pl.Boolean),
    (date(1, 1, 1), pl.Date),
    (date(9999, 12, 31), pl.Date),
    (_MOMENT, pl.Datetime("ns", "Europe/Berlin")),
    (_MOMENT.replace(tzinfo=None), pl.Datetime("ms")),
    (datetime(9999, 12, 31, 23), pl.Datetime("us")),  # noqa: DTZ001
    (time(8), pl.Time),
    (timedelta(days=-1), pl.Duration("us")),
    (b"\xff\x00", pl.Binary),
    (b"2026-03-02", pl.Binary),
    ([b"\xff"], pl.List(pl.Binary)),
    ({"pool": b"a"}, pl.Struct({"pool": pl.Binary})),
    ("H100", pl.Categorical),
    ([1, None], pl.List(pl.Int64)),
    ({"pool": None}, pl.Struct({"pool": pl.String})),
    ([{"key": "a", "value": None}], pl.List(pl.Struct({"key": pl.String, "value": pl.String}))),
)


@st.composite
def broken_rows(draw: st.DrawFn, source: str) -> list[dict[str, str]]:
    """Some sound rows, a few cells of which were replaced."""
    sound = SOUND_ROWS[source]
    change = st.dictionaries(st.sampled_from(sorted(sound)), CELL, max_size=3)
    return [sound | changed for changed in draw(st.lists(change, min_size=1, max_size=4))]


@st.composite
def broken_table(draw: st.DrawFn, source: str) -> Content:
    """The file of such rows, as CSV (of any separator's kind) or as Parquet of odd types."""
    rows = draw(broken_rows(source))
    more = draw(st.dictionaries(st.sampled_from(NASTY_NAMES), st.just("1"), max_size=1))
    rows = [row | more for row in rows]
    kind = draw(st.sampled_from(["csv", "piped", "parquet", "typed"]))
    if kind == "csv":
        text = as_csv(rows, draw(st.sampled_from(["\n", "\r\n"])))
        return Content(text.encode("utf-8", "replace"))
    if kind == "piped":
        lines = ["|".join(cells) for cells in (rows[0], *(row.values() for row in rows))]
        return Content("\n".join(lines).encode("utf-8", "replace"))
    frame = pl.DataFrame(rows)
    if kind == "typed":
        wanted = st.dictionaries(
            st.sampled_from(frame.columns), st.sampled_from(TYPED), min_size=1, max_size=4
        )
        for name, (value, dtype) in draw(wanted).items():
            cells = [value, *[draw(st.sampled_from([value, None])) for _ in rows[1:]]]
            frame = frame.with_columns(pl.Series("cells", cells, dtype).alias(name))
    return Content(as_parquet(frame))


@st.composite
def broken_document(draw: st.DrawFn, source: str) -> Content:
    """A JSON file in which something else stands in a value's place."""
    sound = json.loads(DOCUMENTS[source])
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.sampled_from(places(sound)))
        sound = put(sound, place, draw(VALUES | CELL))
        if not isinstance(sound, dict | list):
            break
    return Content(json.dumps(sound).encode())


@st.composite
def cut_off(draw: st.DrawFn, content: bytes) -> bytes:
    """The beginning of a file."""
    return bytes(content[: draw(st.integers(0, len(content) - 1))])


HALF = st.just("a\ud800")  # JSON can escape half a character, which no text file can hold
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | HALF,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5) | st.just("base") | HALF, inner, max_size=3)
    ),
    max_leaves=6,
)


def sound_contents(source: str) -> list[bytes]:
    """The sound file of a source in every form that it comes in."""
    forms = [DOCUMENTS[source].encode()] if source in DOCUMENTS else []
    if source in SOUND_FILES and source not in DOCUMENTS:
        forms.append(SOUND_FILES[source].encode())
    if source in TABLES:
        rows = [SOUND_ROWS[source]]
        forms += [as_csv(rows, "\n").encode(), as_parquet(pl.DataFrame(rows))]
    return forms


def as_csv(rows: list[dict[str, str]], line_end: str) -> str:
    """Rows as CSV text."""
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], lineterminator=line_end)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_parquet(frame: pl.DataFrame) -> bytes:
    """A frame as the bytes of a Parquet file."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where in a JSON value something else may stand."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = [path]
    for key, below in inner:
        own = (*path, key)
        found += places(below, own) if isinstance(below, dict | list) else [own]
    return found


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy of a JSON value with something else at that place."""
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = put(value[path[0]], path[1:], new)
    return copy
