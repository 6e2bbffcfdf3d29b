"""What the dashboard keeps in memory has an end: every cache says how much it holds at most."""

import ast
from collections.abc import Iterator
from pathlib import Path

import dashboard

FOLDER = Path(dashboard.__file__).parent
# Their arguments are names in our own code (columns, languages): no reader can add to them.
NAMED_BY_US = {"_babel_locale", "_contracts_words", "_tooltip"}
# A plan that no workbook can hold is said instead of offered, so the file is made before.
MADE_AT_ONCE = ["compare_bring.py: content"]
Kept = tuple[Path, ast.FunctionDef, ast.expr]


def _decorated(*names: str) -> Iterator[Kept]:
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for decorator in node.decorator_list:
                    called = decorator.func if isinstance(decorator, ast.Call) else decorator
                    if ast.unparse(called).rpartition(".")[2] in names:
                        yield path, node, decorator


def _takes_nothing(function: ast.FunctionDef) -> bool:
    return not ast.unparse(function.args)


def test_every_cache_of_streamlit_says_how_many_entries_it_keeps() -> None:
    kept = [*_decorated("cache_resource", "cache_data")]
    assert len(kept) > 20
    endless = [
        f"{path.relative_to(FOLDER)}: {function.name}"
        for path, function, decorator in kept
        if not _takes_nothing(function) and "max_entries=" not in ast.unparse(decorator)
    ]
    assert endless == []


def test_caches_of_functions_with_arguments_are_bounded_too() -> None:
    endless = {
        function.name
        for _, function, decorator in _decorated("cache", "lru_cache")
        if not _takes_nothing(function) and "maxsize=" not in ast.unparse(decorator)
    }
    assert endless == NAMED_BY_US


def test_downloads_are_made_when_they_are_asked_for() -> None:
    """Streamlit keeps the bytes of a download while the page is open; a function costs nothing."""
    made_at_once = []
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("download_button"):
                [data] = [word.value for word in node.keywords if word.arg == "data"]
                if not ast.unparse(data).startswith(("partial(", "lambda", "make_")):
                    made_at_once.append(f"{path.name}: {ast.unparse(data)}")
    assert made_at_once == MADE_AT_ONCE
