"""Plan files: TOML, one or more [[plan]] tables each; what they mean stands in models/billing."""

import hashlib
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from data.errors import InputError
from data.files import sha256

REFERENCE_PLANS = Path(__file__).parent / "reference" / "plans"


def read_plan_documents(folder: Path = REFERENCE_PLANS) -> dict[str, dict[str, Any]]:
    """The documents of a folder by file name, in the order of names; decimals are exact.

    Raises:
        InputError: a file is not UTF-8, or not TOML: the message has file, line and column.
    """
    return {path.name: read_plan_document(path) for path in sorted(folder.glob("*.toml"))}


def plan_files_hash(folder: Path) -> str:
    """Hash over names and contents of a folder's plan files; empty where there are none."""
    digest = hashlib.sha256()
    files = sorted(folder.glob("*.toml"))
    for path in files:
        digest.update(path.name.encode() + b"\0")
        with path.open("rb") as file:
            digest.update(sha256(file).encode())
    return digest.hexdigest() if files else ""


def read_plan_document(path: Path) -> dict[str, Any]:
    """One document."""
    try:
        return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    except (ValueError, RecursionError) as broken:  # also numbers and nesting beyond all measure
        raise InputError(
            f"The plan file is not valid TOML: {broken}",
            where=str(path),
            remedy='Write [[plan]], and under it lines such as plan_id = "cloud-a-on-demand".',
        ) from broken
    except OSError as unreadable:
        raise InputError(
            f"The plan file cannot be read: {unreadable.strerror}",
            where=str(path),
            remedy="Check its name and permissions.",
        ) from unreadable
