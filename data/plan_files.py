"""Plan files: which files of a folder they are, their bytes, and TOML as a document.

What they mean stands in models/billing, and what sheets of plans hold in models/plan_sheets.
"""

import hashlib
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from data.errors import InputError
from data.files import sha256

REFERENCE_PLANS = Path(__file__).parent / "reference" / "plans"
ENDINGS = (".toml", ".xlsx", ".csv")
_NOBODY_S = (".", "~$")  # how hidden files begin, and those of a spreadsheet that is open


def read_plan_documents(folder: Path = REFERENCE_PLANS) -> dict[str, dict[str, Any]]:
    """The documents of a folder by file name, in the order of names; decimals are exact.

    Raises:
        InputError: a file is not UTF-8, or not TOML: the message has file, line and column.
    """
    return {path.name: read_plan_document(path) for path in sorted(folder.glob("*.toml"))}


def list_plan_files(folder: Path) -> list[Path]:
    """The plan files of a folder, which need not exist, in the order of names."""
    found = (path for path in folder.glob("*") if path.suffix.lower() in ENDINGS)
    return sorted(path for path in found if path.is_file() and not path.name.startswith(_NOBODY_S))


def read_plan_bytes(folder: Path) -> dict[str, bytes]:
    """The bytes of a folder's plan files by name.

    Raises:
        InputError: one of them cannot be read.
    """
    return {path.name: _bytes_of(path) for path in list_plan_files(folder)}


def plan_files_hash(folder: Path) -> str:
    """Hash over names and contents of a folder's plan files; empty where there are none."""
    digest = hashlib.sha256()
    files = list_plan_files(folder)
    for path in files:
        digest.update(path.name.encode() + b"\0")
        with path.open("rb") as file:
            digest.update(sha256(file).encode())
    return digest.hexdigest() if files else ""


def read_plan_document(path: Path) -> dict[str, Any]:
    """One document."""
    return parse_plan_document(_bytes_of(path), str(path))


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as unreadable:
        raise InputError(
            f"The plan file cannot be read: {unreadable.strerror}",
            where=str(path),
            remedy="Check its name and permissions.",
        ) from unreadable


def parse_plan_document(content: bytes, where: str) -> dict[str, Any]:
    """The document in a TOML file's bytes; `where` names the file."""
    try:
        return tomllib.loads(content.decode("utf-8"), parse_float=Decimal)
    except (ValueError, RecursionError) as broken:  # also numbers and nesting beyond all measure
        raise InputError(
            f"The plan file is not valid TOML: {broken}",
            where=where,
            remedy='Write [[plan]], and under it lines such as plan_id = "cloud-a-on-demand".',
        ) from broken
