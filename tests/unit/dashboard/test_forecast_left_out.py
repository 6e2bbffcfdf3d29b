"""What a sum leaves out is said in the reader's language, whatever the reason."""

from typing import Any

import pytest

from dashboard.screens import forecast_left_out
from dashboard.screens.forecast_left_out import left_out_line


@pytest.fixture(autouse=True)
def keys_for_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def t(key: str, **words: Any) -> str:
        return f"{key.removeprefix('forecast.')}{sorted(words.items())}"

    monkeypatch.setattr(forecast_left_out, "t", t)


@pytest.mark.parametrize(
    ("note", "key", "words"),
    [
        ("without a/b (only 4 complete days)", "too_few", {"pool": "a/b", "count": "4"}),
        ("without a/b (not priced)", "unpriced", {"pool": "a/b"}),
        ("without a/b (not forecast)", "no_forecast", {"pool": "a/b"}),
        ("naive for a/b", "simpler", {"pool": "a/b"}),
        ("and 3 more", "more", {"count": "3"}),
        (
            "at least: only the use of a/b (the queue was not measured)",
            "use_alone",
            {"pool": "a/b"},
        ),
    ],
)
def test_every_reason_has_words(note: str, key: str, words: dict[str, str]) -> None:
    said = f"left_out.{key}{sorted(words.items())}"
    assert left_out_line(note) == f"method.parts{[('note', said)]}"
    assert left_out_line(f"{note}; {note}") == f"method.parts{[('note', f'{said}; {said}')]}"


def test_what_nobody_foresaw_is_said_as_it_came() -> None:
    assert left_out_line("new words") == f"method.parts{[('note', 'new words')]}"
