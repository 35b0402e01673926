"""A whole backend in this process: real database, real application, driven clock; SQLite and PostgreSQL."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import requests
import uvicorn

from app.model.identifier import new_id
from app.protocol.auth import SignIn, Tokens
from app.protocol.command import to_wire
from app.protocol.versions import PROTO, PULL_PATH, PUSH_PATH, SCHEMA
from app.server.application import create_application
from app.server.auth import password
from app.server.auth.service import OneTimeSecret
from app.server.build import build_parts, start_watch, stop_parts
from app.server.clock import DrivenClock
from app.server.config import Config
from app.server.db import Database, open_postgres, open_sqlite
from app.server.parts import Parts
from app.server.ports import Ports
from tests.builders.workspace import Shop, make_shop
from tests.services.migrated import KEY, empty_database, empty_file
from tests.services.statements import share_compilations


@dataclass
class Desk:
    """A signed-in device that speaks the protocol and keeps what a desktop would keep."""

    url: str
    tokens: Tokens
    now: Callable[[], datetime]
    cursor: str | None = None
    last_mid: int = 0
    session: requests.Session = field(default_factory=requests.Session)

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        """One request with this device's token."""
        headers = {"Authorization": f"Bearer {self.tokens.access}", **more.pop("headers", {})}
        return self.session.request(method, self.url + path, headers=headers, timeout=30, **more)

    def pull(self, *, max_rows: int = 2_000, ack: int = 0, keep: bool = True) -> dict[str, Any]:
        """One page; the cursor moves on unless ``keep`` is False."""
        body = {
            "proto": PROTO, "schema": SCHEMA, "client": str(self.tokens.client), "cursor": self.cursor,
            "max_rows": max_rows, "ack_result": ack,
        }  # fmt: skip
        answer = self.call("POST", PULL_PATH, json=body)
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        page = {"ops": [], "logs": {}, "results": []} | page
        if keep:
            self.cursor = page["cursor"]
        return page

    def pull_all(self, *, max_rows: int = 2_000) -> list[list[Any]]:
        """The operations of all pages."""
        ops: list[list[Any]] = []
        more = True
        while more:
            page = self.pull(max_rows=max_rows)
            ops += page["ops"]
            more = page["more"]
        return ops

    def message(self, command: object, *, mid: int | None = None, **more: Any) -> dict[str, Any]:
        """A command as it is pushed."""
        name, args = to_wire(command)
        if mid is None:
            self.last_mid += 1
        known = {
            "mid": mid or self.last_mid,
            "id": str(new_id()),
            "name": name,
            "args": args,
            "at": more.pop("at", None),
        }
        known["at"] = known["at"] or self.now().isoformat()
        return known | more

    def push(self, *messages: dict[str, Any]) -> requests.Response:
        """Push these messages."""
        body = {"proto": PROTO, "schema": SCHEMA, "client": str(self.tokens.client), "commands": list(messages)}
        return self.call("POST", PUSH_PATH, json=body)

    def give(self, command: object, **more: Any) -> dict[str, Any]:
        """Push one command; its result."""
        answer = self.push(self.message(command, **more))
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()["results"][-1]
        return result


@dataclass
class Backend:
    """An application's parts; it is served from the moment somebody asks where."""

    parts: Parts
    clock: DrivenClock
    serve: Callable[[], str]

    @cached_property
    def url(self) -> str:
        """Where it answers."""
        return self.serve()

    def desk(self, ws: UUID, user_id: UUID, client: UUID | None = None) -> Desk:
        """Sign a user in on a device."""
        self.parts.auth.one_time = OneTimeSecret("once", ws, user_id)
        tokens = self.parts.auth.sign_in(SignIn(secret="once", client=client))
        return Desk(self.url, tokens, self.clock.now)


@contextmanager
def served(parts: Parts) -> Iterator[str]:
    """Serve the parts' application on a free port, on a thread."""
    listener = Ports(parts.config.folder).open("api", 0)
    settings = uvicorn.Config(create_application(parts), log_config=None, access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        parts.hub.call(parts.hub.bye, b"{}")
        server.should_exit = True
        thread.join(10)


@contextmanager
def running_backend(database: Database, folder: Path) -> Iterator[Backend]:
    """A backend on a migrated database; no worker runs: tests call ``parts.effects.run_due``."""
    clock = DrivenClock()
    parts = build_parts(Config(folder=folder, database=""), KEY, database, clock)
    start_watch(parts)
    with ExitStack() as stack:
        stack.callback(stop_parts, parts)
        yield Backend(parts, clock, lambda: stack.enter_context(served(parts)))


@pytest.fixture(scope="session")
def full_cost() -> tuple[int, int, int]:
    """What hashing a password costs outside of tests."""
    return password.COST


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords(full_cost: tuple[int, int, int]) -> Iterator[None]:
    """Hundreds of tests make people: in this process a password costs a thousandth, in programs started apart all."""
    with pytest.MonkeyPatch.context() as quick:
        quick.setattr(password, "COST", (1, 8, 1))
        yield


@pytest.fixture(scope="session", autouse=True)
def _shared_compilations() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as shared:
        share_compilations(shared)
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated, empty database of this test's own, of each kind."""
    if request.param == "sqlite":
        (tmp_path / "deskhand.db").write_bytes(empty_file())
        found = open_sqlite(tmp_path / "deskhand.db", KEY.derive("database"))
        yield found
        found.close()
        return
    with empty_database(request.getfixturevalue("postgres_cluster")) as url:
        found = open_postgres(url)
        yield found
        found.close()


@pytest.fixture
def backend(database: Database, tmp_path: Path) -> Iterator[Backend]:
    """The whole application over ``database``."""
    with running_backend(database, tmp_path) as running:
        yield running


@pytest.fixture
def shop(backend: Backend) -> Shop:
    """A workspace with two queues and their people."""
    return make_shop(backend.parts.uow)


@pytest.fixture
def anna(backend: Backend, shop: Shop) -> Desk:
    """The desk of an operator of its queue ``sales``."""
    return backend.desk(shop.ws, shop.anna)
