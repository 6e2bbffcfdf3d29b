"""What billing must do is done somewhere, and shown by tests that exist."""

import ast
import json
import re
from functools import cache
from pathlib import Path

import pytest

from models.billing.modes import all_modes

ROOT = Path(__file__).parents[2]
BILLING = ROOT / "models" / "billing"
COVERAGE = (BILLING / "COVERAGE.md").read_text("utf-8")
ROWS = [line for line in COVERAGE.splitlines() if line.startswith("| ") and "::" in line]
PUBLISHED = ROOT.parent / "shared" / "design" / "published_examples.json"


@cache
def functions_of(name: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / name).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def named_in(row: str) -> list[tuple[str, str]]:
    return re.findall(r"`([\w/]+\.py)::(\w+)`", row)


@pytest.mark.parametrize("row", ROWS, ids=[row[2:40] for row in ROWS])
def test_every_row_names_tests_that_exist(row: str) -> None:
    named = named_in(row)
    assert len(named) == row.count("::")
    assert [f"{file}::{name}" for file, name in named if name not in functions_of(file)] == []


def test_every_module_that_is_named_exists() -> None:
    named = set(re.findall(r"`((?:modes/)?\w+\.py)`", COVERAGE))
    assert len(named) > 20
    assert [name for name in named if not (BILLING / name).is_file()] == []


def test_every_mode_has_a_row() -> None:
    named = set(re.findall(r"`modes/(\w+)\.py`", COVERAGE))
    assert set(all_modes()) <= named


@pytest.mark.skipif(not PUBLISHED.exists(), reason="needs the published examples beside the tree")
def test_every_published_example_has_a_test_or_a_stated_contradiction() -> None:
    examples = json.loads(PUBLISHED.read_text("utf-8"))
    rows = {row.split("`")[1]: row for row in ROWS if row.startswith("| `")}
    assert [name for name in examples if name not in rows] == []
    for name, example in examples.items():
        contradiction = rows[name].strip("| ").split(" | ")[2:]
        assert named_in(rows[name]) or contradiction, name
        # a scenario each, where the page has several
        scenarios = example.get("scenarios", [])
        assert len(named_in(rows[name])) >= len(scenarios)
        sources = {(ROOT / "tests" / file).read_text("utf-8") for file, _ in named_in(rows[name])}
        assert any(_names_its_source(example["source"], text) for text in sources), name


def _names_its_source(source: str, text: str) -> bool:
    """Whether a test file says where the example is printed: a host, or the publisher's name."""
    words = re.findall(r"[a-z0-9-]+\.(?:com|sh|city|org)\b|FOCUS|azure-rest-api-specs", source)
    return any(word in text for word in words)
