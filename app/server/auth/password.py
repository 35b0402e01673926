"""Passwords: argon2id, two at a time."""

import threading
from typing import Any

from app.server.errors import Denied

AT_ONCE = threading.BoundedSemaphore(2)
"""Each check takes 19 MiB; more at once would be a way to fill the memory (sync.md 2.8)."""

WAIT_S = 5.0

COST = (2, 19 * 1024, 1)
"""Of a new hash: passes, KiB, lanes. Every hash tells its own."""


def hash_password(password: str) -> str:
    """The encoded hash, with its own salt and parameters."""
    with AT_ONCE:
        return str(_hasher().hash(password))


def is_right(encoded: str, password: str) -> bool:
    """Tell whether the password fits; takes as long when ``encoded`` is empty, for addresses nobody has.

    Raises:
        Denied: 429, too many people sign in at this moment.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    if not AT_ONCE.acquire(timeout=WAIT_S):
        raise Denied(429, "busy", retry_after=2)
    try:
        if not encoded:
            _hasher().hash(password)
            return False
        return bool(_hasher().verify(encoded, password))
    except (VerificationError, InvalidHashError):
        return False
    finally:
        AT_ONCE.release()


def _hasher() -> Any:
    import argon2 as library

    passes, kib, lanes = COST
    return library.PasswordHasher(time_cost=passes, memory_cost=kib, parallelism=lanes)
