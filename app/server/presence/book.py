"""Writing and reading signs of presence: small rows with a time of their own, no versions, no feeds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.domain.feed import conversation_feeds, queue_feed
from app.domain.status import Status
from app.domain.work_state import FORGOTTEN_S
from app.model.conversation import Conversation
from app.model.presence import Claim, DeskSeen, Sign
from app.model.sync import FeedGrant
from app.protocol.poke import BEAT_S, Attendant, Presence, QueueStats, Stats
from app.server.db import insert_into

LOOKS = timedelta(seconds=2 * BEAT_S + 5)
"""One lost sign of life hides nobody."""

WRITES = timedelta(seconds=6)
"""As long as a chat visitor is shown that somebody writes."""

CLAIMS = timedelta(seconds=60)
"""sync.md 2.6."""

SILENT = timedelta(seconds=60)
"""A desk that was not heard of for so long is away."""

KEPT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Spot:
    """A conversation with somebody at it: whose feeds are told, and what."""

    feeds: frozenset[str]
    told: Presence


def seen(session: Session, ws: UUID, user_id: UUID, now: datetime, said: dict[str, Any] | None = None) -> None:
    """A desk of that user is at work. ``said``: what their desks say of them now, None: as before."""
    values = {"ws": ws, "user_id": user_id, "at": now, "said": said}
    _upsert(session, DeskSeen, ["ws", "user_id"], values, ["at"] if said is None else ["at", "said"])


def looks(session: Session, ws: UUID, user_id: UUID, conversation_id: UUID | None, now: datetime) -> None:
    """The user has that conversation open, and no other."""
    elsewhere = (Sign.ws == ws) & (Sign.who_id == user_id) & Sign.by_customer.is_(False)
    if conversation_id is not None:
        elsewhere &= Sign.conversation_id != conversation_id
        _sign(session, Sign(ws=ws, conversation_id=conversation_id, who_id=user_id, looks_until=now + LOOKS, at=now))
    session.execute(delete(Sign).where(elsewhere))
    if conversation_id is None:
        return
    mine = (Claim.ws == ws) & (Claim.user_id == user_id) & (Claim.conversation_id != conversation_id)
    session.execute(delete(Claim).where(mine))


def writes(session: Session, ws: UUID, conversation_id: UUID, who_id: UUID, now: datetime, *, customer: bool) -> None:
    """Somebody is writing there."""
    until = now + WRITES
    made = Sign(ws=ws, conversation_id=conversation_id, who_id=who_id, by_customer=customer, writes_until=until, at=now)
    _sign(session, made)


def claim(session: Session, ws: UUID, conversation_id: UUID, user_id: UUID, now: datetime) -> None:
    """Take a conversation that nobody else holds, or hold it longer; the first of two has it."""
    values = {"ws": ws, "conversation_id": conversation_id, "user_id": user_id, "until": now + CLAIMS}
    wish = insert_into(session, Claim).values(**values)
    free = (Claim.until <= now) | (Claim.user_id == user_id)
    taken = {"user_id": user_id, "until": now + CLAIMS}
    session.execute(wish.on_conflict_do_update(index_elements=["ws", "conversation_id"], set_=taken, where=free))


def forget_old(session: Session, now: datetime) -> None:
    """Drop rows whose time has long been over, and what people said of themselves."""
    silent = (DeskSeen.at < now - timedelta(seconds=FORGOTTEN_S)) & DeskSeen.said.is_not(None)
    session.execute(update(DeskSeen).where(silent).values(said=None))
    session.execute(delete(Sign).where(Sign.at < now - KEPT))
    session.execute(delete(Claim).where(Claim.until < now - KEPT))


def spots(session: Session, ws: UUID, now: datetime, feeds: Iterable[str] | None = None) -> dict[UUID, Spot]:
    """Every conversation somebody is at; ``feeds``: only those of these."""
    people, customers = _people(session, ws, now)
    found: dict[UUID, Spot] = {}
    wanted = None if feeds is None else frozenset(feeds)
    ids = people.keys() | customers.keys()
    query = select(
        Conversation.id, Conversation.queue_id, Conversation.assignee_id, Conversation.watcher_ids
    ).where(Conversation.ws == ws, Conversation.id.in_(ids))  # fmt: skip
    for row in session.execute(query) if ids else ():
        watchers = [UUID(it) for it in row.watcher_ids]
        own = conversation_feeds(row.queue_id, row.assignee_id, watchers, closed_at=None, now=now)
        if wanted is None or own & wanted:
            found[row.id] = Spot(own, _presence(row.id, customers.get(row.id, 0), people.get(row.id, [])))
    return found


def stats(session: Session, ws: UUID, now: datetime, feeds: Iterable[str]) -> Stats:
    """How the queues among these feeds stand, in the order of their ids."""
    queues = sorted(UUID(feed.partition(":")[2]) for feed in feeds if feed.startswith("q:"))
    if not queues:
        return Stats(queues=[])
    active = (Conversation.ws == ws) & Conversation.queue_id.in_(queues)
    active &= Conversation.status.in_([Status.NEW, Status.OPEN])
    count = select(
        Conversation.queue_id,
        func.count(Conversation.waiting_since),
        func.count() - func.count(Conversation.assignee_id),
    )
    counted = {row[0]: (row[1], row[2]) for row in session.execute(count.where(active).group_by(Conversation.queue_id))}
    here = _here(session, ws, now, queues)
    return Stats(queues=[_queue_stats(it, counted.get(it, (0, 0)), here.get(queue_feed(it), 0)) for it in queues])


def _presence(conversation_id: UUID, seconds: int, people: list[Attendant]) -> Presence:
    return Presence(conversation_id=conversation_id, seconds=seconds, people=people)


def _queue_stats(queue_id: UUID, counted: tuple[int, int], here: int) -> QueueStats:
    return QueueStats(queue_id=queue_id, waiting=counted[0], unassigned=counted[1], here=here)


def _here(session: Session, ws: UUID, now: datetime, queues: Iterable[UUID]) -> Mapping[str, int]:
    query = (
        select(FeedGrant.feed, func.count())
        .join(DeskSeen, (DeskSeen.ws == FeedGrant.ws) & (DeskSeen.user_id == FeedGrant.user_id))
        .where(FeedGrant.ws == ws, DeskSeen.at > now - SILENT, FeedGrant.feed.in_([queue_feed(it) for it in queues]))
    )
    return dict(session.execute(query.group_by(FeedGrant.feed)).all())


def _people(session: Session, ws: UUID, now: datetime) -> tuple[dict[UUID, list[Attendant]], dict[UUID, int]]:
    """Colleagues at each conversation in a fixed order, and for how long its customer is writing."""
    doing: dict[UUID, dict[UUID, tuple[bool, bool]]] = defaultdict(dict)
    customers: dict[UUID, int] = {}
    for sign in session.scalars(select(Sign).where(Sign.ws == ws, Sign.at > now - LOOKS)):
        writing = sign.writes_until is not None and sign.writes_until > now
        if sign.by_customer:
            if writing:
                customers[sign.conversation_id] = int(WRITES.total_seconds())
        elif writing or (sign.looks_until is not None and sign.looks_until > now):
            doing[sign.conversation_id][sign.who_id] = (writing, False)
    for held in session.scalars(select(Claim).where(Claim.ws == ws, Claim.until > now)):
        there = doing[held.conversation_id]
        there[held.user_id] = (there.get(held.user_id, (False, False))[0], True)
    return {talk: _attendants(there) for talk, there in doing.items()}, customers


def _attendants(there: Mapping[UUID, tuple[bool, bool]]) -> list[Attendant]:
    return [Attendant(user_id=who, writes=writing, claims=held) for who, (writing, held) in sorted(there.items())]


def _sign(session: Session, sign: Sign) -> None:
    given = {"looks_until": sign.looks_until, "writes_until": sign.writes_until}
    values = {"ws": sign.ws, "conversation_id": sign.conversation_id, "who_id": sign.who_id, "at": sign.at}
    values |= given | {"by_customer": bool(sign.by_customer)}
    changed = ["at", *(name for name, value in given.items() if value is not None)]
    _upsert(session, Sign, ["ws", "conversation_id", "who_id"], values, changed)


def _upsert(session: Session, model: Any, keys: list[str], values: dict[str, Any], changed: list[str]) -> None:
    new = {name: values[name] for name in changed}
    session.execute(insert_into(session, model).values(**values).on_conflict_do_update(index_elements=keys, set_=new))
