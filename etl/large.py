"""Loading a large file: keep it as Parquet, judge it where it lies, land what went by the door."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from data.errors import NotWhatItClaimsError
from data.files import replacing, sha256
from data.workspace import Workspace
from etl.direct import Door, Kept, judge_directly
from etl.direct_sql import Typed
from etl.landing import LoadRecord, kept_path, land
from etl.reading import is_parquet, is_workbook, refuse_inflated
from etl.recording import count_rows
from etl.source import Context, Source

# Below these the door is quick, and a workspace of few large files is easier to look into.
LARGE_ROWS = 200_000
LARGE_BYTES = 64 << 20
LARGE_PACKED_BYTES = 4 << 20


class NotMappedError(Exception):
    """Its source has no SQL for a file of these columns or this form: the door has to read it."""


@dataclass(frozen=True)
class LargeFile:
    """A file to load, how to read it, and the record begun for it."""

    path: Path
    source: Source
    context: Context
    record: LoadRecord
    defaults: dict[str, str]


def is_large(path: Path, source: Source) -> bool:
    """Whether the file is better judged where it lies, and of a kind that can be."""
    if source.map_directly is None or is_workbook(path):
        return False
    if is_parquet(path):
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return bool(pq.read_metadata(path).num_rows >= LARGE_ROWS)
        except (pa.ArrowException, OSError):  # damaged: the door says in what way
            return False
    is_packed = path.suffix.lower() in (".gz", ".zst", ".zip")
    return path.stat().st_size >= (LARGE_PACKED_BYTES if is_packed else LARGE_BYTES)


def load_large(workspace: Workspace, file: LargeFile, door: Door, *, dry_run: bool) -> LoadRecord:
    """Judge the file and land it; with dry_run keep nothing.

    Raises:
        NotMappedError: nothing was kept.
        NotWhatItClaimsError: it is damaged, or changed while it was read.
    """
    if file.source.map_directly is None or is_workbook(file.path):
        raise NotMappedError
    place = _aside() if dry_run else replacing(kept_path(workspace, file.record.load_id))
    with place as target:
        kept = _keep(file, target)
        loaded_at = file.record.loaded_at
        judged = judge_directly(kept, file.source, file.context, file.defaults, loaded_at, door)
        if judged is None:
            raise NotMappedError
    of_kept = replace(
        file.record,
        kept_file=kept_path(workspace, file.record.load_id).name,
        kept_sql=judged.view_sql,
        rows_kept=judged.direct_rows,
        period_start=judged.first_time,
        period_end=judged.last_time,
    )
    record = count_rows(of_kept, judged.checked)
    if not dry_run:
        land(workspace, record, judged.checked.accepted, judged.checked.rejected)
    return record


def _typed_columns(source: Source) -> dict[str, Typed]:
    """Numbers and times of the source's contract."""
    kinds = {pl.Decimal: Typed.NUMBER, pl.Datetime: Typed.TIME}
    columns = source.contract.columns().items()
    return {n: kinds[c.dtype.base_type()] for n, c in columns if c.dtype.base_type() in kinds}


@contextmanager
def _aside() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder) / "kept.parquet"


def _keep(file: LargeFile, target: Path) -> Kept:
    """The file as Parquet: a copy, or its text cells."""
    if not is_parquet(file.path):
        from etl.transcoding import transcode

        return transcode(file.path, target, _typed_columns(file.source))
    refuse_inflated(file.path)
    shutil.copyfile(file.path, target)
    with target.open("rb") as copy:
        if sha256(copy) != file.record.content_sha256:
            raise NotWhatItClaimsError(
                "The file changed while it was read",
                where=str(file.path),
                remedy="Load it again when it is complete.",
            )
    return Kept(target)
