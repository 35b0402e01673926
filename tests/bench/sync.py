"""The exchange: small pulls, a whole bootstrap, and one desk's change on another desk."""

import tempfile
import threading
import time
from pathlib import Path
from uuid import UUID

from app.client.port import Touched
from app.client.store.apply import CacheWriter
from app.client.store.cipher import Connection
from app.client.store.database import open_cache, open_outbox, open_writer
from app.client.store.outbox import Outbox
from app.commands.base import Actor
from app.commands.message import WriteNote
from app.domain.entry import AuthorKind
from app.model.identifier import new_id
from app.model.replicated import KINDS
from tests.bench.cache import KEYS
from tests.bench.crowd import crowded
from tests.bench.profile import MESSAGES_EACH, pages
from tests.bench.row import Row, judged, percentile
from tests.bench.server import Running, running_server
from tests.builders import wire

PULLS, QUICK_PULLS = 200, 20
NOTES, QUICK_NOTES = 60, 8
TALKS, QUICK_TALKS = 1_000, 100
PATIENCE_S = 20.0


def rows(quick: bool = False) -> list[Row]:
    """``[sync.pull]``, ``[sync.bootstrap]``, ``[sync.desk_to_desk]``: a real server process, SQLite, loopback."""
    with running_server() as server:
        ops = server.desk.pull_all()
        talk = next(UUID(op[3]["id"]) for op in ops if op[0] == "put" and op[2] == "conversation")
        pull = _pull(server, talk, QUICK_PULLS if quick else PULLS)
    return [pull, _bootstrap(QUICK_TALKS if quick else TALKS), *_desk_to_desk(QUICK_NOTES if quick else NOTES)]


def _bootstrap(talks: int) -> Row:
    """Rows and log entries a second from the opening of a new desk until all are in its copy; baseline: taken in alone.

    What is served, waited for, written and indexed meanwhile overlaps as it does for who waits.
    """
    from tests.sync.conftest import Station, wait_for

    messages = talks * MESSAGES_EACH
    with crowded(messages) as server, tempfile.TemporaryDirectory() as folder:
        place = Station(Path(folder), server, "anna")
        began = time.perf_counter()
        desk = place.open()
        files = desk._machine._parts.files
        connection, _ = open_cache(files)
        try:
            wait_for(lambda: _count(connection, "log_entry") == messages, "every log")
            took = time.perf_counter() - began
            count = sum(_count(connection, kind) for kind in ("log_entry", *KINDS))
        finally:
            connection.close()
            place.close()
    return judged("sync.bootstrap", count / took, "rows/s", "≥ 10,000", baseline=_taken(talks))


def _count(connection: Connection, kind: str) -> int:
    return int(connection.execute(f'SELECT count(*) FROM "{kind}"').fetchone()[0])


def _pull(server: Running, talk: UUID, count: int) -> Row:
    """A pull of what one note changed; baseline: the same connection asking for the health page."""
    took, floor = [], []
    for turn in range(count):
        server.desk.give(WriteNote(talk, new_id(), f"Заметка {turn}"))
        began = time.perf_counter()
        server.desk.pull()
        took.append((time.perf_counter() - began) * 1_000)
        began = time.perf_counter()
        server.desk.call("GET", "/health")
        floor.append((time.perf_counter() - began) * 1_000)
    return judged("sync.pull", percentile(took, 99), "ms p99", "≤ 25", baseline=percentile(floor, 99))


def _taken(talks: int) -> float:
    """Rows a second the desktop takes in, log entries included."""
    with tempfile.TemporaryDirectory() as folder:
        from app.client.store.database import StoreFiles

        files = StoreFiles(Path(folder), *KEYS)
        outbox = Outbox(open_outbox(files))
        open_cache(files)[0].close()
        cache = CacheWriter(open_writer(files), wire.WS, Actor(AuthorKind.USER, wire.ME), outbox)
        prepared = list(pages(talks))
        count = sum(len(ops) + sum(len(it.entries) for it in logs.values()) for ops, logs in prepared)
        began = time.perf_counter()
        for ops, logs in prepared:
            wire.apply(cache, *ops, logs=logs)
        took = time.perf_counter() - began
        cache.close()
        outbox.close()
        return count / took


def _desk_to_desk(count: int) -> list[Row]:
    """From the server's answer to one desk's push to the row being ready for the other desk's screen."""
    from tests.sync.conftest import Station, is_live, wait_for
    from tests.sync.real_server import RealServer

    with tempfile.TemporaryDirectory() as folder:
        server = RealServer(Path(folder) / "server")
        server.start()
        stations = [Station(Path(folder) / name, server, name) for name in ("anna", "denis")]
        try:
            talk = server.write("Марина", "Где мой заказ?")
            first, second = (it.open() for it in stations)
            seen = threading.Condition()
            news: list[float] = []

            def told(touched: Touched) -> None:
                with seen:
                    news.append(time.perf_counter())
                    seen.notify_all()

            second.on_touched(told)
            wait_for(lambda: is_live(first) and is_live(second) and second.queries.timeline(talk), "two live desks")
            took = []
            for turn in range(count):
                before, began = len(second.queries.timeline(talk, 500)), time.perf_counter()
                first.submit(WriteNote(talk, new_id(), f"Заметка {turn}"))
                with seen:
                    shown = seen.wait_for(lambda: len(second.queries.timeline(talk, 500)) > before, PATIENCE_S)  # noqa: B023
                if not shown:
                    raise TimeoutError("the note did not arrive")
                took.append((news[-1] - began) * 1_000)
                time.sleep(0.05)
            return [
                judged("sync.desk_to_desk", percentile(took, 50), "ms p50", "≤ 150"),
                judged("sync.desk_to_desk.p99", percentile(took, 99), "ms p99", "≤ 800"),
            ]
        finally:
            for it in stations:
                it.close()
            server.stop()
