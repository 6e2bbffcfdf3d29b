"""What can be wrong with plans in sheets: in which cell, under which key, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from data.errors import PlanSheetError

MOST_NAMED = 20


class Words(NamedTuple):
    """What happened and how to mend it; `{key}`, `{found}` and `{expected}` are filled in."""

    what: str
    remedy: str


CODES: dict[str, Words] = {
    "formula": Words(
        "a formula stands here; only its last result could be read",
        "Paste the value in its place (paste special, values).",
    ),
    "error_value": Words("an error value stands here: {found}", "Type the value."),
    "not_a_number": Words(
        "{found} is no plain number",
        "Write digits with a point, such as 0.06 or 53000: no commas, units or percent signs.",
    ),
    "not_a_flag": Words("{found} is neither true nor false", "Write true or false."),
    "not_a_date": Words(
        "{found} is no date", "Write it as 2026-01-31, or format the cell as a date."
    ),
    "not_a_moment": Words("{found} is no date and time", "Write it as 2026-01-31 08:00."),
    "not_a_time": Words(
        "{found} is no time of day", "Write it as 08:30, or format the cell as a time."
    ),
    "not_a_text": Words(
        "the spreadsheet has made a number or a date of it: {found}",
        "Format the cell as text and type it again: 1.10 would be kept as 1.1.",
    ),
    "comma_in_list": Words(
        "{found} has a comma", "Part names by a semicolon; write \\, where a name has a comma."
    ),
    "empty_in_list": Words(
        "{found} has an empty name in it", "Remove the semicolon that is too many."
    ),
    "unknown_sheet": Words(
        "there is no sheet {found} among those of plans", "Rename or remove it; known: {expected}."
    ),
    "no_plans": Words("there is no sheet plans with a row", "Fill in the sheet plans."),
    "unknown_heading": Words("{found} is no heading of this sheet", "Remove the column."),
    "misspelt_heading": Words(
        "{found} is no heading of this sheet", "Remove the column, or write {expected}, if meant."
    ),
    "repeated_heading": Words("{found} stands in the headings twice", "Remove one of the columns."),
    "nameless_column": Words("the column has no heading", "Write its heading, or clear the cell."),
    "missing_key": Words("{key} is empty", "Say which plan or row this row belongs to."),
    "repeated_plan": Words(
        "{found} is there already, valid from the same day",
        "Remove one of the rows, or correct valid_from.",
    ),
    "repeated_name": Words(
        "{found} names another row of this plan, too", "Give each row a name of its own."
    ),
    "orphan": Words("no row of {expected} is called {found}", "Correct the name, or add that row."),
    "several_versions": Words(
        "{found} has several versions", "Say which one: write its valid_from in plan_valid_from."
    ),
    "repeated_row": Words("the row repeats row {found}", "Remove one of them, or correct it."),
    "missing": Words("missing", "Write {key}."),
    "missing_list": Words(
        "{found} has no row in the sheet {expected}", "Add its rows to the sheet {expected}."
    ),
    "unknown_key": Words(
        "a plan of this mode has no {key} here", "Clear the cell; it has {expected}"
    ),
    "unknown_mode": Words("the mode is unknown or missing", "Write one of {expected}."),
    "value": Words("{found}", "Correct {key}."),
}


@dataclass(frozen=True, slots=True)
class SheetFault:
    """One fault: the cell (`prices!C7`), the key, and what is found or expected there."""

    code: str
    cell: str
    key: str = ""
    found: str = ""
    expected: str = ""

    @property
    def what(self) -> str:
        """What is wrong, in a sentence without its place."""
        return CODES[self.code].what.format(**self.facts)

    @property
    def remedy(self) -> str:
        """What to do."""
        return CODES[self.code].remedy.format(**self.facts)

    @property
    def facts(self) -> dict[str, str]:
        """What the words are filled with."""
        return {"key": self.key, "found": self.found, "expected": self.expected}


def sheet_error(faults: Sequence[SheetFault], where: str) -> PlanSheetError:
    """The error that names all faults of a file, each with its cell."""
    named = [
        f"{fault.cell}{f' ({fault.key})' if fault.key else ''}: {fault.what}"
        for fault in faults[:MOST_NAMED]
    ]
    left = len(faults) - len(named)
    more = [f"and {left} more"] if left else []
    return PlanSheetError(
        f"{len(faults)} fault(s) in the plans: " + "; ".join([*named, *more]),
        where=where,
        remedy=" ".join(dict.fromkeys(fault.remedy for fault in faults[:MOST_NAMED])),
        faults=faults,
    )
