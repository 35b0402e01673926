"""One pack: a file that many small ones are appended to, each with its name: nothing else is needed to read it."""

import errno
import os
import secrets
import struct
import weakref
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from app.server.blobs.disk import sync_folder

SUFFIX = ".pack"

_HEAD = struct.Struct(">III")  # bytes of the name, bytes of the content, checksum of both
HEAD = _HEAD.size
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)


class Entry(NamedTuple):
    """A file in a pack: where its head begins, and how long its content is."""

    name: str
    at: int
    length: int

    @property
    def end(self) -> int:
        """Where the next one begins."""
        return self.at + HEAD + len(self.name.encode()) + self.length


class OpenPack:
    """A new pack that this process alone appends to; one thread at a time."""

    def __init__(self, folder: Path) -> None:
        """Raises ``OSError``: it could not be made."""
        self.path = folder / f"{secrets.token_hex(8)}{SUFFIX}"
        self.size = 0
        self.is_torn = False
        self._file = os.open(self.path, _FLAGS, 0o600)
        weakref.finalize(self, os.close, self._file)
        sync_folder(folder)

    @property
    def is_gone(self) -> bool:
        """Whether somebody has taken the file away."""
        return os.fstat(self._file).st_nlink == 0

    def append(self, files: Mapping[str, bytes]) -> list[Entry]:
        """Write files behind the others; not synced.

        Raises:
            OSError: the disk is full or away; nothing of them is in the pack.
        """
        entries, parts, at = [], [], self.size
        for name, content in files.items():
            entries.append(Entry(name, at, len(content)))
            parts.append(_packed(name, content))
            at = entries[-1].end
        try:
            written = os.write(self._file, b"".join(parts))
            if self.size + written < at:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
        except OSError:
            self._close_gap(entries)
            raise
        self.size = at
        return entries

    def _close_gap(self, entries: list[Entry]) -> None:
        """What is written in part becomes entries that were wiped: who has read on meanwhile goes on where one ends."""
        self.is_torn = True
        size = os.fstat(self._file).st_size
        for it in entries:
            if it.end <= size:
                wipe(self.path, it)
                self.size = it.end
        torn = size - self.size
        if torn < HEAD:
            os.ftruncate(self._file, self.size)
        else:
            with self.path.open("r+b") as file:
                file.seek(self.size)
                file.write(_HEAD.pack(0, torn - HEAD, 0) + bytes(torn - HEAD))
            self.size += torn
        self.is_torn = False

    def sync(self) -> None:
        """All that was appended is on the disk. Raises ``OSError``: it may not be, and trying again proves nothing."""
        getattr(os, "fdatasync", os.fsync)(self._file)


def read_entry(path: Path, entry: Entry) -> bytes | None:
    """The content, as it was written; None when it is not there any more, or being wiped."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        file.seek(entry.at)
        data = file.read(entry.end - entry.at)
        named = entry.name.encode()
        if data.startswith(_head(named, data[HEAD:])) and data.startswith(named, HEAD):
            return data[HEAD + len(named) :]
    return None


def wipe(path: Path, entry: Entry) -> None:
    """Overwrite name and content on the disk, also where a death left that half done; another entry is left alone."""
    shape = (len(entry.name.encode()), entry.length)
    with path.open("r+b") as file:
        file.seek(entry.at)
        head = file.read(HEAD)
        if len(head) == HEAD and _HEAD.unpack(head)[:2] == shape:
            file.seek(entry.at)
            file.write(_HEAD.pack(*shape, 0) + bytes(sum(shape)))
            file.flush()
            os.fsync(file.fileno())


def entries_of(path: Path, start: int = 0, end: int | None = None) -> Iterator[Entry]:
    """All that are whole; what a crash tore was never said to be kept, or was wiped.

    Raises:
        FileNotFoundError: there is no such pack.
    """
    with path.open("rb") as file:
        size, at = os.fstat(file.fileno()).st_size, file.seek(start)
        while (end is None or at < end) and len(head := file.read(HEAD)) == HEAD:
            named, length, checksum = _HEAD.unpack(head)
            if at + HEAD + named + length > size:
                return
            data = file.read(named + length)
            if checksum and named and _checksum(data) == checksum:
                yield Entry(data[:named].decode(), at, length)
            at += HEAD + named + length


def sync_pack(path: Path) -> None:
    """What another process has written is on the disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _packed(name: str, content: bytes) -> bytes:
    data = name.encode() + content
    return _head(name.encode(), data) + data


def _head(name: bytes, data: bytes) -> bytes:
    return _HEAD.pack(len(name), len(data) - len(name), _checksum(data))


def _checksum(data: bytes) -> int:
    """Never 0: that is how what was wiped is told."""
    return zlib.crc32(data) or 1
