"""An answer for a later time leaves once, at its time, and never past something its author has not seen."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.commands.base import SYSTEM
from app.commands.conversation import AssignConversation, SetStatus
from app.commands.later import CancelLater, ChangeLater, SendLater
from app.domain.channel import Channel
from app.domain.entry import EntryKind
from app.domain.erasure import Target
from app.domain.status import Status
from app.model.conversation import Conversation, Delivery, LogEntry
from app.model.identifier import new_id
from app.model.later_message import LaterMessage
from app.model.workspace import User
from app.server.erasure.erasing import Eraser
from tests.builders.conversation import make_conversation
from tests.builders.workspace import Shop, make_shop
from tests.server.test_reply import seen, written
from tests.services.backend import Backend

pytestmark = pytest.mark.postgresql_by_night


@pytest.fixture
def anna(backend: Backend) -> Any:
    shop = make_shop(backend.parts.uow)
    desk: Any = backend.desk(shop.ws, shop.anna)
    desk.shop, desk.talk = shop, make_conversation(backend.parts.uow, shop.ws, shop.mail)
    return desk


def put_off(backend: Backend, anna: Any, **span: float) -> UUID:
    before: Conversation = seen(backend, anna)
    command = SendLater(
        anna.talk, new_id(), "Plain", Channel.EMAIL, before.log_head, backend.clock.now() + timedelta(**span),
        Status.WAITING_CUSTOMER, cc=["boss@x.example"], marked="**Plain**",
    )  # fmt: skip
    assert anna.give(command)["status"] == "ok"
    return command.entry_id


def signed_in_again(backend: Backend, anna: Any) -> None:
    """Hours have passed."""
    anna.tokens = backend.desk(anna.shop.ws, anna.shop.anna, anna.tokens.client).tokens


def after(backend: Backend, **span: float) -> None:
    backend.clock.advance(timedelta(**span))
    for _ in range(3):  # one of a lane at a time
        backend.parts.effects.run_due()


def switch_off(backend: Backend, shop: Shop, user_id: UUID) -> None:
    """They work here no more."""

    def work(tx: Any) -> None:
        tx.get(User, user_id).active = False

    backend.parts.uow.run(shop.ws, SYSTEM, work)


def sent(backend: Backend, anna: Any) -> list[dict[str, Any]]:
    with backend.parts.database.read() as session:
        mine = (LogEntry.conversation_id == anna.talk) & (LogEntry.kind == EntryKind.MESSAGE_OUT)
        return [it.payload for it in session.scalars(select(LogEntry).where(mine).order_by(LogEntry.seq))]


def stored(backend: Backend, later_id: UUID) -> LaterMessage:
    with backend.parts.database.read() as session:
        return session.scalars(select(LaterMessage).where(LaterMessage.id == later_id)).one()


@pytest.mark.on_both_databases
def test_it_leaves_at_its_time_as_its_author_and_only_once(backend: Backend, anna: Any) -> None:
    later_id = put_off(backend, anna, hours=2)
    ops = [op for op in anna.pull_all() if op[0] == "put" and op[2] == "later_message"]
    assert ops[0][3]["state"] == "waiting"
    after(backend, hours=1)
    assert sent(backend, anna) == []
    after(backend, hours=1)
    after(backend, hours=1)
    (payload,) = sent(backend, anna)
    assert (payload["text"], payload["marked"], payload["cc"]) == ("Plain", "**Plain**", "boss@x.example")
    assert (stored(backend, later_id).state, seen(backend, anna).status) == ("sent", Status.WAITING_CUSTOMER)
    with backend.parts.database.read() as session:
        entry = session.get(LogEntry, (anna.shop.ws, later_id))
        assert entry.author_id == anna.shop.anna
        assert session.get(Delivery, (anna.shop.ws, later_id)) is not None


def test_who_puts_an_answer_off_has_what_nobody_had(backend: Backend, anna: Any) -> None:
    assert (seen(backend, anna).assignee_id, seen(backend, anna).status) == (None, Status.NEW)
    put_off(backend, anna, hours=2)
    assert (seen(backend, anna).assignee_id, seen(backend, anna).status) == (anna.shop.anna, Status.OPEN)


def test_what_the_customer_wrote_meanwhile_keeps_it_until_somebody_has_looked(backend: Backend, anna: Any) -> None:
    later_id = put_off(backend, anna, hours=2)
    written(backend, anna, Channel.EMAIL)
    after(backend, hours=2)
    assert sent(backend, anna) == []
    assert (stored(backend, later_id).state, stored(backend, later_id).reason) == ("held", "newer_messages")
    signed_in_again(backend, anna)
    now = ChangeLater(anna.talk, later_id, backend.clock.now(), seen(backend, anna).log_head)
    assert anna.give(now)["status"] == "ok"
    after(backend, seconds=1)
    assert len(sent(backend, anna)) == 1


@pytest.mark.on_both_databases
def test_of_somebody_who_left_it_waits_until_a_colleague_answers_for_it(backend: Backend, anna: Any) -> None:
    later_id = put_off(backend, anna, hours=2)
    take = AssignConversation(anna.talk, new_id(), anna.shop.anna, None)
    assert anna.give(take)["status"] == "ok"
    wait = SetStatus(anna.talk, new_id(), Status.WAITING_CUSTOMER, seen(backend, anna).status_rev)
    assert anna.give(wait)["status"] == "ok"
    switch_off(backend, anna.shop, anna.shop.anna)
    after(backend, hours=2)
    assert sent(backend, anna) == []
    assert (stored(backend, later_id).state, stored(backend, later_id).reason) == ("held", "author_gone")
    talk = seen(backend, anna)
    assert (talk.assignee_id, talk.status) == (None, Status.OPEN)
    vera = backend.desk(anna.shop.ws, anna.shop.vera)
    told = [op[3] for op in vera.pull_all() if op[0] == "put" and op[2] == "later_message"]
    assert [(it["state"], it["reason"]) for it in told] == [("held", "author_gone")]
    now = ChangeLater(anna.talk, later_id, backend.clock.now(), seen(backend, anna).log_head)
    assert vera.give(now)["status"] == "ok"
    after(backend, seconds=1)
    assert len(sent(backend, anna)) == 1
    with backend.parts.database.read() as session:
        assert session.get(LogEntry, (anna.shop.ws, later_id)).author_id == anna.shop.vera


@pytest.mark.on_both_databases
@pytest.mark.parametrize("seen_seq", [10**9, -(10**9)])
def test_nobody_has_seen_what_is_still_to_come(backend: Backend, anna: Any, seen_seq: int) -> None:
    at = backend.clock.now() + timedelta(hours=2)
    command = SendLater(anna.talk, new_id(), "Plain", Channel.EMAIL, seen_seq, at)
    assert anna.give(command)["status"] == "ok"
    assert anna.give(ChangeLater(anna.talk, command.entry_id, at, seen_seq))["status"] == "ok"
    written(backend, anna, Channel.EMAIL)
    after(backend, hours=2)
    assert (stored(backend, command.entry_id).state, sent(backend, anna)) == ("held", [])


@pytest.mark.on_both_databases
def test_its_time_can_be_changed_and_it_can_be_taken_back(backend: Backend, anna: Any) -> None:
    moved, gone = put_off(backend, anna, hours=1), put_off(backend, anna, hours=1)
    head = seen(backend, anna).log_head
    assert anna.give(ChangeLater(anna.talk, moved, backend.clock.now() + timedelta(hours=3), head))["status"] == "ok"
    assert anna.give(CancelLater(anna.talk, gone))["status"] == "ok"
    assert anna.give(CancelLater(anna.talk, gone))["status"] == "ok"
    after(backend, hours=1)
    assert sent(backend, anna) == []
    after(backend, hours=2)
    assert len(sent(backend, anna)) == 1
    signed_in_again(backend, anna)
    assert anna.give(CancelLater(anna.talk, moved))["code"] == "already_sent"


def test_a_time_that_passed_while_a_desk_was_away_means_at_once(backend: Backend, anna: Any) -> None:
    put_off(backend, anna, hours=-1)
    after(backend, seconds=1)
    assert len(sent(backend, anna)) == 1


@pytest.mark.on_both_databases
def test_a_time_that_passed_half_a_day_ago_means_that_somebody_looks_first(backend: Backend, anna: Any) -> None:
    later_id = put_off(backend, anna, hours=-12)
    after(backend, seconds=1)
    assert (stored(backend, later_id).state, stored(backend, later_id).reason) == ("held", "too_late")
    assert sent(backend, anna) == []
    now = ChangeLater(anna.talk, later_id, backend.clock.now(), seen(backend, anna).log_head)
    assert anna.give(now)["status"] == "ok"
    after(backend, seconds=1)
    assert len(sent(backend, anna)) == 1


@pytest.mark.on_both_databases
def test_a_letter_for_later_is_kept_over_a_newer_chat_message_as_well(backend: Backend, anna: Any) -> None:
    later_id = put_off(backend, anna, hours=2)
    written(backend, anna, Channel.CHAT)
    after(backend, hours=14)
    assert (stored(backend, later_id).reason, sent(backend, anna)) == ("newer_messages", [])


@pytest.mark.on_both_databases
def test_an_erased_answer_goes_also_from_what_was_to_be_sent_later(backend: Backend, anna: Any) -> None:
    gone, waits = put_off(backend, anna, hours=1), put_off(backend, anna, hours=5)
    after(backend, hours=1)

    def erase(tx: Any) -> None:
        for it in (gone, waits):
            Eraser(tx).erase(Target.ENTRY, it)

    backend.parts.uow.run(anna.shop.ws, SYSTEM, erase)
    after(backend, hours=4)
    with backend.parts.database.read() as session:
        assert session.scalars(select(LaterMessage)).all() == []
    assert [it["text"] for it in sent(backend, anna)] == [""]


def test_no_more_copies_are_sent_later_than_now(backend: Backend, anna: Any) -> None:
    many = [f"boss{number}@x.example" for number in range(21)]
    command = SendLater(anna.talk, new_id(), "Plain", Channel.EMAIL, 1, backend.clock.now(), cc=many)
    assert anna.give(command)["code"] == "invalid"
