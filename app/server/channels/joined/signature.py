"""Signatures of requests and webhooks: HMAC-SHA256 over the time and the body."""

import hashlib
import hmac
from datetime import datetime, timedelta

TIMESTAMP = "X-Deskhand-Timestamp"
SIGNATURE = "X-Deskhand-Signature"
SECRET = "channel_secret"
"""Name among an inbox's secrets."""

GOOD_FOR = timedelta(minutes=5)
_VERSION = "v1="


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """``v1=`` and the HMAC-SHA256 of ``timestamp.body`` in hex."""
    return _VERSION + hmac.new(secret.encode(), b"%d." % timestamp + body, hashlib.sha256).hexdigest()


def is_right(secret: str, timestamp: str, signature: str, body: bytes, now: datetime) -> bool:
    """Tell whether body and time were signed with the secret, at most five minutes from now."""
    if not secret or not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    if abs(now.timestamp() - int(timestamp)) > GOOD_FOR.total_seconds():
        return False
    return hmac.compare_digest(sign(secret, int(timestamp), body).encode(), signature.encode("utf8", "replace"))
