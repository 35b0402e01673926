"""Random commands, pages, outcomes and starts, and what the screen has to show after each."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from app.client.row import ChangeState
from app.client.store.apply import CacheWriter
from app.client.store.change import Change, NewChange
from app.client.store.database import StoreFiles, open_cache, open_writer
from app.client.store.outbox import Outbox, Outcome
from app.commands.base import Actor
from app.commands.conversation import AssignConversation, MarkRead, SetStatus, TagConversation
from app.commands.customer import StatePreference
from app.commands.message import Reply, WriteNote
from app.commands.promise import MakePromise, MovePromise, SettlePromise
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.model.identifier import new_id
from app.protocol.command import to_wire
from app.protocol.pull import LogSlice
from tests.builders.cache import put_new_cache
from tests.builders.wire import FEED, ME, START, WS, apply, conversation, customer, entry, put
from tests.unit.client.conftest import Store
from tests.unit.client.test_apply import dump

TABLES = ("conversation", "log_entry", "delivery", "customer", "read_mark", "promise", "preference", "search_text")


class Switched:
    """An outbox that can be taken away: what is in the cache then is the server's view."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self.on = False

    def pending(self, last_mid: int) -> Sequence[Change]:
        return self._outbox.pending(last_mid) if self.on else []

    def shown(self, change_ids: Iterable[UUID], contained: int) -> None:
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
        put_new_cache(self.files)
        self.connection, _ = open_cache(self.files)
        self.outbox = Switched(store.outbox)
        self.base = opened(self.files, self.outbox)
        self.rows: dict[UUID, dict[str, Any]] = {}
        self.last_mid = 0
        self.now = START
        for talk in self.TALKS[:3]:
            self._page(self._talk(talk))

    def step(self) -> None:
        self.now += timedelta(seconds=1)
        for _ in range(self.dice.randrange(1, 4)):
            self.dice.choice(self.HAPPENINGS)(self)
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

    def _start(self) -> None:
        """The program is started anew: nothing is known of what was put on."""
        self.store.cache.close()
        self.store.cache = opened(self.store.files, self.store.outbox)

    def _command(self) -> None:
        talk = self.dice.choice(self.TALKS)  # one of them may not be here
        change = self.store.outbox.add(replace(new(self._any(talk)), at=self.now, conversation_id=talk))
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
            letter = new(Reply(talk, new_id(), "Письмо.", Channel.EMAIL, 1))
            self.store.cache.show(self.store.outbox.add(replace(letter, at=self.now, send_at=self.now)))
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

    HAPPENINGS = (
        _command,
        _command,
        _command,
        _page_of_some,
        _page_of_some,
        _outcome,
        _outcome,
        _leaving,
        _leaving,
        _start,
    )


def opened(files: StoreFiles, outbox: Any) -> CacheWriter:
    return CacheWriter(open_writer(files), WS, Actor(AuthorKind.USER, ME), outbox)


def _visible(connection: Any) -> list[Any]:
    return dump(connection, *TABLES)


def new(command: Any) -> NewChange:
    name, args = to_wire(command)
    return NewChange(new_id(), new_id(), name, args, START, conversation_id=getattr(command, "conversation_id", None))
