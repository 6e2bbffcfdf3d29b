"""`python -m dashboard.worker`: one load for the screens, in a process of its own.

Reads one JSON object from standard input and writes one a line to standard output: progress
(`done`, `total`, `name`), and at the end either `result` or `error`, a sentence. Any other fault
is a traceback in the log and an exit code that is not 0.

    {"task": "sample", "home": "..."}
    {"task": "load", "home": "...", "files": [...], "is_folder": true, "compute_all": false,
     "source_name": null, "defaults": {}, "saved_at": null, "time_zone": "Asia/Shanghai"}
    {"task": "enter", "home": "...", "kind": "budget", "rows": [{...}], "who": "...",
     "reason": "...", "seen": 12}
    {"task": "undo", "home": "...", "batch": 12, "who": "...", "reason": "..."}
"""

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from dashboard import pipeline
from dashboard.cli.console import logged
from dashboard.entering import ENTERING, enter
from dashboard.pipeline import Published
from dashboard.sample import build_sample
from data.errors import SuanliError
from data.settings import Settings, load_settings
from data.workspace import Workspace
from etl.exports import Folder
from etl.load import LoadOptions
from etl.replaced import newly_missing_charges, newly_replaced

_MOST_NAMED = 5
_COUNTS = ("rows_read", "rows_loaded", "rows_rejected", "rows_duplicate")


def main() -> int:
    """Do the task that standard input names."""
    try:
        _tell(result=_do(json.load(sys.stdin)))
    except SuanliError as error:
        _tell(error=str(error))
        return error.exit_code
    return 0


def _do(task: Mapping[str, Any]) -> dict[str, Any]:
    workspace = Workspace(Path(task["home"]))
    settings = load_settings(workspace.home)
    if task["task"] == "sample":
        return _describe(workspace, build_sample(workspace, settings, _report))
    if task["task"] in ENTERING:
        _report(1, 1, task["task"])  # it reads no files: all of it is computing
        return {"is_published": enter(workspace, settings, task).is_new}
    with logged(workspace, "upload") as tell:
        published = _load(workspace, settings, task)
        tell(published)
    return _describe(workspace, published)


def _load(workspace: Workspace, settings: Settings, task: Mapping[str, Any]) -> Published:
    files = [Path(file) for file in task["files"]]
    inputs: list[Path | Folder] = [*files]
    if task["is_folder"]:
        inputs = [Folder(files[0].parent, tuple(files))]
    saved_at = task["saved_at"]
    options = LoadOptions(
        task["time_zone"],
        task["source_name"],
        task["defaults"],
        saved_at=datetime.fromisoformat(saved_at) if saved_at else None,
    )
    if task["compute_all"]:
        return pipeline.run(workspace, settings, [(inputs, options)], _report)
    return pipeline.load(workspace, settings, inputs, options, _report)


def _describe(workspace: Workspace, published: Published) -> dict[str, Any]:
    """What came of it: each file, and what counts no more since this publication."""
    files = [
        {name: getattr(o.record, name) for name in ("file_name", "source", "status", *_COUNTS)}
        | {"is_new": o.is_new}
        for o in published.outcomes
    ]
    told: dict[str, Any] = {"is_published": published.is_new, "files": files}
    if published.is_new:
        told["missing"] = newly_missing_charges(workspace).head(_MOST_NAMED).to_dicts()
        told["replaced"] = newly_replaced(workspace).head(_MOST_NAMED).to_dicts()
    return told


def _report(done: int, total: int, name: str) -> None:
    _tell(done=done, total=total, name=name)


def _tell(**said: Any) -> None:
    sys.stdout.write(json.dumps(said, ensure_ascii=True, default=str) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
