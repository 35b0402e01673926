"""How long a committed reply takes to the outgoing server's 250."""

import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from app.domain.channel import Channel
from app.server.channels.base import Deliverer
from app.server.channels.email.sender import EmailSender
from app.server.channels.email.smtp_server import SmtpServer, loopback
from app.server.jobs.effect import EffectRunner
from app.server.unit_of_work import UnitOfWork
from tests.bench.row import Row, judged
from tests.server.email.house import MailHouse, mail, sqlite_database

COUNT = 60
QUICK = 15
WARM = 5
PATIENCE_S = 30.0


class _Stopwatch:
    """An SMTP handler that notes when it says 250."""

    def __init__(self) -> None:
        self.said_at = 0.0
        self.said = threading.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take the letter."""
        self.said_at = time.perf_counter()
        self.said.set()
        return "250 Kept"


def rows(quick: bool = False) -> list[Row]:
    """``[reply.sink]``: median of replies sent one after the other, woken in the process."""
    with tempfile.TemporaryDirectory() as folder, sqlite_database(Path(folder)) as database:
        return [_measured(MailHouse(database, Path(folder)), QUICK if quick else COUNT)]


def _measured(house: MailHouse, count: int) -> Row:
    watch, commits = _Stopwatch(), list[float]()
    server = SmtpServer(loopback(), watch, name="stop-watch")
    server.start()
    house.settings(smtp_host="127.0.0.1", smtp_port=server.port)
    sender = EmailSender(
        house.uow, house.database, house.blobs, house.tokens, house.directory, house.ways_out(), house.catalogues
    )
    deliverer = Deliverer(house.uow, {Channel.EMAIL: sender}, lambda ws, entry_id: "")
    runner = EffectRunner(house.uow, house.database.read, house.clock, {"deliver": deliverer})

    def committed(done: Any) -> None:
        if "deliver" in done.effects:
            commits.append(time.perf_counter())
            runner.wake()

    conversation_id = house.take(mail(message_id="first@example.com")).conversation_id
    house.uow = UnitOfWork(house.database.write, house.clock, committed)
    runner.start(only_worker=True)
    took = []
    try:
        for turn in range(count + WARM):
            watch.said.clear()
            house.answer(conversation_id, f"Answer {turn}.")
            if not watch.said.wait(PATIENCE_S):
                raise TimeoutError("the letter did not leave")
            took.append((watch.said_at - commits[-1]) * 1_000)
            _settled(house)
    finally:
        runner.stop()
        sender.close()
        server.stop()
    return judged("reply.sink", statistics.median(took[WARM:]), "ms", "≤ 20")


def _settled(house: MailHouse) -> None:
    """Wait until the runner wrote that it is done, so that letters do not overtake the stop-watch."""
    from sqlalchemy import func, select

    from app.model.sync import Effect

    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with house.database.read() as session:
            if session.scalar(select(func.count()).select_from(Effect).where(Effect.state != "done")) == 0:
                return
        time.sleep(0.002)
    raise TimeoutError("the effect did not end")
