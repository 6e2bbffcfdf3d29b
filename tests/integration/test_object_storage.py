"""Object storage: copied once, loaded like files, with clear words where it cannot be reached."""

import gzip
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow.fs
import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from data.errors import InputError, SuanliError, UsageError
from data.workspace import Workspace
from etl import remote
from etl.load import quiet
from etl.remote import RemoteFile, fetch, is_remote
from etl.remote_stores import open_store

SECRET = "a-secret-that-must-not-appear"  # noqa: S105  of a store that lives for a minute


@dataclass
class Bucket:
    """An empty bucket of the store, to be written to."""

    name: str
    endpoint: str

    def write(self, key: str, content: str | bytes) -> str:
        store = pyarrow.fs.S3FileSystem(endpoint_override=self.endpoint)
        with store.open_output_stream(f"{self.name}/{key}", compression=None) as stream:
            stream.write(content if isinstance(content, bytes) else content.encode())
        return f"s3://{self.name}/{key}"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    script = Path(__file__).with_name("object_store.py")
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout
        assert server.stdin
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        server.stdin.close()
        server.terminate()


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    for name in ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AZURE_STORAGE_ACCOUNT_NAME"):
        monkeypatch.delenv(name, raising=False)


NUMBERS = count(1)


@pytest.fixture
def bucket(endpoint: str) -> Bucket:
    name = f"bills-{next(NUMBERS)}"
    pyarrow.fs.S3FileSystem(endpoint_override=endpoint, allow_bucket_creation=True).create_dir(name)
    return Bucket(name, endpoint)


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


HOSTILE_KEYS = ("../../../escaped.csv", "a/../../b.csv", "/etc/c.csv", "C:\\d.csv", "e" * 400)


def test_keys_never_lead_out_of_the_workspace_and_never_share_a_copy(workspace: Workspace) -> None:
    keys = [*HOSTILE_KEYS, "C:/d.csv", "C_/d.csv", "C_d.csv", "e" * 401, "a//b.csv", "a/_/b.csv"]
    paths = [remote._local_path(workspace, "s3", f"bucket/{key}") for key in keys]
    inside = workspace.objects / "s3" / "bucket"
    assert [path for path in paths if not path.resolve().is_relative_to(inside.resolve())] == []
    assert len(set(paths)) == len(keys)
    assert max(len(part.encode()) for path in paths for part in path.parts) < 255


def test_an_object_that_changes_while_it_is_read_is_no_copy(
    bucket: Bucket, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = bucket.write("a.csv", "whole")
    monkeypatch.setattr(remote, "_blocks", lambda *_: iter([b"ha"]))
    with pytest.raises(InputError, match="The object changed while it was read"):
        fetch(workspace, url, bucket.endpoint, quiet)
    assert [path for path in workspace.objects.rglob("*") if path.is_file()] == []


class Denying(BaseHTTPRequestHandler):
    """A store that permits nothing."""

    def do_GET(self) -> None:
        body = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>no</Message></Error>"
        self.send_response(403)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if self.command == "GET" else b"")

    do_HEAD = do_GET  # noqa: N815  the server asks for this name

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        pass


@pytest.fixture
def denying() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Denying) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def failure(workspace: Workspace, url: str, endpoint: str) -> SuanliError:
    with pytest.raises(SuanliError) as caught:
        fetch(workspace, url, endpoint, quiet)
    assert SECRET not in str(caught.value)
    return caught.value


def test_what_is_wrong_with_a_store_is_said_in_one_sentence_with_its_remedy(
    bucket: Bucket, denying: str, workspace: Workspace
) -> None:
    at = bucket.endpoint
    cases = {
        "There is no such bucket": ("s3://no-such-bucket-here/in/", at),
        "There is no object to load": (f"s3://{bucket.name}/none/", at),
        "The store does not permit it": (f"s3://{bucket.name}/in/", denying),
        "The store cannot be reached": (f"s3://{bucket.name}/in/", "http://127.0.0.1:1"),
    }
    for what, (url, endpoint) in cases.items():
        error = failure(workspace, url, endpoint)
        assert (error.what.startswith(what), error.exit_code) == (True, 3), error
        assert (error.where, bool(error.remedy)) == (url, True)


def test_an_empty_bucket_holds_nothing_to_load(bucket: Bucket, workspace: Workspace) -> None:
    assert failure(workspace, f"s3://{bucket.name}", bucket.endpoint).exit_code == 3


@pytest.mark.parametrize("url", [f"s3://somebody:{SECRET}@bucket/in/", "s3://", "s3:///in"])
def test_an_address_that_is_none_or_holds_credentials_is_wrong_usage(
    url: str, workspace: Workspace
) -> None:
    error = failure(workspace, url, "")
    assert isinstance(error, UsageError)


def test_only_known_kinds_of_addresses_are_read() -> None:
    assert [is_remote(one) for one in ("s3://b/k", "GS://b/", "az://c/", "C:/x", "a.csv")] == [
        *(True, True, True, False, False)
    ]
    with pytest.raises(UsageError, match="cannot be read from https://"):
        is_remote("https://somewhere/a.csv")


@pytest.mark.parametrize("endpoint", ["oss.example", "https://", f"https://k:{SECRET}@host"])
def test_an_endpoint_that_is_no_address_is_wrong_usage(endpoint: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_store("s3", endpoint)
    assert SECRET not in str(caught.value)


def test_the_providers_own_variable_names_the_endpoint_too(
    bucket: Bucket, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", bucket.endpoint)
    assert fetch(workspace, bucket.write("a.csv", "1"), "", quiet).files


def test_a_build_without_a_store_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(pyarrow.fs, "GcsFileSystem")
    with pytest.raises(InputError, match=r"This build of pyarrow cannot read gs://"):
        open_store("gs")


def test_azure_needs_its_account_and_google_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="AZURE_STORAGE_ACCOUNT_NAME"):
        open_store("az")
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "suanli")
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_KEY", "c2VjcmV0")
    assert isinstance(open_store("az"), pyarrow.fs.AzureFileSystem)
    assert isinstance(open_store("gs"), pyarrow.fs.GcsFileSystem)


def test_every_store_is_copied_from_in_the_same_way(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "store" / "bucket" / "in").mkdir(parents=True)
    (tmp_path / "store" / "bucket" / "in" / "a.csv").write_text("1", "utf-8")
    store = pyarrow.fs.SubTreeFileSystem(str(tmp_path / "store"), pyarrow.fs.LocalFileSystem())
    monkeypatch.setattr(remote, "open_store", lambda *_: store)
    for scheme in ("gs", "az"):
        [file] = fetch(workspace, f"{scheme}://bucket/in/", "", quiet).files
        assert file == RemoteFile(
            f"{scheme}://bucket/in/a.csv", workspace.objects / scheme / "bucket" / "in" / "a.csv"
        )
