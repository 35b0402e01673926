"""A real server on a loopback port, in this process or in one of its own, that can be stopped and started again."""

import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from uuid import UUID

import requests
import uvicorn

from app.commands.base import SYSTEM
from app.commands.message import IncomingMessage, receive
from app.domain.channel import Channel
from app.domain.role import RoleCode
from app.model.conversation import Conversation
from app.model.identifier import new_id
from app.model.workspace import Inbox
from app.server.administration import add_inbox, add_user, create_workspace
from app.server.application import create_application
from app.server.build import build_parts, open_database, start_watch, start_worker, stop_parts
from app.server.config import Config
from app.server.conversations.service import open_conversation
from app.server.customers.service import customer_for
from app.server.parts import Parts
from app.server.schema import migrate
from app.server.serve import Server
from app.server.unit_of_work import UnitOfWork
from tests.services.apart import start_apart
from tests.services.migrated import KEY, empty_file
from tests.services.port import free_port
from tests.sync.steps import Step, plant

PASSWORD = "correct horse battery"


class House(NamedTuple):
    """What is in a workspace from the beginning."""

    ws: UUID
    users: dict[str, UUID]
    inbox: UUID


def furnish(uow: UnitOfWork) -> House:
    """A workspace with a chat inbox and two operators, ``anna`` and ``denis``."""
    ws, users = create_workspace(uow, "Дом и Свет", queue="Доставка"), {}
    for name in ("anna", "denis"):
        email, roles = f"{name}@domisvet.example", [RoleCode.OPERATOR]
        users[name] = add_user(uow, ws, name=name.title(), email=email, password=PASSWORD, roles=roles)
    return House(ws, users, add_inbox(uow, ws, channel=Channel.CHAT, name="Чат", address="shop"))


@cache
def furnished_file() -> tuple[bytes, House]:
    """The SQLite file of a server that has been furnished: made once, copied for every test."""
    with TemporaryDirectory() as folder:
        config = Config(folder=Path(folder), database="", port=0)
        config.sqlite_file.write_bytes(empty_file())
        parts = build_parts(config, KEY, open_database(config, KEY))
        house = furnish(parts.uow)
        stop_parts(parts)
        return config.sqlite_file.read_bytes(), house


class RealServer:
    """One workspace with a chat inbox and two operators."""

    def __init__(self, folder: Path, database: str = "") -> None:
        """``database``: the URL of an empty PostgreSQL database; without one it is SQLite in the folder."""
        self._config = Config(folder=folder, database=database, port=0)
        self._key = KEY
        folder.mkdir(parents=True, exist_ok=True)
        if not database:
            file, house = furnished_file()
            self._config.sqlite_file.write_bytes(file)
        found = open_database(self._config, self._key)
        if database:
            migrate(found.engine)
        self.parts: Parts = build_parts(self._config, self._key, found)
        if database:
            house = furnish(self.parts.uow)
        self.ws, self.users, self.inbox = house.ws, house.users, house.inbox
        self.port = 0
        self._fresh = True
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve, on the same port as before."""
        if not self._fresh:
            self.parts = build_parts(self._config, self._key, open_database(self._config, self._key))
        self._fresh = False
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(64)
        self.port = listener.getsockname()[1]
        start_watch(self.parts)
        start_worker(self.parts)
        settings = uvicorn.Config(
            create_application(self.parts), log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=1
        )
        server = self._server = Server(settings, self.parts)
        self._thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Be gone; the database stays."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join(10)
        self._server = self._thread = None
        stop_parts(self.parts)

    def write(self, name: str, text: str, conversation_id: UUID | None = None) -> UUID:
        """A customer writes; returns the conversation's id."""

        def work(tx):  # type: ignore[no-untyped-def]
            if conversation_id is None:
                customer = customer_for(tx, Channel.CHAT, f"visitor-{name}", name)
                inbox = tx.get(Inbox, self.inbox)
                talk = open_conversation(tx, customer=customer, inbox=inbox, subject=text[:80], channel=Channel.CHAT)
            else:
                talk = tx.get(Conversation, conversation_id)
            payload = {"channel": "chat", "text": text}
            receive(IncomingMessage(new_id(), payload, Channel.CHAT, tx.now), talk, tx)
            return talk.id

        return self.parts.uow.run(self.ws, SYSTEM, work)


class ServerApart(RealServer):
    """The same, served by ``deskhand-server`` in a process of its own; here its database is only looked into."""

    def __init__(self, folder: Path, database: str = "") -> None:
        super().__init__(folder, database)
        self.process: ForkServerProcess | None = None
        self.log = folder / "server.log"
        (folder / "server.key").write_text((b"k" * 32).hex())
        (folder / "server.key").chmod(0o600)

    def start(self, *, dies_at: Step | None = None, access_s: float = 0) -> None:
        """Serve, on the same port as before; returns when it answers.

        ``dies_at``: not before ``arm`` was called. ``access_s``: for so long an access token is good; 0: as always.
        """
        self.port = self.port or free_port()
        where = ["--data", str(self._config.folder), "--port", str(self.port), "--mail-port", "0"]
        where += ["--database", self._config.database] if self._config.database else []
        self._mark.unlink(missing_ok=True)
        self.process = start_apart(self.log, _serve, where, dies_at, self._mark, access_s)
        wait_for_answer(f"{self.url}/health", self.process.is_alive)

    def arm(self) -> None:
        """From now on it dies at its step."""
        self._mark.touch()

    def kill(self) -> None:
        """As a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.join()

    def stop(self) -> None:
        """Be gone, in order; what it left is in ``log`` and in the database."""
        if self.process is not None and self.process.is_alive():
            self.process.terminate()
            self.process.join(10)
        self.kill()
        self.process = None

    def close(self) -> None:
        """Gone, and its database closed here too."""
        self.stop()
        stop_parts(self.parts)

    @property
    def _mark(self) -> Path:
        return self._config.folder / "armed"


def _serve(where: list[str], dies_at: "Step | None", mark: Path, access_s: float) -> None:
    from app.server.auth import service
    from app.server.main import main

    if access_s:
        service.ACCESS_FOR = timedelta(seconds=access_s)
    if dies_at is not None:
        plant(dies_at, mark.exists)
    main(["serve", *where])


def wait_for_answer(url: str, alive: Callable[[], bool]) -> None:
    """Until somebody answers there. Raises ``AssertionError``: the process ended, or a minute is over."""
    end = time.monotonic() + 60
    while True:
        assert alive(), f"{url}: nobody will answer"
        assert time.monotonic() < end, f"{url}: nobody answers"
        try:
            if requests.get(url, timeout=5).status_code == 200:
                return
        except requests.RequestException:
            time.sleep(0.02)
