"""JSON sources never break a load: whatever stands where a value belongs, every row is counted."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.workspace import Workspace
from etl.load import LoadOptions, load_files
from tests.hostile_files import DOCUMENTS, broken_document


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzzed")


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
@given(data=st.data())
@settings(max_examples=60)
def test_anything_in_the_place_of_a_value_is_rejected_or_refused_in_words(
    name: str, data: st.DataObject, folder: Path
) -> None:
    path = folder / f"{name}.json"
    path.write_bytes(data.draw(broken_document(name)))
    options = LoadOptions("UTC", source_name=name, dry_run=True)
    [outcome] = load_files(Workspace(folder / "unused"), [path], options)
    record = outcome.record
    assert record.rows_read == record.rows_loaded + record.rows_rejected + record.rows_duplicate
    assert record.rows_read > 0 or ". " in (record.reason or "")
