"""A week without a backup: what was given stays on the desk, and nobody who looks at it waits for its upkeep."""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from app.client.store.database import StoreFiles, open_outbox
from app.client.store.file_book import FileBook
from app.client.store.outbox import Change, NewChange, Outbox, Outcome
from app.commands.message import FileOfMessage, Reply
from app.domain.channel import Channel
from app.model.identifier import new_id
from app.protocol.command import to_wire
from tests.bench.cache import KEYS
from tests.bench.row import Row, judged, percentile

COMMANDS, FILES, SECONDS = 5_000, 200, 10.0
QUICK_COMMANDS, QUICK_FILES, QUICK_SECONDS = 500, 20, 1.0
REST_S, LOOK_EVERY_S = 0.05, 0.005


def rows(quick: bool = False) -> list[Row]:
    """``[outbox.week]``: how long the window waits for the list of what is unsent while commands settle and go."""
    count, files = (QUICK_COMMANDS, QUICK_FILES) if quick else (COMMANDS, FILES)
    with tempfile.TemporaryDirectory() as folder:
        outbox = Outbox(open_outbox(StoreFiles(Path(folder), *KEYS)))
        _fill(outbox, count, files)
        with _exchange(outbox):
            waits = _looks(outbox, QUICK_SECONDS if quick else SECONDS)
        outbox.close()
    return [judged("outbox.week", percentile(waits, 99), "ms p99", "≤ 16")]


def _fill(outbox: Outbox, count: int, files: int) -> None:
    outbox.connection.execute("PRAGMA synchronous = OFF")  # a week takes its time; nothing of it is measured
    given = [_give(outbox, f"{number:064x}" if number % (count // files) == 0 else "") for number in range(count)]
    outbox.settle([Outcome(it.mid or 0, "ok") for it in given], datetime.now(UTC))
    for upload in FileBook(outbox).waiting():
        FileBook(outbox).done(upload.sha256)
    outbox.connection.execute("PRAGMA synchronous = FULL")


def _give(outbox: Outbox, blob: str = "") -> Change:
    talk, text = new_id(), "Здравствуйте! Заказ уже в пути, курьер приедет завтра. " * 12
    files = [FileOfMessage(new_id(), "Фото.png", "image/png", 1_000, blob)] if blob else []
    name, args = to_wire(Reply(talk, new_id(), text, Channel.EMAIL, 1, files=files))
    return outbox.add(NewChange(new_id(), new_id(), name, args, datetime.now(UTC), conversation_id=talk))


@contextmanager
def _exchange(outbox: Outbox) -> Iterator[None]:
    """Rounds on a thread of their own: a command has its outcome, an old one has become durable."""
    over = threading.Event()

    def run() -> None:
        durable = 0
        while not over.wait(REST_S):
            durable += 1
            outbox.settle([Outcome(_give(outbox).mid or 0, "ok")], datetime.now(UTC))
            outbox.purge(durable, datetime.now(UTC))

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _looks(outbox: Outbox, seconds: float) -> list[float]:
    waits, end = [], time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        outbox.changes()
        waits.append((time.perf_counter() - began) * 1_000)
        time.sleep(LOOK_EVERY_S)
    return waits
