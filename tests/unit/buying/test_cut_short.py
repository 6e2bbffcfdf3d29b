"""A ladder whose search ended at its limit says by how much it may be dearer than the cheapest."""

import duckdb
import pytest

from data.tables import OUT_TABLES
from data.tables.ddl import create_table
from models.buying.findings import Told, tell


@pytest.mark.parametrize(
    ("cut_short", "told"), [(0.0123, [("search_cut_short", "info", "1.23%")]), (None, [])]
)
def test_a_search_that_ended_at_its_limit_is_a_finding(
    cut_short: float | None, told: list[tuple[str, str, str]]
) -> None:
    with duckdb.connect() as connection:
        create_table(connection, "out_finding", OUT_TABLES["out_finding"])
        tell(connection, Told(cut_short=cut_short), "s")
        tell(connection, Told(cut_short=cut_short), "s")  # in place of the one before
        found = connection.execute("SELECT kind, severity, detail->>'missing' FROM out_finding")
        assert found.fetchall() == told
