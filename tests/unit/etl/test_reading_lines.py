"""Line numbers are always those of the file; a line that is no row is named, never dropped."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.csv_text import TextTable, parse_rows
from etl.reading import read_columns, read_table

SHORT = "1 fields where the header has 2"


def numbered(table: TextTable) -> list[tuple[int, str, str]]:
    return table.rows.rows()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_give_the_same_rows(end: str) -> None:
    table = parse_rows(end.join(["a,b", "1,2", "3,4", ""]))
    assert numbered(table) == [(2, "1", "2"), (3, "3", "4")]


def test_mixed_line_ends_and_a_missing_last_one_are_lines_all_the_same() -> None:
    table = parse_rows("a,b\r\n1,2\n3,4\r5,6\r\n7,8")
    assert numbered(table) == [(2, "1", "2"), (3, "3", "4"), (4, "5", "6"), (5, "7", "8")]


def test_blank_lines_are_no_rows_but_are_counted_as_lines() -> None:
    # Line 1 and 4 are blank, 5 holds blanks and 6 only a comma.
    table = parse_rows("\na,b\n1,2\n\n   \n,\n3,4\n\n")
    assert numbered(table) == [(3, "1", "2"), (7, "3", "4")]
    assert table.malformed == []


def test_blank_lines_before_the_header_do_not_hide_it(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n\na,b\n1,2\n")
    assert read_columns(path) == ("a", "b")
    assert numbered(read_table(path)) == [(4, "1", "2")]


def test_a_row_with_quoted_line_breaks_stands_at_its_first_line() -> None:
    table = parse_rows('a,b\n"one\ntwo\nthree",2\n3,4\n')
    assert numbered(table) == [(2, "one\ntwo\nthree", "2"), (5, "3", "4")]


def test_quoted_commas_and_doubled_quotes_stay_in_their_cell() -> None:
    table = parse_rows('a,b\n"1,5","say ""yes"""\n')
    assert numbered(table) == [(2, "1,5", 'say "yes"')]


def test_short_and_long_lines_are_malformed_and_the_rest_is_read() -> None:
    table = parse_rows("a,b\n1,2\n3\n4,5,6\n7,8\n")
    assert numbered(table) == [(2, "1", "2"), (5, "7", "8")]
    assert table.malformed == [(3, "3", SHORT), (4, "4,5,6", "3 fields where the header has 2")]


def test_a_file_cut_in_the_middle_of_a_line_loses_only_that_line() -> None:
    table = parse_rows("a,b\n1,2\n3,4\n5")
    assert [line for line, *_ in numbered(table)] == [2, 3]
    assert table.malformed == [(4, "5", SHORT)]


@pytest.mark.parametrize("line", ['1,"two', '"1,2', '1,"two"x'])
def test_a_stray_quote_costs_one_line_and_never_the_rows_below(line: str) -> None:
    table = parse_rows(f"a,b\n{line}\n3,4\n5,6\n")
    assert numbered(table) == [(3, "3", "4"), (4, "5", "6")]
    [(number, text, reason)] = table.malformed
    assert (number, text) == (2, line)
    assert "quotes do not match" in reason


def test_a_stray_quote_above_a_long_file_swallows_none_of_it() -> None:
    # 160,000 characters below the quote: more than the reader takes for one cell.
    table = parse_rows('a,b\n1,"two\n' + "3,4\n" * 40_000)
    assert table.rows.height == 40_000
    assert [number for number, *_ in table.malformed] == [2]


def test_a_comma_at_the_end_of_every_line_makes_no_column() -> None:
    assert parse_rows("a,b,\n1,2,\n").rows.columns == ["line_number", "a", "b"]


def test_a_nameless_column_that_holds_something_is_shown_as_such() -> None:
    table = parse_rows("a,,b\n1,x,2\n")
    assert table.rows.columns == ["line_number", "a", "(column 2 has no name)", "b"]


def test_a_break_that_is_no_line_break_stays_in_its_cell() -> None:
    # U+2028 and the form feed end a line for str.splitlines, but not in a file.
    assert numbered(parse_rows("a,b\nx\u2028y,z\x0c\n")) == [(2, "x\u2028y", "z\x0c")]


CELLS = st.text(st.sampled_from('ab ,"\n\x0c\u2028算'), max_size=6)
FILLED_ROWS = st.lists(
    st.tuples(CELLS, CELLS).filter(lambda cells: any(cell.strip() for cell in cells)), min_size=1
)
DIALECTS = [
    {"lineterminator": "\n"},
    {"lineterminator": "\r\n"},
    {"lineterminator": "\n", "quoting": csv.QUOTE_ALL},
    {"lineterminator": "\r", "quoting": csv.QUOTE_ALL},
]


@given(FILLED_ROWS, st.sampled_from(DIALECTS))
def test_what_a_csv_writer_wrote_is_read_back_cell_by_cell_at_its_line(
    rows: list[tuple[str, str]], dialect: dict[str, object]
) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, **dialect)
    writer.writerow(["a", "b"])
    lines = []
    for row in rows:
        lines.append(count_lines(written.getvalue()) + 1)
        writer.writerow(row)
    table = parse_rows(written.getvalue())
    assert table.malformed == []
    assert numbered(table) == [(line, *row) for line, row in zip(lines, rows, strict=True)]


@given(st.text(st.sampled_from('a1,"\n\r'), max_size=40))
def test_no_filled_line_of_any_text_is_lost(text: str) -> None:
    table = parse_rows("a,b\n" + text)
    consumed = {number for number, *_ in table.malformed}
    for number, *cells in numbered(table):
        consumed |= set(range(number, number + sum(map(count_lines, cells)) + 1))
    lines = io.StringIO("a,b\n" + text, newline="").readlines()
    filled = {i for i, line in enumerate(lines, 1) if line.strip(',"\r\n')} - {1}
    assert filled <= consumed


def count_lines(text: str) -> int:
    """Line ends in a text: CRLF is one, a CR or an LF alone is one each."""
    return text.count("\n") + text.replace("\r\n", "\n").count("\r")
