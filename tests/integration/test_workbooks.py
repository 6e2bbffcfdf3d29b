"""Workbooks: every template as XLSX, and a filled-in one gives the rows that the CSV gives."""

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from xlsxwriter import Workbook

from data.workspace import Workspace
from etl.landing import landing_path
from etl.sources import all_sources
from etl.templates import write_template
from tests.fixture_types import Core, Load, MakeRow, WriteFile

TEMPLATES = [source.name for source in all_sources().values() if source.is_strict]
NOTES = ("column", "required", "expected", "meaning")


def write_book(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook of cells as a person leaves them: days, numbers, flags and text; None is empty."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                for index, cell in enumerate(cells):
                    if cell is not None:
                        sheet.write(number, index, cell)
    return path


def as_typed(cell: str) -> Any:
    """What a spreadsheet makes of a cell's text: a day or time, a flag, a number, or the text."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?", cell):
        return datetime.fromisoformat(cell)
    if cell in ("true", "false"):
        return cell == "true"
    try:
        return float(cell)
    except ValueError:
        return cell or None


def landed(workspace: Workspace, outcome: Any) -> pl.DataFrame:
    return pl.read_parquet(landing_path(workspace, outcome.record.load_id)).drop("load_id")


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("typed", [as_typed, lambda cell: cell or None], ids=["cells", "text"])
def test_a_filled_in_workbook_gives_the_rows_of_the_csv(
    name: str,
    typed: Callable[[str], Any],
    load: Load,
    row: MakeRow,
    write_file: WriteFile,
    workspace: Workspace,
    tmp_path: Path,
) -> None:
    cells = row(name)
    table = [[*cells], [typed(cell) for cell in cells.values()]]
    book = write_book(tmp_path / "book.xlsx", {"data": table, "notes": [NOTES]})
    from_book, from_csv = load(book, write_file("rows.csv", [cells]))
    assert (from_book.record.source, from_book.record.rows_loaded) == (name, 1)
    assert landed(workspace, from_book).equals(landed(workspace, from_csv))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_as_a_workbook_has_its_header_choices_and_notes(
    name: str, tmp_path: Path
) -> None:
    path = write_template(name, tmp_path / "template.xlsx")
    contract = all_sources()[name].contract.columns()
    columns = [column for column in contract if column != "line_number"]
    book = pl.read_excel(path, sheet_id=0, has_header=False)
    assert list(book) == [name, "notes"]
    assert list(book[name].row(0)) == columns
    assert book["notes"].row(0) == NOTES
    assert book["notes"].to_series(0).to_list()[1:] == columns
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        comments = archive.read("xl/comments1.xml").decode()
    closed = [c for c in contract.values() if (c.metadata or {}).get("values")]
    flags = [c for c in contract.values() if c.dtype == pl.Boolean]
    assert sheet.count("<dataValidation ") == len(closed) + len(flags)
    for column in closed:
        assert f'"{",".join((column.metadata or {})["values"])}"' in sheet.replace("&quot;", '"')
    assert comments.count("<comment ") == len(columns)
    assert "required: " in comments


@pytest.mark.parametrize("name", TEMPLATES)
def test_an_empty_workbook_is_refused_as_having_no_rows(
    name: str, load: Load, tmp_path: Path
) -> None:
    [outcome] = load(write_template(name, tmp_path / "empty.xlsx"))
    assert "The file has no rows" in outcome.record.reason


def budget(*changes: dict[str, Any]) -> list[list[Any]]:
    sound = {
        "month": datetime(2026, 3, 1),  # noqa: DTZ001  a cell has no zone
        "scope": "company",
        "amount": 1_200_000,
        "currency": "CNY",
        "tax_included": True,
        "tax_rate": 0.06,
        "source": "finance",
    }
    return [[*sound], *([*(sound | change).values()] for change in changes)]


def test_line_numbers_are_the_rows_of_the_sheet_and_blank_rows_are_none(
    load: Load, core: Core, tmp_path: Path
) -> None:
    header, first, second = budget({}, {"scope": "train-a", "amount": -1})
    rows = [[], [None], header, first, [], second]
    [outcome] = load(write_book(tmp_path / "b.xlsx", {"plan": rows}))
    assert (outcome.record.rows_read, outcome.record.rows_rejected) == (2, 1)
    [stored] = core("FROM core_budget")
    [fault] = core("FROM core_rejected_row")
    assert (stored["line_number"], fault["line_number"]) == (4, 6)
    assert (fault["column"], fault["value"]) == ("amount", "-1")


# As a double the first is 99999999.9899999946..., the second 0.299999999999999988...
@pytest.mark.parametrize(
    ("cell", "value"), [(99999999.99, "99999999.99"), (0.3, "0.30"), (0.1 + 0.2, "0.30")]
)
def test_a_number_is_what_the_spreadsheet_shows(
    cell: float, value: str, load: Load, core: Core, tmp_path: Path
) -> None:
    load(write_book(tmp_path / "b.xlsx", {"plan": budget({"amount": cell})}))
    assert str(core("FROM core_budget")[0]["amount"]) == value


@pytest.mark.parametrize("cell", [1e-10, 0.001, "1,500", "7.65432万元人"])
def test_a_cell_that_is_no_amount_is_rejected_and_never_rounded(
    cell: float | str, load: Load, tmp_path: Path
) -> None:
    [outcome] = load(write_book(tmp_path / "b.xlsx", {"plan": budget({"amount": cell})}))
    assert outcome.record.rows_rejected == 1


def test_what_is_typed_as_text_is_read_as_people_write_numbers(
    load: Load, core: Core, tmp_path: Path
) -> None:
    rows = budget({"amount": "120万", "tax_rate": "6%", "month": "2026/3/1", "tax_included": "是"})
    load(write_book(tmp_path / "b.xlsx", {"plan": rows}))
    [stored] = core("FROM core_budget")
    assert (str(stored["amount"]), str(stored["tax_rate"])) == ("1200000.00", "0.0600")


def test_an_error_value_is_not_an_empty_cell(load: Load, core: Core, tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    header, cells = budget({})
    with Workbook(path) as book:
        sheet = book.add_worksheet("plan")
        for number, row in enumerate(([], header, cells)):  # a blank row above the header
            for index, cell in enumerate(row[1:], start=1):
                sheet.write(number, index, cell)
        sheet.write(1, 0, "month")
        sheet.write(2, 0, "2026-03-01")
        sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")
    load(path)
    [fault] = core("FROM core_rejected_row")
    assert (fault["column"], fault["value"]) == ("amount", "#DIV/0!")


def test_of_several_sheets_the_one_with_known_columns_is_read(
    load: Load, core: Core, tmp_path: Path
) -> None:
    sheets = {"cover": [["Budget"], ["of 2026"]], "plan": budget({}), "empty": []}
    [outcome] = load(write_book(tmp_path / "b.xlsx", sheets))
    assert (outcome.record.source, outcome.record.rows_loaded) == ("budget", 1)


def test_two_kinds_of_data_in_one_workbook_are_loaded_by_name(
    load: Load, core: Core, row: MakeRow, tmp_path: Path
) -> None:
    prices = row("price_book")
    sheets = {"plan": budget({}), "prices": [[*prices], [c or None for c in prices.values()]]}
    path = write_book(tmp_path / "b.xlsx", sheets)
    [refused] = load(path)
    assert "Several sheets hold data: plan, prices" in refused.record.reason
    assert "--as: budget, price_book" in refused.record.reason
    for name in ("budget", "price_book"):
        [outcome] = load(path, source_name=name)
        assert (outcome.record.source, outcome.record.rows_loaded) == (name, 1)
    assert len(core("FROM core_price")) == len(core("FROM core_budget")) == 1


def test_two_sheets_of_one_kind_are_refused_with_their_names(load: Load, tmp_path: Path) -> None:
    sheets = {"march": budget({}), "april": budget({"amount": 1})}
    [outcome] = load(write_book(tmp_path / "b.xlsx", sheets))
    assert "2 sheets of the workbook could be meant: march, april" in outcome.record.reason


def test_a_header_that_names_a_column_twice_is_refused(load: Load, tmp_path: Path) -> None:
    header, cells = budget({})
    rows = [[*header, "amount"], [*cells, 5]]
    [outcome] = load(write_book(tmp_path / "b.xlsx", {"plan": rows}))
    assert "names a column twice: amount" in outcome.record.reason


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_workbook_cut_off_is_refused(keep: float, load: Load, tmp_path: Path) -> None:
    path = write_book(tmp_path / "b.xlsx", {"plan": budget({})})
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    [outcome] = load(path)
    assert "damaged" in outcome.record.reason


def test_a_stray_cell_at_the_end_of_the_world_does_not_fill_the_memory(
    load: Load, tmp_path: Path
) -> None:
    path = tmp_path / "b.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet("plan")
        sheet.write(0, 0, "month")
        sheet.write(1_048_575, 16_383, "stray")  # 1,048,576 x 16,384 = 17 thousand million cells
    [outcome] = load(path)
    assert "too large to be read" in outcome.record.reason
