"""Object storage: what cannot be reached or is no address is said in one sentence."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyarrow.fs
import pytest

from data.errors import InputError, SuanliError, UsageError
from data.workspace import Workspace
from etl import remote
from etl.load import quiet
from etl.remote import RemoteFile, fetch, is_remote
from etl.remote_stores import open_store
from tests.integration.storage.bucket import SECRET, Bucket

HOSTILE_KEYS = ("../../../escaped.csv", "a/../../b.csv", "/etc/c.csv", "C:\\d.csv", "e" * 400)


def test_keys_never_lead_out_of_the_workspace_and_never_share_a_copy(workspace: Workspace) -> None:
    keys = [*HOSTILE_KEYS, "C:/d.csv", "C_/d.csv", "C_d.csv", "e" * 401, "a//b.csv", "a/_/b.csv"]
    paths = [remote._local_path(workspace, "s3", f"bucket/{key}") for key in keys]
    inside = workspace.objects / "s3" / "bucket"
    assert [path for path in paths if not path.resolve().is_relative_to(inside.resolve())] == []
    assert len(set(paths)) == len(keys)
    assert max(len(part.encode()) for path in paths for part in path.parts) < 255


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
