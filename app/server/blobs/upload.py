"""Files on their way here: pieces as they came, encrypted, kept until the whole is here or nobody goes on."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from app.domain.attachment import MAX_CHUNK_BYTES, MAX_FILE_BYTES
from app.server.blobs.store import is_sha256

MAX_OPEN_BYTES = 10 * MAX_FILE_BYTES
"""What one user may have begun and not finished."""

KEPT_FOR = timedelta(days=14)
"""How long a begun upload waits for its desk to come back."""

_LENGTH = "length"
_NONCE = 12


class WrongOffset(Exception):
    """The piece does not begin where the others end."""


class TooMuch(Exception):
    """This user has begun too many uploads."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Who sends which file."""

    ws: UUID
    user_id: UUID
    sha256: str


class UploadStore:
    """``folder/<workspace>/<user>/<sha256>/``: the whole length, and each piece under the offset it begins at.

    How far an upload got is what lies on the disk, so that a crash of either side costs at most one piece. Any thread
    and process; two senders of the same file do not disturb each other, the hash of the whole decides.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key

    def begin(self, upload: Upload, length: int) -> int:
        """Begin, or go on; returns the offset.

        Raises:
            TooMuch: the user has too many bytes under way already.
        """
        home = self._home(upload)
        known = self.offset(upload)
        if known is not None and known[1] == length:
            return known[0]
        if self._open_bytes(home.parent, but=home) + length > MAX_OPEN_BYTES:
            raise TooMuch
        self.drop(upload)
        home.mkdir(parents=True, exist_ok=True)
        _write(home / _LENGTH, str(length).encode())
        return 0

    def offset(self, upload: Upload) -> tuple[int, int] | None:
        """How many bytes are here, and of how many; None when nothing was begun."""
        try:
            length = int((self._home(upload) / _LENGTH).read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        return sum(size for _, size in self._pieces(upload)), length

    def append(self, upload: Upload, at: int, data: bytes) -> int:
        """Keep the next piece; on the disk when this returns the new offset.

        Raises:
            KeyError: nothing was begun.
            WrongOffset: ``at`` is not the offset, or the whole would be longer than was said.
        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        known = self.offset(upload)
        if known is None:
            raise KeyError(upload.sha256)
        if at != known[0] or at + len(data) > known[1] or len(data) > MAX_CHUNK_BYTES:
            raise WrongOffset
        if data:
            nonce = secrets.token_bytes(_NONCE)
            sealed = AESGCM(self._key).encrypt(nonce, data, f"{upload.sha256}:{at}".encode())
            _write(self._home(upload) / f"{at}-{len(data)}", nonce + sealed)
        return at + len(data)

    def read(self, upload: Upload) -> Iterator[bytes]:
        """The pieces in order.

        Raises:
            cryptography.exceptions.InvalidTag: one was damaged.
        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        cipher = AESGCM(self._key)
        for at, size in self._pieces(upload):
            sealed = (self._home(upload) / f"{at}-{size}").read_bytes()
            yield cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], f"{upload.sha256}:{at}".encode())

    def drop(self, upload: Upload) -> None:
        """Forget it."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self._home(upload))

    def drop_of_all(self, ws: UUID, sha256: str) -> None:
        """Forget that file, whoever sends it."""
        if is_sha256(sha256):
            for home in self._folder.glob(f"{ws}/*/{sha256}"):
                shutil.rmtree(home, ignore_errors=True)

    def expire(self, now: datetime) -> int:
        """Forget what nobody has gone on with for long; returns how many."""
        gone = 0
        for mark in self._folder.glob(f"*/*/*/{_LENGTH}"):
            with suppress(FileNotFoundError):
                if mark.parent.stat().st_mtime < (now - KEPT_FOR).timestamp():
                    shutil.rmtree(mark.parent)
                    gone += 1
        return gone

    def _pieces(self, upload: Upload) -> list[tuple[int, int]]:
        """Offset and size of the pieces that follow one another from the start."""
        with suppress(FileNotFoundError):
            names = [it.name for it in self._home(upload).iterdir()]
            found = sorted(
                (int(at), int(size)) for at, _, size in (it.partition("-") for it in names) if at.isdigit() and size
            )
            pieces, reached = [], 0
            for at, size in found:
                if at == reached:
                    pieces.append((at, size))
                    reached += size
            return pieces
        return []

    def _open_bytes(self, home: Path, but: Path) -> int:
        marks = [it for it in home.glob(f"*/{_LENGTH}") if it.parent != but]
        total = 0
        for mark in marks:
            with suppress(FileNotFoundError, ValueError):
                total += int(mark.read_bytes())
        return total

    def _home(self, upload: Upload) -> Path:
        if not is_sha256(upload.sha256):
            raise KeyError(upload.sha256)
        return self._folder / str(upload.ws) / str(upload.user_id) / upload.sha256


def _write(path: Path, data: bytes) -> None:
    """All of it or nothing, on the disk at return."""
    part = path.with_name(f".{secrets.token_hex(8)}")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
