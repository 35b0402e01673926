"""The server's one master key and the keys derived from it, each for a named purpose."""

import json
import os
import secrets
from pathlib import Path
from typing import TextIO

from app.server.errors import Trouble

KEY_BYTES = 32


class MasterKey:
    """Derives the key of every purpose; the master key itself encrypts nothing."""

    def __init__(self, master: bytes) -> None:
        """Raises:
        Trouble: it is not 32 bytes long.
        """
        if len(master) != KEY_BYTES:
            raise Trouble(f"The master key must be {KEY_BYTES} bytes long, this one has {len(master)}.")
        self._master = master

    def derive(self, purpose: str) -> bytes:
        """The 32-byte key of a purpose such as ``database``, ``token``, ``blob``; always the same."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"deskhand {purpose}".encode()).derive(self._master)


def key_from_file(path: Path, *, create: bool) -> MasterKey:
    """Read the key file (64 hex digits); with ``create`` make it, readable by its owner alone, when it is missing.

    Raises:
        Trouble: the file is missing, readable by others, or holds no key.
    """
    if create and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
    try:
        mode, text = path.stat().st_mode, path.read_text("ascii")
    except OSError as error:
        raise Trouble(f"The key file {path} cannot be read: {error.strerror}.") from error
    if mode & 0o077 and os.name == "posix":
        raise Trouble(f"The key file {path} may be read by others. Run: chmod 600 {path}")
    return _from_hex(text, str(path))


def key_from_stream(stream: TextIO) -> MasterKey:
    """Read ``{"key": "<64 hex digits>"}`` from the first line of a stream, as the desktop hands it to its child.

    Raises:
        Trouble: the line holds no key.
    """
    try:
        text = str(json.loads(stream.readline())["key"])
    except (ValueError, KeyError, TypeError) as error:
        raise Trouble('Expected {"key": "…"} as the first line on standard input.') from error
    return _from_hex(text, "standard input")


def _from_hex(text: str, source: str) -> MasterKey:
    try:
        return MasterKey(bytes.fromhex(text.strip()))
    except ValueError as error:
        raise Trouble(f"There is no key of {KEY_BYTES * 2} hexadecimal digits in {source}.") from error
