"""How fast mail is taken in, from parsing to committed, on both databases: one commit each, and a mailbox's backlog."""

import gc
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
from app.server.serve import keep_what_is_here
from tests.bench.imap import backlog_rate, trusted
from tests.bench.row import Row, judged
from tests.mailcorpus import generated
from tests.server.email.house import MailHouse, postgres_database, sqlite_database
from tests.server.email.imap.room import Mailroom
from tests.services.dovecot import Dovecot, running_dovecot
from tests.services.postgres import running_cluster

COUNT = 1_000
QUICK = 200
WARM = 50
EACH = "≥ 200"
BACKLOG = "≥ 500"

Take = Callable[[MailIntake, MailInbox, list[bytes]], None]


def rows(quick: bool = False) -> list[Row]:
    """``[intake.each.*]`` and ``[intake.backlog.*]``; durability as in production.

    The backlog waits in a mailbox of a real Dovecot on the same cores; baseline: the same mails from memory.
    """
    count = QUICK if quick else COUNT
    each = [judged(f"intake.each.{engine}", _rate(engine, _each, count), "messages/s", EACH) for engine in _DATABASES]
    with running_dovecot() as dovecot, trusted(dovecot):
        return each + [
            judged(
                f"intake.backlog.{engine}", _from_mailbox(engine, dovecot, count), "messages/s", BACKLOG,
                baseline=_rate(engine, _backlog, count),
            )
            for engine in _DATABASES
        ]  # fmt: skip


def _rate(engine: str, take: Take, count: int) -> float:
    """Messages a second, from memory."""
    raws = [raw for _, raw in generated(count + WARM)]
    with _warm_house(engine, raws[:WARM]) as house:
        intake, inbox = house.intake(), house.inbox()
        began = time.perf_counter()
        take(intake, inbox, raws[WARM:])
        return count / (time.perf_counter() - began)


def _from_mailbox(engine: str, dovecot: Dovecot, count: int) -> float:
    """The same of mails that waited in a mailbox."""
    raws = [raw for _, raw in generated(count + WARM)]
    with _warm_house(engine, raws[:WARM]) as house:
        return backlog_rate(Mailroom(house, dovecot, dovecot.new_user()), raws[WARM:])


@contextmanager
def _warm_house(engine: str, raws: list[bytes]) -> Iterator[MailHouse]:
    """On a fresh database that has seen a few mails, in a process that collects its garbage as the server does."""
    with tempfile.TemporaryDirectory() as folder, _DATABASES[engine](Path(folder)) as database:
        house = MailHouse(database, Path(folder))
        _backlog(house.intake(), house.inbox(), raws)
        Statistics(database).go_round()  # as the worker does every few seconds
        before = gc.get_threshold()
        keep_what_is_here()
        try:
            yield house
        finally:
            gc.set_threshold(*before)
            gc.unfreeze()


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
