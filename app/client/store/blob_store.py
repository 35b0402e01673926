"""Files of messages on this computer: named by a keyed hash, encrypted with AES-GCM."""

import hashlib
import hmac
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from app.client.port import Problem, Trouble

_NONCE_BYTES = 12


class WrongContent(ValueError):
    """The bytes have another hash than they should."""


class BlobStore:
    """Content-addressed files under a folder; names and content tell nothing without the key. Any thread."""

    def __init__(self, folder: Path, key: bytes, *, synced: bool = False) -> None:
        """``key``: of the file beside it; the blobs' own is derived from it, so both are lost together.

        ``synced``: a stored file survives a power cut; for what cannot be fetched again.
        """
        self._folder = folder
        self._synced = synced
        self._key = hmac.digest(key, b"deskhand blob content", "sha256")
        self._name_key = hmac.digest(key, b"deskhand blob name", "sha256")

    def get(self, sha256: str) -> bytes | None:
        """The bytes, or None when they are not here or were damaged."""
        try:
            sealed = self._path(sha256).read_bytes()
        except FileNotFoundError:
            return None
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            return AESGCM(self._key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], sha256.encode())
        except InvalidTag:
            return None

    def has(self, sha256: str) -> bool:
        """Tell whether the file is here."""
        return self._path(sha256).exists()

    def put(self, sha256: str, content: bytes) -> None:
        """Store bytes whose hash that is; written aside first, so that a torn write leaves nothing.

        Raises:
            WrongContent: the bytes have another hash.
            Trouble: ``DISK_FULL``: the disk takes no more, or takes nothing (also: read-only, broken).
        """
        if hashlib.sha256(content).hexdigest() != sha256:
            raise WrongContent("the bytes are not those of that hash")
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + AESGCM(self._key).encrypt(nonce, content, sha256.encode())
        path = self._path(sha256)
        aside = path.with_suffix(".part")
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            with aside.open("wb") as file:
                file.write(sealed)
                if self._synced:
                    file.flush()
                    os.fsync(file.fileno())
            aside.replace(path)
        except OSError as error:
            with suppress(OSError):  # what was written of it only fills the disk
                aside.unlink(missing_ok=True)
            raise Trouble(Problem.DISK_FULL, str(error)) from error

    def delete(self, sha256: str) -> bool:
        """Delete the file if it is here; False when that is not possible now."""
        try:
            self._path(sha256).unlink(missing_ok=True)
        except OSError:
            return False
        return True

    def keep_only(self, hashes: Iterable[str]) -> None:
        """Delete all files but these, as far as that is possible: what a crash left that nothing names."""
        kept = {self._path(it) for it in hashes}
        for path in self._folder.glob("*"):
            if path not in kept:
                with suppress(OSError):
                    path.unlink()

    def clear(self) -> None:
        """Delete all files, as far as that is possible."""
        for path in self._folder.glob("*"):
            with suppress(OSError):
                path.unlink()

    def _path(self, sha256: str) -> Path:
        return self._folder / hmac.digest(self._name_key, sha256.encode(), "sha256").hex()
