"""The outbox's key sealed for the workspace's recovery key, so that a lost keyring is not a lost outbox.

HPKE (RFC 9180) in its base mode: X25519, HKDF-SHA256, ChaCha20-Poly1305. The private half is kept by the people who
run the server, away from it and from every desk.
"""

import base64
import json
import os
from pathlib import Path
from typing import Any

from app.client.port import Problem, Trouble
from app.domain.recovery_key import public_bytes, read_written

FILE = "outbox.recovery"
"""Beside ``outbox.db``; worth nothing without the private key."""

_PURPOSE = b"deskhand outbox key 1 "


def seal_for(folder: Path, profile: str, outbox_key: bytes, public: str) -> None:
    """Keep the key of a profile's outbox sealed for this public key; nothing happens when it is so already."""
    raw = public_bytes(public)
    if not raw or _kept(folder).get("public") == public:
        return
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    sealed = _suite().encrypt(outbox_key, X25519PublicKey.from_public_bytes(raw), _PURPOSE + profile.encode())
    _write(folder / FILE, {"public": public, "sealed": base64.b64encode(sealed).decode()})


def open_sealed(folder: Path, profile: str, typed: str) -> bytes:
    """The key of a profile's outbox, by the recovery key as it was written down.

    Raises:
        Trouble: ``NO_RECOVERY``: nothing was sealed here; ``WRONG_RECOVERY_KEY``: mistyped, or another one.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    kept = _kept(folder)
    if not kept:
        raise Trouble(Problem.NO_RECOVERY)
    private = read_written(typed)
    if private is None:
        raise Trouble(Problem.WRONG_RECOVERY_KEY)
    sealed = base64.b64decode(kept["sealed"])
    try:
        key = _suite().decrypt(sealed, X25519PrivateKey.from_private_bytes(private), _PURPOSE + profile.encode())
    except (InvalidTag, ValueError) as error:
        raise Trouble(Problem.WRONG_RECOVERY_KEY) from error
    return bytes(key)


def _suite() -> Any:
    from cryptography.hazmat.primitives import hpke

    return hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


def _kept(folder: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads((folder / FILE).read_text("ascii"))
    except (OSError, ValueError):
        return {}
    return found if {"public", "sealed"} <= found.keys() else {}


def _write(path: Path, values: dict[str, str]) -> None:
    """Whole or not at all; a disk that takes nothing now is tried again at the next start."""
    aside = path.with_name(path.name + ".part")
    try:
        with aside.open("w", encoding="ascii") as file:
            file.write(json.dumps(values))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
