"""The plain bytes of a file, whatever it is packed in."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from data.errors import InputError, NotWhatItClaimsError

_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZIP_MAGIC = b"PK\x03\x04"
# NotImplementedError and RuntimeError: a zip whose method is unknown, or that wants a password.
_DAMAGE = (
    OSError,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
)


@contextmanager
def open_file(path: Path) -> Iterator[BufferedReader]:
    """Open a file for reading.

    Raises:
        InputError: it is a folder, is not there, or may not be read.
    """
    try:
        file = path.open("rb")
    except OSError as unreadable:
        raise InputError(
            f"The file cannot be opened: {unreadable.strerror}",
            where=str(path),
            remedy="Name a file that exists and may be read.",
        ) from unreadable
    with file:
        yield file


def unpack(path: Path, at_most: int = -1) -> bytes:
    """Bytes of a plain, gzip or zstd file, or of the only CSV in a zip; the first ones, or all.

    Raises:
        InputError: the file cannot be opened, its archive is damaged or cut off, or its zip does
            not hold exactly one CSV.
    """
    with open_file(path) as file:
        magic = file.read(4)
        file.seek(0)
        try:
            return _read(file, magic, path, at_most)
        except _DAMAGE as broken:
            raise NotWhatItClaimsError(
                f"The file or archive is damaged: {broken}",
                where=str(path),
                remedy="Copy or export it again.",
            ) from broken


def _read(file: BufferedReader, magic: bytes, path: Path, at_most: int) -> bytes:
    if magic.startswith(_GZIP_MAGIC):
        with gzip.GzipFile(fileobj=file) as stream:
            return stream.read(at_most)
    if magic == _ZSTD_MAGIC:
        import pyarrow as pa

        with pa.CompressedInputStream(pa.PythonFile(file), "zstd") as stream:
            plain: bytes = stream.read(None if at_most < 0 else at_most)
            return plain
    if magic == _ZIP_MAGIC:
        with zipfile.ZipFile(file) as archive, archive.open(_only_csv(archive, path)) as member:
            return member.read(at_most)
    return file.read(at_most)


def _only_csv(archive: zipfile.ZipFile, path: Path) -> str:
    names = [
        name
        for name in archive.namelist()
        if name.lower().endswith(".csv") and not name.startswith("__MACOSX/")
    ]
    if len(names) != 1:
        raise NotWhatItClaimsError(
            f"The zip holds {len(names)} CSV files; exactly one is expected",
            where=str(path),
            remedy="Unpack it and load the CSV files; save a workbook (.xlsx) as CSV first.",
        )
    return names[0]
