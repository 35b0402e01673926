"""How fast mail is taken in, from parsing to committed, on both databases: one commit each, and by batches."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from app.server.channels.email.arrival import NO_ENVELOPE
from app.server.channels.email.directory import MailInbox
from app.server.channels.email.intake import BATCH, MailIntake
from app.server.db import Database
from app.server.jobs.statistics import Statistics
from tests.bench.row import Row, judged
from tests.mailcorpus import generated
from tests.server.email.house import MailHouse, postgres_database, sqlite_database
from tests.services.postgres import running_cluster

COUNT = 1_000
QUICK = 200
WARM = 50
EACH = "≥ 200"
BACKLOG = "≥ 500 from memory, not yet from IMAP"

Take = Callable[[MailIntake, MailInbox, list[bytes]], None]


def rows(quick: bool = False) -> list[Row]:
    """``[intake.each.*]`` and ``[intake.backlog.*]``; durability as in production."""
    count = QUICK if quick else COUNT
    return [
        judged(f"intake.{name}.{engine}", _rate(engine, take, count), "messages/s", goal)
        for name, take, goal in (("each", _each, EACH), ("backlog", _backlog, BACKLOG))
        for engine in ("sqlite", "postgresql")
    ]


def _rate(engine: str, take: Take, count: int) -> float:
    """Messages a second, on a fresh database that has seen a few."""
    raws = [raw for _, raw in generated(count + WARM)]
    with tempfile.TemporaryDirectory() as folder, _DATABASES[engine](Path(folder)) as database:
        house = MailHouse(database, Path(folder))
        intake, inbox = house.intake(), house.inbox()
        take(intake, inbox, raws[:WARM])
        Statistics(database).go_round()  # as the worker does every few seconds
        began = time.perf_counter()
        take(intake, inbox, raws[WARM:])
        house.blobs.settle()
        return count / (time.perf_counter() - began)


def _each(intake: MailIntake, inbox: MailInbox, raws: list[bytes]) -> None:
    for raw in raws:
        intake.take(inbox, raw)


def _backlog(intake: MailIntake, inbox: MailInbox, raws: list[bytes]) -> None:
    for start in range(0, len(raws), BATCH):
        intake.take_all(inbox, [(raw, NO_ENVELOPE) for raw in raws[start : start + BATCH]])


@contextmanager
def _postgres(folder: Path) -> Iterator[Database]:
    with (
        running_cluster("max_connections=60") as cluster,
        cluster.fresh_database() as url,
        postgres_database(url) as it,
    ):
        yield it


_DATABASES: dict[str, Callable[[Path], AbstractContextManager[Database]]] = {
    "sqlite": sqlite_database,
    "postgresql": _postgres,
}
