"""A real server and desks that work with it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from app.client.desk import ProfileDesk
from app.client.port import Link
from app.client.profile import Folders
from app.client.start import Surroundings, open_desk, sign_in
from app.model.conversation import Conversation
from tests.fakes.vault import MemoryVault
from tests.sync.real_server import PASSWORD, RealServer


def wait_for(condition: Callable[[], object], what: str = "") -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.02)


class Station:
    """One computer with one profile, whose desk can be opened and closed."""

    def __init__(self, folder: Path, server: RealServer, name: str) -> None:
        self.around = Surroundings(Folders(folder / "data", folder / "config"), vault=MemoryVault())
        email = f"{name}@domisvet.example"
        self.profile = sign_in(server.url, email, PASSWORD, around=self.around)
        self.desk: ProfileDesk | None = None

    def open(self) -> ProfileDesk:
        desk = open_desk(self.profile, around=self.around)
        assert isinstance(desk, ProfileDesk)
        self.desk = desk
        return desk

    def close(self) -> None:
        if self.desk is not None:
            self.desk.close()
        self.desk = None


def is_live(desk: ProfileDesk) -> bool:
    told = []
    desk.on_status(told.append)
    desk._on_status.remove(told.append) if told.append in desk._on_status else None
    return told[0].link is Link.LIVE


def sent_when_back(server: RealServer, desk: ProfileDesk, request_id: UUID) -> Conversation:
    """The server starts again and gets what was written without it; the request as it stands there."""
    assert desk.queries.card(request_id).row.number is None
    server.start()
    desk.sync_now()
    wait_for(lambda: desk.queries.card(request_id).row.number is not None, "the number")
    wait_for(lambda: not desk.queries.changes(), "sent")
    with server.parts.database.read() as session:
        return session.get_one(Conversation, (server.ws, request_id))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RealServer]:
    made = RealServer(tmp_path / "server")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def station(tmp_path: Path, server: RealServer) -> Iterator[Callable[[str], Station]]:
    made: list[Station] = []

    def make(name: str = "anna") -> Station:
        made.append(Station(tmp_path / f"station{len(made)}", server, name))
        return made[-1]

    yield make
    for it in made:
        it.close()
