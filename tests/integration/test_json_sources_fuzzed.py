"""JSON sources never break a load: whatever stands where a value belongs, every row is counted."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.workspace import Workspace
from etl.load import LoadOptions, load_files

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5) | st.just("base"), inner, max_size=3)
    ),
    max_leaves=6,
)
SOURCES = ("token_prices", "market_snapshot")


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where in a JSON value something else may stand."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = [path]
    for key, below in inner:
        own = (*path, key)
        found += places(below, own) if isinstance(below, dict | list) else [own]
    return found


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = put(value[path[0]], path[1:], new)
    return copy


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzzed")


@pytest.mark.parametrize("name", SOURCES)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_anything_in_the_place_of_a_value_is_rejected_or_refused_in_words(
    name: str,
    data: st.DataObject,
    folder: Path,
    sound_file: Callable[[str], tuple[str, dict[str, Any]]],
) -> None:
    sound = json.loads(sound_file(name)[0])
    place = data.draw(st.sampled_from(places(sound)))
    path = folder / f"{name}.json"
    path.write_text(json.dumps(put(sound, place, data.draw(VALUES))), "utf-8")
    options = LoadOptions("UTC", source_name=name, dry_run=True)
    [outcome] = load_files(Workspace(folder / "unused"), [path], options)
    record = outcome.record
    assert record.rows_read == record.rows_loaded + record.rows_rejected + record.rows_duplicate
    assert record.rows_read > 0 or record.reason
