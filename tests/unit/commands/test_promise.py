"""A promise that was made is kept, withdrawn, or kept by another time; what is due next follows."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.commands.base import Refused
from app.commands.promise import (
    MOST_OTHERS,
    MakePromise,
    MovePromise,
    SettlePromise,
    make_promise,
    move_promise,
    settle_promise,
)
from app.domain.entry import EntryKind
from app.model.conversation import Conversation, LogEntry, Promise
from tests.fakes.tx import MemoryTx
from tests.unit.commands.test_commands import NOW, a_conversation, tx

__all__ = ["tx"]
SOON, LATER = NOW + timedelta(hours=1), NOW + timedelta(hours=3)


def promised(tx: MemoryTx, talk: Conversation, due_at=SOON) -> UUID:
    promise_id = uuid4()
    make_promise(MakePromise(talk.id, uuid4(), promise_id, "Назвать дату", due_at), tx)
    return promise_id


def told(tx: MemoryTx) -> list[dict]:
    return [it.payload for it in tx.rows(LogEntry) if it.kind is EntryKind.PROMISE and it.payload["state"] != "open"]


def test_a_kept_promise_is_due_no_more_and_the_next_one_is(tx: MemoryTx) -> None:
    talk = a_conversation(tx)
    first, second = promised(tx, talk), promised(tx, talk, LATER)
    command = SettlePromise(talk.id, uuid4(), first, "kept", other_ids=[second, uuid4()])
    settle_promise(command, tx)
    settle_promise(command, tx)
    settle_promise(SettlePromise(talk.id, uuid4(), first, "kept"), tx)  # two desks, one act
    row = tx.get(Promise, first)
    assert (row.state, row.settled_at, talk.promise_due_at) == ("kept", NOW, LATER)
    assert [(it["promise_id"], it["state"], it["text"]) for it in told(tx)] == [(str(first), "kept", "Назвать дату")]
    settle_promise(SettlePromise(talk.id, uuid4(), second, "kept", other_ids=[first]), tx)
    assert talk.promise_due_at is None


def test_a_promise_is_withdrawn_for_a_reason_only(tx: MemoryTx) -> None:
    talk = a_conversation(tx)
    promise = promised(tx, talk)
    with pytest.raises(Refused, match="rejected/empty"):
        settle_promise(SettlePromise(talk.id, uuid4(), promise, "withdrawn", "  "), tx)
    settle_promise(SettlePromise(talk.id, uuid4(), promise, "withdrawn", " The order  was cancelled "), tx)
    assert (tx.get(Promise, promise).state, talk.promise_due_at) == ("withdrawn", None)
    assert told(tx)[0]["reason"] == "The order was cancelled"
    with pytest.raises(Refused, match="conflict/promise_settled"):
        settle_promise(SettlePromise(talk.id, uuid4(), promise, "kept"), tx)
    with pytest.raises(Refused, match="conflict/promise_settled"):
        move_promise(MovePromise(talk.id, uuid4(), promise, LATER, SOON), tx)


def test_a_moved_promise_is_due_at_its_new_time_unless_somebody_moved_it_first(tx: MemoryTx) -> None:
    talk = a_conversation(tx)
    first, second = promised(tx, talk), promised(tx, talk, LATER)
    command = MovePromise(talk.id, uuid4(), first, LATER + timedelta(hours=1), SOON, [second])
    move_promise(command, tx)
    move_promise(command, tx)
    assert (tx.get(Promise, first).due_at, talk.promise_due_at) == (LATER + timedelta(hours=1), LATER)
    assert [(it["state"], it["before"]) for it in told(tx)] == [("moved", SOON.isoformat())]
    with pytest.raises(Refused, match="conflict/promise_moved"):
        move_promise(MovePromise(talk.id, uuid4(), first, LATER, SOON), tx)


def test_a_promise_of_another_request_and_what_no_desk_says_are_refused(tx: MemoryTx) -> None:
    talk, other = a_conversation(tx), a_conversation(tx)
    promise, there = promised(tx, talk), promised(tx, other)
    many = [uuid4()] * (MOST_OTHERS + 1)
    for command, why in (
        (SettlePromise(talk.id, uuid4(), there, "kept"), "rejected/gone"),
        (SettlePromise(talk.id, uuid4(), promise, "broken"), "rejected/invalid"),
        (SettlePromise(talk.id, uuid4(), promise, "kept", other_ids=many), "rejected/invalid"),
    ):
        with pytest.raises(Refused, match=why):
            settle_promise(command, tx)
    with pytest.raises(Refused, match="rejected/invalid"):
        move_promise(MovePromise(talk.id, uuid4(), promise, LATER, SOON, many), tx)
    settle_promise(SettlePromise(talk.id, uuid4(), promise, "kept", other_ids=[there]), tx)
    assert talk.promise_due_at is None


def test_what_was_promised_follows_the_request_it_was_promised_in(tx: MemoryTx) -> None:
    source, middle, target = (a_conversation(tx) for _ in range(3))
    settled, owed = promised(tx, source), promised(tx, source, LATER)
    settle_promise(SettlePromise(source.id, uuid4(), settled, "kept", other_ids=[owed]), tx)
    source.merged_into_id, middle.merged_into_id = middle.id, target.id
    tx.get(Promise, owed).conversation_id, source.promise_due_at = target.id, None
    move_promise(MovePromise(source.id, uuid4(), owed, SOON, LATER), tx)
    assert (target.promise_due_at, source.promise_due_at) == (SOON, None)
    new = promised(tx, middle, LATER)
    assert tx.get(Promise, new).conversation_id == target.id
    settle_promise(SettlePromise(source.id, uuid4(), settled, "kept"), tx)  # where it stayed: said twice is said once
    settle_promise(SettlePromise(source.id, uuid4(), owed, "kept", other_ids=[new]), tx)
    assert target.promise_due_at == LATER
    entries = [it.conversation_id for it in tx.rows(LogEntry) if it.kind is EntryKind.PROMISE]
    assert entries == [source.id] * 3 + [target.id] * 3
