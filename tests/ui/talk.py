"""What the tests of the conversation's screens share: a desk, its bridge, people to find."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from app.domain.entry import AuthorKind, EntryKind
from tests.fakes.desk import FakeDesk
from tests.fakes.people import Talk, at, fake_id

MARINA, VECTOR, EMMA, UNKNOWN, ROBOT, TIMUR, RASHID, IGOR = 1204, 1209, 1212, 1213, 1208, 1211, 1195, 1206


def talk_of(desk: FakeDesk, number: int) -> Talk:
    """The conversation of that number."""
    return next(talk for talk in desk.talks.values() if talk.number == number)


def say(desk: FakeDesk, number: int, text: str, **payload: Any) -> UUID:
    """The customer says something hostile or long."""
    return desk.receive(talk_of(desk, number).id, text, **payload)


def fill(desk: FakeDesk, number: int, count: int) -> Talk:
    """Give the conversation ``count`` short chat messages, one a minute."""
    talk = talk_of(desk, number)
    first = next(entry for entry in talk.entries if entry.kind is EntryKind.MESSAGE_IN)
    start = at("00:00", days=30)
    talk.entries = [
        replace(
            first,
            entry_id=fake_id("many", n),
            seq=n + 1,
            at=start.replace(microsecond=n // 3),  # three share an instant
            author_kind=AuthorKind.CUSTOMER,
            payload={"channel": "chat", "text": f"message {n}"},
            files=(),
        )
        for n in range(count)
    ]
    return talk
