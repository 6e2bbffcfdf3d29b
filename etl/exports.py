"""Loading files and folders. A folder given as one path is one export, whole.

Its parts are listed (source export_listing), so that a part of the export before,
which the corrected one no longer has, leaves the tables.
"""

import csv
import json
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from data.workspace import Workspace
from etl.focus import delivery_of
from etl.load import LoadOptions, LoadOutcome, Report, load_files, quiet
from etl.manifest import is_mark, read_manifests
from etl.partitions import export_folder, folder_values
from etl.recording import begin_record, refuse
from etl.source import Context
from etl.sources import named_source

log = logging.getLogger("suanli")


@dataclass(frozen=True)
class Folder:
    """A folder that is to be loaded whole, and the files found in it."""

    path: Path
    files: tuple[Path, ...]


@dataclass
class _Found:
    """files: to be loaded. exports: export's folder -> its files. refused: manifest -> why.

    manifests: folder of parts -> the manifest that speaks of it.
    """

    files: list[Path] = field(default_factory=list)
    exports: dict[Path, list[Path]] = field(default_factory=dict)
    refused: dict[Path, str] = field(default_factory=dict)
    manifests: dict[Path, Path] = field(default_factory=dict)


def load_paths(
    workspace: Workspace,
    paths: Iterable[Path | Folder],
    options: LoadOptions,
    report: Report = quiet,
) -> list[LoadOutcome]:
    """Load files, and folders as exports; hold the workspace's lock around it.

    A folder whose manifest names a file that is not there is refused; what its manifest leaves out
    is not loaded. Values in the names of partitions' folders fill what a file lacks.

    Raises:
        UsageError: options.source_name names no source.
    """
    found = _find(paths)
    outcomes = [_refuse(path, why, options) for path, why in found.refused.items()]
    for files, of_batch in _batches(found.files, options):
        outcomes += load_files(workspace, files, of_batch, report)
    if options.dry_run or "delivery" in options.defaults:
        return outcomes
    return outcomes + _list_parts(workspace, found, outcomes, options)


def _find(paths: Iterable[Path | Folder]) -> _Found:
    found = _Found()
    for path in paths:
        if isinstance(path, Folder):
            _add_folder(found, path)
        else:
            found.files.append(path)
    found.files = list(dict.fromkeys(found.files))
    return found


def _add_folder(found: _Found, folder: Folder) -> None:
    inside = [path for path in folder.files if not is_mark(path)]
    told = read_manifests(inside)
    found.manifests |= told.told_by
    lost = told.missing(inside)
    for place, name in lost.items():
        found.refused[told.told_by[place]] = f"The manifest names {name}, which is not there"
    surplus = [path for path in inside if told.leaves_out(path)]
    surplus = [path for path in surplus if path not in told.told_by.values()]
    for path in surplus:
        log.info("%s was left out: the export's manifest does not name it", path)
    aside = {*surplus, *told.told_by.values()}
    kept = [path for path in inside if path not in aside and path.parent not in lost]
    found.files += kept
    for path in kept:
        found.exports.setdefault(export_folder(path), []).append(path)


def _refuse(manifest: Path, why: str, options: LoadOptions) -> LoadOutcome:
    record = begin_record(manifest, options.defaults, sequence=0, synthetic=options.synthetic)
    reason = f"{why} ({manifest}). Copy the whole export, and load it again."
    return LoadOutcome(manifest, refuse(record, reason), is_new=False)


def _batches(files: Iterable[Path], options: LoadOptions) -> list[tuple[list[Path], LoadOptions]]:
    """Files with what their folders' names say; values given by hand win."""
    batches: dict[tuple[tuple[str, str], ...], list[Path]] = {}
    for path in files:
        values = folder_values(path, options.source_name) | dict(options.defaults)
        batches.setdefault(tuple(values.items()), []).append(path)
    return [(paths, replace(options, defaults=dict(key))) for key, paths in batches.items()]


def _list_parts(
    workspace: Workspace, found: _Found, outcomes: list[LoadOutcome], options: LoadOptions
) -> list[LoadOutcome]:
    """Say of every export of bills which parts it has; not where one of them could not be used."""
    became = {outcome.path: outcome for outcome in outcomes}
    named = replace(options, source_name="export_listing", defaults={})
    listed: list[LoadOutcome] = []
    for export, files in found.exports.items():
        loads = [became[path] for path in files]
        parts = [load for load in loads if _is_part(load)]
        if parts and all(load.record.status == "loaded" for load in loads):
            manifests = {found.manifests.get(path.parent) for path in files} - {None}
            with TemporaryDirectory() as scratch:
                listing = Path(scratch) / f"{export.name}-parts.csv"
                _write_listing(listing, export, parts)
                saved = max(path.stat().st_mtime_ns for path in [*files, *filter(None, manifests)])
                os.utime(listing, ns=(saved, saved))
                [outcome] = load_files(workspace, [listing], named)
            listed.append(replace(outcome, path=export))
    return listed


def _is_part(load: LoadOutcome) -> bool:
    """Whether the file is a bill that adds up with others of its folder."""
    record = load.record
    if (
        record.status != "loaded"
        or "delivery" not in named_source(record.source).contract.columns()
    ):
        return False
    context = Context(load.path.name.split(".")[0], load.path.resolve().parent.name, "UTC")
    return bool(delivery_of(context)) or "delivery" in json.loads(record.defaults)


def _write_listing(target: Path, export: Path, parts: list[LoadOutcome]) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(("export", "delivery", "part_file", "part_sha256"))
        for part in parts:
            folder = part.path.resolve().parent.name
            lines.writerow((export.name, folder, part.path.name, part.record.content_sha256))
