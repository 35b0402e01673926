"""The pull cursor: an epoch and one version a feed; opaque to the desk that keeps it."""

import base64
import binascii
from uuid import UUID

from app.protocol.wire import BadMessage, Message, pack, unpack


class Cursor(Message, frozen=True):
    """How far a desk has read: ``epoch`` of the server and the version of every feed it follows.

    ``pages`` holds, for a feed in the middle of its paging, the fixed head and the last ``(version, kind, id)``.
    ``read_at``: Unix seconds by the server's clock when all before it had been read; 0: nobody knows.
    """

    epoch: UUID
    feeds: dict[str, int] = {}
    pages: dict[str, tuple[int, int, str, str]] = {}
    read_at: float = 0.0


def seal(cursor: Cursor) -> str:
    """The cursor as the text that goes over the wire."""
    return base64.urlsafe_b64encode(pack(cursor)).decode("ascii")


def unseal(text: str) -> Cursor:
    """Read a cursor back.

    Raises:
        BadMessage: it was not made by ``seal``.
    """
    try:
        return unpack(base64.urlsafe_b64decode(text.encode("ascii")), Cursor)
    except (binascii.Error, UnicodeEncodeError, ValueError) as error:
        raise BadMessage("not a cursor") from error
