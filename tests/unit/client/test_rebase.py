"""What is visible is always the server's view with all pending changes on it, however few of them were played again."""

import json
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from app.client.store.apply import CacheWriter
from app.client.store.database import open_writer
from app.client.store.ground import Ground
from app.client.store.held_row import HeldRows
from app.client.store.replica import RowError
from app.client.store.touching import Touching
from app.commands.base import Actor
from app.commands.conversation import SetStatus
from app.commands.message import Reply, WriteNote
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.model.customer import Customer
from app.model.identifier import new_id
from app.protocol.pull import LogSlice
from tests.builders.wire import ME, START, WS, apply, conversation, customer, entry, log, put
from tests.unit.client.conftest import Store
from tests.unit.client.schedule import TABLES, Schedule, new, opened
from tests.unit.client.test_apply import PERSON, TALK, dump, give

OTHER = UUID(int=701)
STEPS = 25


def test_only_what_shares_rows_with_the_page_is_replayed_and_the_result_is_the_same(store: Store):
    rows = [put("conversation", conversation(it, PERSON, log_head=1, status_rev=3, rev=1)) for it in (TALK, OTHER)]
    apply(store.cache, put("customer", customer(PERSON)), *rows, logs=log(TALK, 1, 1) | log(OTHER, 1, 1))
    for talk in (TALK, OTHER, TALK):
        give(store, Reply(talk, new_id(), "Едет.", Channel.CHAT, 1))
    give(store, SetStatus(TALK, new_id(), Status.ON_HOLD, 9))  # refused here until the server's row fits
    undo = store.source.connection.execute("SELECT n, id FROM undo WHERE id = ?", (OTHER.bytes,)).fetchall()
    newer = conversation(TALK, PERSON, log_head=1, status_rev=9, rev=2, subject="Новая тема")
    apply(store.cache, put("conversation", newer))
    card = store.queries.card(TALK)
    assert card is not None
    assert (card.row.subject, card.row.preview, card.row.status) == ("Новая тема", "Едет.", Status.ON_HOLD)
    assert store.source.connection.execute("SELECT n, id FROM undo WHERE id = ?", (OTHER.bytes,)).fetchall() == undo


def test_a_colleagues_move_that_comes_as_a_log_entry_alone_is_seen_by_the_pending_reply(store: Store):
    apply(store.cache, put("conversation", conversation(TALK, PERSON, log_head=2, status_rev=5)), logs=log(TALK, 1, 1))
    give(store, Reply(TALK, new_id(), "Готово.", Channel.CHAT, 1, Status.RESOLVED, expected_status_rev=4))
    assert [it.payload["text"] for it in store.queries.timeline(TALK)] == ["Сообщение 1", "Готово."]
    moved = entry(
        TALK, 2, author_kind=AuthorKind.USER, author_id=UUID(int=9), kind=EntryKind.STATUS, payload={"to": "open"}
    )
    store.cache.apply_logs({TALK: LogSlice(from_seq=2, entries=[moved])})
    assert [it.seq for it in store.queries.timeline(TALK)] == [1, 2]  # the server will refuse it too


def test_a_note_given_after_a_letter_that_is_still_leaving_stands_before_it(store: Store):
    apply(store.cache, put("conversation", conversation(TALK, PERSON)))
    letter = new(Reply(TALK, new_id(), "Письмо.", Channel.EMAIL, 0))
    store.cache.show(store.outbox.add(replace(letter, send_at=START + timedelta(seconds=8))))
    note = new(WriteNote(TALK, new_id(), "Позвонить."))
    store.cache.show(store.outbox.add(replace(note, at=START + timedelta(seconds=1))))
    found = store.source.one("SELECT updated_at FROM conversation WHERE id = ?", TALK.bytes)
    assert found[0].startswith(str(START.replace(tzinfo=None)))  # the letter will go after the note


def test_a_row_that_a_refused_change_removed_or_replaced_is_as_it_was_for_the_next_one(store: Store):
    row = put("customer", customer(PERSON))
    apply(store.cache, row)
    connection = store.source.connection
    rows = HeldRows(Ground(connection.cursor(), WS, Touching(connection.cursor(), WS.bytes)), WS)
    found = rows.find(Customer, PERSON)
    assert found is not None
    rows.remove(found)
    rows.revert()
    again = rows.find(Customer, PERSON)
    assert again is not None
    assert again.name == found.name
    rows.remove(again)
    rows.put(Customer(id=PERSON, name="Другая", since=START))
    rows.revert()
    assert rows.covers() == {}
    last = rows.find(Customer, PERSON)
    assert last is not None
    last.name = "Марина Королёва"
    rows.keep()
    assert ["Марина Королёва" in (it.row or ()) for it in rows.covers().values()] == [True]


def test_what_an_older_version_noted_for_each_change_is_taken_off(store: Store):
    apply(store.cache, put("conversation", conversation(TALK, PERSON)))
    before = dump(store.source.connection, "conversation")
    for subject in ("Замена плафона", "После первой"):
        note = json.dumps(conversation(TALK, PERSON, subject=subject))
        sql = "INSERT INTO undo (change_id, kind, id, before) VALUES (x'00', 'conversation', ?, ?)"
        store.source.connection.execute(sql, (TALK.bytes, note))
    store.source.connection.execute("UPDATE conversation SET subject = 'После второй'")
    opened(store.files, store.outbox).rebase()
    assert dump(store.source.connection, "conversation", "undo") == [*before, []]


def test_a_start_writes_nothing_when_all_lies_as_it_should(store: Store):
    rows = [put("conversation", conversation(it, PERSON, log_head=1, rev=1)) for it in (TALK, OTHER)]
    apply(store.cache, put("customer", customer(PERSON)), *rows, logs=log(TALK, 1, 1) | log(OTHER, 1, 1))
    for talk in (TALK, OTHER, TALK):
        give(store, Reply(talk, new_id(), "Едет.", Channel.CHAT, 1))
    before = dump(store.source.connection, "undo", *TABLES)
    connection = open_writer(store.files)
    CacheWriter(connection, WS, Actor(AuthorKind.USER, ME), store.outbox).rebase()
    assert connection.total_changes == 0
    assert dump(store.source.connection, "undo", *TABLES) == before


def test_a_page_about_changed_rows_writes_each_of_them_once(store: Store):
    apply(store.cache, put("customer", customer(PERSON)), put("conversation", conversation(TALK, PERSON, status_rev=3)))
    give(store, SetStatus(TALK, new_id(), Status.ON_HOLD, 3))
    said: list[str] = []
    connection = store.cache.read(lambda it: it.connection)
    connection.set_trace_callback(said.append)
    apply(store.cache, put("conversation", conversation(TALK, PERSON, status_rev=3, rev=1, preview="Где мастер?")))
    connection.set_trace_callback(None)
    [update] = [it for it in said if it.startswith('UPDATE "conversation"')]
    assert "status" not in update  # it is what it was: the indexes of it are left alone
    assert not [it for it in said if "search_text" in it]  # neither subject nor name is another
    assert not [it for it in said if it.startswith("SELECT") and "FROM undo" in it]  # what lies under it is known
    card = store.queries.card(TALK)
    assert card is not None
    assert (card.row.status, card.row.preview) == (Status.ON_HOLD, "Где мастер?")
    assert store.source.one("SELECT before FROM undo WHERE kind = 'conversation'")[0].count("Где мастер?") == 1


def test_a_redacted_log_comes_with_its_conversation_under_a_pending_change(store: Store):
    row = put("conversation", conversation(TALK, PERSON, log_head=2, status_rev=3))
    apply(store.cache, put("customer", customer(PERSON)), row, logs=log(TALK, 1, 2))
    give(store, SetStatus(TALK, new_id(), Status.ON_HOLD, 3))
    newer = put("conversation", conversation(TALK, PERSON, log_head=2, status_rev=3, rev=1, redact_rev=1))
    entries = [entry(TALK, 1, "—"), entry(TALK, 2)]
    apply(store.cache, newer, logs={TALK: LogSlice(from_seq=1, entries=entries)})
    assert [it.payload.get("text") for it in store.queries.timeline(TALK)][:2] == ["—", "Сообщение 2"]
    assert store.cache.missing(9, set()) == {}


def test_a_page_that_could_not_be_kept_leaves_what_is_under_a_change_as_it_was(store: Store):
    apply(store.cache, put("customer", customer(PERSON)), put("conversation", conversation(TALK, PERSON, status_rev=3)))
    before = dump(store.source.connection, *TABLES)
    change = give(store, SetStatus(TALK, new_id(), Status.ON_HOLD, 3))
    newer = put("conversation", conversation(TALK, PERSON, status_rev=4, rev=1, subject="Другая"))
    with pytest.raises(RowError):
        apply(store.cache, newer, put("customer", customer(PERSON) | {"since": "вчера"}))
    store.outbox.discard(change.change_id, START)
    store.cache.rebase()
    assert dump(store.source.connection, *TABLES, "undo") == [*before, []]


@pytest.mark.parametrize("seed", [*range(8), *(pytest.param(it, marks=pytest.mark.nightly) for it in range(8, 500))])
def test_whatever_happens_in_whatever_order_the_screen_is_base_plus_pending(store: Store, tmp_path: Path, seed: int):
    schedule = Schedule(store, tmp_path / "plain", random.Random(seed))
    for _ in range(STEPS):
        schedule.step()
    schedule.end()
