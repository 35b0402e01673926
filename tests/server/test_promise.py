"""Promises on the server: what is due next is found among all of them, whatever the desk knew."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.commands.merge import MergeConversations, UnmergeConversation
from app.commands.promise import MakePromise, MovePromise, SettlePromise
from app.model.conversation import Conversation
from app.model.identifier import new_id
from tests.builders.conversation import make_conversation
from tests.services.backend import Backend

pytestmark = pytest.mark.postgresql_by_night


def conversation(backend: Backend, shop, talk: UUID) -> Conversation:
    with backend.parts.database.read() as session:
        return session.get(Conversation, (shop.ws, talk))


def promised(desk, talk: UUID, due_at) -> UUID:
    promise_id = new_id()
    assert desk.give(MakePromise(talk, new_id(), promise_id, "Перезвонить", due_at))["status"] == "ok"
    return promise_id


def test_the_next_deadline_is_found_though_the_desk_did_not_know_of_the_other_promise(backend: Backend, shop) -> None:
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    anna, vera = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.vera)
    soon, later = (backend.clock.now() + timedelta(hours=it) for it in (1, 3))
    first, second = promised(anna, talk, soon), promised(vera, talk, later)
    assert anna.give(SettlePromise(talk, new_id(), first, "kept"))["status"] == "ok"
    assert conversation(backend, shop, talk).promise_due_at == later
    moved = later + timedelta(days=1)
    assert vera.give(MovePromise(talk, new_id(), second, moved, later))["status"] == "ok"
    assert conversation(backend, shop, talk).promise_due_at == moved
    late = anna.give(MovePromise(talk, new_id(), second, soon, later))
    assert (late["status"], late["code"]) == ("conflict", "promise_moved")
    assert vera.give(SettlePromise(talk, new_id(), second, "withdrawn", "отменил заказ"))["status"] == "ok"
    assert conversation(backend, shop, talk).promise_due_at is None
    late = anna.give(SettlePromise(talk, new_id(), second, "kept"))
    assert (late["status"], late["code"]) == ("conflict", "promise_settled")


def test_a_promise_kept_where_its_request_was_merged_into_is_not_owed_again_after_parting(backend, shop) -> None:
    one, two = (make_conversation(backend.parts.uow, shop.ws, shop.mail) for _ in range(2))
    anna = backend.desk(shop.ws, shop.anna)
    promise = promised(anna, one, backend.clock.now() + timedelta(hours=1))
    rev, merge = conversation(backend, shop, one).status_rev, new_id()
    assert anna.give(MergeConversations(one, merge, two, rev))["status"] == "ok"
    assert anna.give(SettlePromise(two, new_id(), promise, "kept"))["status"] == "ok"
    assert anna.give(UnmergeConversation(one, new_id(), merge))["status"] == "ok"
    assert [conversation(backend, shop, it).promise_due_at for it in (one, two)] == [None, None]


def test_what_is_said_of_a_promise_by_a_desk_that_did_not_hear_of_the_merge_follows_it(backend: Backend, shop) -> None:
    one, two = (make_conversation(backend.parts.uow, shop.ws, shop.mail) for _ in range(2))
    anna, vera = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.vera)
    soon, later = (backend.clock.now() + timedelta(hours=it) for it in (1, 3))
    first, second = promised(anna, one, soon), promised(anna, one, later)
    rev = conversation(backend, shop, one).status_rev
    assert anna.give(MergeConversations(one, new_id(), two, rev))["status"] == "ok"
    assert vera.give(SettlePromise(one, new_id(), first, "kept"))["status"] == "ok"
    assert conversation(backend, shop, two).promise_due_at == later
    assert vera.give(MovePromise(one, new_id(), second, soon, later))["status"] == "ok"
    assert conversation(backend, shop, two).promise_due_at == soon
    promised(vera, one, soon - timedelta(minutes=30))
    assert conversation(backend, shop, two).promise_due_at == soon - timedelta(minutes=30)
    assert conversation(backend, shop, one).promise_due_at is None


@pytest.mark.on_both_databases
def test_a_promise_that_went_into_a_foreign_queue_is_not_settled_through_the_request_it_came_from(
    backend, shop
) -> None:
    one = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    two = make_conversation(backend.parts.uow, shop.ws, shop.support_mail)
    anna, vera = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.vera)
    promise = promised(anna, one, backend.clock.now() + timedelta(hours=1))
    rev = conversation(backend, shop, one).status_rev
    assert vera.give(MergeConversations(one, new_id(), two, rev))["status"] == "ok"
    late = anna.give(SettlePromise(one, new_id(), promise, "kept"))
    assert (late["status"], late["code"]) == ("rejected", "forbidden")
    assert conversation(backend, shop, two).promise_due_at is not None
