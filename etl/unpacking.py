"""The plain bytes of a file, whatever it is packed in."""

import errno
import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import InputError, NotWhatItClaimsError

if TYPE_CHECKING:
    from _typeshed import SupportsRead

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


# A text is held in memory while it is judged: ten million lines of a bill have about 4 GB.
MOST_UNPACKED_BYTES = 8 << 30
# Real exports shrink to a fiftieth at most; an archive that grows more than this is a bomb (gzip
# can reach 1,032, zstd far more), unless it is small: then it cannot do harm.
HIGHEST_RATIO = 500
HARMLESS_BYTES = 64 << 20
_CHUNK_BYTES = 4 << 20


@contextmanager
def open_file(path: Path) -> Iterator[BufferedReader]:
    """Open a file for reading.

    Raises:
        InputError: it is a folder, a pipe or a device, is not there, or may not be read.
    """
    try:
        _refuse_endless(path)
        with path.open("rb") as file:
            yield file
    except OSError as unreadable:
        raise InputError(
            f"The file cannot be opened: {unreadable.strerror or unreadable}",
            where=str(path),
            remedy="Name a file that exists and may be read.",
        ) from unreadable


def _refuse_endless(path: Path) -> None:
    """A pipe would make the loader wait for ever, and a device may have no end."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(errno.EINVAL, "it is a pipe or a device")


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
            return _read_bounded(stream, path, at_most)
    if magic == _ZSTD_MAGIC:
        import pyarrow as pa

        with pa.CompressedInputStream(pa.PythonFile(file), "zstd") as stream:
            return _read_bounded(stream, path, at_most)
    if magic == _ZIP_MAGIC:
        with zipfile.ZipFile(file) as archive, archive.open(_only_csv(archive, path)) as member:
            return _read_bounded(member, path, at_most)
    return file.read(at_most)


def _read_bounded(stream: "SupportsRead[bytes]", path: Path, at_most: int) -> bytes:
    """The first bytes of a packed stream, or all, but no more than a file of its size may hold."""
    if at_most >= 0:
        return stream.read(at_most)
    limit = min(MOST_UNPACKED_BYTES, max(HARMLESS_BYTES, HIGHEST_RATIO * path.stat().st_size))
    parts, size = [], 0
    while part := stream.read(_CHUNK_BYTES):
        parts.append(part)
        size += len(part)
        if size > limit:
            raise NotWhatItClaimsError(
                f"The archive unpacks to more than {limit:,} bytes, which no real export does",
                where=str(path),
                remedy="Unpack it yourself; load it in parts if it is real.",
            )
    return b"".join(parts)


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
            remedy="Unpack it and load the CSV files.",
        )
    return names[0]
