"""Who a visitor is by the word of the site that embeds the chat, and the proof that the site said so."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.protocol.chat import SiteUser
from app.protocol.wire import BadMessage, decode

SECRET = "identity_secret"
"""Name among an inbox's secrets."""

GOOD_FOR = timedelta(hours=24)
"""A signature older than that opens nothing: what leaked from a page yesterday is worthless."""

AHEAD = timedelta(minutes=5)
MAX_TEXT = 1_000
MAX_FIELD = 200


@dataclass(frozen=True, slots=True)
class Person:
    """A user of the site, as its server knows them. ``email`` is lower case or empty."""

    id: str
    name: str
    email: str


def verified(text: str, signature: str, secret: str, now: datetime) -> Person | None:
    """The person of ``text`` when the site has signed exactly these bytes within the last day, else None.

    ``text`` is JSON: ``{"id", "name", "email", "at": Unix seconds}``; ``signature`` is HMAC-SHA256 in hex.
    """
    if not secret or not text or len(text) > MAX_TEXT or not is_signed(text.encode(), signature, secret):
        return None
    try:
        told = decode(text, SiteUser)
    except BadMessage:
        return None
    age = now.timestamp() - told.at
    if not told.id.strip() or age > GOOD_FOR.total_seconds() or age < -AHEAD.total_seconds():
        return None
    return Person(_short(told.id), _short(told.name), mail_address(told.email))


def is_signed(data: bytes, signature: str, secret: str) -> bool:
    """Tell whether ``signature`` is the HMAC-SHA256 of ``data`` under the secret, in hex; compared in constant time."""
    expected = hmac.new(secret.encode(), data, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.strip().lower().encode("utf8", "replace"))


def _short(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:MAX_FIELD]


def mail_address(text: str) -> str:
    """A mail address as it is stored, in lower case; empty when the text is none."""
    address = text.strip().lower()
    local, _, host = address.rpartition("@")
    is_one = (
        bool(local) and "." in host.strip(".") and not set(address) & set(' \t\r\n\x00<>,;"') and len(address) <= 254
    )
    return address if is_one else ""
