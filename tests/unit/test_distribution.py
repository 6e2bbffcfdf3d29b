"""How tests are spread over workers: see tests.distribution."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.distribution import BROWSER, SLOW, OneBrowser, slow_first

ROOT = Path(__file__).parents[2]


def item(path: str) -> Any:
    return SimpleNamespace(path=ROOT / path, config=SimpleNamespace(rootpath=ROOT))


def test_every_slow_file_is_there() -> None:
    assert [path for path in SLOW if not (ROOT / path).exists()] == []


def test_slow_files_come_first_and_others_keep_their_order() -> None:
    others = [item("tests/unit/b.py"), item("tests/unit/a.py")]
    slow = [item(path) for path in SLOW[1:]]
    browser = item(f"{BROWSER}test_journeys.py")
    items = [others[0], *reversed(slow), browser, others[1]]
    slow_first(items)
    assert items == [browser, *slow, *others]


def test_files_with_a_browser_are_one_unit_of_work_and_others_one_each() -> None:
    scheduler = OneBrowser.__new__(OneBrowser)
    files = [f"{BROWSER}test_phone.py", f"{BROWSER}test_journeys.py", "tests/unit/test_a.py"]
    units = [scheduler._split_scope(f"{file}::test_something[en]") for file in files]
    assert units == [BROWSER, BROWSER, "tests/unit/test_a.py"]
