"""What a page of the server costs while 200 changes of this person are still unsent."""

import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from app.client.store.apply import CacheWriter
from app.client.store.database import StoreFiles, open_outbox, open_writer
from app.client.store.outbox import NewChange, Outbox
from app.commands.base import Actor
from app.commands.conversation import AssignConversation, MarkRead, SetStatus
from app.commands.message import Reply, WriteNote
from app.domain.channel import Channel
from app.domain.entry import AuthorKind
from app.domain.status import Status
from app.model.identifier import new_id
from app.protocol.command import to_wire
from tests.bench.cache import KEYS
from tests.bench.profile import fill
from tests.bench.row import Row, judged
from tests.builders import wire

MESSAGES, QUICK_MESSAGES = 10_000, 3_000
PENDING = 200
TURNS, QUICK_TURNS = 15, 3


def rows(quick: bool = False) -> list[Row]:
    """``[sync.rebase]``: a page about all of the 200 conversations with something unsent; ``.all``: all of it anew.

    ``.one``: all 200 changes are of one conversation. Baseline: the same page while nothing is unsent.
    """
    turns = QUICK_TURNS if quick else TURNS
    messages = QUICK_MESSAGES if quick else MESSAGES
    many_talks, one_talk = _pages(PENDING, 2 * turns), _pages(1, turns)
    with _desk(messages) as (files, outbox, cache):
        floor = _median(turns, lambda: wire.apply(cache, *next(many_talks)))
        for number in range(PENDING):
            _give(outbox, cache, _command(number, _talk(number)))
        many = _median(turns, lambda: wire.apply(cache, *next(many_talks)))
        everything = _median(turns, lambda: _reopened(files, outbox).rebase())
    with _desk(messages) as (_files, outbox, cache):
        for number in range(PENDING):
            _give(outbox, cache, _command(number % 2, _talk(0)))
        one = _median(turns, lambda: wire.apply(cache, *next(one_talk)))
    return [
        judged("sync.rebase", many, "ms p50", "≤ 50", baseline=floor),
        judged("sync.rebase.all", everything, "ms p50", "≤ 50"),
        judged("sync.rebase.one", one, "ms p50", "≤ 50"),
    ]


@contextmanager
def _desk(messages: int) -> Iterator[tuple[StoreFiles, Outbox, CacheWriter]]:
    with tempfile.TemporaryDirectory() as folder:
        files = fill(Path(folder), KEYS, messages)
        outbox = Outbox(open_outbox(files))
        cache = _reopened(files, outbox)
        gc.disable()  # as in the program, whose writer never looks for rubbish (decisions/0056)
        try:
            yield files, outbox, cache
        finally:
            gc.enable()
        cache.close()
        outbox.close()


def _reopened(files: StoreFiles, outbox: Outbox) -> CacheWriter:
    """As after a start: nothing is known of what an earlier run put on."""
    return CacheWriter(open_writer(files), wire.WS, Actor(AuthorKind.USER, wire.ME), outbox)


def _talk(number: int) -> UUID:
    return UUID(int=10**6 + number + 1)


def _command(number: int, talk: UUID) -> object:
    """What a day brings: replies, notes, and now and then another owner, status or read mark."""
    match number % 5:
        case 0 | 1:
            return Reply(talk, new_id(), f"Ответ {number}: курьер приедет завтра.", Channel.CHAT, 10)
        case 2:
            return AssignConversation(talk, new_id(), wire.ME, None)
        case 3:
            return SetStatus(talk, new_id(), Status.ON_HOLD, 1)
    return MarkRead(talk, 10) if number % 2 else WriteNote(talk, new_id(), f"Заметка {number}: ждёт звонка.")


def _give(outbox: Outbox, cache: CacheWriter, command: Any) -> None:
    name, args = to_wire(command)
    now = datetime.now(UTC)
    cache.show(outbox.add(NewChange(new_id(), new_id(), name, args, now, conversation_id=command.conversation_id)))


def _pages(talks: int, turns: int) -> Iterator[list[list[Any]]]:
    """Pages that bring so many conversations, each newer than the page before; made beforehand."""
    now = datetime.now(UTC)
    return iter([_page(talks, turn, now + timedelta(seconds=turn)) for turn in range(turns)])


def _page(talks: int, turn: int, at: datetime) -> list[list[Any]]:
    rows = (
        wire.conversation(
            _talk(number), UUID(int=10**5 + number + 1), rev=9 + turn, status_rev=1, log_head=10, updated_at=at
        )
        for number in range(talks)
    )
    return [wire.put("conversation", it) for it in rows]


def _median(turns: int, work: Callable[[], object]) -> float:
    took = []
    for _ in range(turns):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1_000)
    return statistics.median(took)
