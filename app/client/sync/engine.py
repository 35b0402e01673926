"""One round of the exchange: push what is unsent, pull what is new, fetch missing logs and wanted files."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from app.client.clock import Clock, ServerTime
from app.client.port import Touched, Trouble
from app.client.row import ChangeState
from app.client.store.apply import CacheWriter
from app.client.store.change import WITHDRAWAL, WITHDRAWN
from app.client.store.outbox import Change, Outbox, Outcome
from app.client.store.position import CursorMoved, Position
from app.client.store.shelf import Shelf
from app.client.store.writer import Writer
from app.client.sync.age import Ages
from app.client.sync.download import Downloader
from app.client.sync.erasures import Erasures
from app.client.sync.file_exchange import FileExchange
from app.client.sync.log_fetcher import LogFetcher
from app.client.sync.transport import Transport
from app.client.sync.upload import Uploader
from app.client.sync.world import Gap
from app.protocol.pull import PullAnswer, PullRequest, ResultOfCommand
from app.protocol.push import MAX_BYTES, MAX_COMMANDS, CommandMessage, PushAnswer, PushRequest
from app.protocol.versions import PROTO, PULL_PATH, PUSH_PATH, SCHEMA
from app.protocol.wire import encode

T = TypeVar("T")

PAGE_ROWS = 256
"""Rows of one page: one cache transaction that a person's own change never waits long for (sync.md 2.5)."""

PUSHES_AT_ONCE = 4
"""Requests with unsent changes between two pulls, for a desk that writes faster than it can send."""

PULLS_AT_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one round did. ``retry``: the server asked to send the next command later.

    ``more``: other files wait behind one that could not be had or sent, ``again_s``: the next
    of them can be tried after so many seconds. ``trouble``: why a file could not be kept here; the
    round itself went well.
    """

    pushed: int = 0
    rows: int = 0
    logs: int = 0
    blobs: int = 0
    retry: bool = False
    more: bool = False
    again_s: float | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class EngineParts:
    """What the engine works with."""

    transport: Transport
    outbox: Outbox
    writer: Writer
    cache: Callable[[], CacheWriter]
    blobs: Shelf
    downloads: Downloader
    uploads: Uploader
    clock: Clock
    time: ServerTime
    ages: Ages
    touched: Callable[[Touched], None]


class SyncEngine:
    """Steppable and without a thread of its own: ``sync_once`` is one round, on the caller's thread.

    Pages are handed to the writer thread, and the round waits until they are committed (sync.md 1: a token advanced
    before it is persisted loses data); only the request for the next one goes out before that. A push that fails
    leaves everything as it was.
    """

    def __init__(self, parts: EngineParts, client: UUID) -> None:
        self._parts = parts
        self._client = client
        self._logs = LogFetcher(parts.transport, parts.outbox, self._begin, parts.touched, client)
        self._files = FileExchange(
            parts.outbox, parts.blobs, parts.downloads, parts.uploads, parts.touched, self._write
        )
        self._erasures = Erasures(parts.transport, parts.outbox, self._write, parts.touched, client)

    def want_blob(self, sha256: str) -> None:
        """Fetch a file in the next round. Any thread."""
        self._parts.downloads.want(sha256)

    def sync_once(self) -> SyncReport:
        """Push, pull, then logs and files; what is newly unsent goes first between their requests.

        Raises:
            Offline, AuthExpired, Revoked, TooOld, Forked, Trouble: what was done up to then is kept.
        """
        self._parts.downloads.trouble = None
        pushed, retry = self._push()
        rows = self._pull()
        if self._parts.outbox.waiting() and not retry:  # a restored server is given what it lost at once
            more, retry = self._push()
            pushed, rows = pushed + more, rows + self._pull()
        self._files.sweep()
        logs = blobs = 0
        while True:
            found = self._logs.fetch(self._others_wait)
            moved = self._files.fetch_piece() + self._files.send_piece()
            logs, blobs = logs + found, blobs + moved
            if self._parts.outbox.waiting() and not retry:
                more, retry = self._push()
                pushed, rows = pushed + more, rows + self._pull()
            elif not found and not moved:
                break
        self._files.sweep()
        again_s = self._files.again_s()
        return SyncReport(pushed, rows, logs, blobs, retry, again_s == 0.0, again_s, self._parts.downloads.trouble)

    def _others_wait(self) -> bool:
        """Whether something unsent, or a piece of a file, is to have its turn."""
        return bool(self._parts.outbox.waiting()) or self._files.again_s() == 0.0

    # ------------------------------------------------------------------ push

    def _push(self) -> tuple[int, bool]:
        """Send what is unsent, but not for ever: only a pull takes what was sent off what is played on every change."""
        pushed = 0
        for _ in range(PUSHES_AT_ONCE):
            batch = self._batch()
            if not batch:
                return pushed, False
            request = PushRequest(proto=PROTO, schema=SCHEMA, client=self._client, commands=batch)
            self._parts.ages.keep()
            try:
                answer = self._parts.transport.post(PUSH_PATH, request, PushAnswer)
            except Gap as gap:
                self._parts.outbox.reopen(gap.expected - 1)
                if not self._starts_with(gap.expected):
                    raise
                continue
            done = [it for it in answer.results if it.status != "retry"]
            self._settle(done)
            pushed += len(done)
            if len(done) < len(batch):
                return pushed, True
        return pushed, False

    def _starts_with(self, mid: int) -> bool:
        batch = self._batch()
        return bool(batch) and batch[0].mid == mid

    def _batch(self) -> list[CommandMessage]:
        batch: list[CommandMessage] = []
        size = 0
        for change in self._parts.outbox.waiting()[:MAX_COMMANDS]:
            message = self._message(change)
            size += len(encode(message)) + 1
            if batch and size > MAX_BYTES - 1_024:
                break
            batch.append(message)
        return batch

    def _message(self, change: Change) -> CommandMessage:
        withdrawn = change.state == WITHDRAWN
        return CommandMessage(
            mid=change.mid or 0,
            id=change.command_id,
            name=WITHDRAWAL if withdrawn else change.name,
            args={} if withdrawn else change.args,
            at=change.at,
            skew_ms=change.skew_ms,
            age_ms=self._parts.ages.of(change),
        )

    def _settle(self, results: list[ResultOfCommand]) -> None:
        outcomes = [Outcome(it.mid, it.status, it.code, it.detail, it.id) for it in results]
        settled = self._parts.outbox.settle(outcomes, self._parts.clock.wall())
        if any(it.status == ChangeState.REJECTED for it in results):
            self._erasures.ask_again()  # perhaps it is erased; drafts may speak of it, too
        for change in settled:
            self._parts.ages.forget(change.change_id)
        if settled:
            seen = frozenset(it.conversation_id for it in settled if it.conversation_id is not None)
            self._parts.touched(Touched(conversations=seen, changes=True))

    # ------------------------------------------------------------------ pull

    def _pull(self) -> int:
        """Pull until nothing is new. A round of several pages acknowledges nothing: one more, short, round does.

        The next page is asked for while one is written, and thrown away when the copy does not stand where it begins.
        """
        rows, pages = 0, 0
        position = self._write(lambda cache: cache.position())
        whole = not position.paging
        ahead: PullAnswer | None = None
        for _ in range(PULLS_AT_MOST):
            page = ahead or self._ask(position.cursor)
            self._parts.time.told(page.server_time)
            if page.reset:
                self._erasures.ask_again()
            behind = page.reset or (page.last_mid < position.last_mid and not page.more)
            if behind and self._parts.outbox.reopen(page.last_mid, restored=page.reset):
                self._parts.touched(Touched(changes=True))
            self._settle([it for it in page.results if it.status != "retry"])
            alone = whole and pages == 0 and not page.more
            last_mid = page.last_mid if alone or page.reset else None
            position, ahead = self._apply(position.cursor, page, last_mid)
            rows, pages = rows + len(page.ops), pages + 1
            if not page.more and alone:
                durable = min(position.durable_mid, position.last_mid)
                self._files.hand_over(self._parts.outbox.purge(durable, self._parts.clock.wall()))
                self._erasures.told(page.erasures)
                return rows
            if not page.more:
                whole, pages = True, 0
        raise AssertionError("a pull without end")

    def _ask(self, cursor: str | None) -> PullAnswer:
        waiting = self._parts.outbox.waiting()
        settled = (waiting[0].mid or 1) - 1 if waiting else self._parts.outbox.next_mid() - 1
        request = PullRequest(
            proto=PROTO, schema=SCHEMA, client=self._client, cursor=cursor, max_rows=PAGE_ROWS, ack_result=settled
        )
        return self._parts.transport.post(PULL_PATH, request, PullAnswer)

    def _apply(self, cursor: str | None, page: PullAnswer, last_mid: int | None) -> tuple[Position, PullAnswer | None]:
        """Where the copy stands then, and the page that follows, when there is one."""
        written = self._begin(lambda cache: cache.apply_page(cursor, page, last_mid=last_mid))
        try:
            ahead = self._ask(page.cursor) if page.more else None
        finally:
            try:
                touched = written()
            except CursorMoved:
                touched = Touched()
            self._parts.touched(touched)
            self._logs.changed(touched.conversations)
        position = self._write(lambda cache: cache.position())
        return position, ahead if position.cursor == page.cursor else None

    def _write(self, job: Callable[[CacheWriter], T]) -> T:
        return self._begin(job)()

    def _begin(self, job: Callable[[CacheWriter], T]) -> Callable[[], T]:
        cache = self._parts.cache
        return self._parts.writer.begin(lambda: job(cache()))
