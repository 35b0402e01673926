"""What is visible is always the server's view with all pending changes on it, however few of them were played again."""

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.client.row import ChangeState
from app.client.store.apply import CacheWriter
from app.client.store.change import Change, NewChange
from app.client.store.database import StoreFiles, open_cache, open_writer
from app.client.store.ground import Ground
from app.client.store.held_row import HeldRows
from app.client.store.outbox import Outbox, Outcome
from app.client.store.touching import Touching
from app.commands.base import Actor
from app.commands.conversation import AssignConversation, MarkRead, SetStatus, TagConversation
from app.commands.customer import StatePreference
from app.commands.message import Reply, WriteNote
from app.commands.promise import MakePromise, MovePromise, SettlePromise
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.model.customer import Customer
from app.model.identifier import new_id
from app.protocol.command import to_wire
from app.protocol.pull import LogSlice
from tests.builders.wire import FEED, ME, START, WS, apply, conversation, customer, entry, log, put
from tests.unit.client.conftest import Store
from tests.unit.client.test_apply import PERSON, TALK, dump, give

OTHER = UUID(int=701)
TABLES = ("conversation", "log_entry", "delivery", "customer", "read_mark", "promise", "preference", "search_text")
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
    letter = _new(Reply(TALK, new_id(), "Письмо.", Channel.EMAIL, 0))
    store.cache.show(store.outbox.add(replace(letter, send_at=START + timedelta(seconds=8))))
    note = _new(WriteNote(TALK, new_id(), "Позвонить."))
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
    _opened(store.files, store.outbox).rebase()
    assert dump(store.source.connection, "conversation", "undo") == [*before, []]


@pytest.mark.parametrize("seed", [*range(8), *(pytest.param(it, marks=pytest.mark.nightly) for it in range(8, 500))])
def test_whatever_happens_in_whatever_order_the_screen_is_base_plus_pending(store: Store, tmp_path: Path, seed: int):
    schedule = Schedule(store, tmp_path / "plain", random.Random(seed))
    for _ in range(STEPS):
        schedule.step()
    schedule.end()


class Switched:
    """An outbox that can be taken away: what is in the cache then is the server's view."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self.on = False

    def pending(self, last_mid: int) -> Sequence[Change]:
        return self._outbox.pending(last_mid) if self.on else []

    def shown(self, change_ids: Iterable[UUID]) -> None:
        """The other cache tells it."""


class Schedule:
    """Random commands, pages and outcomes on a store, and a second cache that holds only the server's view.

    After each step the whole outbox is played on the second one in one go, compared, and taken off again.
    """

    TALKS = tuple(UUID(int=800 + it) for it in range(4))
    PEOPLE = (UUID(int=80), UUID(int=81))

    def __init__(self, store: Store, folder: Path, dice: random.Random) -> None:
        self.store, self.dice = store, dice
        self.promises: dict[UUID, dict[UUID, datetime]] = {}
        folder.mkdir()
        self.files = StoreFiles(folder, b"o" * 32, b"c" * 32)
        self.connection, _ = open_cache(self.files)
        self.outbox = Switched(store.outbox)
        self.base = _opened(self.files, self.outbox)
        self.rows: dict[UUID, dict[str, Any]] = {}
        self.last_mid = 0
        self.now = START
        for talk in self.TALKS[:3]:
            self._page(self._talk(talk))

    def step(self) -> None:
        self.now += timedelta(seconds=1)
        for _ in range(self.dice.randrange(1, 4)):
            self.dice.choice((self._command, self._command, self._page_of_some, self._outcome, self._leaving))()
        self.check()

    def check(self) -> None:
        self.outbox.on = True
        self.base.rebase()
        assert _visible(self.store.source.connection) == _visible(self.connection)
        self.outbox.on = False
        self.base.rebase()

    def end(self) -> None:
        """Everything answered: nothing of ours is left over."""
        self.store.outbox.release(lambda change: True)
        self._page(last_mid=self.store.outbox.next_mid() - 1)
        self.check()
        assert dump(self.store.source.connection, "undo") == [[]]
        self.base.close()
        self.connection.close()

    # what happens

    def _command(self) -> None:
        talk = self.dice.choice(self.TALKS)  # one of them may not be here
        change = self.store.outbox.add(replace(_new(self._any(talk)), at=self.now, conversation_id=talk))
        self.store.cache.show(change)

    def _any(self, talk: UUID) -> object:
        rev, wanted = self.dice.randrange(3, 8), self.dice.choice((Status.ON_HOLD, Status.RESOLVED, Status.OPEN))
        owner, other = self.dice.choice((ME, None)), self.dice.choice((ME, None))
        return self.dice.choice(
            (
                Reply(talk, new_id(), "Едет.", Channel.CHAT, 1, self.dice.choice((None, wanted)), rev),
                WriteNote(talk, new_id(), "Ждёт."),
                AssignConversation(talk, new_id(), owner, other),
                SetStatus(talk, new_id(), wanted, rev),
                MarkRead(talk, self.dice.randrange(1, 5)),
                TagConversation(talk, [UUID(int=self.dice.randrange(3))], [UUID(int=self.dice.randrange(3))]),
                MakePromise(talk, new_id(), new_id(), "Позвонить", self.now + timedelta(hours=self.dice.randrange(9))),
                StatePreference(self.dice.choice(self.PEOPLE), "call_me", self.dice.choice("АБ"), "chat"),
                self._on_promise(talk),
            )
        )

    def _on_promise(self, talk: UUID) -> object:
        """Make one, or settle or move one that this desk made, knowing of the others or not."""
        made = self.promises.setdefault(talk, {})
        if not made or self.dice.random() < 0.3:
            promise_id, due_at = new_id(), self.now + timedelta(hours=self.dice.randrange(9))
            made[promise_id] = due_at
            return MakePromise(talk, new_id(), promise_id, "Перезвонить", due_at)
        promise_id = self.dice.choice(list(made))
        others = [it for it in made if it != promise_id and self.dice.random() < 0.7]
        if self.dice.random() < 0.5:
            state = self.dice.choice(("kept", "withdrawn"))
            return SettlePromise(talk, new_id(), promise_id, state, "отменили", others)
        due_at, expected = self.now + timedelta(hours=self.dice.randrange(9)), made[promise_id]
        return MovePromise(talk, new_id(), promise_id, due_at, expected, others)

    def _leaving(self) -> None:
        """A letter waits for its undo time, or one goes, or one is taken back."""
        leaving = [it for it in self.store.outbox.changes() if it.state == ChangeState.LEAVING]
        if not leaving or self.dice.random() < 0.5:
            talk = self.dice.choice(self.TALKS)
            new = replace(_new(Reply(talk, new_id(), "Письмо.", Channel.EMAIL, 1)), at=self.now, send_at=self.now)
            self.store.cache.show(self.store.outbox.add(new))
        elif self.dice.random() < 0.5:
            self.store.outbox.release(lambda change: change is leaving[0])
        else:
            self.store.outbox.take_back(leaving[0].change_id, "")
            self.store.cache.rebase()

    def _outcome(self) -> None:
        """The server has taken some, or refused them; its rows come in the same page, or nothing does."""
        waiting = self.store.outbox.waiting()
        if waiting:
            self._acknowledge(waiting[self.dice.randrange(len(waiting))].mid or 0)

    def _acknowledge(self, mid: int) -> None:
        done = [it for it in self.store.outbox.waiting() if (it.mid or 0) <= mid]
        statuses = {it.mid or 0: self.dice.choice(("ok", "ok", "conflict")) for it in done}
        self.store.outbox.settle([Outcome(it, status) for it, status in statuses.items()], self.now)
        if self.dice.random() < 0.3:
            return  # known by the answer to the push, not pulled yet
        self.last_mid = max(self.last_mid, mid)
        talks = {UUID(it.args["conversation_id"]) for it in done if "conversation_id" in it.args} & self.rows.keys()
        self._page(*(self._talk(it) for it in sorted(talks)), last_mid=self.last_mid)

    def _page_of_some(self) -> None:
        some = self.dice.sample(self.TALKS, self.dice.randrange(1, 3))
        kind = self.dice.randrange(8)
        if kind == 0 and some[0] in self.rows:
            del self.rows[some[0]]
            self._page(["leave", FEED, "conversation", str(some[0])])
        elif kind == 1:
            self.rows.clear()
            self._page(["drop", FEED])
        elif kind == 2:
            self._page(put("customer", customer(self.dice.choice(self.PEOPLE), self.dice.choice(("Анна", "Пётр")))))
        elif kind == 3 and self.rows:
            self._logs(self.dice.choice(sorted(self.rows)))
        elif kind == 4:
            self.rows.clear()
            self._page(*(self._talk(it) for it in some), reset=True, more=self.dice.random() < 0.5)
        else:
            self._page(*(self._talk(it) for it in some))

    def _logs(self, talk: UUID) -> None:
        head = self.dice.randrange(1, 4)
        author = self.dice.choice((ME, UUID(int=9)))
        found = [
            entry(talk, it, author_kind=AuthorKind.USER, author_id=author, kind=EntryKind.STATUS)
            for it in range(1, head + 1)
        ]
        for cache in (self.store.cache, self.base):
            cache.apply_logs({talk: LogSlice(from_seq=1, entries=found)})

    def _talk(self, talk: UUID) -> list[Any]:
        old = self.rows.get(talk)
        rev = (old["rev"] if old else 0) + self.dice.choice((0, 1, 1, -1))
        row = conversation(
            talk, self.PEOPLE[talk.int % 2], rev=max(rev, 0), status_rev=self.dice.randrange(3, 8), updated_at=self.now,
            subject=f"Тема {self.dice.randrange(9)}", assignee_id=self.dice.choice((ME, None)),
            status=self.dice.choice((Status.NEW, Status.OPEN, Status.ON_HOLD)),
        )  # fmt: skip
        self.rows[talk] = row
        return put("conversation", row)

    def _page(self, *ops: list[Any], **more: Any) -> None:
        for cache in (self.store.cache, self.base):
            apply(cache, *ops, **more)


def _opened(files: StoreFiles, outbox: Any) -> CacheWriter:
    return CacheWriter(open_writer(files), WS, Actor(AuthorKind.USER, ME), outbox)


def _visible(connection: Any) -> list[Any]:
    return dump(connection, *TABLES)


def _new(command: Any) -> NewChange:
    name, args = to_wire(command)
    return NewChange(new_id(), new_id(), name, args, START, conversation_id=getattr(command, "conversation_id", None))
