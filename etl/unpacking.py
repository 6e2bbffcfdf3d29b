"""The plain bytes of a file, whatever it is packed in."""

import errno
import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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
    with open_unpacked(path) as stream:
        if at_most >= 0:
            return stream.read(at_most)
        return b"".join(iter(lambda: stream.read(_CHUNK_BYTES), b""))


@contextmanager
def open_unpacked(path: Path) -> Iterator["Unpacked"]:
    """Open what `unpack` reads, to be read piece by piece.

    Raises:
        InputError: as unpack; also while reading.
    """
    with open_file(path) as file, ExitStack() as opened:
        magic = file.read(4)
        file.seek(0)
        try:
            stream, limit = _open(file, magic, path, opened)
        except _DAMAGE as broken:
            raise _damaged(path, broken) from broken
        yield Unpacked(stream, path, limit)


class Unpacked:
    """The plain bytes of an open file, no more of them than a file of its size may hold."""

    def __init__(self, stream: "SupportsRead[bytes]", path: Path, limit: int | None) -> None:
        self._stream, self._path, self._limit = stream, path, limit
        self._size = 0

    def read(self, size: int) -> bytes:
        """The next bytes, at most `size`; empty at the end."""
        try:
            part = self._stream.read(size)
        except _DAMAGE as broken:
            raise _damaged(self._path, broken) from broken
        self._size += len(part)
        if self._limit is not None and self._size > self._limit:
            raise NotWhatItClaimsError(
                f"The archive unpacks to more than {self._limit:,} bytes, as no real export does",
                where=str(self._path),
                remedy="Unpack it yourself; load it in parts if it is real.",
            )
        return part


def _open(
    file: BufferedReader, magic: bytes, path: Path, opened: ExitStack
) -> tuple["SupportsRead[bytes]", int | None]:
    """The stream of plain bytes, and the most that it may hold: None where nothing is packed."""
    limit = min(MOST_UNPACKED_BYTES, max(HARMLESS_BYTES, HIGHEST_RATIO * path.stat().st_size))
    if magic.startswith(_GZIP_MAGIC):
        return opened.enter_context(gzip.GzipFile(fileobj=file)), limit
    if magic == _ZSTD_MAGIC:
        import pyarrow as pa

        packed = pa.CompressedInputStream(pa.PythonFile(file), "zstd")
        return opened.enter_context(packed), limit
    if magic == _ZIP_MAGIC:
        archive = opened.enter_context(zipfile.ZipFile(file))
        return opened.enter_context(archive.open(_only_csv(archive, path))), limit
    return file, None


def _damaged(path: Path, broken: Exception) -> NotWhatItClaimsError:
    return NotWhatItClaimsError(
        f"The file or archive is damaged: {broken}",
        where=str(path),
        remedy="Copy or export it again.",
    )


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
