"""What is said of a row that is rejected."""

import pytest

from tests.fixture_types import Core, FaultOf, Load, MakeRow, Row, WriteFile


@pytest.fixture
def fault_of(load: Load, core: Core, row: MakeRow, write_file: WriteFile) -> FaultOf:
    """Load a row with changes and a sound one of another key: the former alone is rejected.

    Its fault: a column and a reason, which of a broken rule is its name.
    """

    def rejected(source: str, other: Row, **changes: str) -> tuple[str | None, str]:
        rows = [row(source, **changes), row(source, **other)]
        [outcome] = load(write_file(f"{source}.csv", rows))
        assert (outcome.record.rows_loaded, outcome.record.rows_rejected) == (1, 1)
        [fault] = core("FROM core_rejected_row")
        assert fault["line_number"] == 2
        return fault["column"], fault["reason"].removeprefix("breaks the rule: ")

    return rejected
