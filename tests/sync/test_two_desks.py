"""Two people in two processes take the same request without a network; the customer changes their mind meanwhile."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.client.desk import ProfileDesk
from app.client.port import Link, Profile
from app.client.start import open_desk
from app.commands.base import SYSTEM
from app.commands.conversation import ResolveConversation
from app.commands.message import IncomingMessage, Reply, receive
from app.domain.channel import Channel
from app.domain.entry import EntryKind
from app.domain.status import Status
from app.model.conversation import Conversation, LogEntry
from app.model.identifier import new_id
from app.model.sync import Effect
from app.model.workspace import Inbox
from app.server.administration import add_inbox
from app.server.conversations.service import open_conversation
from app.server.customers.service import customer_for
from app.server.transaction import ServerTx
from tests.services.apart import pipe, start_apart
from tests.services.proxy import Road, running_proxy
from tests.sync.conftest import wait_for
from tests.sync.dying import Computer
from tests.sync.real_server import ServerApart

CANCEL = "отмените заказ"


class Remote:
    """A desk in a process of its own: every call is done over there."""

    def __init__(self, folder: Path, url: str, name: str, stack: ExitStack) -> None:
        computer = Computer(folder)
        profile = computer.sign_in(url, name)
        self._line, far = pipe()
        process = start_apart(folder / "log", _serve, computer, profile, far)
        stack.callback(process.join, 10)
        stack.callback(self.ask, "leave")

    def ask(self, what: str, *args: Any) -> Any:
        """Do something there; what came of it."""
        self._line.send((what, args))
        return self._line.recv()

    def until(self, condition: Callable[[dict[str, Any]], object], talk: UUID, what: str) -> dict[str, Any]:
        """Wait until what it shows of a request is so; returns that."""
        wait_for(lambda: condition(self.ask("shown", talk)), what)
        found: dict[str, Any] = self.ask("shown", talk)
        return found


def _serve(computer: Computer, profile: Profile, line: Connection) -> None:
    desk = open_desk(profile, around=computer.around)
    assert isinstance(desk, ProfileDesk)
    person = Person(desk)
    while True:
        what, args = line.recv()
        line.send(getattr(person, what)(*args))
        if what == "leave":
            os._exit(0)


class Person:
    """What an operator does at a desk, and what it shows; over there."""

    def __init__(self, desk: ProfileDesk) -> None:
        self._desk = desk

    def claim(self, talk: UUID) -> None:
        """Begin to answer."""
        self._desk.presence.look(talk)
        self._desk.presence.claim(talk)

    def answer(self, talk: UUID, text: str) -> None:
        """As the window makes the command from what it shows."""
        card = self._desk.queries.card(talk)
        assert card is not None
        self._desk.submit(Reply(talk, new_id(), text, Channel.EMAIL, card.seen_seq))

    def resolve(self, talk: UUID) -> None:
        """It is solved, as far as this desk knows."""
        card = self._desk.queries.card(talk)
        assert card is not None
        self._desk.submit(ResolveConversation(talk, new_id(), card.status_rev))

    def confirm(self) -> None:
        """What was held goes all the same."""
        for change in self._desk.queries.changes():
            self._desk.confirm(change.change_id)

    def give_up(self) -> None:
        """What was refused does not go."""
        for change in self._desk.queries.changes():
            if change.state.value in ("held", "rejected"):
                self._desk.discard(change.change_id)

    def shown(self, talk: UUID) -> dict[str, Any]:
        """What is on the screen of that request."""
        card, around = self._desk.queries.card(talk), self._desk.presence.at(talk)
        changes = self._desk.queries.changes()
        return {
            "here": card is not None,
            "link": self._desk._status.link,
            "claims": [it.claims for it in around],
            "texts": [it.payload.get("text") for it in self._desk.queries.timeline(talk)] if card else [],
            "status": card.row.status if card else None,
            "changes": sorted((it.name, it.state.value) for it in changes),
        }

    def leave(self) -> None:
        """Go home."""
        self._desk.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerApart]:
    made = ServerApart(tmp_path / "server")
    made.start()
    yield made
    made.close()


def letter(server: ServerApart, text: str, talk: UUID | None = None) -> UUID:
    """The customer writes by mail."""

    def work(tx: ServerTx) -> UUID:
        if talk is None:
            inbox = tx.session.scalars(select(Inbox).where(Inbox.channel == Channel.EMAIL)).one()
            customer = customer_for(tx, Channel.EMAIL, "oleg@example.com", "Олег")
            row = open_conversation(tx, customer=customer, inbox=inbox, subject="Заказ", channel=Channel.EMAIL)
        else:
            row = tx.get(Conversation, talk)
        receive(IncomingMessage(new_id(), {"channel": "email", "text": text}, Channel.EMAIL, tx.now), row, tx)
        return row.id

    return server.parts.uow.run(server.ws, SYSTEM, work)


def answers(server: ServerApart, talk: UUID) -> list[str]:
    """What was written to the customer."""
    with server.parts.database.read() as session:
        query = select(LogEntry).where(LogEntry.conversation_id == talk, LogEntry.kind == EntryKind.MESSAGE_OUT)
        return [it.payload["text"] for it in session.scalars(query.order_by(LogEntry.seq))]


def leaving(server: ServerApart) -> int:
    """How many messages are to go out."""
    with server.parts.database.read() as session:
        return len(session.scalars(select(Effect.id).where(Effect.kind == "deliver")).all())


def both_claim(anna: Remote, denis: Remote, talk: UUID) -> None:
    """The first one has it; the second sees that, and is seen to be there."""
    for desk in (anna, denis):
        desk.until(lambda it: it["here"] and it["texts"], talk, "the request")
    anna.ask("claim", talk)
    denis.until(lambda it: it["claims"] == [True], talk, "the colleague's claim")
    denis.ask("claim", talk)
    anna.until(lambda it: it["claims"] == [False], talk, "the colleague")


def sees_what_happened(desk: Remote, talk: UUID) -> None:
    """The answer is held, the solving goes with it, the customer's words are there, the request is open."""
    shown = desk.until(lambda it: not any(state == "waiting" for _, state in it["changes"]), talk, "an outcome")
    assert shown["changes"] == [("reply", "held"), ("resolve", "rejected")]
    shown = desk.until(lambda it: CANCEL in it["texts"], talk, "what the customer wrote")
    assert shown["status"] in (Status.NEW, Status.OPEN)


def test_of_two_who_answer_offline_none_sends_a_stale_answer_and_each_sees_what_happened(
    server: ServerApart, tmp_path: Path
) -> None:
    add_inbox(server.parts.uow, server.ws, channel=Channel.EMAIL, name="Почта", address="help@shop.example")
    talk = letter(server, "Когда привезут?")
    with ExitStack() as stack:
        roads = [stack.enter_context(running_proxy(server.port)) for _ in range(2)]
        anna, denis = (
            Remote(tmp_path / name, road.url, name, stack) for name, road in zip(("anna", "denis"), roads, strict=True)
        )
        both_claim(anna, denis, talk)
        for road in roads:
            road.set(Road.CLOSED)
        for desk, text in ((anna, "Завтра, ждите"), (denis, "В пятницу")):
            desk.ask("answer", talk, text)
            desk.ask("resolve", talk)
            shown = desk.until(lambda it: it["link"] is Link.OFFLINE, talk, "offline")
            assert [state for _, state in shown["changes"]] == ["waiting", "waiting"]
        letter(server, CANCEL, talk)
        for road in roads:
            road.set(Road.OPEN)

        for desk in (anna, denis):
            sees_what_happened(desk, talk)
        assert (answers(server, talk), leaving(server)) == ([], 0)

        denis.ask("answer", talk, "Отменили, деньги вернём")
        anna.until(lambda it: "Отменили, деньги вернём" in it["texts"], talk, "the colleague's answer")
        for desk in (anna, denis):
            desk.ask("give_up")
        for desk in (anna, denis):
            desk.until(lambda it: not it["changes"], talk, "nothing left to decide")
        wait_for(lambda: leaving(server) == 1, "one answer")
        assert answers(server, talk) == ["Отменили, деньги вернём"]


def test_who_confirms_a_held_answer_without_having_seen_the_colleagues_is_held_again(
    server: ServerApart, tmp_path: Path
) -> None:
    add_inbox(server.parts.uow, server.ws, channel=Channel.EMAIL, name="Почта", address="help@shop.example")
    talk = letter(server, "Когда привезут?")
    with ExitStack() as stack:
        road = stack.enter_context(running_proxy(server.port))
        anna = Remote(tmp_path / "anna", road.url, "anna", stack)
        denis = Remote(tmp_path / "denis", server.url, "denis", stack)
        for desk in (anna, denis):
            desk.until(lambda it: it["here"] and it["texts"], talk, "the request")
        road.set(Road.CLOSED)
        anna.ask("answer", talk, "Завтра, ждите")
        letter(server, CANCEL, talk)
        denis.until(lambda it: CANCEL in it["texts"], talk, "the letter")
        road.set(Road.OPEN)
        anna.until(lambda it: ("reply", "held") in it["changes"], talk, "held")
        road.set(Road.CLOSED)
        anna.until(lambda it: it["link"] is Link.OFFLINE, talk, "offline")
        denis.ask("answer", talk, "Отменили")
        wait_for(lambda: answers(server, talk) == ["Отменили"], "the colleague's answer")
        anna.ask("confirm")
        road.set(Road.OPEN)
        anna.until(lambda it: "Отменили" in it["texts"] and ("reply", "held") in it["changes"], talk, "held again")
        assert answers(server, talk) == ["Отменили"]
