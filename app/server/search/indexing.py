"""Keeps the index: takes in what triggers have noted, some rows in each short transaction."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from app.domain.channel import Channel
from app.language.search.document import entry_words, name_keys, person_words, talk_words
from app.model.conversation import Attachment, Conversation, LogEntry
from app.model.customer import Customer, Identity, Order, Organisation
from app.model.search import SearchDoc, SearchName, SearchTodo
from app.server.db import Database
from app.server.rounds import Rounds
from app.server.unit_of_work import UnitOfWork

PERSON, TALK, ENTRY = 0, 1, 2
"""Kinds of ``SearchTodo``, in the order in which they are taken: each needs the one before."""

STEP = 200
EVERY_S = 0.5
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_LOW_BITS = 20
_PERSON_BITS = 62
_REACHED = (Channel.EMAIL, Channel.PHONE)
_log = logging.getLogger("deskhand.search")


class Doc(NamedTuple):
    """A document to be written; ``words`` None: there is none."""

    id: UUID
    kind: int
    talk: UUID | None
    place: int
    words: set[str]


class Indexer(Rounds):
    """Looks twice a second; goes on without a pause while there is something to do."""

    def __init__(self, database: Database, uow: UnitOfWork) -> None:
        super().__init__("search", EVERY_S, _log, "search_failed", away_s=5.0)
        self._database = database
        self._uow = uow

    def go_round(self) -> None:
        """Take in all that is noted, unless the process ends."""
        while not self._stop.is_set() and self._uow.note(step):
            pass

    @property
    def waiting(self) -> int:
        """How many rows are still to be indexed."""
        with self._database.read() as session:
            return session.scalar(select(func.count()).select_from(SearchTodo)) or 0


def first_place(at: datetime) -> int:
    """The lowest place of what happened at that instant or later."""
    return max(1, int((at - _EPOCH).total_seconds() * 1_000) << _LOW_BITS)


def step(session: Session, limit: int = STEP) -> bool:
    """Index some of what is noted inside the caller's transaction; False: all is done."""
    first = session.execute(
        select(SearchTodo.ws, SearchTodo.kind).order_by(SearchTodo.kind, SearchTodo.ws).limit(1)
    ).first()
    if first is None:
        return False
    ws, kind = first
    mine = (SearchTodo.ws == ws) & (SearchTodo.kind == kind)
    noted = list(session.scalars(select(SearchTodo.id).where(mine).order_by(SearchTodo.id.desc()).limit(limit)))
    # taken off first: on PostgreSQL this waits for whoever is noting them right now, and the rows are read after it
    session.execute(delete(SearchTodo).where(mine, SearchTodo.id.in_(noted)))
    docs = {PERSON: _people, TALK: _talks, ENTRY: _entries}[kind](session, ws, noted)
    _put(session, ws, docs)
    return True


def _people(session: Session, ws: UUID, ids: Sequence[UUID]) -> list[Doc]:
    query = (
        select(Customer.id, Customer.name, Customer.header_name, Organisation.name)
        .outerjoin(Organisation, (Organisation.ws == Customer.ws) & (Organisation.id == Customer.organisation_id))
        .where(Customer.ws == ws, Customer.id.in_(ids))
    )
    reached, orders = _addresses(session, ws, ids), _orders(session, ws, ids)
    docs = []
    for key, *given in session.execute(query).all():
        names = [it for it in given if it]
        addresses = [*reached[key], *orders[key]]
        docs.append(Doc(key, PERSON, None, _person_place(key), person_words(names, addresses)))
        session.execute(delete(SearchName).where(SearchName.ws == ws, SearchName.customer_id == key))
        keys = [
            {"ws": ws, "sound": sound[:64], "token": token[:64], "customer_id": key}
            for sound, token in sorted({(it[0][:64], it[1][:64]) for it in name_keys(names, addresses)})
        ]
        if keys:
            session.execute(insert(SearchName), keys)
    talks = select(Conversation.id).where(Conversation.ws == ws, Conversation.customer_id.in_(ids))
    _record(session, ws, TALK, session.scalars(talks))
    return docs


def _talks(session: Session, ws: UUID, ids: Sequence[UUID]) -> list[Doc]:
    query = (
        select(
            Conversation.id, Conversation.number, Conversation.subject, Conversation.created_at,
            Conversation.customer_id, Customer.name, Customer.header_name, Organisation.name,
        )
        .outerjoin(Customer, (Customer.ws == Conversation.ws) & (Customer.id == Conversation.customer_id))
        .outerjoin(Organisation, (Organisation.ws == Customer.ws) & (Organisation.id == Customer.organisation_id))
        .where(Conversation.ws == ws, Conversation.id.in_(ids))
    )  # fmt: skip
    rows = session.execute(query).all()
    reached = _addresses(session, ws, {row[4] for row in rows})
    docs = []
    for key, number, subject, created_at, customer, *names in rows:
        person = person_words(filter(None, names), reached[customer])
        docs.append(Doc(key, TALK, key, _place(created_at, key), talk_words(number, subject, person)))
    changed = _differing(session, ws, docs)
    entries = select(LogEntry.entry_id).where(
        LogEntry.ws == ws, LogEntry.conversation_id.in_([it.id for it in changed])
    )
    _record(session, ws, ENTRY, session.scalars(entries))
    return changed


def _entries(session: Session, ws: UUID, ids: Sequence[UUID]) -> list[Doc]:
    query = (
        select(LogEntry.entry_id, LogEntry.conversation_id, LogEntry.kind, LogEntry.at, LogEntry.payload)
        .where(LogEntry.ws == ws, LogEntry.entry_id.in_(ids))
        .with_for_update(read=True)  # whoever blanks it waits, and takes the document with it
    )
    rows = session.execute(query).all()
    talks = {row[1] for row in rows}
    whole = select(Conversation.id).where(
        Conversation.ws == ws, Conversation.id.in_(talks), Conversation.erased.is_(False)
    )
    alive = set(session.scalars(whole))
    around = _stored(session, ws, talks)
    files: dict[UUID, list[str]] = defaultdict(list)
    named = select(Attachment.entry_id, Attachment.name).where(Attachment.ws == ws, Attachment.entry_id.in_(ids))
    for entry_id, name in session.execute(named):
        files[entry_id].append(name)
    docs = []
    for key, talk, kind, at, payload in rows:
        own = entry_words(kind, payload, files[key]) if talk in alive else set()
        if own:
            docs.append(Doc(key, ENTRY, talk, _place(at, key), own | around.get(talk, set())))
    return docs


def _put(session: Session, ws: UUID, docs: list[Doc]) -> None:
    if not docs:
        return
    mine = SearchDoc.ws == ws
    session.execute(delete(SearchDoc).where(mine, SearchDoc.id.in_([it.id for it in docs])))
    taken = set(session.scalars(select(SearchDoc.place).where(SearchDoc.place.in_([it.place for it in docs]))))
    values = []
    for doc in sorted(docs, key=lambda it: it.place):
        place = doc.place
        while place in taken:
            place += 1
        taken.add(place)
        values.append({"ws": ws, "id": doc.id, "kind": doc.kind, "talk": doc.talk, "place": place, "words": doc.words})
    _write(session, values)


def _write(session: Session, values: list[dict[str, Any]]) -> None:
    table: Any = SearchDoc.__table__
    if session.get_bind().dialect.name == "sqlite":
        session.execute(insert(table), [it | {"words": " ".join(sorted(it["words"]))} for it in values])
        return
    from sqlalchemy.dialects.postgresql import ARRAY, TEXT

    words = func.array_to_tsvector(bindparam("words", type_=ARRAY(TEXT)))
    session.execute(insert(table).values(words=words), [it | {"words": sorted(it["words"])} for it in values])


def _differing(session: Session, ws: UUID, docs: list[Doc]) -> list[Doc]:
    """Those whose words are others now."""
    known = _stored(session, ws, [it.id for it in docs])
    return [it for it in docs if known.get(it.id) != it.words]


def _stored(session: Session, ws: UUID, ids: Iterable[UUID]) -> dict[UUID, set[str]]:
    words: Any = SearchDoc.words
    if session.get_bind().dialect.name != "sqlite":
        words = func.array_to_string(func.tsvector_to_array(SearchDoc.words), " ")
    query = select(SearchDoc.id, words).where(SearchDoc.ws == ws, SearchDoc.id.in_(list(ids)))
    return {row[0]: set(row[1].split()) for row in session.execute(query)}


def _record(session: Session, ws: UUID, kind: int, ids: Iterable[UUID]) -> None:
    wanted = list(ids)
    known = set(
        session.scalars(
            select(SearchTodo.id).where(SearchTodo.ws == ws, SearchTodo.kind == kind, SearchTodo.id.in_(wanted))
        )
    )
    values = [{"ws": ws, "kind": kind, "id": it} for it in wanted if it not in known]
    if values:
        from app.server.db import insert_into

        session.execute(insert_into(session, SearchTodo).on_conflict_do_nothing(), values)


def _addresses(session: Session, ws: UUID, customers: Iterable[UUID]) -> Mapping[UUID, list[str]]:
    query = select(Identity.customer_id, Identity.value).where(
        Identity.ws == ws, Identity.customer_id.in_(list(customers)), Identity.channel.in_(_REACHED)
    )
    return _grouped(session.execute(query))


def _orders(session: Session, ws: UUID, customers: Iterable[UUID]) -> Mapping[UUID, list[str]]:
    query = select(Order.customer_id, Order.number).where(Order.ws == ws, Order.customer_id.in_(list(customers)))
    return _grouped(session.execute(query))


def _grouped(rows: Iterable[Any]) -> Mapping[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for key, value in rows:
        found[key].append(value)
    return found


def _place(at: datetime, key: UUID) -> int:
    return first_place(at) | (key.int & ((1 << _LOW_BITS) - 1))


def _person_place(key: UUID) -> int:
    return -1 - (key.int & ((1 << _PERSON_BITS) - 1))
