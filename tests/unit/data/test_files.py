"""Writing in one step: a reader sees the old file or the new one, and an error leaves nothing."""

import hashlib
from pathlib import Path

import pytest

from data.files import replacing, sha256, sweep, write_text


def test_the_new_text_takes_the_old_ones_place(tmp_path: Path) -> None:
    target = tmp_path / "current.json"
    write_text(target, "old")
    write_text(target, "new, 新")
    assert target.read_text("utf-8") == "new, 新"
    assert list(tmp_path.iterdir()) == [target]


def test_an_error_while_writing_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    target = tmp_path / "current.json"
    write_text(target, "old")

    def fail() -> None:
        with replacing(target) as temporary:
            temporary.write_text("half of the n")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        fail()
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_the_target_is_untouched_until_the_block_ends(tmp_path: Path) -> None:
    target = tmp_path / "a"
    with replacing(target) as temporary:
        temporary.write_text("new")
        assert not target.exists()
    assert target.read_text() == "new"


def test_sweeping_removes_what_killed_runs_left_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / ".current.json.4711.tmp").write_text("half")
    (tmp_path / "current.json").write_text("whole")
    (tmp_path / ".lock").write_text("")
    sweep(tmp_path)
    sweep(tmp_path / "absent")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "current.json"]


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"card-hours" * 300_000)
    with path.open("rb") as file:
        assert sha256(file) == hashlib.sha256(b"card-hours" * 300_000).hexdigest()


def test_sweeping_removes_the_folder_that_a_killed_database_worked_in(tmp_path: Path) -> None:
    left_over = tmp_path / ".building-1.duckdb.tmp"
    left_over.mkdir()
    (left_over / "block").write_bytes(b"x")
    kept = tmp_path / "landing.parquet"
    kept.write_bytes(b"x")
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [kept]
