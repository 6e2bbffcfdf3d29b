"""Object storage: copied once, loaded like files, with clear words where it cannot be reached."""

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow.fs
import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from data.errors import InputError
from data.workspace import Workspace
from etl import remote
from etl.load import quiet
from etl.remote import RemoteFile, fetch
from tests.integration.storage.bucket import SECRET, Bucket


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """URLs of the objects that were copied, in order."""
    urls: list[str] = []
    original = remote._copy

    def note(store: Any, info: Any, file: RemoteFile) -> None:
        urls.append(file.url)
        original(store, info, file)

    monkeypatch.setattr(remote, "_copy", note)
    return urls


@pytest.fixture
def suanli(bucket: Bucket, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("SUANLI_HOME", str(workspace.home))
    monkeypatch.setenv("SUANLI_S3_ENDPOINT", bucket.endpoint)

    def run(*arguments: str) -> Any:
        result = CliRunner().invoke(app, [*arguments, "--json"])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return json.loads(result.stdout)

    return run


def files_of(document: dict[str, Any]) -> list[tuple[str, bool, int]]:
    return [(Path(f["file"]).name, f["is_new"], f["loaded"]) for f in document["files"]]


def test_what_lies_under_a_prefix_is_loaded_and_its_record_says_from_where(
    bucket: Bucket, suanli: Any, core: Any, row: Any, to_csv: Any
) -> None:
    bucket.write("exports/usage.csv", to_csv([row("usage")]))
    bucket.write("exports/2026/价格 1.csv", to_csv([row("price_book")]))
    bucket.write("elsewhere/budget.csv", to_csv([row("budget")]))
    found = suanli("load", f"s3://{bucket.name}/exports/")
    assert sorted(files_of(found)) == [("usage.csv", True, 1), ("价格 1.csv", True, 1)]
    assert core("SELECT source, copied_from FROM core_load ORDER BY source") == [
        {"source": "price_book", "copied_from": f"s3://{bucket.name}/exports/2026/价格 1.csv"},
        {"source": "usage", "copied_from": f"s3://{bucket.name}/exports/usage.csv"},
    ]
    assert core("SELECT count(*) AS n FROM core_price") == [{"n": 1}]


def test_no_credential_is_written_anywhere(
    bucket: Bucket, suanli: Any, workspace: Workspace, row: Any, to_csv: Any
) -> None:
    suanli("load", bucket.write("usage.csv", to_csv([row("usage")])))
    written = [path.read_bytes() for path in workspace.home.rglob("*") if path.is_file()]
    assert written
    assert not [content for content in written if SECRET.encode() in content]


def test_an_unchanged_object_is_not_copied_again_and_a_changed_or_a_new_one_is(
    bucket: Bucket, workspace: Workspace, copied: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_CLOCK_STEP_NS", -(10**18))  # as if they had been saved long ago
    urls = [bucket.write("in/a.csv", "old"), bucket.write("in/b.csv", "same")]

    def copy() -> list[str]:
        copied.clear()
        found = fetch(workspace, f"s3://{bucket.name}/in", bucket.endpoint, quiet)
        assert [file.path.read_text("utf-8") for file in found.files][1] == "same"
        return list(copied)

    assert copy() == urls
    assert copy() == []
    bucket.write("in/a.csv", "newer")
    new = bucket.write("in/c.csv", "new")
    assert copy() == [urls[0], new]


def test_an_object_saved_in_the_second_of_its_copy_is_copied_once_more(
    bucket: Bucket, workspace: Workspace, copied: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The store keeps whole seconds: another version of the same size would look the same.
    monkeypatch.setattr(remote, "_CLOCK_STEP_NS", 3600 * 10**9)
    url = bucket.write("a.csv", "1")
    for _ in range(2):
        fetch(workspace, url, bucket.endpoint, quiet)
    assert copied == [url, url]


def test_a_copy_is_as_old_as_its_object(bucket: Bucket, workspace: Workspace) -> None:
    url = bucket.write("a.csv", "1")
    [file] = fetch(workspace, url, bucket.endpoint, quiet).files
    store = pyarrow.fs.S3FileSystem(endpoint_override=bucket.endpoint)
    [info] = store.get_file_info([f"{bucket.name}/a.csv"])
    assert file.path.stat().st_mtime_ns == info.mtime_ns


def test_a_copy_has_the_bytes_of_its_object_also_where_they_are_packed(
    bucket: Bucket, workspace: Workspace
) -> None:
    packed = gzip.compress(b"a,b" * 1_000_000, compresslevel=0)  # several blocks
    url = bucket.write("a.csv.gz", packed)
    [file] = fetch(workspace, url, bucket.endpoint, quiet).files
    assert file.path.read_bytes() == packed


def test_objects_are_named_by_a_pattern(bucket: Bucket, workspace: Workspace) -> None:
    for key in ("in/2026-01.csv", "in/2026-02.csv", "in/2025-12.csv", "in/.hidden-2026-1.csv"):
        bucket.write(key, "x")
    found = fetch(workspace, f"s3://{bucket.name}/in/2026-*.csv", bucket.endpoint, quiet)
    assert [file.path.name for file in found.files] == ["2026-01.csv", "2026-02.csv"]


def test_a_second_load_of_the_same_objects_changes_nothing(
    bucket: Bucket, suanli: Any, row: Any, to_csv: Any
) -> None:
    url = bucket.write("usage.csv", to_csv([row("usage")]))
    first, second = suanli("load", url), suanli("load", url)
    assert (first["published"], second["published"]) == (True, False)
    assert files_of(second) == [("usage.csv", False, 1)]


def test_a_run_picks_up_what_came_into_the_inbox_of_the_settings(
    bucket: Bucket, suanli: Any, monkeypatch: pytest.MonkeyPatch, row: Any, to_csv: Any
) -> None:
    monkeypatch.setenv("SUANLI_INBOX", f"s3://{bucket.name}/inbox/")
    assert files_of(suanli("run")) == []  # nothing has come yet, which is no error
    bucket.write("inbox/price.csv", to_csv([row("price_book")]))
    assert files_of(suanli("run")) == [("price.csv", True, 1)]
    bucket.write("inbox/budget.csv", to_csv([row("budget")]))
    assert files_of(suanli("load")) == [("budget.csv", True, 1), ("price.csv", False, 1)]


def test_the_inbox_of_the_settings_may_be_a_folder(
    suanli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: Any, to_csv: Any
) -> None:
    monkeypatch.setenv("SUANLI_INBOX", str(tmp_path / "drop"))
    gone = CliRunner().invoke(app, ["load"])
    assert isinstance(gone.exception, InputError)
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "price.csv").write_text(to_csv([row("price_book")]), "utf-8")
    assert files_of(suanli("load")) == [("price.csv", True, 1)]


def test_an_object_that_changes_while_it_is_read_is_no_copy(
    bucket: Bucket, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = bucket.write("a.csv", "whole")
    monkeypatch.setattr(remote, "_blocks", lambda *_: iter([b"ha"]))
    with pytest.raises(InputError, match="The object changed while it was read"):
        fetch(workspace, url, bucket.endpoint, quiet)
    assert [path for path in workspace.objects.rglob("*") if path.is_file()] == []
