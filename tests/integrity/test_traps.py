"""Every trap that etl/TRAPS.md lists has a rule and tests that exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What each trap's row must speak of, so that none is dropped from the list.
TRAPS = (
    *("年", "factor 8", "`pay_ratio`", "tax in or out", "sparse FLOPS", "910B", "band", "exchange"),
    *("daylight", "time zones", "CRLF", "GBK", "full-width", "万", "duplicate", "overlapping"),
    *("late rows", "refunds", "vouchers", "currency per row", "absurd number", "archives"),
    *("spreadsheet would run", "lead elsewhere"),
)


def rows() -> list[list[str]]:
    text = (ROOT / "etl" / "TRAPS.md").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [line.strip("| ").split(" | ") for line in lines[1:]]


@cache
def functions_of(name: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / name).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("trap", TRAPS)
def test_every_trap_is_listed(trap: str) -> None:
    assert [row for row in rows() if trap in row[0] or trap in row[1]]


@pytest.mark.parametrize("row", rows(), ids=[row[0][:40] for row in rows()])
def test_every_trap_has_a_rule_and_tests_that_exist(row: list[str]) -> None:
    trap, rule, tests = row
    assert trap
    assert len(rule) > 20
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", tests)
    assert named
    assert len(named) == tests.count("::")
    assert [f"{file}::{name}" for file, name in named if name not in functions_of(file)] == []
