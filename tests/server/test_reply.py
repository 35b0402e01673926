"""A reply and what the customer, colleagues and machines did while it was being written."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.commands.base import SYSTEM, Actor
from app.commands.conversation import SetStatus, set_status
from app.commands.message import IncomingMessage, Reply, receive
from app.domain.channel import Channel
from app.domain.entry import AuthorKind
from app.domain.status import Status
from app.model.conversation import Conversation, LogEntry
from app.model.identifier import new_id
from tests.builders.conversation import make_conversation
from tests.builders.workspace import make_shop
from tests.services.backend import Backend


@pytest.fixture
def anna(backend: Backend) -> Any:
    shop = make_shop(backend.parts.uow)
    desk: Any = backend.desk(shop.ws, shop.anna)
    desk.shop, desk.talk = shop, make_conversation(backend.parts.uow, shop.ws, shop.mail)
    return desk


def seen(backend: Backend, anna: Any) -> Conversation:
    with backend.parts.database.read() as session:
        return session.scalars(select(Conversation).where(Conversation.id == anna.talk)).one()


def written(backend: Backend, anna: Any, channel: Channel, machine: str = "") -> None:
    payload = {"channel": channel.value, "text": "Ау"} | ({"machine": machine} if machine else {})
    message = IncomingMessage(new_id(), payload, channel, backend.clock.now(), machine)
    backend.parts.uow.run(anna.shop.ws, SYSTEM, lambda tx: receive(message, tx.get(Conversation, anna.talk), tx))


def reply(before: Conversation, channel: Channel) -> Reply:
    return Reply(
        before.id, new_id(), "Сейчас посмотрю", channel, seen_seq=before.log_head,
        then_status=Status.WAITING_CUSTOMER, expected_status_rev=before.status_rev,
    )  # fmt: skip


def test_a_customers_second_line_in_a_chat_does_not_stop_the_answer(backend: Backend, anna: Any) -> None:
    written(backend, anna, Channel.CHAT)
    before = seen(backend, anna)
    written(backend, anna, Channel.CHAT)
    assert anna.give(reply(before, Channel.CHAT))["status"] == "ok"
    assert seen(backend, anna).status is Status.WAITING_CUSTOMER


def test_a_letter_that_came_meanwhile_holds_the_answer_instead_of_a_conflict(backend: Backend, anna: Any) -> None:
    before = seen(backend, anna)
    written(backend, anna, Channel.EMAIL)
    result = anna.give(reply(before, Channel.EMAIL))
    assert (result["status"], result["code"]) == ("held", "newer_messages")


def test_a_machines_letter_never_holds_a_persons_answer(backend: Backend, anna: Any) -> None:
    before = seen(backend, anna)
    written(backend, anna, Channel.EMAIL, machine="auto_reply")
    assert anna.give(reply(before, Channel.EMAIL))["status"] == "ok"


def test_a_colleagues_decision_is_not_overwritten(backend: Backend, anna: Any) -> None:
    before = seen(backend, anna)
    oleg = Actor(AuthorKind.USER, UUID(int=8))
    command = SetStatus(before.id, new_id(), Status.ON_HOLD, before.status_rev)
    backend.parts.uow.run(anna.shop.ws, oleg, lambda tx: set_status(command, tx))
    result = anna.give(reply(before, Channel.EMAIL))
    assert (result["status"], result["code"]) == ("conflict", "status_changed")
    with backend.parts.database.read() as session:
        assert len(session.scalars(select(LogEntry.entry_id).where(LogEntry.conversation_id == before.id)).all()) == 2


def test_a_closed_conversation_is_not_reopened_by_a_reply(backend: Backend, anna: Any) -> None:
    def close(tx: Any) -> None:
        conversation = tx.get(Conversation, anna.talk)
        conversation.status, conversation.closed_at = Status.CLOSED, tx.now

    backend.parts.uow.run(anna.shop.ws, SYSTEM, close)
    result = anna.give(reply(seen(backend, anna), Channel.EMAIL))
    assert (result["status"], result["code"]) == ("rejected", "closed")
    assert seen(backend, anna).status is Status.CLOSED
