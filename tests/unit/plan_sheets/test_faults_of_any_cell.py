"""Whatever stands in a cell, or is missing from it, is named by the cell or does no harm."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.cells import letters
from data.errors import PlanSheetError
from models.plan_sheets.fields import sheet_types
from models.plan_sheets.workbook import make_workbook
from models.plan_sheets.writing import write_tables
from tests.plan_samples import MODES, sample
from tests.unit.plan_sheets.books import (
    Formula,
    changed,
    faults,
    read,
)


@pytest.mark.parametrize("mode", sorted(MODES))
def test_every_required_key_that_is_left_empty_is_named_by_its_column(mode: str) -> None:
    required: list[Any] = [
        (sheet.name, column.heading)
        for sheet in sheet_types().values()
        for column in sheet.columns.values()
        if mode in column.required_in and column.heading not in ("plan_id", "mode")
    ]
    assert ("plans", "source") in required
    tried = 0
    for name, heading in required:
        if heading.startswith("included."):
            continue  # said by the mode itself: which of the four are not said
        sheets = write_tables([sample(mode)])
        meant = next((sheet for sheet in sheets if sheet.kind.name == name), None)
        if meant is None or heading not in meant.headings:
            continue  # the sample has no tiers
        tried += 1
        meant.rows[0].pop(heading)
        for sheet in sheets:  # lists find their plan without its day
            for row in sheet.rows if heading == "valid_from" else ():
                row.pop("plan_valid_from", None)
        with pytest.raises(PlanSheetError) as error:
            read(make_workbook(sheets))
        assert [f.key for f in error.value.faults if f.code == "missing"] == [heading]
        assert f"{name}!" in error.value.faults[0].cell
    assert tried >= 5


ABSURD: list[Any] = [
    True, -1, 0, 0.5, 1e300, "", " ", "text", "1,500", "６", ";", "#N/A", "=1+1", "2026-02-30",
    "99:99", date(2026, 1, 1), time(8), Formula("=1+1"), None, "x" * 32_000, "\ud7ff\n",
]  # fmt: skip


@settings(max_examples=200)
@given(st.data())
def test_whatever_stands_in_a_cell_is_named_by_it_or_harmless(data: st.DataObject) -> None:
    mode = data.draw(st.sampled_from(sorted(MODES)))
    sheets = {
        sheet.kind.name: [sheet.headings, *sheet.grid()] for sheet in write_tables([sample(mode)])
    }
    name = data.draw(st.sampled_from(sorted(sheets)))
    row = data.draw(st.integers(1, len(sheets[name])))
    column = data.draw(st.integers(1, len(sheets[name][0])))
    heading = sheets[name][0][column - 1]
    wrong = faults(changed(name, row, column, data.draw(st.sampled_from(ABSURD)), sheets))
    is_key = heading in ("plan_id", "valid_from", "price_row") or row == 1
    if wrong and not is_key:  # what a key misses, other rows may miss, too
        at = f"{name}!{letters(column)}{row}"
        whole = (f"{name}, row {row}", "plans, row 2", "prices, row 2")
        assert {fault.cell for fault in wrong} <= {at, *whole} or heading == "mode"
    for fault in wrong:
        assert fault.remedy
        assert "{" not in fault.what.replace("{'", "").replace("[{", "")
