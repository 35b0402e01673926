"""The way of an answer to a joined channel: a signed webhook, tried again until it is taken."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.base import SYSTEM
from app.domain.delivery import DeliveryState
from app.domain.reason import Reason
from app.model.account import InboxSecret
from app.model.conversation import Attachment, Delivery, LogEntry
from app.model.sync import Effect
from app.model.workspace import Inbox, User
from app.protocol.channel import ChannelAnswer, ChannelFile
from app.protocol.wire import encode
from app.server.channels.email.secret import InboxSecrets
from app.server.channels.joined.signature import SECRET, SIGNATURE, TIMESTAMP, sign
from app.server.channels.joined.way import way_of
from app.server.channels.joined.webhook import Unreachable, post
from app.server.clock import Clock
from app.server.conversations.service import settle_delivery
from app.server.db import Database
from app.server.errors import Failed, Later
from app.server.jobs.effect import backoff_s
from app.server.outside import Inside, Outside
from app.server.unit_of_work import UnitOfWork

DELIVERY = "X-Deskhand-Delivery"
"""The answer's id once more, for programs that drop doubles before they read the body."""

_LATER = frozenset({408, 425, 429})
_DONE = frozenset({DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.FAILED})


@dataclass(frozen=True, slots=True)
class _Letter:
    url: str
    secret: str
    body: bytes
    attempts: int


class WebhookSender:
    """Sends answers one after another in each conversation: a later one waits for an earlier one.

    Sending twice changes nothing: the answer's id is in the webhook, and the other side counts it once.
    """

    def __init__(
        self, database: Database, uow: UnitOfWork, clock: Clock, secrets: InboxSecrets, outside: Outside
    ) -> None:
        self._database = database
        self._uow = uow
        self._clock = clock
        self._secrets = secrets
        self._outside = outside

    def send(self, ws: UUID, entry_id: UUID) -> None:
        """Post the answer; ``sent`` once the other side has taken it.

        Raises:
            Later: it did not answer, or asked to be asked later.
            Failed: ``no_webhook``, ``webhook_inside``, ``no_thread``, or it refused.
        """
        with self._database.read() as session:
            letter = self._letter(session, ws, entry_id)
        if letter is None:
            return
        timestamp = int(self._clock.now().timestamp())
        headers = {TIMESTAMP: str(timestamp), DELIVERY: str(entry_id)}
        headers[SIGNATURE] = sign(letter.secret, timestamp, letter.body)
        try:
            answer = post(letter.url, letter.body, headers, self._outside)
        except Inside as inside:
            raise Failed("webhook_inside") from inside
        except Unreachable as error:
            raise Later(backoff_s(letter.attempts), "webhook_unreachable") from error
        if answer.status in _LATER or answer.status >= 500:
            wait_s = answer.retry_after_s or backoff_s(letter.attempts)
            raise Later(wait_s, Reason("webhook.not_yet", status=str(answer.status)))
        if not 200 <= answer.status < 300:
            raise Failed(Reason("webhook.refused", status=str(answer.status)))
        self._uow.run(ws, SYSTEM, lambda tx: settle_delivery(tx, entry_id, DeliveryState.SENT))

    def _letter(self, session: Session, ws: UUID, entry_id: UUID) -> _Letter | None:
        delivery, entry = session.get(Delivery, (ws, entry_id)), session.get(LogEntry, (ws, entry_id))
        if delivery is None or entry is None or delivery.state in _DONE:
            return None
        inbox, thread = way_of(session, entry)
        if inbox is None:
            raise Failed("no_webhook")
        url = str(inbox.settings.get("webhook_url", ""))
        if thread is None:
            raise Failed("no_thread")
        secret = self._secrets.open(session.get(InboxSecret, (ws, inbox.id))).get(SECRET, "")
        answer = ChannelAnswer(
            id=entry_id,
            inbox=inbox.id,
            conversation=thread.external_id,
            text=str(entry.payload.get("text", "")),
            at=entry.at,
            author=_author(session, entry),
            files=_files(session, inbox, entry_id),
        )
        key = f"deliver:{entry_id}"
        tries = session.scalar(select(Effect.attempts).where(Effect.ws == ws, Effect.dedupe_key == key))
        return _Letter(url, secret, encode(answer), tries or 1)


def _author(session: Session, entry: LogEntry) -> str:
    user = session.get(User, (entry.ws, entry.author_id)) if entry.author_id is not None else None
    return (user.name.split() or [""])[0] if user is not None else ""


def _files(session: Session, inbox: Inbox, entry_id: UUID) -> list[ChannelFile]:
    mine = (Attachment.ws == inbox.ws) & (Attachment.entry_id == entry_id)
    return [
        ChannelFile(
            id=it.id, name=it.name, content_type=it.content_type, size=it.size,
            url=f"/v1/channels/{inbox.id}/files/{it.id}",
        )
        for it in session.scalars(select(Attachment).where(mine).order_by(Attachment.id))
    ]  # fmt: skip
