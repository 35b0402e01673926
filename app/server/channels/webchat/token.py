"""The visitor's token: signed, kept by the browser, good for one visitor of one chat page."""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.server.channels.webchat.identity import GOOD_FOR

PURPOSE = "visitor"
"""Name of the derived key."""

MAX_TOKEN = 2_400


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a browser. ``id`` is the value of their identity.

    ``verified``: the site that embeds the chat has signed who this is; then ``name`` and ``email`` are what it said.
    """

    ws: UUID
    inbox_id: UUID
    id: UUID
    verified: bool = False
    name: str = ""
    email: str = ""

    @property
    def topic(self) -> str:
        """Where their pages listen in the hub."""
        return topic_of(str(self.id))


def topic_of(visitor: str) -> str:
    """The hub's topic of a visitor."""
    return f"v:{visitor}"


class VisitorSigner:
    """Makes and reads visitors' tokens. They do not end by themselves: a browser that comes back is recognised.

    One that the site's word opened ends like that word: whoever copied it has the conversation for a day, not for ever.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, visitor: Visitor, now: datetime) -> str:
        """The token."""
        claims: list[str | int] = [str(visitor.ws), str(visitor.inbox_id), str(visitor.id)]
        if visitor.verified:
            claims += [visitor.name, visitor.email, int((now + GOOD_FOR).timestamp())]
        body = base64.urlsafe_b64encode(json.dumps(claims, separators=(",", ":")).encode())
        return f"{body.decode()}.{self._mac(body)}"

    def read(self, token: str, now: datetime | None) -> Visitor | None:
        """Whose token it is; None when it is not ours, or over. Without ``now`` it is told whose it ever was."""
        body, _, mac = token.partition(".")
        if len(token) > MAX_TOKEN or not token.isascii() or not hmac.compare_digest(mac, self._mac(body.encode())):
            return None
        try:
            ws, inbox_id, visitor, *told = json.loads(base64.urlsafe_b64decode(body))
            if not told:
                return Visitor(UUID(ws), UUID(inbox_id), UUID(visitor))
            name, email, until = told
            known = Visitor(UUID(ws), UUID(inbox_id), UUID(visitor), True, name, email)
            return known if now is None or until > now.timestamp() else None
        except (ValueError, TypeError, AttributeError, binascii.Error):
            return None

    def _mac(self, body: bytes) -> str:
        digest = hmac.new(self._key, body, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
