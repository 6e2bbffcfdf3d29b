"""Names in files and folders lead nowhere outside: archive members, links, `..` in paths."""

import io
import logging
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from data.workspace import Workspace
from etl.load import LoadOptions, load_files
from tests.fixture_types import MakeRow, WriteFile

ToCsv = Callable[..., str]
ESCAPED = "/tmp/escaped.csv"  # noqa: S108  the place an archive names
MEMBERS = ("../../../escaped.csv", ESCAPED, "..\\..\\escaped.csv", "a/../../x.csv")


def packed(name: str, content: str, mode: int = stat.S_IFREG | 0o644) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        member = zipfile.ZipInfo(name)
        member.external_attr = mode << 16
        archive.writestr(member, content)
    return buffer.getvalue()


@pytest.mark.parametrize("name", MEMBERS)
def test_a_members_path_is_never_written_to(
    name: str, tmp_path: Path, write_file: WriteFile, row: MakeRow, to_csv: ToCsv
) -> None:
    path = write_file("usage.zip", packed(name, to_csv([row("usage")])))
    before = set(tmp_path.rglob("*"))
    workspace = Workspace(tmp_path / "workspace")
    [outcome] = load_files(workspace, [path], LoadOptions("UTC"))
    assert outcome.record.rows_loaded == 1
    assert not Path(ESCAPED).exists()
    written = set(tmp_path.rglob("*")) - before
    assert all(found.is_relative_to(workspace.home) for found in written)


def test_a_member_that_is_a_link_is_the_text_of_the_link_and_not_what_it_points_to(
    tmp_path: Path, write_file: WriteFile, row: MakeRow, to_csv: ToCsv
) -> None:
    secret = write_file("secret.csv", to_csv([row("usage")]))
    path = write_file("usage.zip", packed("usage.csv", str(secret), stat.S_IFLNK | 0o777))
    [outcome] = load_files(Workspace(tmp_path / "workspace"), [path], LoadOptions("UTC"))
    assert outcome.record.status == "refused"


def test_links_that_lead_out_of_the_inbox_are_not_read_and_are_named(
    tmp_path: Path, row: MakeRow, to_csv: ToCsv, caplog: pytest.LogCaptureFixture
) -> None:
    home = tmp_path / "home"
    inbox = Workspace(home).create().inbox
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text(to_csv([row("usage", project="secret")]))
    (inbox / "own.csv").write_text(to_csv([row("usage")]))
    (inbox / "link.csv").symlink_to(outside / "secret.csv")
    (inbox / "folder").symlink_to(outside)
    (inbox / "within.csv").symlink_to(inbox / "own.csv")
    with caplog.at_level(logging.WARNING):
        result = CliRunner().invoke(app, ["run", "--home", str(home), "--json"])
    assert result.exit_code == 0, result.output
    assert "secret" not in result.stdout
    assert "link.csv leads out of" in caplog.text + result.stderr
    [landed] = (home / "landing").glob("*.json")
    assert '"content_sha256"' in landed.read_text("utf-8")


def test_a_link_that_is_named_itself_is_followed(
    tmp_path: Path, row: MakeRow, to_csv: ToCsv
) -> None:
    (tmp_path / "real.csv").write_text(to_csv([row("usage")]))
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    arguments = ["load", str(tmp_path / "link.csv"), "--home", str(tmp_path / "home"), "--json"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("folder", ["..", "...", "a/../b", "run ../x"])
def test_a_folders_name_is_a_name_and_no_way(
    folder: str, tmp_path: Path, write_file: WriteFile, row: MakeRow
) -> None:
    """The folder of a part names its export; it is kept as a name and joined to no path."""
    path = write_file(f"deep/{folder}/part-00001.csv", [row("focus")])
    before = set(tmp_path.rglob("*"))
    workspace = Workspace(tmp_path / "workspace")
    [outcome] = load_files(workspace, [path], LoadOptions("UTC"))
    assert outcome.record.rows_loaded == 1
    assert "/" not in outcome.record.folder
    assert outcome.record.folder != ".."
    written: set[Any] = set(tmp_path.rglob("*")) - before
    assert all(found.is_relative_to(workspace.home) for found in written)
