"""The pull cursor: an epoch and one version a feed; opaque to the desk that keeps it."""

import base64
import binascii
from uuid import UUID

from app.protocol.wire import BadMessage, M, Message, pack, unpack

LARGEST = 2**62
"""No version is larger; both databases hold it."""


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
    return sealed(cursor)


def unseal(text: str) -> Cursor:
    """Read a cursor back.

    Raises:
        BadMessage: it was not made by ``seal``.
    """
    cursor = unsealed(text, Cursor)
    pages = cursor.pages.values()
    versions = [*cursor.feeds.values(), *(it for head, version, _, _ in pages for it in (head, version))]
    if not all(0 <= it <= LARGEST for it in versions) or not all(_is_row(kind, key) for _, _, kind, key in pages):
        raise BadMessage("not a cursor")
    return cursor


def _is_row(kind: str, key: str) -> bool:
    """Whether it names a row, or none at all: a page may begin with a version."""
    try:
        return kind.isidentifier() and str(UUID(key)) == key if kind else not key
    except ValueError:
        return False


def sealed(message: Message) -> str:
    """A message as text that whoever keeps it need not understand."""
    return base64.urlsafe_b64encode(pack(message)).decode("ascii")


def unsealed(text: str, kind: type[M]) -> M:
    """Read such a text.

    Raises:
        BadMessage: it was not made by ``sealed`` of such a message.
    """
    try:
        return unpack(base64.urlsafe_b64decode(text.encode("ascii")), kind)
    except (binascii.Error, UnicodeEncodeError, ValueError) as error:
        raise BadMessage("not a cursor") from error
