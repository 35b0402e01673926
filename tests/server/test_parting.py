"""A merge is taken back on the server: each request tells of its own last message, and is answered its own way."""

from datetime import timedelta

from app.commands.base import SYSTEM
from app.commands.merge import MergeConversations, UnmergeConversation
from app.commands.message import receive
from app.domain.channel import Channel
from app.model.conversation import Conversation
from app.model.identifier import new_id
from tests.builders.conversation import make_conversation, written
from tests.services.backend import Backend


def conversation(backend: Backend, shop, talk) -> Conversation:
    with backend.parts.database.read() as session:
        return session.get(Conversation, (shop.ws, talk))


def told(backend, shop, talk):
    row = conversation(backend, shop, talk)
    return row.preview, row.channel, row.last_message_at


def chats(backend, shop, talk, text):
    """The customer writes in the chat to a request that came by mail."""
    backend.clock.advance(timedelta(minutes=5))

    def work(tx):
        receive(written(Channel.CHAT, text, tx), tx.get(Conversation, talk), tx)

    backend.parts.uow.run(shop.ws, SYSTEM, work)


def merged(backend, shop, desk, source, target):
    merge = new_id()
    rev = conversation(backend, shop, source).status_rev
    assert desk.give(MergeConversations(source, merge, target, rev))["status"] == "ok"
    return merge


def test_a_request_tells_of_its_own_last_message_and_channel_again_when_another_leaves_it(backend: Backend, shop):
    one, two = (make_conversation(backend.parts.uow, shop.ws, shop.mail) for _ in range(2))
    before = told(backend, shop, two)
    chats(backend, shop, one, "Есть новости?")
    anna = backend.desk(shop.ws, shop.anna)
    merge = merged(backend, shop, anna, one, two)
    assert told(backend, shop, two)[:2] == ("Есть новости?", Channel.CHAT)
    assert anna.give(UnmergeConversation(one, new_id(), merge))["status"] == "ok"
    assert told(backend, shop, two) == before
    assert told(backend, shop, one)[:2] == ("Есть новости?", Channel.CHAT)


def test_what_another_request_brought_that_stays_is_told_of_on(backend: Backend, shop):
    one, two, three = (make_conversation(backend.parts.uow, shop.ws, shop.mail) for _ in range(3))
    chats(backend, shop, two, "Второе")
    chats(backend, shop, one, "Первое")
    anna = backend.desk(shop.ws, shop.anna)
    first, _second = (merged(backend, shop, anna, it, three) for it in (one, two))
    assert anna.give(UnmergeConversation(one, new_id(), first))["status"] == "ok"
    assert told(backend, shop, three)[:2] == ("Второе", Channel.CHAT)


def test_what_came_since_is_told_of_on(backend: Backend, shop):
    one, two = (make_conversation(backend.parts.uow, shop.ws, shop.mail) for _ in range(2))
    chats(backend, shop, one, "Есть новости?")
    anna = backend.desk(shop.ws, shop.anna)
    merge = merged(backend, shop, anna, one, two)
    chats(backend, shop, two, "Спасибо, уже привезли")
    assert anna.give(UnmergeConversation(one, new_id(), merge))["status"] == "ok"
    assert told(backend, shop, two)[0] == "Спасибо, уже привезли"
