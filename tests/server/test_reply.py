"""A reply and what the customer, colleagues and machines did while it was being written."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

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

pytestmark = pytest.mark.postgresql_by_night


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


@pytest.mark.on_both_databases
@pytest.mark.parametrize("then", [None, Status.WAITING_CUSTOMER, Status.ON_HOLD, Status.RESOLVED])
def test_a_customers_second_line_in_a_chat_lets_the_answer_go_and_waits_for_its_own(
    backend: Backend, anna: Any, then: Status | None
) -> None:
    written(backend, anna, Channel.CHAT)
    before = seen(backend, anna)
    backend.clock.advance(timedelta(seconds=30))
    written(backend, anna, Channel.CHAT)
    second = seen(backend, anna).last_message_at
    backend.clock.advance(timedelta(seconds=5))
    assert anna.give(replace(reply(before, Channel.CHAT), then_status=then))["status"] == "ok"
    talk = seen(backend, anna)
    assert (talk.status, talk.waiting_since) == (Status.OPEN, second)
    assert talk.reply_due_at == second + timedelta(seconds=talk.reply_target_s)
    foreseen = SetStatus(talk.id, new_id(), Status.RESOLVED, before.status_rev + 1)
    assert anna.give(foreseen)["code"] == "status_changed"
    whole = replace(reply(talk, Channel.CHAT), then_status=Status.RESOLVED)
    assert anna.give(whole)["status"] == "ok"
    assert (seen(backend, anna).status, seen(backend, anna).waiting_since) == (Status.RESOLVED, None)


def test_who_was_shown_the_second_line_and_confirms_has_answered_it(backend: Backend, anna: Any) -> None:
    before = seen(backend, anna)
    written(backend, anna, Channel.EMAIL)
    command = reply(before, Channel.EMAIL)
    assert anna.give(command)["status"] == "held"
    assert anna.give(replace(command, confirmed_seq=2))["status"] == "ok"
    assert (seen(backend, anna).status, seen(backend, anna).waiting_since) == (Status.WAITING_CUSTOMER, None)


def test_a_letter_that_came_meanwhile_holds_the_answer_instead_of_a_conflict(backend: Backend, anna: Any) -> None:
    before = seen(backend, anna)
    written(backend, anna, Channel.EMAIL)
    result = anna.give(reply(before, Channel.EMAIL))
    assert (result["status"], result["code"]) == ("held", "newer_messages")


def test_a_letter_is_no_live_chat_although_the_customer_wrote_last_in_one(backend: Backend, anna: Any) -> None:
    before = seen(backend, anna)
    written(backend, anna, Channel.CHAT)
    result = anna.give(reply(before, Channel.EMAIL))
    assert (result["status"], result["code"]) == ("held", "newer_messages")
    assert seen(backend, anna).waiting_since is not None


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.CHAT])
def test_who_saw_more_than_a_restored_log_has_looks_again(backend: Backend, anna: Any, channel: Channel) -> None:
    before = seen(backend, anna)
    command = replace(reply(before, channel), seen_seq=before.log_head + 1)
    result = anna.give(command)
    assert (result["status"], result["code"]) == ("held", "newer_messages")
    assert result["detail"]["seqs"] == [before.log_head]
    assert anna.give(replace(command, confirmed_seq=before.log_head))["status"] == "ok"


@pytest.mark.on_both_databases
def test_ones_own_message_alone_in_a_restored_log_is_what_one_looks_at(backend: Backend, anna: Any) -> None:
    def own_only(tx: Any) -> None:
        tx.session.execute(update(LogEntry).values(author_kind=AuthorKind.USER, author_id=anna.shop.anna))

    backend.parts.uow.run(anna.shop.ws, SYSTEM, own_only)
    command = replace(reply(seen(backend, anna), Channel.EMAIL), seen_seq=3)
    assert anna.give(command)["detail"]["seqs"] == [1]
    assert anna.give(replace(command, confirmed_seq=1))["status"] == "ok"


def test_a_machines_letter_never_holds_a_persons_answer(backend: Backend, anna: Any) -> None:
    before = seen(backend, anna)
    written(backend, anna, Channel.EMAIL, machine="auto_reply")
    assert anna.give(reply(before, Channel.EMAIL))["status"] == "ok"
    assert seen(backend, anna).status is Status.WAITING_CUSTOMER


def test_a_colleagues_decision_is_not_overwritten(backend: Backend, anna: Any) -> None:
    before = seen(backend, anna)
    oleg = Actor(AuthorKind.USER, UUID(int=8))
    command = SetStatus(before.id, new_id(), Status.ON_HOLD, before.status_rev)
    backend.parts.uow.run(anna.shop.ws, oleg, lambda tx: set_status(command, tx))
    result = anna.give(reply(before, Channel.EMAIL))
    assert (result["status"], result["code"]) == ("conflict", "status_changed")
    with backend.parts.database.read() as session:
        assert len(session.scalars(select(LogEntry.entry_id).where(LogEntry.conversation_id == before.id)).all()) == 2


@pytest.mark.on_both_databases
def test_a_closed_conversation_is_not_reopened_by_a_reply(backend: Backend, anna: Any) -> None:
    def close(tx: Any) -> None:
        conversation = tx.get(Conversation, anna.talk)
        conversation.status, conversation.closed_at = Status.CLOSED, tx.now

    backend.parts.uow.run(anna.shop.ws, SYSTEM, close)
    result = anna.give(reply(seen(backend, anna), Channel.EMAIL))
    assert (result["status"], result["code"]) == ("rejected", "closed")
    assert seen(backend, anna).status is Status.CLOSED
