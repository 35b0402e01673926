"""A note stands in the timeline as soon as it is stored, however long the writer is busy with something else."""

from typing import Any
from uuid import UUID

import pytest

from app.client.block import Place
from app.client.store.change import Change, NewChange
from app.client.store.outbox import Outcome
from app.client.store.replica import RowError
from app.commands.message import WriteNote
from app.domain.entry import EntryKind
from app.model.identifier import new_id
from app.model.workspace import User
from app.protocol.command import to_wire
from tests.builders.wire import ME, START, WS, apply, conversation, customer, log, plain, put
from tests.unit.client.conftest import Store

PERSON, TALK, OTHER, COLLEAGUE = (UUID(int=n) for n in (70, 700, 701, 21))


@pytest.fixture
def desk(store: Store) -> Store:
    apply(
        store.cache,
        put("user", plain(User(ws=WS, id=ME, name="Анна Ким")), "w"),
        put("customer", customer(PERSON, "Алёна Дёмина")),
        put("conversation", conversation(TALK, PERSON, log_head=2)),
        put("conversation", conversation(OTHER, PERSON, log_head=1)),
        logs=log(TALK, 1, 2) | log(OTHER, 1, 1),
    )
    return store


def given(desk: Store, command: Any) -> Change:
    name, args = to_wire(command)
    new = NewChange(new_id(), new_id(), name, args, START, conversation_id=command.conversation_id)
    return desk.outbox.add(new)


def note(text: str, talk: UUID = TALK, *mentioned: UUID) -> WriteNote:
    return WriteNote(talk, new_id(), text, list(mentioned))


def texts(desk: Store, talk: UUID = TALK) -> list[str]:
    return [it.payload["text"] for it in desk.queries.timeline(talk) if it.kind is EntryKind.NOTE]


def test_a_note_is_seen_before_the_writer_has_it_and_looks_the_same_afterwards(desk: Store):
    change = given(desk, note("Она ждёт звонка", TALK, COLLEAGUE))
    before = desk.queries.timeline(TALK)
    assert (before[-1].payload["text"], before[-1].author_name) == ("Она ждёт звонка", "Анна Ким")
    assert before[-1].pending
    desk.cache.show(change)
    assert desk.queries.timeline(TALK) == before
    assert desk.outbox.unshown() == []


def test_notes_that_wait_stand_in_the_order_in_which_they_were_written(desk: Store):
    shown = given(desk, note("первая"))
    desk.cache.show(shown)
    given(desk, note("вторая"))
    given(desk, note("третья"))
    assert texts(desk) == ["первая", "вторая", "третья"]
    assert texts(desk, OTHER) == ["первая", "вторая", "третья"]  # of one customer, above the open request
    assert [it.conversation_id for it in desk.queries.timeline(OTHER)][-1] == OTHER


def test_a_note_that_the_page_of_the_server_brought_meanwhile_is_there_once(desk: Store):
    change = given(desk, note("раз"))
    desk.cache.show(change)
    desk.outbox._unshown[change.change_id] = change  # as read a moment before the writer was done
    assert texts(desk) == ["раз"]


def test_a_note_that_is_acknowledged_before_the_writer_has_it_does_not_vanish(desk: Store):
    change = given(desk, note("уже там"))
    desk.outbox.settle([Outcome(change.mid or 0, "ok")], START)
    assert texts(desk) == ["уже там"]
    desk.cache.show(change)
    assert texts(desk) == ["уже там"]
    assert desk.outbox.unshown() == []


def test_a_note_that_the_rows_of_the_server_contain_is_theirs_alone(desk: Store):
    change = given(desk, note("их"))
    desk.outbox.settle([Outcome(change.mid or 0, "ok")], START)
    apply(desk.cache, put("conversation", conversation(OTHER, PERSON, log_head=1)), last_mid=change.mid)
    assert desk.outbox.unshown() == []


def test_a_note_that_a_page_would_have_brought_stays_while_the_page_cannot_be_taken_in(desk: Store):
    change = given(desk, note("ещё здесь"))
    desk.outbox.settle([Outcome(change.mid or 0, "ok")], START)
    row = put("customer", customer(PERSON))
    with pytest.raises(RowError):
        apply(desk.cache, [*row[:3], row[3] | {"since": "yesterday"}], last_mid=change.mid)
    desk.cache.change(lambda _cursor, _touching: None)
    assert texts(desk) == ["ещё здесь"]


def test_what_was_given_up_or_refused_is_not_shown(desk: Store):
    given_up, refused = given(desk, note("зря")), given(desk, note("нельзя"))
    desk.outbox.discard(given_up.change_id, START)
    assert refused.mid is not None
    desk.outbox.settle([Outcome(refused.mid, "rejected", "forbidden")], START)
    assert texts(desk) == []


def test_an_older_page_of_the_talk_holds_no_note_that_waits(desk: Store):
    given(desk, note("сейчас"))
    assert [it.kind for it in desk.queries.timeline(TALK, 1)] == [EntryKind.NOTE]
    first = desk.queries.blocks(TALK)[-1]
    older = desk.queries.timeline(TALK, 50, Place(first.id, START))
    assert EntryKind.NOTE not in [it.kind for it in older]
