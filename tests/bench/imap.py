"""From a mailbox at a real Dovecot: a mail to its painted row, and a backlog to its rows in the database."""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from app.commands.base import SYSTEM
from app.model.workspace import Inbox
from app.server.build import open_database
from app.server.channels.email.secret import PURPOSE, InboxSecrets
from app.server.clock import SystemClock
from app.server.config import Config
from app.server.key import key_from_file
from app.server.unit_of_work import UnitOfWork
from tests.bench.desktop import Home
from tests.bench.row import Row, judged
from tests.e2e.desk_process import running_desk
from tests.e2e.server_process import ServerProcess
from tests.server.email.house import mail
from tests.server.email.imap.room import Mailroom
from tests.services.dovecot import Dovecot, running_dovecot

MAILS, QUICK_MAILS = 20, 3
PLACE = 2
"""Of the rail: what nobody has taken yet."""


def rows(home: Home, quick: bool = False) -> list[Row]:
    """``[imap.painted]``: from the first byte to Dovecot to the row on a desk; half a second of it Dovecot waits."""
    took = []
    with (
        running_dovecot() as dovecot,
        trusted(dovecot),
        tempfile.TemporaryDirectory() as folder,
        ServerProcess(Path(folder) / "server") as server,
        running_desk(home.environment, Path(folder) / "desk.log", "--language", "en") as desk,
    ):
        server.run("migrate")
        who, user = server.make_empty(), dovecot.new_user()
        connect(server, dovecot, user)
        server.start()
        desk.resize(1440, 900)
        desk.sign_in(server.url, *who)
        desk.ready()
        desk.place(PLACE)
        for number in range(-1, QUICK_MAILS if quick else MAILS):  # the first one waits for the connection
            headers = "In-Reply-To: <-1@example.com>" if number >= 0 else ""  # one row, always on the screen
            letter = mail(f"painted{number}x", message_id=f"{number}@example.com", headers=headers)
            began = time.time()
            dovecot.deliver(user, letter)
            row = desk.painted(f"painted{number}x")
            took.append((row["painted_at"] - began) * 1_000)
        desk.quit()
    return [judged("imap.painted", statistics.median(took[1:]), "ms p50", "≤ 1,500")]


def backlog_rate(room: Mailroom, raws: Sequence[bytes]) -> float:
    """Mails a second of a mailbox that has waited: from the first step of its session until all are filed."""
    day = datetime.now(UTC) - timedelta(days=30)
    room.dovecot.fill(room.user, ((raw, day) for raw in raws))
    room.connect(from_day=(day - timedelta(days=1)).date().isoformat(), history=False)
    watch = room.watch()
    (assignment,) = watch._assignments().values()
    session = watch._sessions(assignment)
    began = time.perf_counter()
    while session.step().socket is None:
        pass
    took = time.perf_counter() - began
    session.close()
    watch.stop()
    return len(raws) / took


def connect(server: ServerProcess, dovecot: Dovecot, user: str) -> UUID:
    """An inbox of a server that does not run yet, connected to a mailbox."""
    settings = ["imap_host=127.0.0.1", f"imap_port={dovecot.port}", f"imap_user={user}"]
    words = [word for it in settings for word in ("--set", it)]
    said = server.run("add-inbox", "--channel", "email", "--name", "IMAP", "--address", "imap@shop.example", *words)
    inbox_id, key = UUID(said), key_from_file(server.folder / "server.key", create=False)
    database = open_database(Config(folder=server.folder, database=""), key)
    with database.read() as session:
        ws = session.scalars(select(Inbox.ws).where(Inbox.id == inbox_id)).one()
    uow = UnitOfWork(database.write, SystemClock(), lambda done: None)
    secrets = InboxSecrets(key.derive(PURPOSE))
    uow.run(ws, SYSTEM, lambda tx: secrets.keep(tx, inbox_id, {"imap_password": "s3cret"}))
    database.close()
    return inbox_id


@contextmanager
def trusted(dovecot: Dovecot) -> Iterator[None]:
    """Programs started here trust its certificate."""
    before = os.environ.get("SSL_CERT_FILE")
    os.environ["SSL_CERT_FILE"] = str(dovecot.certificate)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SSL_CERT_FILE"]
        else:
            os.environ["SSL_CERT_FILE"] = before
