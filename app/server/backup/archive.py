"""The file of a backup: compressed, encrypted pieces in order; one that is cut short or changed is not read."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from zstandard import ZstdCompressor, ZstdDecompressor

from app.protocol.wire import pack, unpack
from app.server.errors import Trouble

_MAGIC = b"DESKHAND BACKUP 1\n"
_SALT = 8
_LENGTH = 4
_LAST = b"last"


class ArchiveWriter:
    """Writes pieces of plain data. The file has its name only once ``finish`` has returned, and is on the disk then."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._part = path.with_name(f".{path.name}.part")
        self._cipher = AESGCM(key)
        self._salt = secrets.token_bytes(_SALT)
        self._pack = ZstdCompressor(level=3)
        self._count = 0
        self._file: IO[bytes] = self._part.open("wb")
        self._file.write(_MAGIC + self._salt)

    def add(self, piece: Any) -> None:
        """Write a piece."""
        self._write(piece, b"")

    def finish(self, piece: Any) -> None:
        """Write the last piece and give the file its name."""
        self._write(piece, _LAST)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self._path)

    def give_up(self) -> None:
        """Leave nothing behind, unless it is finished."""
        self._file.close()
        self._part.unlink(missing_ok=True)

    def _write(self, piece: Any, mark: bytes) -> None:
        sealed = self._cipher.encrypt(_nonce(self._salt, self._count), self._pack.compress(pack(piece)), mark)
        self._file.write(len(sealed).to_bytes(_LENGTH, "big") + sealed)
        self._count += 1


def read_archive(path: Path, key: bytes) -> Iterator[Any]:
    """The pieces in order.

    Raises:
        Trouble: it is no backup, is damaged, was cut short or was written with another master key.
    """
    try:
        with path.open("rb") as file:
            yield from _pieces(file, path, AESGCM(key))
    except OSError as error:
        raise Trouble(f"The backup {path} cannot be read: {error.strerror}. Nothing was changed.") from error


def _pieces(file: IO[bytes], path: Path, cipher: AESGCM) -> Iterator[Any]:
    head = file.read(len(_MAGIC) + _SALT)
    if not head.startswith(_MAGIC):
        raise Trouble(f"{path} is not a backup of this program. Nothing was changed.")
    salt, count, sealed = head[len(_MAGIC) :], 0, _sealed(file)
    while sealed:
        following = _sealed(file)
        try:
            packed = cipher.decrypt(_nonce(salt, count), sealed, b"" if following else _LAST)
        except InvalidTag as error:
            why = "was made with another master key" if count == 0 else "is damaged or was cut short"
            raise Trouble(f"The backup {path} {why}. Nothing was changed.") from error
        yield unpack(ZstdDecompressor().decompress(packed), object)
        count, sealed = count + 1, following
    if count == 0:
        raise Trouble(f"The backup {path} is empty. Nothing was changed.")


def _sealed(file: IO[bytes]) -> bytes:
    return file.read(int.from_bytes(file.read(_LENGTH), "big"))


def _nonce(salt: bytes, count: int) -> bytes:
    return salt + count.to_bytes(4, "big")
