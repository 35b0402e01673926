"""Answers what somebody looks for: conversations they are granted, newest first, however old."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from app.domain.feed import queue_feed
from app.language.search.document import entry_text
from app.language.search.query import read
from app.language.search.resolving import resolve
from app.language.search.spot import Marks, Spot, snippet
from app.language.search.wanted import Filters, Search, Wanted
from app.language.search.word import normal
from app.model.conversation import Conversation, LogEntry, Tag
from app.model.customer import Customer
from app.model.search import SearchDoc, SearchTodo
from app.model.workspace import Queue
from app.protocol.search import MOST, FoundTalk, FoundTalks, LookFor
from app.server.auth.token import Bearer
from app.server.feed.grants import granted
from app.server.search.indexing import ENTRY, PERSON, first_place
from app.server.search.vocabulary import ServerVocabulary, matches

ROOM = 110
_PAGE = 400
_PAGES = 25
"""Matches looked at for one answer, so many at a time: with a filter most may not be right."""

_OF_ONE = 4


def find(session: Session, who: Bearer, wish: LookFor) -> FoundTalks:
    """The newest conversations with everything that was typed; none that this person is not granted."""
    search = read(wish.typed, wish.today)
    if not search:
        return FoundTalks(found=[])
    search = resolve(search, ServerVocabulary(session, who.ws))
    limit = max(1, min(wish.limit, MOST))
    found: dict[UUID, list[UUID]] = {}
    more = False
    for talk, row, kind in _stream(session, who, search, _zone(wish.zone)):
        if talk not in found:
            if len(found) == limit:
                more = True
                break
            found[talk] = []
        if kind == ENTRY and len(found[talk]) < _OF_ONE:
            found[talk].append(row)
    waiting = session.scalar(select(func.count()).select_from(SearchTodo).where(SearchTodo.ws == who.ws)) or 0
    return FoundTalks(found=_shown(session, who.ws, search, found), more=more, waiting=waiting)


def reach(session: Session, who: Bearer) -> ColumnElement[bool]:
    """The condition that a conversation is granted: its queue, or that it is this person's or watched by them.

    However long it has been closed, unlike on a desk.
    """
    feeds = granted(session, who.ws, who.user_id)
    queues = [it for it in session.scalars(select(Queue.id).where(Queue.ws == who.ws)) if queue_feed(it) in feeds]
    if not feeds:
        return Conversation.id.in_([])
    watched = cast(Conversation.watcher_ids, String).like(f"%{who.user_id}%")
    return or_(Conversation.queue_id.in_(queues), Conversation.assignee_id == who.user_id, watched)


def _stream(session: Session, who: Bearer, search: Search, zone: ZoneInfo) -> Iterator[tuple[UUID, UUID, int]]:
    """Matches, the newest first, a page at a time; an entry that was moved is found where its copy stands."""
    filters = search.filters
    words = [*search.words, *(word for each in filters.customers for word in each)]
    low, high = _span(filters, zone)
    query = (
        select(SearchDoc.talk, SearchDoc.id, SearchDoc.kind, SearchDoc.place, Conversation.moved_ids)
        .join(Conversation, (Conversation.ws == SearchDoc.ws) & (Conversation.id == SearchDoc.talk))
        .where(
            SearchDoc.ws == who.ws, SearchDoc.place >= low, reach(session, who), *_conditions(session, who.ws, filters)
        )
        .order_by(SearchDoc.place.desc())
        .limit(_PAGE)
    )
    if words:
        query = query.where(matches(session, words))
    for _ in range(_PAGES):
        rows = session.execute(query.where(SearchDoc.place < high)).all()
        for talk, row, kind, place, moved_ids in rows:
            high = place
            if talk is not None and str(row) not in moved_ids:
                yield talk, row, kind
        if len(rows) < _PAGE:
            return


def _conditions(session: Session, ws: UUID, filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.statuses:
        yield Conversation.status.in_(filters.statuses)
    if filters.channels:
        yield Conversation.channel.in_(filters.channels)
    if filters.queues:
        yield Conversation.queue_id.in_(_named(session, ws, Queue, filters.queues))
    if filters.tags:
        tags = _named(session, ws, Tag, filters.tags)
        yield or_(Conversation.id.in_([]), *(cast(Conversation.tag_ids, String).like(f"%{it}%") for it in tags))
    for words in filters.customers:
        yield Conversation.customer_id.in_(_customers(session, ws, words))


def _customers(session: Session, ws: UUID, words: Sequence[Wanted]) -> Any:
    return select(SearchDoc.id).where(and_(SearchDoc.ws == ws, SearchDoc.kind == PERSON, matches(session, words)))


def _named(session: Session, ws: UUID, model: Any, wanted: Iterable[str]) -> list[UUID]:
    """Ids of rows one of whose names begins so, in any language."""
    rows = session.execute(select(model.id, model.name, model.names).where(model.ws == ws))
    return [
        key
        for key, name, names in rows
        if any(normal(str(it)).startswith(text) for it in (name, *names.values()) for text in wanted)
    ]


def _span(filters: Filters, zone: ZoneInfo) -> tuple[int, int]:
    low = 1 if filters.after is None else first_place(_midnight(filters.after, zone))
    return low, (1 << 62) if filters.before is None else first_place(_midnight(filters.before, zone))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """Its beginning there; the calendar's first and last day have none in every zone, so their neighbours do."""
    near = min(max(day, date.min + timedelta(days=1)), date.max - timedelta(days=1))
    return datetime.combine(near, time(), zone).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _shown(session: Session, ws: UUID, search: Search, found: dict[UUID, list[UUID]]) -> list[FoundTalk]:
    query = (
        select(Conversation, Customer.name)
        .outerjoin(Customer, (Customer.ws == Conversation.ws) & (Customer.id == Conversation.customer_id))
        .where(Conversation.ws == ws, Conversation.id.in_(found))
    )
    talks = {row[0].id: (row[0], row[1] or "") for row in session.execute(query)}
    entries = [it for some in found.values() for it in some]
    texts = select(LogEntry).where(LogEntry.ws == ws, LogEntry.entry_id.in_(entries))
    known = {it.entry_id: it for it in session.scalars(texts)}
    marks_of = Marks(search).spots
    return [
        _hit(marks_of, *talks[talk], [known[it] for it in some if it in known])
        for talk, some in found.items()
        if talk in talks
    ]


def _hit(spots: Callable[[str], list[Spot]], talk: Conversation, name: str, entries: Sequence[LogEntry]) -> FoundTalk:
    """By its newest entry that shows a word, else by its newest."""
    shown = [(it, text, spots(text)) for it in entries for text in (entry_text(it.payload),)]
    best = next((it for it in shown if it[2]), shown[0] if shown else None)
    entry, text, marked = best or (None, talk.preview, [])
    return FoundTalk(
        conversation_id=talk.id,
        entry_id=entry.entry_id if entry is not None else None,
        number=talk.number,
        customer_id=talk.customer_id,
        customer_name=name,
        subject=talk.subject,
        text=snippet(text, marked, ROOM)[0],
        author=entry.author_kind if entry is not None else talk.preview_author,
        at=entry.at if entry is not None else talk.last_message_at,
        channel=talk.channel,
        status=talk.status,
        queue_id=talk.queue_id,
    )
