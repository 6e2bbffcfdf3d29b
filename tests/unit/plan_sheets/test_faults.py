"""Mistakes in sheets of plans: each is named with its sheet, cell and key."""

import zipfile
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO

import pytest

from data.errors import InputError, PlanSheetError
from models.plan_sheets.faults import CODES
from tests.unit.plan_sheets.books import (
    PLANS,
    PRICES,
    SOUND,
    Formula,
    Rows,
    book,
    changed,
    faults,
    read,
    with_column,
)

TOKENS = [["a", "tokens", *PLANS[1][2:]]]
TWO_VERSIONS = [*PLANS, ["a", "pay_as_you_go", date(2026, 7, 1), *PLANS[1][3:]]]
BANDS: dict[str, Rows] = {
    "plans": PLANS,
    "prices": [["plan_id", "price_row", "price"], ["a", 1, 35]],
    "bands": [
        ["plan_id", "price_row", "name", "start", "end", "price"],
        ["a", 1, "night", time(22), time(8), 20],
    ],
}


def test_a_sound_workbook_is_read_with_its_numbers_dates_and_flags() -> None:
    (plan,) = read(book(SOUND))
    dumped = plan.model_dump()
    assert (plan.valid_from, plan.tax_included) == (date(2026, 1, 1), True)
    assert plan.tax_rate == Decimal("0.06")  # not 0.06000000000000000055
    assert dumped["prices"][0]["price"] == Decimal("35.1")


def test_days_and_times_are_the_same_in_the_calendar_of_a_macintosh() -> None:
    (plan,) = read(book(BANDS, date_1904=True))
    assert plan.valid_from == date(2026, 1, 1)
    assert plan.model_dump()["prices"][0]["bands"][0]["start"] == time(22)


@pytest.mark.parametrize(
    ("sheets", "code", "cell", "key"),
    [
        (changed("prices", 2, 3, "1,500"), "not_a_number", "prices!C2", "price"),
        (changed("prices", 2, 3, "35 yuan"), "not_a_number", "prices!C2", "price"),
        (changed("plans", 2, 6, "6%"), "not_a_number", "plans!F2", "tax_rate"),
        (changed("prices", 2, 3, True), "not_a_number", "prices!C2", "price"),
        (changed("prices", 2, 3, date(2026, 5, 1)), "not_a_number", "prices!C2", "price"),
        (changed("prices", 2, 3, Formula("=5+2")), "formula", "prices!C2", "price"),
        (changed("prices", 2, 3, Formula("=1/0")), "formula", "prices!C2", "price"),
        ({"plans": PLANS}, "missing_list", "plans, row 2", "prices"),
        (with_column("prices", "tiers.kind", "graduated"),
         "missing_list", "prices, row 2", "tiers.steps"),
        (changed("prices", 2, 2, 4090), "not_a_text", "prices!B2", "chip"),
        (changed("prices", 2, 2, "H100, H20"), "comma_in_list", "prices!B2", "chip"),
        (changed("prices", 2, 2, "H100、H20"), "comma_in_list", "prices!B2", "chip"),
        (changed("prices", 2, 2, "H100;"), "empty_in_list", "prices!B2", "chip"),
        (changed("plans", 2, 3, 46023), "not_a_date", "plans!C2", "valid_from"),
        (changed("plans", 2, 3, "1/2/2026"), "not_a_date", "plans!C2", "valid_from"),
        (changed("plans", 2, 3, datetime(2026, 1, 1, 8)),  # noqa: DTZ001  as a cell has it
         "not_a_date", "plans!C2", "valid_from"),
        (changed("plans", 2, 5, 1), "not_a_flag", "plans!E2", "tax_included"),
        (changed("plans", 2, 5, "maybe"), "not_a_flag", "plans!E2", "tax_included"),
        (changed("plans", 2, 5, None), "missing", "plans!E2", "tax_included"),
        (changed("plans", 2, 7, None), "missing", "plans!G2", "source"),
        (changed("plans", 2, 7, " "), "missing", "plans!G2", "source"),
        (changed("plans", 2, 2, "payg"), "unknown_mode", "plans!B2", "mode"),
        (changed("plans", 2, 4, "yuan"), "value", "plans!D2", "currency"),
        (changed("prices", 2, 3, -1), "value", "prices!C2", "price"),
        (changed("plans", 1, 4, "curency"), "misspelt_heading", "plans!D1", ""),
        (changed("plans", 1, 4, "货币"), "unknown_heading", "plans!D1", ""),
        (changed("plans", 1, 7, "mode"), "repeated_heading", "plans!G1", ""),
        (changed("plans", 1, 7, None), "nameless_column", "plans!G2", ""),
        (changed("prices", 2, 1, "b"), "orphan", "prices!A2", "plan_id"),
        (changed("prices", 2, 1, None), "missing_key", "prices!A2", "plan_id"),
        ({**SOUND, "prices": [*PRICES, PRICES[1]]}, "repeated_row", "prices, row 3", ""),
        ({**SOUND, "plans": [*PLANS, PLANS[1]]}, "repeated_plan", "plans!A3", "plan_id"),
        ({**SOUND, "plans": TWO_VERSIONS},
         "several_versions", "prices, row 2", "plan_valid_from"),
        (with_column("prices", "plan_valid_from", date(2025, 1, 1)),
         "orphan", "prices!D2", "plan_valid_from"),
        (changed("bands", 2, 2, 2, BANDS), "orphan", "bands!B2", "price_row"),
        (changed("bands", 2, 2, None, BANDS), "missing_key", "bands!B2", "price_row"),
        (changed("bands", 2, 4, 0.5, BANDS), "not_a_time", "bands!D2", "start"),
        (changed("bands", 2, 4, "24:00", BANDS), "not_a_time", "bands!D2", "start"),
        (changed("bands", 2, 6, None, BANDS), "value", "bands, row 2", ""),
        ({**BANDS, "prices": [*BANDS["prices"], ["a", 1, 30]]},
         "repeated_name", "prices!B3", "price_row"),
        ({**SOUND, "price": PRICES}, "unknown_sheet", "price", ""),
        ({"prices": [PRICES[0]]}, "no_plans", "plans", ""),
        (with_column("plans", "fee", 53000), "unknown_key", "plans!H2", "fee"),
        ({**SOUND, "costs": [["plan_id", "item", "fee"], ["a", "cabinet", 570]]},
         "unknown_key", "costs, row 2", "costs"),
    ],
)  # fmt: skip
def test_a_mistake_is_led_back_to_its_cell(
    sheets: dict[str, Rows], code: str, cell: str, key: str
) -> None:
    found = [fault for fault in faults(sheets) if fault.code == code]
    assert [(fault.cell, fault.key) for fault in found] == [(cell, key)]
    assert found[0].remedy
    assert "{" not in found[0].what + found[0].remedy


def test_every_kind_of_fault_has_been_provoked() -> None:
    """The list above, and the two below that no cell of a spreadsheet's own can have."""
    marks = test_a_mistake_is_led_back_to_its_cell.pytestmark  # type: ignore[attr-defined]
    shown = {case[1] for case in marks[0].args[1]}
    assert shown | {"not_a_moment", "error_value"} == set(CODES)


def test_an_hour_that_is_none_is_named() -> None:
    plans = [[*PLANS[0]], ["a", "spot", *PLANS[1][2:]]]
    [fault] = faults({"plans": plans, "path": [["plan_id", "at", "price"], ["a", "soon", 1]]})
    assert (fault.code, fault.cell, fault.key) == ("not_a_moment", "path!B2", "at")


def test_an_error_value_is_not_an_empty_cell() -> None:
    old, new = BytesIO(book(with_column("plans", "note", "#N/A here"))), BytesIO()
    with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start = text.index(b'<c r="H2"')
                end = text.index(b"</c>", start)
                text = text[:start] + b'<c r="H2" t="e"><v>#N/A</v>' + text[end:]
            target.writestr(name, text)
    with pytest.raises(PlanSheetError) as error:
        read(new.getvalue())
    [fault] = error.value.faults
    assert (fault.code, fault.cell, fault.found) == ("error_value", "plans!H2", "'#N/A'")


def test_all_faults_of_a_file_are_named_at_once_with_the_file() -> None:
    sheets = changed("prices", 2, 3, "1,500", changed("plans", 2, 6, "6%"))
    with pytest.raises(InputError) as error:
        read(book(sheets))
    assert error.value.where == "offers.xlsx"
    assert "2 fault(s)" in error.value.what
    assert "plans!F2 (tax_rate): '6%' is no plain number" in error.value.what
    assert "prices!C2 (price): '1,500' is no plain number" in error.value.what


def test_a_plan_whose_cells_are_sound_is_held_against_its_mode_beside_one_that_is_not() -> None:
    rows = [*PLANS, ["b", "storage", date(2026, 1, 1), "CNY", True, "6%", "mail"],
            ["c", "storage", date(2026, 1, 1), "yuan", True, 0, "mail"]]  # fmt: skip
    found = {(fault.cell, fault.code) for fault in faults({**SOUND, "plans": rows})}
    # of c both: its currency, and that it has no price; of b only what could not be read
    assert found == {
        ("plans!F3", "not_a_number"), ("plans!D4", "value"), ("plans, row 4", "missing"),
    }  # fmt: skip


def test_a_missing_price_is_not_zero() -> None:
    [fault] = faults(changed("prices", 2, 3, None))
    assert (fault.cell, fault.code) == ("prices, row 2", "value")
    assert "give either price or tiers" in fault.what


def test_zero_is_a_price() -> None:
    (plan,) = read(book(changed("prices", 2, 3, 0)))
    assert plan.model_dump()["prices"][0]["price"] == 0


def test_sheets_for_people_and_empty_sheets_are_not_read() -> None:
    notes = [["anything"], [Formula("=1+1")]]
    (plan,) = read(book({**SOUND, "Notes": notes, "explanations": notes, "bands": []}))
    assert plan.plan_id == "a"


def test_blank_rows_and_an_empty_column_between_do_no_harm() -> None:
    plans = [[None], [*PLANS[0][:3], None, *PLANS[0][3:]], [None],
             [*PLANS[1][:3], None, *PLANS[1][3:]]]  # fmt: skip
    (plan,) = read(book({**SOUND, "plans": plans}))
    assert plan.currency == "CNY"


@pytest.mark.parametrize(
    ("cell", "names"),
    [("H100; H20", ("H100", "H20")), ("H100；H20", ("H100", "H20")), (r"a\,b", ("a,b",)),
     (r"a\;b;c", ("a;b", "c"))],
)  # fmt: skip
def test_several_names_stand_in_one_cell(cell: str, names: tuple[str, ...]) -> None:
    (plan,) = read(book(changed("prices", 2, 2, cell)))
    assert plan.model_dump()["prices"][0]["chip"] == names


def test_components_that_nobody_foresaw_have_headings_of_their_own() -> None:
    (plan,) = read(book(with_column("plans", "metering.states.disk", "running; stopped")))
    assert plan.model_dump()["metering"]["states"] == {"disk": ("running", "stopped")}
    [fault] = faults(with_column("plans", "metering.states.", "running"))
    assert (fault.code, fault.expected) == ("misspelt_heading", "metering.states.*")


@pytest.mark.parametrize("damage", [b"", b"PK", b"\xd0\xcf\x11\xe0 old workbook"])
def test_what_is_no_workbook_is_named(damage: bytes) -> None:
    with pytest.raises(InputError, match="workbook is damaged"):
        read(damage)


def test_a_workbook_damaged_anywhere_is_refused_or_reads_as_it_was() -> None:
    content = book(SOUND)
    meant = read(content)
    for at in range(0, len(content), 97):
        damaged = content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
        with suppress(InputError):
            assert read(damaged) == meant


class TestCsv:
    """The same faults in CSV, whose cells are all text."""

    plans = "plan_id,mode,valid_from,currency,tax_included,tax_rate,source,price\n"
    row = "a,storage,2026-01-01,CNY,TRUE,0.06,mail,0.5\n"

    def refused(self, text: str | bytes, **parts: str) -> InputError:
        content = text.encode() if isinstance(text, str) else text
        files = {f"offers.{name}.csv": part.encode() for name, part in parts.items()}
        with pytest.raises(InputError) as error:
            read({"offers.csv": content} | files)
        return error.value

    def test_plans_without_lists_are_one_file(self) -> None:
        (plan,) = read({"offers.csv": (self.plans + self.row).encode()})
        assert plan.model_dump()["price"] == Decimal("0.5")

    @pytest.mark.parametrize("day", ["2026-01-01", "2026/1/1", "2026-01-01 00:00:00"])
    def test_days_as_spreadsheets_save_them_are_read(self, day: str) -> None:
        text = self.plans + self.row.replace("2026-01-01", day)
        assert read({"offers.csv": text.encode()})[0].valid_from == date(2026, 1, 1)

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [("0.5", "0,5", "offers.csv"), ("2026-01-01", "01.02.2026", "offers.csv!C2 (valid_from)"),
         ("TRUE", "1", "offers.csv!E2 (tax_included)"), ("0.06", "", "offers.csv!F2 (tax_rate)")],
    )  # fmt: skip
    def test_faults_name_file_and_cell(self, old: str, new: str, said: str) -> None:
        assert said in str(self.refused(self.plans + self.row.replace(old, new)))

    def test_a_row_too_long_has_a_cell_without_heading(self) -> None:
        assert "offers.csv!I2: the column has no heading" in str(
            self.refused(self.plans + self.row.replace("0.5", "1,500"))
        )

    def test_a_list_names_its_own_file(self) -> None:
        wrong = self.refused(self.plans + self.row, bands="plan_id,nam\na,night\n")
        assert "offers.bands.csv!B1" in wrong.what
        assert "or write name, if meant" in wrong.remedy

    def test_a_list_without_its_plans_is_refused(self) -> None:
        with pytest.raises(InputError, match=r"belongs to offers\.csv, which is not there"):
            read({"offers.prices.csv": b"plan_id,price\na,1\n"})

    def test_another_encoding_is_refused_not_guessed(self) -> None:
        wrong = self.refused(self.plans.encode() + "a,storage,甲".encode("gb18030"))
        assert "CSV UTF-8" in wrong.remedy

    def test_quotes_that_do_not_match_are_refused(self) -> None:
        assert "cannot be read as CSV" in self.refused(self.plans + 'a,"storage').what
