"""A long benchmark in pieces: what was done is not done again, and what is left is told."""

from pathlib import Path

import pytest

from tests.benchmarks import keeping
from tests.benchmarks.keeping import Pieces


def test_a_run_that_ended_goes_on_with_the_piece_that_it_lacks(tmp_path: Path) -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return f"what {name} gives"

    def fails() -> str:
        raise KeyboardInterrupt

    work = {"first set": 1.0, "second set": 1.0}
    ended = Pieces(work, tmp_path)
    ended.of("first set", lambda: make("first"))
    with pytest.raises(KeyboardInterrupt):
        ended.of("second set", fails)
    again = Pieces(work, tmp_path)
    assert again.of("first set", lambda: make("first")) == "what first gives"
    assert again.of("second set", lambda: make("second")) == "what second gives"
    assert made == ["first", "second"]


def test_what_is_left_is_told_at_the_pace_of_what_was_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 120.0, 500.0, 860.0])  # 120 s and 360 s
    monkeypatch.setattr(keeping, "process_time", lambda: next(clock))
    pieces = Pieces({"small": 1.0, "large": 3.0, "last": 2.0})
    assert pieces.left_s() is None
    pieces.of("small", list)
    pieces.of("large", list)
    # 480 s for 4 of 6: 240 s for the last 2.
    assert pieces.left_s() == 240
    assert "[2 of 3] large: 360 CPU s, about 4 CPU min left" in capsys.readouterr().out
