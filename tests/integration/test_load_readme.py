"""The page of every source cannot lag behind: its example loads, and its columns are all there."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etl.sources import all_sources

ETL = Path(__file__).parents[2] / "etl"
PAGE = re.compile(r"### `(\w+)`[^\n]*\n(.*?)(?=\n### |\Z)", re.DOTALL)
PAGES: dict[str, str] = dict(PAGE.findall((ETL / "README.md").read_text("utf-8"))) | {
    page.stem: page.read_text("utf-8") for page in (ETL / "sources").glob("*.md")
}


def test_there_is_a_page_for_every_source_and_none_beside() -> None:
    assert sorted(PAGES) == sorted(all_sources())


@pytest.mark.parametrize("name", PAGES)
def test_the_example_of_a_page_is_recognised_and_loads(
    name: str,
    load: Callable[..., list[Any]],
    write_file: Callable[..., Path],
    sound_file: Callable[[str], tuple[Any, dict[str, Any]]],
) -> None:
    [example] = re.findall(r"```\n(.*?)```", PAGES[name], flags=re.DOTALL)
    [outcome] = load(write_file("example.csv", example), **sound_file(name)[1])
    record = outcome.record
    assert (record.source, record.status) == (name, "loaded")
    assert (record.rows_loaded > 0, record.rows_rejected) == (True, 0)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_every_column_of_the_file(name: str, row: Callable[..., Any]) -> None:
    prose = re.sub(r"```.*?```", "", PAGES[name], flags=re.DOTALL)
    unnamed = [c for c in row(name) if not re.search(rf"(?<!\w){re.escape(c)}(?!\w)", prose)]
    assert unnamed == (["JPY"] if name == "ecb_rates" else [])  # only told by, never read


@pytest.mark.parametrize("name", PAGES)
def test_a_page_warns_of_a_trap(name: str) -> None:
    assert re.search(r"Traps?:\s", PAGES[name])
