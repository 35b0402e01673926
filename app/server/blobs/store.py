"""Files of messages on disk: named by the SHA-256 of their content, encrypted, written atomically."""

import hashlib
import io
import os
import secrets
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import IO
from uuid import UUID

from app.server.blobs.disk import sync_folder
from app.server.blobs.packs import Packs

CHUNK = 1_048_576
THREADS = 8
"""They wait for the disk, nearly always."""

SMALL = 262_144
"""Bytes of a file up to which it lies in a pack with others."""

_MAGIC = b"DHB1"
_SALT = 8
_TAG = 16


class OtherContent(ValueError):
    """The bytes are not those of the hash they came under."""


class BlobStore:
    """AES-256-GCM in chunks of 1 MiB, so that no large file is ever whole in memory.

    A small one lies in a pack, a large one is ``folder/<workspace>/<aa>/<sha256>``, as all were of an older program.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key
        self._made: set[Path] = set()  # folders known to be on the disk
        self._packs = Packs(folder)
        self._making = threading.Lock()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="blob")

    def put(self, ws: UUID, data: bytes) -> str:
        """Keep bytes; returns their SHA-256 in hex. Keeping the same bytes again changes nothing."""
        if len(data) > SMALL:
            return self._put_large(ws, (data[at : at + CHUNK] for at in range(0, len(data), CHUNK)))
        name = hashlib.sha256(data).hexdigest()
        self._pack(ws, {name: data})
        return name

    def begin(self, ws: UUID, files: Sequence[bytes]) -> tuple[list[str], Future[None]]:
        """Keep some files on another thread: their SHA-256 now; they are on the disk when the future is done."""
        names = [hashlib.sha256(data).hexdigest() for data in files]
        return names, self._pool.submit(self._put_all, ws, dict(zip(names, files, strict=True)))

    def put_chunks(self, ws: UUID, chunks: Iterable[bytes], expected: str = "") -> str:
        """Keep a stream of bytes; on the disk, synced, when this returns.

        Raises:
            OtherContent: their SHA-256 is not ``expected``; nothing was kept.
        """
        coming, head = iter(chunks), bytearray()
        for chunk in coming:
            head += chunk
            if len(head) > SMALL:
                return self._put_large(ws, chain([bytes(head)], coming), expected)
        name = hashlib.sha256(head).hexdigest()
        _require(name, expected)
        self._pack(ws, {name: bytes(head)})
        return name

    def _put_large(self, ws: UUID, chunks: Iterable[bytes], expected: str = "") -> str:
        digest = hashlib.sha256()
        home = self._folder / str(ws)
        self._make(home)
        part = home / f".{secrets.token_hex(8)}.part"
        try:
            self._write(part, chunks, digest)
            name = digest.hexdigest()
            _require(name, expected)
            final = self._path(ws, name)
            self._make(final.parent)
            _place(part, final)
        finally:
            part.unlink(missing_ok=True)
        return name

    def has(self, ws: UUID, sha256: str) -> bool:
        """Tell whether the bytes are here."""
        if not is_sha256(sha256):
            return False
        return self._packs.length(_name(ws, sha256)) is not None or self._path(ws, sha256).exists()

    def get(self, ws: UUID, sha256: str) -> bytes:
        """All bytes. Raises ``KeyError``: not here."""
        return b"".join(self.read(ws, sha256))

    def delete(self, ws: UUID, sha256: str) -> None:
        """Take the file off the disk; nothing when it is not there. The caller knows that no row names it."""
        path = self._path(ws, sha256)
        self._packs.delete(_name(ws, sha256))
        path.unlink(missing_ok=True)

    def reclaim(self, moment: datetime) -> None:
        """Give the disk the room of what was deleted from packs; those written to since that moment are left alone."""
        self._packs.reclaim(moment)

    def older_than(self, moment: datetime) -> Iterator[tuple[UUID, str]]:
        """Workspace and SHA-256 of every file that was kept last before that moment."""
        for name in self._packs.names(before=moment):
            home, _, sha256 = name.split("/")
            yield UUID(home), sha256
        for path in self._folder.glob("*/??/*"):
            with suppress(FileNotFoundError, ValueError):
                if is_sha256(path.name) and path.stat().st_mtime < moment.timestamp():
                    ws = UUID(path.parent.parent.name)
                    if self._packs.length(_name(ws, path.name)) is None:  # else it is as old as it is there
                        yield ws, path.name

    def size(self, ws: UUID, sha256: str) -> int:
        """How many bytes it has. Raises ``KeyError``: not here."""
        path, length = self._path(ws, sha256), self._packs.length(_name(ws, sha256))
        try:
            sealed = (path.stat().st_size if length is None else length) - len(_MAGIC) - _SALT
        except FileNotFoundError as error:
            raise KeyError(sha256) from error
        return sealed - _TAG * -(-sealed // (CHUNK + _TAG))

    def read(self, ws: UUID, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``end`` in chunks; what lies before and behind is not decrypted.

        Raises:
            KeyError: not here, or damaged in its pack.
            cryptography.exceptions.InvalidTag: the large file was damaged, or it belongs to another key.
        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        cipher, first = AESGCM(self._key), start // CHUNK
        with self._open(ws, sha256) as file:
            salt = file.read(len(_MAGIC) + _SALT)[len(_MAGIC) :]
            file.seek(first * (CHUNK + _TAG), os.SEEK_CUR)
            index, at = first, first * CHUNK
            sealed = file.read(CHUNK + _TAG)
            while sealed and (end is None or at < end):
                following = file.read(CHUNK + _TAG)
                chunk = cipher.decrypt(_nonce(salt, index), sealed, b"" if following else b"last")
                yield chunk[max(0, start - at) : None if end is None else end - at]
                sealed, index, at = following, index + 1, at + CHUNK

    def _open(self, ws: UUID, sha256: str) -> IO[bytes]:
        path, packed = self._path(ws, sha256), self._packs.read(_name(ws, sha256))
        try:
            return path.open("rb") if packed is None else io.BytesIO(packed)
        except FileNotFoundError as error:
            raise KeyError(sha256) from error

    def _put_all(self, ws: UUID, files: dict[str, bytes]) -> None:
        self._pack(ws, {name: data for name, data in files.items() if len(data) <= SMALL})
        for data in files.values():
            if len(data) > SMALL:
                self.put(ws, data)

    def _pack(self, ws: UUID, files: dict[str, bytes]) -> None:
        self._make(self._folder)
        self._packs.keep({_name(ws, name): b"".join(self._sealed([data])) for name, data in files.items()})

    def _write(self, part: Path, chunks: Iterable[bytes], digest: "hashlib._Hash") -> None:
        with part.open("wb") as file:
            file.writelines(self._sealed(_noted(chunks, digest)))

    def _sealed(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """What a file holds of these bytes."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        cipher, salt = AESGCM(self._key), secrets.token_bytes(_SALT)
        yield _MAGIC + salt
        held: bytes | None = None
        index = 0
        for chunk in _even(chunks):
            if held is not None:
                yield cipher.encrypt(_nonce(salt, index), held, b"")
                index += 1
            held = chunk
        yield cipher.encrypt(_nonce(salt, index), held or b"", b"last")

    def _make(self, folder: Path) -> None:
        """Make a folder and those above it, so that a power cut does not take them away."""
        if folder in self._made:
            return
        with self._making:
            for each in (*reversed(folder.parents), folder):
                if not each.is_dir():
                    each.mkdir(exist_ok=True)
                    sync_folder(each.parent)
            sync_folder(folder.parent)
            self._made.add(folder)

    def _path(self, ws: UUID, sha256: str) -> Path:
        if not is_sha256(sha256):
            raise KeyError(sha256)
        return self._folder / _name(ws, sha256)


def _name(ws: UUID, sha256: str) -> str:
    """Of a file below the folder of all."""
    return f"{ws}/{sha256[:2]}/{sha256}"


def is_sha256(text: str) -> bool:
    """Tell whether the text is a SHA-256 in lower-case hex; everything else never becomes a path."""
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


def _require(name: str, expected: str) -> None:
    if expected not in ("", name):
        raise OtherContent(name)


def _noted(chunks: Iterable[bytes], digest: "hashlib._Hash") -> Iterator[bytes]:
    for chunk in chunks:
        digest.update(chunk)
        yield chunk


def _even(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of ``CHUNK``; only the last may be shorter."""
    kept = bytearray()
    for chunk in chunks:
        kept += chunk
        while len(kept) >= CHUNK:
            yield bytes(kept[:CHUNK])
            del kept[:CHUNK]
    if kept:
        yield bytes(kept)


def _nonce(salt: bytes, index: int) -> bytes:
    return salt + index.to_bytes(4, "big")


def _place(part: Path, final: Path) -> None:
    """Give a written file its name; both are on the disk when this returns.

    A name that is new is given before the bytes are synced: one round to the disk carries both, and no row names the
    file yet. A file that may be somebody's is only replaced by bytes that are on the disk already.
    """
    is_new = _linked(part, final)
    with part.open("r+b") as file:
        os.fsync(file.fileno())
    if not is_new:
        part.replace(final)
    sync_folder(final.parent)


def _linked(part: Path, final: Path) -> bool:
    """Give the file a second, new name; False when the name is taken or the file system knows no second names."""
    if os.name != "posix":
        return False
    try:
        os.link(part, final)
    except OSError:
        return False
    return True
