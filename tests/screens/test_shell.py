"""What holds for every screen: languages, filters in the address, new snapshots, no stray words."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from dashboard.screens import SCREENS
from tests.screens.opening import at_address, go_to

FOLDER = Path(dashboard.__file__).parent
APP = FOLDER / "app.py"
SHOWN = [
    path
    for path in sorted(FOLDER.rglob("*.py"))
    if path.parent.name in ("screens", "components") or path == APP
]
# What is markup in a text, not words: directives such as :orange[, entities such as &ensp;
MARKUP = re.compile(r":[a-z]+\[|&[a-z]+;|<[^>]*>")
WORDLESS = {"html", "code", "columns", "container", "space", "cache_resource"}


def test_the_address_chooses_the_language(sample: Path) -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["lang"] = "zh_CN"
    assert app.run().title[0].value == "总览"


def test_the_language_stays_when_the_address_loses_it(sample: Path) -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["lang"] = "ja"
    app.run()
    app.query_params.clear()  # what going to another screen does
    assert app.run().query_params["lang"] == "ja"


def test_an_unknown_language_in_the_address_falls_back(sample: Path) -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["lang"] = "fr"
    assert app.run().title[0].value == "Overview"


def test_a_new_publication_is_seen_without_a_restart(
    publish_rows: Callable[..., Any], make: SimpleNamespace
) -> None:
    publish_rows({"core_load": [make.load(synthetic=False)]})
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert "Synthetic sample" not in "".join(text.value for text in app.markdown)
    publish_rows({"core_load": [make.load(synthetic=True)]})
    app.run()
    assert "Synthetic sample" in "".join(text.value for text in app.markdown)


def test_a_filter_lies_in_the_address_as_it_stands_in_the_data(
    sample: Path, make: SimpleNamespace
) -> None:
    pool = make.pool_id(make.POOLS[1])
    app = at_address("forecast", lang="zh_CN")
    app.selectbox(key="pool").set_value(pool).run()
    assert app.query_params["pool"] == pool


def test_a_filter_in_the_address_is_followed(sample: Path, make: SimpleNamespace) -> None:
    pool = make.pool_id(make.POOLS[2])
    app = at_address("forecast", pool=pool)
    assert app.selectbox(key="pool").value == pool


def test_a_filter_stays_when_another_screen_was_shown_between(
    sample: Path, make: SimpleNamespace
) -> None:
    pool = make.pool_id(make.POOLS[1])
    app = at_address("forecast", pool=pool)
    for screen in ("data-health", "forecast"):
        app.query_params.clear()  # what the menu's links do
        go_to(app, screen)
    assert app.selectbox(key="pool").value == pool
    assert app.query_params["pool"] == pool


def test_a_screens_default_does_not_filter_another_screen(sample: Path) -> None:
    app = at_address("compare")  # shows the dearest pool unless another was chosen
    go_to(app, "forecast")
    assert app.selectbox(key="pool").value is None


def test_a_pool_that_does_not_exist_is_not_followed(sample: Path) -> None:
    assert at_address("forecast", pool="no/such/pool/x").selectbox(key="pool").value is None


def test_a_publication_in_the_middle_of_a_rerun_is_not_mixed_in(
    publish_rows: Callable[..., Any], make: SimpleNamespace
) -> None:
    def script(publish_rows: "Any", make: "Any") -> None:  # run apart, without imports
        import streamlit as st

        from dashboard.reading import pin, read

        pin()
        publish_rows({"core_load": [make.load(), make.load(sequence=2)]})
        st.text(read("reconciliation")["file_count"][0])
        pin()
        st.text(read("reconciliation")["file_count"][0])

    publish_rows({"core_load": [make.load()]})
    arguments = {"publish_rows": publish_rows, "make": make}
    app = AppTest.from_function(script, default_timeout=60, kwargs=arguments).run()
    assert [text.value for text in app.text] == ["1", "2"]


def test_a_fault_of_the_data_is_a_sentence_and_no_traceback(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUANLI_TIME_ZONE", "Mars/Olympus")
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert "Mars/Olympus" in app.error[0].value
    assert not app.exception


def test_screens_have_addresses_of_their_own() -> None:
    addresses = [screen.url_path for screen in SCREENS]
    assert len(set(addresses)) == len(addresses)
    assert "health" not in addresses  # answered by the server itself


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.stem)
def test_no_words_are_written_into_the_code(path: Path) -> None:
    assert list(_words_shown(path)) == []


def _words_shown(path: Path) -> Iterator[str]:
    """Letters in the first argument of `st.<element>(...)`, or of what is called on a column."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        named_st = isinstance(node.func.value, ast.Name) and node.func.value.id == "st"
        if not named_st or node.func.attr in WORDLESS or not node.args:
            continue
        literals = [part for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)]
        inside_calls = {
            id(part)
            for call in ast.walk(node.args[0])
            if isinstance(call, (ast.Call, ast.Subscript))
            for part in ast.walk(call)
        }
        for literal in literals:
            if not isinstance(literal.value, str) or id(literal) in inside_calls:
                continue
            if re.search(r"[A-Za-z\u4e00-\u9fff]", MARKUP.sub("", literal.value)):
                yield f"line {literal.lineno}: {literal.value}"
