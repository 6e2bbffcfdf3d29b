"""Files that a reader uploads: kept apart, and tried out without a trace before they are loaded.

The bytes lie in a folder of the workspace that only its owner may read, and go when they are
loaded or given up, or with the reader's session; knows no Streamlit.
"""

import hashlib
import re
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from tempfile import mkdtemp
from typing import Any
from weakref import finalize

import duckdb
import polars as pl

from data.errors import InputError
from data.files import storing
from data.warehouse import query
from data.workspace import Workspace
from etl.exports import Folder, load_paths
from etl.landing import LoadRecord, landing_sql, read_records, read_rejected
from etl.load import LoadOptions
from etl.mending import lines_to_come
from etl.newest import last_mending
from etl.reading import LINE_NUMBER
from etl.sources import named_source

MOST_MEGABYTES = 200  # of one file: the browser's upload is held in memory until it is written
MOST_MEGABYTES_TOGETHER = 500
SHOWN_ROWS = 10
_LEFT_BEHIND_S = 24 * 3600
_MOST_NAME_BYTES = 200  # file systems allow 255
_UNSAFE = re.compile(r"[^\w.()+,@ \-]")


class Staged:
    """Uploaded files in a private folder, which is removed when nobody holds this any more.

    folder: holds `files`, and its name stands for that of the folder they came from.
    own_name: the name it has unless another is given: by a hash of what was uploaded together, so
        that the parts of one export belong together and the same upload is the same loads.
    """

    def __init__(self, workspace: Workspace) -> None:
        _sweep(workspace.uploads)
        with storing(workspace.uploads):
            workspace.uploads.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._root = Path(mkdtemp(prefix="upload-", dir=workspace.uploads))
        self.own_name = ""
        self.folder = self._root / "upload"
        self.discard = finalize(self, shutil.rmtree, self._root, ignore_errors=True)

    @property
    def files(self) -> tuple[Path, ...]:
        """What was uploaded, by name."""
        return tuple(sorted(self.folder.iterdir())) if self.folder.is_dir() else ()

    @property
    def scratch(self) -> Path:
        """Where the files are tried out; of the same file system as the workspace."""
        return self._root / "trial"

    def add(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Keep files under safe names; one of a name that is there already takes its place.

        Raises:
            InputError: together they are larger than the screen takes.
            StorageError: they cannot be written.
        """
        given = dict(files)
        size = sum(map(len, given.values())) + sum(path.stat().st_size for path in self.files)
        if size > MOST_MEGABYTES_TOGETHER << 20:
            raise InputError(
                f"The files have more than {MOST_MEGABYTES_TOGETHER} MB together",
                remedy="Put them into the workspace's inbox and run `suanli run`.",
            )
        names = _safe_names(given)
        with storing(self.folder):
            self.folder.mkdir(exist_ok=True)
            for name, content in given.items():
                (self.folder / names[name]).write_bytes(content)
        self.own_name = _common_name(self.files)
        self.call(self.own_name)

    def call(self, name: str) -> None:
        """Give the folder that stands for the one they came from another name."""
        target = self._root / safe_name(name, "upload")
        if target != self.folder:
            with storing(target):
                self.folder = self.folder.rename(target)


@dataclass(frozen=True)
class Trial:
    """What loading one file would do; nothing of it is kept.

    is_known: the workspace has loaded the same content in the same way before, and none of its
        rows that were still to come then has come since: loading it again changes nothing.
    first_rows: rows that would be loaded, without columns that are empty in all of them.
    rejected: SHOWN_ROWS of those that would not, with line_number, column, value, reason.
    reasons: column x reason of all rejected ones, the most frequent first, with row_count and
        first_line_number.
    """

    record: LoadRecord
    is_known: bool
    first_rows: pl.DataFrame
    rejected: pl.DataFrame
    reasons: pl.DataFrame

    @property
    def is_usable(self) -> bool:
        """Whether the file is taken at all, be it for a part of its rows."""
        return self.record.status == "loaded"


def try_out(workspace: Workspace, staged: Staged, options: LoadOptions) -> tuple[Trial, ...]:
    """Load the files into a workspace of their own, look at what came of it, and remove it.

    Needs no lock: the reader's workspace is only read.

    Raises:
        UsageError: options.source_name names no source.
    """
    known = {record.load_id: record for record in read_records(workspace)}
    scratch = Workspace(staged.scratch)
    try:
        outcomes = load_paths(scratch, _inputs(staged.files), options)
        return tuple(
            _trial(scratch, outcome.record, _is_known(workspace, scratch, outcome.record, known))
            for outcome in outcomes
            if outcome.path.is_relative_to(staged.folder) and outcome.path != staged.folder
        )
    finally:
        shutil.rmtree(scratch.home, ignore_errors=True)


def load_task(
    staged: Staged, trials: Sequence[Trial], options: LoadOptions, *, compute_all: bool
) -> dict[str, Any]:
    """The task for dashboard.worker: load what is usable, with `compute_all` forecast anew as well.

    Where a file is left out, the others are no whole export any more, and replace none.
    """
    refused = {trial.record.file_name for trial in trials if not trial.is_usable}
    files = [str(path) for path in staged.files if path.name not in refused]
    return {
        "task": "load",
        "files": files,
        "is_folder": len(files) > 1 and not refused,
        "compute_all": compute_all,
        "source_name": options.source_name,
        "defaults": dict(options.defaults),
        "saved_at": options.saved_at.isoformat() if options.saved_at else None,
        "time_zone": options.time_zone,
    }


def safe_name(name: str, otherwise: str = "file") -> str:
    """The name of a file without folders, and without what a file's name should not hold."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    clean = _UNSAFE.sub("_", last).lstrip(".~ ").rstrip(". ") or otherwise
    stem, dot, ending = clean.partition(".")
    while stem and len(f"{stem}{dot}{ending}".encode()) > _MOST_NAME_BYTES:
        stem = stem[:-1]
    return (
        f"{stem}{dot}{ending}"
        if stem
        else clean.encode()[:_MOST_NAME_BYTES].decode("utf-8", "ignore")
    )


def fillable_columns(source_name: str) -> tuple[str, ...]:
    """Columns that a value may be given for, as files of this kind call them."""
    return named_source(source_name).file_columns


def _safe_names(given: Iterable[str]) -> dict[str, str]:
    """Each file's name to a safe one of its own."""
    names: dict[str, str] = {}
    for name in given:
        safe, number = safe_name(name), 2
        stem, dot, ending = safe.partition(".")
        while safe in names.values():
            safe, number = f"{stem}-{number}{dot}{ending}", number + 1
        names[name] = safe
    return names


def _common_name(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return f"upload-{digest.hexdigest()[:8]}"


def _inputs(files: Sequence[Path]) -> list[Path | Folder]:
    """Several files are one folder: parts of one bill add up, and its earlier parts leave."""
    return [Folder(files[0].parent, tuple(files))] if len(files) > 1 else list(files)


def _is_known(
    workspace: Workspace, scratch: Workspace, record: LoadRecord, known: Mapping[str, LoadRecord]
) -> bool:
    if record.status != "loaded" or record.load_id not in known:
        return False
    waiting = lines_to_come(workspace, last_mending(record.load_id, known.values()))
    rejected = read_rejected(scratch, record.load_id)
    return waiting.join(rejected, on=LINE_NUMBER, how="anti").is_empty()


def _trial(scratch: Workspace, record: LoadRecord, is_known: bool) -> Trial:
    rejected = read_rejected(scratch, record.load_id)
    reasons = (
        rejected.group_by("column", "reason")
        .agg(
            pl.len().cast(pl.Int64).alias("row_count"),
            pl.col(LINE_NUMBER).min().alias("first_line_number"),
        )
        .sort("row_count", "first_line_number", descending=[True, False])
    )
    shown = rejected.sort(LINE_NUMBER).head(SHOWN_ROWS)
    return Trial(
        record=replace(record, reason=_without_path(record.reason, record)),
        is_known=is_known,
        first_rows=_first_rows(scratch, record),
        rejected=shown.select(LINE_NUMBER, "column", "value", "reason"),
        reasons=reasons,
    )


def _first_rows(scratch: Workspace, record: LoadRecord) -> pl.DataFrame:
    if record.status != "loaded" or not record.rows_loaded:
        return pl.DataFrame()
    statement = landing_sql(scratch, [record], named_source(record.source).contract)
    with duckdb.connect() as connection:
        rows = query(connection, f"FROM ({statement}) LIMIT {SHOWN_ROWS}")
    rows = rows.drop("load_id")
    return rows.select(name for name in rows.columns if rows[name].null_count() < rows.height)


def _without_path(reason: str | None, record: LoadRecord) -> str | None:
    """The reason without the private folder, which says nothing to the reader."""
    if reason is None:
        return None
    return re.sub(rf"[^\s()]*/{re.escape(record.file_name)}", lambda _: record.file_name, reason)


def _sweep(uploads: Path) -> None:
    """Remove what a killed server left behind."""
    if not uploads.is_dir():
        return
    for left in uploads.iterdir():
        if time.time() - left.stat().st_mtime > _LEFT_BEHIND_S:
            shutil.rmtree(left, ignore_errors=True)
