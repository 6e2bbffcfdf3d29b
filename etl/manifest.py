"""What lies beside the parts of an export: its manifest, and marks that hold no data.

A manifest is a `manifest.json` or `...-Manifest.json` that names data files, as those of AWS Data
Exports and Azure Cost Management do. It lies beside the parts or elsewhere in the folder.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_MANIFEST = re.compile(r"(.*[-_.])?manifest\.json", re.IGNORECASE)
_MARK = re.compile(r"\.|_SUCCESS$|_committed_|_started_|_metadata$|_common_metadata$|.*\.crc$")
_DATA = re.compile(r"\.(csv|parquet|gz|zst|zip)$", re.IGNORECASE)
_MOST_BYTES = 64 << 20  # a manifest names some thousands of files at most


@dataclass
class Told:
    """What manifests say of the folders they speak of.

    parts: folder -> names of its parts. told_by: folder -> a manifest that speaks of it.
    """

    parts: dict[Path, set[str]] = field(default_factory=dict)
    told_by: dict[Path, Path] = field(default_factory=dict)

    def leaves_out(self, path: Path) -> bool:
        """Whether a file lies among an export's parts and is none: an earlier export left it."""
        return path.parent in self.parts and path.name not in self.parts[path.parent]

    def missing(self, files: Iterable[Path]) -> dict[Path, str]:
        """Folder -> a part that is named and not among the files."""
        found = set(files)
        lost = {
            folder: sorted(name for name in names if folder / name not in found)
            for folder, names in self.parts.items()
        }
        return {folder: names[0] for folder, names in lost.items() if names}


def is_mark(path: Path) -> bool:
    """Whether a file is hidden or a mark that a writer leaves: no data, whatever is in it."""
    return _MARK.match(path.name) is not None


def read_manifests(files: Iterable[Path]) -> Told:
    """Hold the manifests among the files against the others.

    A folder is meant that has the name that the manifest says and any of the parts it names there;
    else the manifest's own, under whatever name it was copied to.
    """
    told = Told()
    folders: dict[Path, set[str]] = {}
    for path in files:
        folders.setdefault(path.parent, set()).add(path.name)
    for manifest in (path for path in files if _MANIFEST.fullmatch(path.name)):
        named: dict[str, set[str]] = {}
        for folder, name in _named_files(manifest):
            named.setdefault(folder, set()).add(name)
        for folder, names in named.items():
            alike = [path for path in folders if path.name == folder]
            for place in (*alike, manifest.parent):
                if names & folders[place]:
                    told.parts.setdefault(place, set()).update(names)
                    told.told_by[place] = manifest
                    break
    return told


def _named_files(manifest: Path) -> Iterator[tuple[str, str]]:
    """Folder (empty: not said) and name of every data file that a manifest names."""
    if manifest.stat().st_size > _MOST_BYTES:
        return
    try:
        document = json.loads(manifest.read_text("utf-8-sig"))
    except (ValueError, OSError, RecursionError):
        return
    for text in _texts(document):
        *folders, name = text.replace("\\", "/").split("/")
        if _DATA.search(name):
            yield folders[-1] if folders else "", name


def _texts(document: Any) -> Iterator[str]:
    waiting = [document]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, dict):
            waiting.extend(found.values())
        elif isinstance(found, list):
            waiting.extend(found)
