"""The labelled conversations as a server sends them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.model.conversation import Attachment, Tag
from app.model.customer import Identity, Order, Organisation
from app.protocol.pull import LogSlice
from tests.builders.wire import ME, WS, conversation, customer, entry, plain, put, queue
from tests.search.labelled import PEOPLE, TALKS, Person, Talk

TALK_IDS = {it.key: UUID(int=700 + number) for number, it in enumerate(TALKS)}
PERSON_IDS = {it.key: UUID(int=70 + number) for number, it in enumerate(PEOPLE)}
KEY_OF = {talk_id: it for it, talk_id in TALK_IDS.items()}
QUEUE_IDS = {name: UUID(int=30 + number) for number, name in enumerate(sorted({it.queue for it in TALKS}))}
TAG_IDS = {name: UUID(int=50 + number) for number, name in enumerate(sorted({tag for it in TALKS for tag in it.tags}))}
_KINDS = {
    "in": (EntryKind.MESSAGE_IN, AuthorKind.CUSTOMER),
    "out": (EntryKind.MESSAGE_OUT, AuthorKind.USER),
    "note": (EntryKind.NOTE, AuthorKind.USER),
}


def pages() -> Iterator[tuple[list[list[Any]], dict[UUID, LogSlice]]]:
    """The workspace, then one page a conversation."""
    ops = [put("queue", queue(it, name), "w") for name, it in QUEUE_IDS.items()]
    ops += [put("tag", plain(Tag(ws=WS, id=it, name=name)), "w") for name, it in TAG_IDS.items()]
    for person in PEOPLE:
        ops += _person(person)
    yield ops, {}
    for talk in TALKS:
        yield _talk(talk)


def _person(person: Person) -> list[list[Any]]:
    key = PERSON_IDS[person.key]
    company = UUID(int=key.int + 1_000) if person.company else None
    rows: list[Any] = [] if company is None else [Organisation(ws=WS, id=company, name=person.company)]
    identities = ((Channel.EMAIL, person.mail), (Channel.PHONE, person.phone))
    rows += [
        Identity(ws=WS, id=UUID(int=key.int * 100 + number), customer_id=key, channel=channel, value=value)
        for number, (channel, value) in enumerate(identities)
    ]
    rows += [
        Order(ws=WS, id=UUID(int=key.int * 100 + 10 + number), customer_id=key, number=it, title="", at=TALKS[0].at)
        for number, it in enumerate(person.orders)
    ]
    shown = put("customer", customer(key, person.name, organisation_id=company))
    return [shown, *(put(row.__tablename__, plain(row)) for row in rows)]


def _talk(talk: Talk) -> tuple[list[list[Any]], dict[UUID, LogSlice]]:
    key = TALK_IDS[talk.key]
    last = talk.at + timedelta(minutes=len(talk.messages))
    status = Status(talk.status)
    row = conversation(
        key, PERSON_IDS[talk.person], number=talk.number, subject=talk.subject, queue_id=QUEUE_IDS[talk.queue],
        status=status, channel=Channel(talk.channel), tag_ids=[str(TAG_IDS[it]) for it in talk.tags],
        created_at=talk.at, updated_at=last, last_message_at=last, log_head=len(talk.messages),
        closed_at=last if status is Status.CLOSED else None,
    )  # fmt: skip
    entries = []
    for seq, (kind, text) in enumerate(talk.messages, 1):
        of, author = _KINDS[kind]
        more = {"kind": of, "author_kind": author, "author_id": ME if author is AuthorKind.USER else None}
        entries.append(entry(key, seq, text, at=talk.at + timedelta(minutes=seq), **more))
    files = [
        Attachment(
            ws=WS, id=UUID(int=key.int * 10 + number), conversation_id=key, entry_id=UUID(entries[0]["entry_id"]),
            name=name, content_type="application/octet-stream", size=1, blob=f"{number:064x}",
        )
        for number, name in enumerate(talk.files)
    ]  # fmt: skip
    ops = [put("conversation", row), *(put("attachment", plain(it)) for it in files)]
    return ops, {key: LogSlice(from_seq=1, entries=entries)}
