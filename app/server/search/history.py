"""What a desk does not hold, looked at once: a conversation, and all that a customer ever wrote."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.entry import AuthorKind
from app.language.search.document import FOUND_KINDS, entry_text
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Customer
from app.model.workspace import Queue, User
from app.protocol.search import MOST, PastTalk, PastTalks, SeenEntry, SeenTalk
from app.server.auth.token import Bearer
from app.server.errors import Denied
from app.server.search.finding import reach

ENTRIES = 200


def talk_seen(session: Session, who: Bearer, conversation_id: UUID) -> SeenTalk:
    """The conversation with its newest entries, but for those that were moved and stand elsewhere.

    Raises ``Denied``: 404 ``not_found``, also when it is not granted.
    """
    query = (
        select(Conversation, Customer.name, Queue.name)
        .outerjoin(Customer, (Customer.ws == Conversation.ws) & (Customer.id == Conversation.customer_id))
        .outerjoin(Queue, (Queue.ws == Conversation.ws) & (Queue.id == Conversation.queue_id))
        .where(Conversation.ws == who.ws, Conversation.id == conversation_id, reach(session, who))
    )
    row = session.execute(query).first()
    if row is None:
        raise Denied(404, "not_found")
    talk, name, queue = row
    elsewhere = [UUID(it) for it in talk.moved_ids]
    newest = (
        select(LogEntry, User.name)
        .outerjoin(User, (User.ws == LogEntry.ws) & (User.id == LogEntry.author_id))
        .where(LogEntry.ws == who.ws, LogEntry.conversation_id == conversation_id, LogEntry.kind.in_(FOUND_KINDS))
        .where(LogEntry.entry_id.not_in(elsewhere))
        .order_by(LogEntry.seq.desc())
        .limit(ENTRIES + 1)
    )
    entries = session.execute(newest).all()
    return SeenTalk(
        conversation_id=talk.id,
        number=talk.number,
        customer_name=name or "",
        subject=talk.subject,
        status=talk.status,
        queue_name=queue or "",
        entries=[_entry(entry, user or "", name or "") for entry, user in reversed(entries[:ENTRIES])],
        more=len(entries) > ENTRIES,
    )


def _entry(entry: LogEntry, user: str, customer: str) -> SeenEntry:
    is_customer = entry.author_kind is AuthorKind.CUSTOMER
    stranger = str(entry.payload.get("from", "")) if entry.payload.get("stranger") else ""
    return SeenEntry(
        entry_id=entry.entry_id,
        kind=entry.kind,
        author_kind=entry.author_kind,
        author_name=stranger or (customer if is_customer else user),
        at=entry.at,
        text=entry_text(entry.payload),
    )


def past_of(session: Session, who: Bearer, customer_id: UUID) -> PastTalks:
    """Every conversation of a customer who has at least one that is granted: the others as a line without a word.

    Raises ``Denied``: 404 ``not_found``.
    """
    mine = (Conversation.ws == who.ws) & (Conversation.customer_id == customer_id)
    open_to = set(session.scalars(select(Conversation.id).where(mine, reach(session, who))))
    if not open_to:
        raise Denied(404, "not_found")
    query = (
        select(Conversation, func.coalesce(Queue.name, ""))
        .outerjoin(Queue, (Queue.ws == Conversation.ws) & (Queue.id == Conversation.queue_id))
        .where(mine)
        .order_by(Conversation.last_message_at.desc(), Conversation.id)
        .limit(MOST + 1)
    )
    rows = session.execute(query).all()
    talks = [_line(talk, queue, is_open=talk.id in open_to) for talk, queue in rows[:MOST]]
    return PastTalks(talks=talks, more=len(rows) > MOST)


def _line(talk: Conversation, queue: str, *, is_open: bool) -> PastTalk:
    line = PastTalk(at=talk.last_message_at, channel=talk.channel, queue_name=queue, status=talk.status)
    if not is_open:
        return line
    return PastTalk(
        at=line.at, channel=line.channel, queue_name=queue, status=line.status,
        conversation_id=talk.id, number=talk.number, subject=talk.subject,
    )  # fmt: skip
