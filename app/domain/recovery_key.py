"""The recovery key as people write it down: four letters and digits at a time, mistyping is noticed."""

import base64
import binascii
import hashlib
from collections.abc import Mapping

SETTING = "recovery_key"
"""In ``Workspace.settings``: the public half, base64."""

KEY_BYTES = 32
_CHECK_BYTES = 3  # with the key 35 bytes: 56 characters of base32 without padding
_GROUP = 4
_MISREAD = str.maketrans("018", "OIB")
"""Digits that base32 does not have, as the letters they are mistaken for."""


def written(key: bytes) -> str:
    """The key in groups, its checksum at the end.

    Raises:
        ValueError: it has not 32 bytes.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, got {len(key)}")
    text = base64.b32encode(key + _check(key)).decode()
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def read_written(text: str) -> bytes | None:
    """The key that was written so, with any spaces, dashes and case; None when it was mistyped."""
    plain = "".join(it for it in text.upper() if it.isalnum()).translate(_MISREAD)
    try:
        raw = base64.b32decode(plain)
    except (binascii.Error, ValueError):
        return None
    key, check = raw[:KEY_BYTES], raw[KEY_BYTES:]
    return key if len(key) == KEY_BYTES and check == _check(key) else None


def public_key(settings: Mapping[str, object]) -> str:
    """The public half as a workspace's settings hold it; empty when there is none, or what is there is no key."""
    kept = str(settings.get(SETTING, ""))
    return kept if len(public_bytes(kept)) == KEY_BYTES else ""


def public_bytes(text: str) -> bytes:
    """The bytes of a public half; empty when it is none."""
    try:
        raw = base64.urlsafe_b64decode(text)
    except (binascii.Error, ValueError):
        return b""
    return raw if len(raw) == KEY_BYTES else b""


def _check(key: bytes) -> bytes:
    return hashlib.sha256(b"deskhand recovery key" + key).digest()[:_CHECK_BYTES]
