"""Many small files on the disk by one write: a journal, synced for all of them at once and read again after a crash.

A file of its own costs two rounds to the disk, its bytes and its folder; here many share one. The files themselves are
written too, but the disk takes them when it likes: until it has, the journal holds their bytes a second time.
"""

import ctypes
import errno
import logging
import os
import secrets
import struct
import sys
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from app.server.log import warning

LIMIT = 33_554_432
"""Bytes of a journal after which the next one begins and the files of this one are synced themselves."""

AVAILABLE = sys.platform == "linux"
"""Elsewhere nothing syncs all files at once and says whether it worked."""

_SUFFIX = ".journal"
_HEAD = struct.Struct(">III")  # bytes of the name, bytes of the content, checksum of both
_log = logging.getLogger("deskhand.blobs")


class Journal:
    """Journals in ``folder``, one after the other; each is its process's own by a lock. Safe from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder
        self._file = -1
        self._size = 0
        self._written = self._synced = self._lost = 0  # entries, counted over all journals
        self._broken = False
        self._writing = threading.Lock()
        self._syncing = threading.Lock()

    def keep(self, files: Mapping[str, bytes]) -> None:
        """Note files that were just written, by their names below the folder; on the disk when this returns.

        Raises:
            OSError: the disk is full or away; no row may name them.
        """
        with self._writing:
            if self._file < 0 or self._broken or self._size > LIMIT:
                self._begin()
            self._append(b"".join(_entry(name, content) for name, content in files.items()))
            self._written += 1
            mine = self._written
        with self._syncing:
            if self._synced < mine:  # else another thread's round carried ours
                self._sync(mine)

    def settle(self) -> None:
        """Have the files themselves on the disk, and no journal."""
        with self._writing, self._syncing:
            old = self._retired()
        if old is not None:
            _finish(*old)

    def _begin(self) -> None:
        with self._syncing:
            old = self._retired()
            self._path = self._folder / f"{secrets.token_hex(8)}{_SUFFIX}"
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            _lock(self._file)
            _sync_folder(self._folder)
        if old is not None:
            threading.Thread(target=_finish, args=old, name="blob journal").start()

    def _retired(self) -> tuple[Path, int] | None:
        """The journal so far, all of it on the disk; one that is broken stays for the next start."""
        if self._file < 0:
            return None
        old = self._path, self._file
        if self._broken:
            os.close(self._file)
            self._lost = self._written
        elif self._synced < self._written:
            self._sync(self._written)
        broken, self._broken = self._broken, False
        self._file, self._size = -1, 0
        return None if broken else old

    def _append(self, data: bytes) -> None:
        try:
            written = os.write(self._file, data)
            if written < len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))
        except OSError:
            os.ftruncate(self._file, self._size)  # what follows must be found again
            raise
        self._size += len(data)

    def _sync(self, mine: int) -> None:
        """One round for all that was written so far; one that failed proves nothing when it is tried again."""
        if self._broken or mine <= self._lost:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(self._path))
        latest = self._written
        try:
            os.fdatasync(self._file)
        except OSError:
            self._broken = True
            raise
        self._synced = latest


def recover(folder: Path, place: Callable[[str, bytes], None]) -> None:
    """Write the files of journals whose process is dead once more: a power cut may have torn them."""
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        file = os.open(path, os.O_RDWR)
        if not _lock(file):
            os.close(file)
            continue
        with path.open("rb") as entries:
            for name, _, content in _entries(entries):
                place(name, content)
        _finish(path, file)


def forget(folder: Path, name: str) -> None:
    """Overwrite a file's bytes in all journals, whoever writes them; of an erased file nothing may be left."""
    for path in folder.glob(f"*{_SUFFIX}"):
        with suppress(FileNotFoundError), path.open("r+b") as file:
            for at in [at for each, at, _ in _entries(file) if each == name]:
                file.seek(at)
                named, length, _ = _HEAD.unpack(file.read(_HEAD.size))
                file.seek(at)
                file.write(_HEAD.pack(named, length, 0) + bytes(named + length))
            file.flush()
            os.fsync(file.fileno())


def _entry(name: str, content: bytes) -> bytes:
    data = name.encode() + content
    return _HEAD.pack(len(name.encode()), len(content), zlib.crc32(data)) + data


def _entries(file: BinaryIO) -> Iterator[tuple[str, int, bytes]]:
    """Name, place and content of all that are whole; what is torn was never said to be kept, or is forgotten."""
    at = 0
    while len(head := file.read(_HEAD.size)) == _HEAD.size:
        named, length, checksum = _HEAD.unpack(head)
        data = file.read(named + length)
        if zlib.crc32(data) == checksum and named:
            yield data[:named].decode(), at, data[named:]
        at += _HEAD.size + named + length


def _finish(path: Path, file: int) -> None:
    """Take a journal away once its files are on the disk themselves; when they are not, it stays for the next start."""
    try:
        _sync_all(path.parent)
        path.unlink()
    except OSError as error:
        warning(_log, "journal_stays", error)
    finally:
        os.close(file)


def _lock(file: int) -> bool:
    """Take the lock of a journal; False when a living process has it."""
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sync_all(folder: Path) -> None:
    """All files of the file system that holds the folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(handle) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
