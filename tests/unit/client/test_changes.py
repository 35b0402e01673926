"""What stands against a refused change is shown from this computer's copy, and only that is confirmed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.client.row import ChangeRow
from app.client.store.outbox import Change, Outcome
from app.client.store.queries.change import confirmed_seq
from app.commands.change_queue import ChangeQueue
from app.commands.conversation import AssignConversation, ResolveConversation
from app.commands.message import Reply
from app.commands.promise import SettlePromise
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.model.identifier import new_id
from app.model.workspace import User
from app.protocol.pull import LogSlice
from tests.builders.wire import ME, START, WS, apply, conversation, customer, entry, log, plain, put
from tests.unit.client.conftest import Store
from tests.unit.client.test_apply import PERSON, TALK, give, replace_entries

DENIS, VERA = UUID(int=21), UUID(int=22)


@pytest.fixture
def talk(store: Store) -> Store:
    """The customer's first message, one by a colleague, one more by the customer; the server has five."""
    slices = log(TALK, 1, 3)[TALK]
    theirs = entry(TALK, 2, "Уже отправили", author_kind=AuthorKind.USER, author_id=DENIS, kind=EntryKind.MESSAGE_OUT)
    apply(
        store.cache,
        put("user", plain(User(ws=WS, id=DENIS, name="Денис")), "w"),
        put("customer", customer(PERSON)),
        put("conversation", conversation(TALK, PERSON, log_head=5, status_rev=1)),
        logs={TALK: replace_entries(slices, slices.entries[0], theirs, slices.entries[2])},
    )
    return store


def refused(store: Store, command: object, outcome: str, code: str, **detail: object) -> tuple[Change, ChangeRow]:
    change = give(store, command)
    store.outbox.settle([Outcome(change.mid or 0, outcome, code, detail)], START)
    kept = store.outbox.change(change.change_id)
    assert kept is not None
    return kept, next(it for it in store.queries.changes() if it.change_id == change.change_id)


def test_a_held_reply_shows_the_newer_messages_and_confirms_no_others(talk: Store):
    reply = Reply(TALK, new_id(), "Едет.", Channel.CHAT, seen_seq=1)
    change, row = refused(talk, reply, "held", "newer_messages", seqs=[2, 3], log_head=3, age_ms=0)
    assert [(it["author"], it["text"]) for it in row.detail["messages"]] == [
        ("Денис", "Уже отправили"),
        ("Марина Соколова", "Сообщение 3"),
    ]
    apply(talk.cache, logs=log(TALK, 4, 5))  # came later, was not shown in the dialog
    kept = talk.outbox.change(change.change_id)
    assert kept is not None
    assert confirmed_seq(talk.source, kept) == 3


def test_messages_that_are_not_here_yet_are_not_confirmed(talk: Store):
    reply = Reply(TALK, new_id(), "Едет.", Channel.CHAT, seen_seq=1)
    change, row = refused(talk, reply, "held", "newer_messages", seqs=[3, 4, 5], log_head=5, age_ms=0)
    assert [it["text"] for it in row.detail["messages"]] == ["Сообщение 3"]
    assert confirmed_seq(talk.source, change) == 3
    change, row = refused(talk, reply, "held", "newer_messages", seqs=[4], log_head=5, age_ms=0)
    assert (row.detail["messages"], confirmed_seq(talk.source, change)) == ([], None)
    change, row = refused(talk, reply, "held", "newer_messages", seqs=[], log_head=1, age_ms=43_200_000)
    assert confirmed_seq(talk.source, change) is None
    assert "messages" not in row.detail


def test_who_took_the_conversation_first_is_named(talk: Store):
    take = AssignConversation(TALK, new_id(), ME, None)
    _, row = refused(talk, take, "conflict", "assignee_changed", assignee_id=str(DENIS))
    assert row.detail["assignee_name"] == "Денис"
    _, row = refused(talk, take, "conflict", "assignee_changed", assignee_id=str(UUID(int=404)))
    assert row.detail["assignee_name"] == ""
    _, row = refused(talk, take, "conflict", "assignee_changed", assignee_id=None)
    assert row.detail["assignee_id"] is None
    assert "assignee_name" not in row.detail


def test_a_change_names_its_customer_and_who_set_what_stands_against_it(talk: Store):
    resolve = ResolveConversation(TALK, new_id(), 0)
    change, row = refused(talk, resolve, "conflict", "status_changed", status="resolved")
    assert (row.customer_name, row.detail["by"], row.detail["status"]) == (
        "Марина Соколова",
        "Денис",  # a customer's message solves nothing
        "resolved",
    )
    assert row.detail["by_at"] == START + timedelta(minutes=2)
    _, row = refused(talk, resolve, "conflict", "queue_changed", queue_id=str(UUID(int=4)))
    assert "by" not in row.detail
    _, row = refused(talk, resolve, "rejected", "forbidden")
    assert row.detail == {}
    talk.outbox.discard(change.change_id, START)
    assert [it.customer_name for it in talk.queries.discarded()] == ["Марина Соколова"]


def happened(talk: Store, *entries: tuple[EntryKind, UUID, dict[str, Any]]) -> None:
    """These entries of people of the team stand in the log after the three messages."""
    made = [
        entry(TALK, seq, kind=kind, author_kind=AuthorKind.USER, author_id=author, payload=payload)
        for seq, (kind, author, payload) in enumerate(entries, start=4)
    ]
    apply(
        talk.cache,
        put("user", plain(User(ws=WS, id=VERA, name="Вера")), "w"),
        logs={TALK: LogSlice(from_seq=4, entries=made)},
    )


def test_who_only_answered_is_not_said_to_have_chosen_the_owner(talk: Store):
    happened(talk, (EntryKind.ASSIGNED, VERA, {"to": str(DENIS)}), (EntryKind.MESSAGE_OUT, ME, {"text": "Едет."}))
    take = AssignConversation(TALK, new_id(), ME, None)
    _, row = refused(talk, take, "conflict", "assignee_changed", assignee_id=str(DENIS))
    assert row.detail["by"] == "Вера"
    _, row = refused(talk, take, "conflict", "assignee_changed", assignee_id=str(VERA))
    assert "by" not in row.detail


def test_whose_it_became_by_answering_is_named(talk: Store):
    happened(talk, (EntryKind.QUEUE, VERA, {"to": str(UUID(int=4))}), (EntryKind.MESSAGE_OUT, DENIS, {"text": "Едет."}))
    take = AssignConversation(TALK, new_id(), ME, None)
    _, row = refused(talk, take, "conflict", "assignee_changed", assignee_id=str(DENIS))
    assert row.detail["by"] == "Денис"
    _, row = refused(talk, take, "conflict", "assignee_changed", assignee_id=None)
    assert row.detail["by"] == "Вера"
    move = ChangeQueue(TALK, new_id(), UUID(int=5), UUID(int=3))
    _, row = refused(talk, move, "conflict", "queue_changed", queue_id=str(UUID(int=4)))
    assert row.detail["by"] == "Вера"


def test_another_status_and_another_promise_are_nobodys_who_stands_against_this_one(talk: Store):
    one, other = new_id(), new_id()
    happened(
        talk,
        (EntryKind.STATUS, VERA, {"to": "spam"}),
        (EntryKind.PROMISE, VERA, {"promise_id": str(one)}),
        (EntryKind.STATUS, DENIS, {"to": "on_hold"}),
        (EntryKind.PROMISE, DENIS, {"promise_id": str(other)}),
    )
    solve = ResolveConversation(TALK, new_id(), 0)
    _, row = refused(talk, solve, "conflict", "status_changed", status="spam")
    assert row.detail["by"] == "Вера"
    _, row = refused(talk, solve, "conflict", "status_changed", status="new")
    assert row.detail["by"] == "Марина Соколова"
    kept = SettlePromise(TALK, new_id(), one, "kept")
    _, row = refused(talk, kept, "conflict", "promise_settled", state="withdrawn")
    assert row.detail["by"] == "Вера"
