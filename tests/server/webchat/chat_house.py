"""A whole server with a chat page, on one of the two databases, spoken to over HTTP or directly."""

import hashlib
import socket
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

import requests
import uvicorn

from app.commands.base import Actor
from app.commands.message import FileOfMessage, Reply, WriteNote, note, reply
from app.domain.channel import Channel
from app.domain.entry import AuthorKind
from app.domain.status import Status
from app.model.conversation import Conversation, Delivery, LogEntry
from app.model.customer import Customer, Identity, Preference
from app.model.identifier import new_id
from app.model.workspace import Inbox, Workspace
from app.server.after import reply_after
from app.server.application import create_application
from app.server.blobs.upload import Upload
from app.server.build import build_parts, open_database, start_worker, stop_parts
from app.server.channels.email.secret import PURPOSE as SECRETS
from app.server.channels.email.secret import InboxSecrets
from app.server.clock import DrivenClock
from app.server.config import Config
from app.server.serve import Server
from app.server.unit_of_work import ServerTx
from tests.builders.workspace import Shop, make_shop
from tests.services.migrated import KEY, empty_file


class ChatHouse:
    """The shop «Дом и Свет», its chat page at ``/chat/shop`` and its operator Анна Ким."""

    def __init__(self, folder: Path, database_url: str = "", *, worker: bool = True) -> None:
        """``database_url``: of an empty PostgreSQL database of the newest revision; without one it is SQLite."""
        folder.mkdir(parents=True, exist_ok=True)
        self.config = Config(folder=folder, database=database_url, port=0, trial=True)
        self.clock = DrivenClock()
        if not database_url:
            self.config.sqlite_file.write_bytes(empty_file())
        self.parts = build_parts(self.config, KEY, open_database(self.config, KEY), self.clock)
        self.shop: Shop = make_shop(self.parts.uow)
        self._worker = worker
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._server: Server | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> "ChatHouse":
        if self._worker:
            start_worker(self.parts)
        settings = uvicorn.Config(
            create_application(self.parts), log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=1
        )
        self._server = Server(settings, self.parts)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._listener]}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        assert self._thread is not None
        self._server.should_exit = True
        self._thread.join(10)
        stop_parts(self.parts)

    # ------------------------------------------------------------------ as the operator

    @property
    def anna(self) -> Actor:
        return Actor(AuthorKind.USER, self.shop.anna)

    def answer(
        self,
        conversation_id: UUID,
        text: str,
        channel: Channel = Channel.CHAT,
        files: Sequence[tuple[str, bytes]] = (),
    ) -> UUID:
        """Anna writes; ``files``: names and bytes she has sent before."""
        entry_id, sent = new_id(), []
        for name, data in files:
            sha256 = hashlib.sha256(data).hexdigest()
            self.parts.keeper.keep(Upload(self.shop.ws, self.shop.anna, sha256), [data])
            sent.append(FileOfMessage(new_id(), name, "application/pdf", len(data), sha256))

        def work(tx: ServerTx) -> None:
            head = tx.get(Conversation, conversation_id).log_head
            command = Reply(conversation_id, entry_id, text, channel, seen_seq=head, files=sent)
            reply(command, tx)
            reply_after(command, tx)

        self.parts.uow.run(self.shop.ws, self.anna, work)
        return entry_id

    def run(self, work: Callable[[ServerTx], object]) -> None:
        """Do something as Анна."""
        self.parts.uow.run(self.shop.ws, self.anna, work)

    def note(self, conversation_id: UUID, text: str) -> None:
        command = WriteNote(conversation_id, new_id(), text)
        self.parts.uow.run(self.shop.ws, self.anna, lambda tx: note(command, tx))

    def close(self, conversation_id: UUID) -> None:
        def work(tx: ServerTx) -> None:
            tx.get(Conversation, conversation_id).status = Status.CLOSED

        self.parts.uow.run(self.shop.ws, self.anna, work)

    def settings(self, **values: object) -> None:
        def work(tx: ServerTx) -> None:
            inbox = tx.get(Inbox, self.shop.chat)
            inbox.settings = inbox.settings | values

        self.parts.uow.run(self.shop.ws, self.anna, work)

    def hours(self, **week: list[str]) -> None:
        """When somebody is there; always without any."""

        def work(tx: ServerTx) -> None:
            workspace = tx.get(Workspace, tx.ws)
            workspace.settings = workspace.settings | {"hours": {"week": week}}

        self.parts.uow.run(self.shop.ws, self.anna, work)

    def secret(self, **values: str) -> None:
        secrets = InboxSecrets(self.parts.key.derive(SECRETS))
        self.parts.uow.run(self.shop.ws, self.anna, lambda tx: secrets.keep(tx, self.shop.chat, values))

    # ------------------------------------------------------------------ what is stored

    def consents(self) -> list[Preference]:
        with self.parts.database.read() as session:
            return session.query(Preference).filter(Preference.key == "consent").all()

    def conversations(self) -> list[Conversation]:
        with self.parts.database.read() as session:
            return session.query(Conversation).order_by(Conversation.number).all()

    def entries(self) -> list[LogEntry]:
        with self.parts.database.read() as session:
            return session.query(LogEntry).order_by(LogEntry.at, LogEntry.seq).all()

    def texts(self) -> list[str]:
        return [str(it.payload.get("text", "")) for it in self.entries() if it.kind.value.startswith("message")]

    def customers(self) -> list[Customer]:
        with self.parts.database.read() as session:
            return session.query(Customer).order_by(Customer.id).all()

    def identities(self) -> list[Identity]:
        with self.parts.database.read() as session:
            return session.query(Identity).all()

    def visitor_of(self, conversation: Conversation) -> str:
        """The chat identity of a conversation's customer."""
        return next(it.value for it in self.identities() if it.customer_id == conversation.customer_id)

    def delivery(self, entry_id: UUID) -> Delivery:
        with self.parts.database.read() as session:
            return session.query(Delivery).filter(Delivery.entry_id == entry_id).one()


class Browser:
    """A visitor as a program: the requests of the page, without the page."""

    def __init__(self, house: ChatHouse, token: str = "", slug: str = "shop", **site: str) -> None:
        self.api = house.url + "/chat/api"
        self.http = requests.Session()
        answer = self.http.post(self.api + "/session", json={"slug": slug, "token": token} | site, timeout=30)
        answer.raise_for_status()
        self.session = answer.json()
        self.token: str = self.session["token"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"
        self.cursor = ""

    def write(self, text: str, entry_id: UUID | None = None, **more: object) -> requests.Response:
        body = {"id": str(entry_id or new_id()), "text": text, **more}
        return self.http.post(self.api + "/messages", json=body, timeout=30)

    def read(self) -> list[dict[str, object]]:
        answer = self.http.get(self.api + "/history", params={"cursor": self.cursor}, timeout=30)
        answer.raise_for_status()
        self.cursor = answer.json()["cursor"]
        found: list[dict[str, object]] = answer.json()["messages"]
        return found

    def taken(self, *ids: object, read: bool = False) -> requests.Response:
        return self.post("/taken", ids=[str(it) for it in ids], read=read)

    def post(self, path: str, **body: object) -> requests.Response:
        return self.http.post(self.api + path, json=body, timeout=30)

    def history(self) -> dict[str, object]:
        found: dict[str, object] = self.http.get(self.api + "/history", timeout=30).json()
        return found

    def leave(self) -> None:
        self.http.close()
