"""A desk that fell silent loses its live chats to the queue, and nothing else."""

from datetime import timedelta

import pytest

from app.commands.base import SYSTEM
from app.commands.conversation import AssignConversation, assign
from app.commands.message import Reply
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.model.conversation import Conversation, LogEntry
from app.model.identifier import new_id
from app.server.jobs.silent import SilentDesks
from tests.builders.conversation import make_conversation
from tests.server.test_presence import here


@pytest.fixture
def look(backend):
    return SilentDesks(backend.parts.database, backend.parts.uow, backend.clock).go_round


def chat(backend, shop, user_id, channel=Channel.CHAT):
    """A live chat that somebody has taken, whose visitor waits."""
    inbox = shop.chat if channel is Channel.CHAT else shop.mail
    talk = make_conversation(backend.parts.uow, shop.ws, inbox, address=f"{new_id()}@x.example")
    backend.parts.uow.run(shop.ws, SYSTEM, lambda tx: assign(AssignConversation(talk, new_id(), user_id, None), tx))
    return talk


def owner(backend, shop, talk):
    with backend.parts.database.read() as session:
        return session.get(Conversation, (shop.ws, talk)).assignee_id


def test_after_a_minute_of_silence_a_waiting_visitor_is_anybodys(backend, shop, look):
    desk, talk = backend.desk(shop.ws, shop.anna), chat(backend, shop, shop.anna)
    here(desk)
    look()
    assert owner(backend, shop, talk) == shop.anna
    backend.clock.advance(timedelta(seconds=61))
    look()
    look()
    assert owner(backend, shop, talk) is None
    with backend.parts.database.read() as session:
        entries = session.query(LogEntry).filter_by(ws=shop.ws, conversation_id=talk, kind=EntryKind.ASSIGNED)
        told = [(it.author_kind, it.payload["to"]) for it in entries.order_by(LogEntry.seq)]
    assert told[-1] == (AuthorKind.SYSTEM, None)
    assert len(told) == 2


def test_letters_answered_chats_and_old_ones_stay_and_so_does_what_a_desk_that_never_told_has(backend, shop, look):
    here(backend.desk(shop.ws, shop.anna))
    old = chat(backend, shop, shop.anna)
    backend.clock.advance(timedelta(minutes=31))
    letter, answered = chat(backend, shop, shop.anna, Channel.EMAIL), chat(backend, shop, shop.anna)
    silent_ever = chat(backend, shop, shop.vera)
    backend.desk(shop.ws, shop.anna).give(Reply(answered, new_id(), "Да", Channel.CHAT, seen_seq=1))
    backend.clock.advance(timedelta(seconds=61))
    look()
    kept = [owner(backend, shop, it) for it in (old, letter, answered, silent_ever)]
    assert kept == [shop.anna, shop.anna, shop.anna, shop.vera]
