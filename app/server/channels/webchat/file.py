"""Files of the web chat: what a visitor sends, and the links by which a visitor gets what is theirs."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.domain.channel import Channel
from app.model.conversation import Attachment, Conversation, Delivery, LogEntry
from app.model.file import ChatFile
from app.model.identifier import new_id
from app.protocol.chat import ChatFileShown
from app.server.blobs.access import hold_blob
from app.server.channels.webchat.history import SHOWN_KINDS, customer_of
from app.server.channels.webchat.sender import SHOWN
from app.server.channels.webchat.token import Visitor
from app.server.errors import Denied
from app.server.transaction import ServerTx

MAX_VISITOR_FILE = 10 * 1024 * 1024
MAX_WAITING_BYTES = 30 * 1024 * 1024
"""Files a visitor has sent and written no message with."""

MAX_FILES = 10
MAX_NAME = 120
LINK_FOR = timedelta(hours=1)
PURPOSE = "chat file"
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What a browser may show on our origin: none of them can hold a script."""

_MAX_LINK = 600


@dataclass(frozen=True, slots=True)
class Link:
    """Who may fetch which file."""

    ws: UUID
    inbox_id: UUID
    visitor_id: UUID
    file_id: UUID


class LinkSigner:
    """Makes and reads links: good for one visitor and one file, for one to two hours, the same within an hour."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, link: Link, now: datetime) -> str:
        """The last part of the link's path."""
        hour = int(now.timestamp()) // 3_600 + 2
        claims = [str(link.ws), str(link.inbox_id), str(link.visitor_id), str(link.file_id), hour]
        body = base64.urlsafe_b64encode(json.dumps(claims, separators=(",", ":")).encode())
        return f"{body.decode()}.{self._mac(body)}"

    def read(self, text: str, now: datetime) -> Link | None:
        """What it opens; None when it is not ours or its time is over."""
        body, _, mac = text.partition(".")
        if len(text) > _MAX_LINK or not text.isascii() or not hmac.compare_digest(mac, self._mac(body.encode())):
            return None
        try:
            *ids, hour = json.loads(base64.urlsafe_b64decode(body))
            link = Link(*(UUID(it) for it in ids))
        except (ValueError, TypeError, AttributeError, binascii.Error):
            return None
        return link if int(hour) * 3_600 > now.timestamp() else None

    def _mac(self, body: bytes) -> str:
        digest = hmac.new(self._key, body, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def note_file(tx: ServerTx, visitor: Visitor, name: str, content_type: str, size: int, blob: str) -> UUID:
    """Remember a file a visitor has sent; its id.

    Raises:
        Denied: 413 ``too_much``, see ``require_room``.
    """
    require_room(tx.session, visitor, size)
    row = ChatFile(
        ws=tx.ws, id=new_id(), visitor_id=visitor.id, name=name, content_type=content_type, size=size, blob=blob,
        created_at=tx.now,
    )  # fmt: skip
    tx.session.add(row)
    return row.id


def require_room(session: Session, visitor: Visitor, size: int) -> None:
    """Raises ``Denied``: 413 ``too_much``: this visitor has sent too much that no message names."""
    mine = (ChatFile.ws == visitor.ws) & (ChatFile.visitor_id == visitor.id)
    waiting = session.scalar(select(func.coalesce(func.sum(ChatFile.size), 0)).where(mine)) or 0
    if waiting + size > MAX_WAITING_BYTES:
        raise Denied(413, "too_much", limit=MAX_WAITING_BYTES)


def waiting_files(tx: ServerTx, visitor: Visitor, ids: Iterable[UUID]) -> list[ChatFile]:
    """The files this visitor has sent, in the order of ``ids``.

    Raises:
        Denied: 400 ``no_such_file``: one of them was never sent, or longer ago than a day.
    """
    wanted = list(dict.fromkeys(ids))
    mine = (ChatFile.ws == tx.ws) & (ChatFile.visitor_id == visitor.id) & ChatFile.id.in_(wanted)
    found = {it.id: it for it in tx.session.scalars(select(ChatFile).where(mine))}
    if len(wanted) > MAX_FILES or len(found) < len(wanted):
        raise Denied(400, "no_such_file")
    return [found[it] for it in wanted]


def attach(tx: ServerTx, files: list[ChatFile], conversation: Conversation, entry_id: UUID) -> None:
    """They are files of this message now."""
    for file in files:
        hold_blob(tx, file.blob, file.size, conversation.id)
        tx.put(
            Attachment(
                id=file.id, conversation_id=conversation.id, entry_id=entry_id, name=file.name,
                content_type=file.content_type, size=file.size, blob=file.blob,
            )
        )  # fmt: skip
    ids = [file.id for file in files]
    if ids:
        tx.session.execute(delete(ChatFile).where(ChatFile.ws == tx.ws, ChatFile.id.in_(ids)))


class ChatFiles:
    """What the page shows of files, and what a link opens."""

    def __init__(self, signer: LinkSigner, path: str) -> None:
        """``path``: where links begin."""
        self._signer = signer
        self._path = path

    def shown(
        self, session: Session, visitor: Visitor, entry_ids: Iterable[UUID], now: datetime
    ) -> dict[UUID, list[ChatFileShown]]:
        """Files of messages that the caller found to be this visitor's, with links."""
        mine = (Attachment.ws == visitor.ws) & Attachment.entry_id.in_(list(entry_ids))
        found: dict[UUID, list[ChatFileShown]] = {}
        for file in session.scalars(select(Attachment).where(mine).order_by(Attachment.id)):
            link = Link(visitor.ws, visitor.inbox_id, visitor.id, file.id)
            url = "" if _is_blocked(file) else self._path + self._signer.sign(link, now)
            found.setdefault(file.entry_id, []).append(
                ChatFileShown(
                    id=file.id, name=file.name, content_type=file.content_type, size=file.size, url=url,
                    image=file.content_type in PICTURES, blocked=_is_blocked(file),
                )
            )  # fmt: skip
        return found

    def opened(self, session: Session, text: str, now: datetime) -> Attachment:
        """The file behind a link.

        Raises:
            Denied: 404 ``not_found``: the link is not ours or too old, the file is not this visitor's (any more) or
                not theirs to see yet, or it holds a virus.
        """
        link = self._signer.read(text, now)
        file = None if link is None else session.get(Attachment, (link.ws, link.file_id))
        if link is None or file is None or _is_blocked(file) or not _is_theirs(session, link, file):
            raise Denied(404, "not_found")
        return file


def _is_blocked(file: Attachment) -> bool:
    return file.scan in ("infected", "unknown")


def _is_theirs(session: Session, link: Link, file: Attachment) -> bool:
    """In a chat message of a conversation of the visitor's, and released when it is an answer."""
    customer_id = customer_of(session, Visitor(link.ws, link.inbox_id, link.visitor_id))
    conversation = session.get(Conversation, (file.ws, file.conversation_id))
    entry = session.get(LogEntry, (file.ws, file.entry_id))
    if customer_id is None or conversation is None or conversation.customer_id != customer_id or entry is None:
        return False
    if entry.kind not in SHOWN_KINDS or entry.payload.get("channel") != Channel.CHAT:
        return False
    delivery = session.get(Delivery, (file.ws, file.entry_id))
    return delivery is None or delivery.state in SHOWN


def shown_name(name: str) -> str:
    """A file name as a stranger gave it: one line, no path, not too long."""
    line = " ".join(name.replace("\x00", "").split()).replace("\\", "/").rpartition("/")[2]
    stem, dot, kind = line.rpartition(".")
    if dot and len(kind) <= 12:
        return f"{stem[: MAX_NAME - len(kind) - 1]}.{kind}"
    return line[:MAX_NAME] or "file"
