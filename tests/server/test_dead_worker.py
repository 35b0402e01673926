"""A worker that is killed on PostgreSQL: its work is freed by its lease, and no letter goes out twice."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.commands.base import SYSTEM
from app.commands.message import Reply
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.model.conversation import Delivery
from app.model.identifier import new_id
from app.model.sync import Effect
from app.model.workspace import Inbox
from app.server.db import Database
from app.server.jobs.effect import LEASE
from tests.builders.conversation import make_conversation
from tests.builders.workspace import Shop, make_shop
from tests.fakes.mail_server import MailServer
from tests.services.backend import Backend
from tests.services.process import child
from tests.sync.conftest import wait_for


class StuckMailServer(MailServer):
    """``at``: the step it never answers at, RCPT or DATA; until ``go`` is set."""

    def __init__(self, at: str) -> None:
        super().__init__()
        self.at = at
        self.reached = threading.Event()
        self.go = threading.Event()

    async def _stick(self, step: str) -> None:
        if self.at == step and not self.go.is_set():
            self.reached.set()
            await asyncio.get_running_loop().run_in_executor(None, self.go.wait, 60)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Think about the recipient."""
        await self._stick("RCPT")
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Have the letter, say nothing."""
        self.taken.append(envelope.content)
        await self._stick("DATA")
        return "250 Kept"


@pytest.fixture
def on_postgres(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("one process on SQLite: it reclaims what it left at its start")


@pytest.mark.usefixtures("on_postgres")
@pytest.mark.parametrize(
    ("at", "letters", "state"), [("RCPT", 1, DeliveryState.SENT), ("DATA", 1, DeliveryState.UNKNOWN)]
)
def test_a_killed_workers_letter_is_sent_when_it_surely_had_not_left_and_never_twice(
    backend: Backend, tmp_path: Path, at: str, letters: int, state: DeliveryState
) -> None:
    shop = make_shop(backend.parts.uow)
    with StuckMailServer(at) as server:
        entry_id = reply(backend, shop, server.port)
        kill_in_the_middle(backend, tmp_path, server)
        server.go.set()
        assert backend.parts.effects.run_due() == 0
        assert delivery(backend, shop, entry_id).state is not state
        backend.clock.advance(LEASE + timedelta(seconds=1))
        assert backend.parts.effects.run_due() == 1
        assert len(server.taken) == letters
    assert delivery(backend, shop, entry_id).state is state
    with backend.parts.database.read() as session:
        assert session.query(Effect.state).all() == [("done",)]


def kill_in_the_middle(backend: Backend, folder: Path, server: StuckMailServer) -> None:
    key = folder / "server.key"
    key.write_text("6b" * 32)
    key.chmod(0o600)
    url = backend.parts.database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "app.server.main", "worker", "--data", str(folder)]
    environment = os.environ | {"DESKHAND_DATABASE": url, "DESKHAND_KEY_FILE": str(key)}
    with child(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        wait_for(server.reached.is_set, "the worker sends")
        process.send_signal(signal.SIGKILL)


def reply(backend: Backend, shop: Shop, port: int) -> UUID:
    settings = {"smtp_host": "127.0.0.1", "smtp_port": str(port)}

    def connect(tx: Any) -> None:
        tx.get(Inbox, shop.mail).settings = settings

    backend.parts.uow.run(shop.ws, SYSTEM, connect)
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    command = Reply(talk, new_id(), "Завтра.", Channel.EMAIL, seen_seq=1)
    assert backend.desk(shop.ws, shop.anna).give(command)["status"] == "ok"
    return command.entry_id


def delivery(backend: Backend, shop: Shop, entry_id: UUID) -> Delivery:
    with backend.parts.database.read() as session:
        return session.get_one(Delivery, (shop.ws, entry_id))
