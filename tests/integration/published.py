"""A workspace loaded, asked and commanded as a person would."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from dashboard import pipeline
from dashboard.cli import app
from data.errors import SuanliError
from data.settings import Settings
from data.snapshot import require_current
from data.warehouse import open_snapshot, query
from data.workspace import Workspace
from etl.load import LoadOptions

SETTINGS = Settings(time_zone="Asia/Shanghai")


def run(home: Path, *arguments: str) -> tuple[int, Any]:
    """Exit code and JSON document; an error counts as its exit code and sentence."""
    result = CliRunner().invoke(app, [*arguments, "--home", str(home), "--json"])
    if isinstance(result.exception, SuanliError):
        return result.exception.exit_code, str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, json.loads(result.stdout)


def rows(workspace: Workspace, sql: str) -> list[tuple[Any, ...]]:
    with open_snapshot(require_current(workspace).path) as connection:
        return query(connection, sql).rows()


def load(workspace: Workspace, *paths: Path) -> pipeline.Published:
    return pipeline.load(workspace, SETTINGS, paths, LoadOptions("Asia/Shanghai"))
