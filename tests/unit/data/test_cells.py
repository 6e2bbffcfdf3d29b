"""Cells of small sheets: what each is called, what it is, and which hold formulas."""

from io import BytesIO

import pytest
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from data.cells import Cell, guarded, letters, read_csv, read_workbook, unguarded
from data.errors import NotWhatItClaimsError


def test_columns_are_called_as_spreadsheets_call_them() -> None:
    assert [letters(n) for n in range(1, 800)] == [xl_col_to_name(n) for n in range(799)]


def test_formulas_are_found_in_the_sheet_that_has_them_whatever_its_name() -> None:
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        for name in ("a & b", "计划", "a 'quoted' <x>"):
            sheet = workbook.add_worksheet(name)
            sheet.write_string("A1", "heading")
            if name != "计划":
                sheet.write_formula("AB12", "=1+1", None, 2)
        sheet.write_array_formula("C3:C4", "{=A1:A2}", None, 0)
    found = read_workbook(buffer.getvalue(), "x.xlsx")
    assert found["a & b"].rows == {1: {1: Cell("text", "heading")}, 12: {28: Cell("formula", "")}}
    assert found["计划"].rows == {1: {1: Cell("text", "heading")}}
    assert found["a 'quoted' <x>"].rows[3][3].kind == "formula"
    assert found["a & b"].called(12, 28) == "a & b!AB12"


def test_cells_keep_their_places_where_a_sheet_begins_further_down_and_right() -> None:
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("far")
        sheet.write_string("C3", "heading")
        sheet.write_number("D5", 0.1)
        sheet.write_boolean("E5", True)
        sheet.write_formula("F5", "=1+1", None, 2)
    assert read_workbook(buffer.getvalue(), "x.xlsx")["far"].rows == {
        3: {3: Cell("text", "heading")},
        5: {4: Cell("number", "0.1"), 5: Cell("flag", "true"), 6: Cell("formula", "")},
    }


def test_rows_of_a_csv_are_counted_as_a_spreadsheet_shows_them() -> None:
    table = read_csv(b'\xef\xbb\xbfa,b\r\n\r\n"two\nlines",2\r\n,3\r\n', "x.csv")
    assert table.rows == {
        1: {1: Cell("text", "a"), 2: Cell("text", "b")},
        3: {1: Cell("text", "two\nlines"), 2: Cell("text", "2")},
        4: {2: Cell("text", "3")},
    }


def test_more_cells_than_anybody_types_are_refused() -> None:
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("far")
        sheet.write_string("A1", "a")
        sheet.write_string("ZZ1000", "b")  # 702 x 1,000 cells
    with pytest.raises(NotWhatItClaimsError, match="too large"):
        read_workbook(buffer.getvalue(), "x.xlsx")
    with pytest.raises(NotWhatItClaimsError, match="nobody has typed"):
        read_csv(b"a," * 200_001, "x.csv")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-a", "@x", "'=1", "''=1", "＝1", "-", "=", "a", ""]
)
def test_what_is_guarded_is_itself_again(text: str) -> None:
    assert unguarded(guarded(text)) == text
