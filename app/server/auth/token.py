"""Access tokens: signed, stateless, 15 minutes; and the random ones that are stored as hashes."""

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

ACCESS_FOR = timedelta(minutes=15)
REFRESH_FOR = timedelta(days=30)
GRACE = timedelta(seconds=30)
"""How long a replaced refresh token is still good: an answer lost on the way must not sign out."""

_SECRET = re.compile(r"[A-Za-z0-9_-]{43,128}")


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who an access token speaks for."""

    ws: UUID
    user_id: UUID
    client: UUID
    expires_at: float  # Unix seconds


class TokenSigner:
    """Makes and reads access tokens with one derived key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, ws: UUID, user_id: UUID, client: UUID, expires_at: datetime) -> str:
        """The token."""
        claims = [str(ws), str(user_id), str(client), expires_at.timestamp()]
        body = base64.urlsafe_b64encode(json.dumps(claims, separators=(",", ":")).encode())
        return f"{body.decode()}.{self._mac(body)}"

    def read(self, token: str, now: datetime) -> Bearer | None:
        """Whom the token speaks for; None when it is not ours or its time is over."""
        body, _, mac = token.partition(".")
        if not token.isascii() or not hmac.compare_digest(mac, self._mac(body.encode())):
            return None
        try:
            ws, user_id, client, expires_at = json.loads(base64.urlsafe_b64decode(body))
        except (ValueError, binascii.Error):
            return None
        bearer = Bearer(UUID(ws), UUID(user_id), UUID(client), float(expires_at))
        return bearer if bearer.expires_at > now.timestamp() else None

    def _mac(self, body: bytes) -> str:
        digest = hmac.new(self._key, body, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def new_secret() -> str:
    """A random secret for a refresh token or a one-time sign-in."""
    return secrets.token_urlsafe(32)


def is_secret(text: str) -> bool:
    """Whether what a desk wishes for is as long as a secret of ours, and no novel."""
    return _SECRET.fullmatch(text) is not None


def stored(secret: str) -> str:
    """How a random secret is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()
