"""A serving house with a joined messenger, and the other side of it: a server that gets webhooks."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import UUID

import pytest
import requests

from app.domain.channel import Channel
from app.model.identifier import new_id
from app.model.workspace import Inbox
from app.server.channels.email.secret import PURPOSE, InboxSecrets
from app.server.channels.joined.key import NewKeys, renew_keys
from app.server.channels.joined.signature import SIGNATURE, TIMESTAMP, sign
from tests.server.webchat.chat_house import ChatHouse
from tests.services.migrated import empty_database
from tests.services.postgres import PostgresCluster


class OtherSide:
    """Takes webhooks; ``statuses`` are answered one after another, then 200. ``first``: done with each before that."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.taken: list[dict[str, object]] = []
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.first: Callable[[dict[str, object]], object] = dict
        side = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                side.requests.append((dict(self.headers.items()), body))
                side.first(json.loads(body))
                status = side.statuses.pop(0) if side.statuses else 200
                if status == 200:
                    side.taken.append(json.loads(body))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"


class Messenger:
    """The adapter's requests, without an adapter."""

    def __init__(self, house: ChatHouse, side: OtherSide) -> None:
        self.house, self.side = house, side
        self.inbox = new_id()
        self.keys: NewKeys = house.parts.uow.run(house.shop.ws, house.anna, self._make)
        self.url = f"{house.url}/v1/channels/{self.inbox}"

    def _make(self, tx) -> NewKeys:  # type: ignore[no-untyped-def]
        inbox = Inbox(id=self.inbox, name="Pigeon", channel=Channel.MESSENGER, address="pigeon")
        inbox.queue_id, inbox.settings = self.house.shop.sales, {"webhook_url": self.side.url}
        tx.put(inbox)
        tx.session.flush()
        return renew_keys(tx, InboxSecrets(self.house.parts.key.derive(PURPOSE)), "pigeon")

    def settings(self, **values: object) -> None:
        def work(tx) -> None:  # type: ignore[no-untyped-def]
            inbox = tx.get(Inbox, self.inbox)
            inbox.settings = inbox.settings | values

        self.house.parts.uow.run(self.house.shop.ws, self.house.anna, work)

    def write(self, text: str, message: str, conversation: str = "c1", user: str = "masha") -> requests.Response:
        body = {"id": message, "conversation": conversation, "text": text, "sender": {"id": user, "name": user.title()}}
        return self.post("messages", body)

    def post(self, path: str, body: object, *, signed: bool = False, **headers: str) -> requests.Response:
        data = json.dumps(body).encode()
        if signed:
            now = int(self.house.clock.now().timestamp())
            headers |= {TIMESTAMP: str(now), SIGNATURE: sign(self.keys.webhook_secret, now, data)}
        headers = {"Authorization": f"Bearer {self.keys.api_key}"} | headers
        return requests.post(f"{self.url}/{path}", data, headers=headers, timeout=30)

    def wait_taken(self, count: int) -> list[dict[str, object]]:
        end = time.monotonic() + 60
        while len(self.side.taken) < count:
            assert time.monotonic() < end, f"{len(self.side.taken)} webhooks, waited for {count}"
            time.sleep(0.02)
        return self.side.taken

    def talk(self) -> UUID:
        return self.house.conversations()[-1].id


@pytest.fixture
def side() -> Iterator[OtherSide]:
    made = OtherSide()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture(params=["sqlite", "postgresql"])
def messenger(request: pytest.FixtureRequest, tmp_path: Path, side: OtherSide) -> Iterator[Messenger]:
    """A messenger joined to a serving house."""
    if request.param == "sqlite":
        with ChatHouse(tmp_path / "server") as house:
            yield Messenger(house, side)
        return
    cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
    with empty_database(cluster) as url, ChatHouse(tmp_path / "server", url) as house:
        yield Messenger(house, side)
