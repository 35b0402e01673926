"""What an erased person wrote in requests of other customers, or is named by there, goes as well; the rest stays."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.commands.author import ServeAuthor
from app.commands.base import SYSTEM
from app.commands.later import SendLater
from app.commands.message import IncomingMessage, Reply, WriteNote, receive
from app.commands.redaction import SetHold
from app.domain.channel import Channel
from app.domain.erasure import REDACTED, Target
from app.domain.role import RoleCode
from app.domain.status import Status
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Identity
from app.model.identifier import new_id
from app.model.later_message import LaterMessage
from app.model.workspace import Inbox
from app.server.customers.service import customer_for
from app.server.db import Database
from app.server.erasure.elsewhere import SENDER
from app.server.erasure.erasing import Eraser
from app.server.erasure.export import collect
from tests.builders.conversation import make_conversation
from tests.builders.workspace import make_shop, put_user
from tests.services.backend import Backend
from tests.services.house import House
from tests.sync.test_erasure import ADDRESS, SECRET, found_on_server, sweep

MARIA = {"name": "Мария", "address": "maria@example.org"}


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


class Among:
    """Somebody whose words are in requests of others; ``lead`` may do all."""

    def __init__(self, backend: Backend) -> None:
        self.backend, self.shop = backend, make_shop(backend.parts.uow)
        self.uow, self.ws = backend.parts.uow, self.shop.ws
        self.talk = make_conversation(self.uow, self.ws, self.shop.mail, address=ADDRESS, text=f"Пароль {SECRET}")
        self.other = make_conversation(self.uow, self.ws, self.shop.mail, address="other@example.org", text="bleibt 1")
        lead = new_id()
        teams = [self.shop.sales_team]
        self.uow.run(self.ws, SYSTEM, lambda tx: put_user(tx, lead, "L", role=RoleCode.LEAD, teams=teams))
        self.lead = backend.desk(self.ws, lead)
        with backend.parts.database.read() as session:
            self.person = session.get_one(Conversation, (self.ws, self.talk)).customer_id

    def write(self, talk: UUID, text: str, **payload: Any) -> UUID:
        """Somebody writes there."""
        entry_id = new_id()

        def work(tx: Any) -> None:
            said = {"channel": "email", "text": text} | payload
            receive(IncomingMessage(entry_id, said, Channel.EMAIL, tx.now), tx.get(Conversation, talk), tx)

        self.uow.run(self.ws, SYSTEM, work)
        return entry_id

    def erase(self, customer_id: UUID) -> None:
        self.uow.run(self.ws, SYSTEM, lambda tx: Eraser(tx).erase(Target.CUSTOMER, customer_id))
        sweep(self.backend)

    def texts(self) -> list[str]:
        """What is left, in every log."""
        with self.backend.parts.database.read() as session:
            rows = session.scalars(select(LogEntry).where(LogEntry.ws == self.ws).order_by(LogEntry.entry_id))
            return [it.payload["text"] for it in rows if it.payload.get("text") and not it.payload.get(REDACTED)]


@pytest.fixture
def among(house: House) -> Iterator[Among]:
    with house.open() as backend:
        yield Among(backend)


def serve(among: Among, letter: UUID, *, author: bool) -> None:
    command = ServeAuthor(among.talk, new_id(), letter, UUID(int=51), UUID(int=52), serves=author)
    assert among.lead.give(command)["status"] == "ok"


def test_whoever_passed_a_letter_on_goes_from_the_request_that_is_its_authors_now(house: House) -> None:
    with house.open() as backend:
        among = Among(backend)
        letter = among.write(among.talk, f"Ответьте {SECRET}", **{"forwarded": MARIA, "from": f"{SECRET} <{ADDRESS}>"})
        for author in (True, False, True):
            serve(among, letter, author=author)
        assert among.lead.give(WriteNote(among.talk, new_id(), "bleibt 2"))["status"] == "ok"
        saved = house.save(backend)
        assert "log_entry" in found_on_server(backend)
        among.erase(among.person)
        assert found_on_server(backend) == []
        assert among.texts() == ["bleibt 1", "bleibt 2"]
        with backend.parts.database.read() as session:
            talk = session.get_one(Conversation, (among.ws, among.talk))
            assert (talk.erased, talk.redact_rev > 0, talk.log_head) == (False, True, 6)
    house.restore(saved, backend)
    with house.open() as again:
        assert found_on_server(again) == []


def test_a_letter_goes_with_its_author_also_where_it_is_whose_who_passed_it_on(among: Among) -> None:
    letter = among.write(among.other, f"> {SECRET}", forwarded={"name": SECRET, "address": ADDRESS})
    kept = among.write(among.other, "bleibt 2", forwarded=MARIA)
    among.erase(among.person)
    assert found_on_server(among.backend) == []
    assert among.texts() == ["bleibt 1", "bleibt 2"]
    assert letter != kept


def test_letters_of_a_stranger_go_by_their_address(among: Among) -> None:
    among.write(among.other, f"Я тоже {SECRET}", **{"stranger": True, "from": f"{SECRET} <{ADDRESS.upper()}>"})
    among.write(among.other, "bleibt 2", **{"stranger": True, "from": f"X <not-{ADDRESS}>"})
    among.erase(among.person)
    assert among.texts() == ["bleibt 1", "bleibt 2"]


@pytest.mark.parametrize("namesake", [False, True])
def test_members_of_a_talk_of_several_go_by_who_they_are(among: Among, namesake: bool) -> None:
    """Older messages say a name only: of two people of that name nobody can tell whose one is."""
    members: list[UUID] = []

    def work(tx: Any) -> None:
        inbox = tx.get(Inbox, among.shop.mail)
        inbox.channel, inbox.address = Channel.MESSENGER, "tg"
        for number in range(2):
            name = "Пётр" if namesake or not number else "Иван"
            members.append(customer_for(tx, Channel.MESSENGER, f"tg/{number}", display=name, header_name=name).id)

    among.uow.run(among.ws, SYSTEM, work)
    of_several = {"stranger": True, "from": "Пётр", "channel": "messenger"}
    among.write(among.other, "his", **of_several, **{SENDER: str(members[0])})
    among.write(among.other, "old", **of_several)
    among.write(among.other, "bleibt 2", **of_several, **{SENDER: str(members[1])})
    among.write(among.other, "bleibt 3", **of_several | {"from": "Иван"})
    among.erase(members[0])
    old = ["old"] if namesake else []
    assert among.texts() == [f"Пароль {SECRET}", "bleibt 1", *old, "bleibt 2", "bleibt 3"]
    with among.backend.parts.database.read() as session:
        assert session.scalars(select(Identity.value).where(Identity.customer_id == members[0])).all() == []


def test_a_hold_on_the_request_of_another_keeps_it_whole(among: Among) -> None:
    among.write(among.other, f"Я тоже {SECRET}", **{"stranger": True, "from": ADDRESS})
    assert among.lead.give(SetHold(True, conversation_id=among.other, reason="A"))["status"] == "ok"
    among.erase(among.person)
    assert among.texts() == ["bleibt 1", f"Я тоже {SECRET}"]


def test_letters_of_others_stay_and_no_longer_say_that_they_went_to_this_person_too(among: Among) -> None:
    raw = among.backend.parts.blobs.put(among.ws, f"Cc: {ADDRESS}".encode())
    came = f"Иванов, Пётр <p@example.org>, {SECRET} <{ADDRESS.title()}>, b@example.org"
    letter = among.write(among.other, "bleibt 2", to="shop@example.org", cc=came, raw=raw)
    desk, reply, later = among.lead, new_id(), new_id()
    copies = [ADDRESS, "p@example.org"]
    said = Reply(among.other, reply, "bleibt 3", Channel.EMAIL, seen_seq=2, cc=copies, then_status=Status.OPEN)
    assert desk.give(said)["status"] == "ok"
    at = among.backend.clock.now() + timedelta(days=1)
    put_off = SendLater(among.other, later, "bleibt 4", Channel.EMAIL, 3, at, cc=copies)
    assert desk.give(put_off)["status"] == "ok"
    among.erase(among.person)
    assert found_on_server(among.backend) == []
    assert among.texts() == ["bleibt 1", "bleibt 2", "bleibt 3"]
    with among.backend.parts.database.read() as session:
        seen = [session.get_one(LogEntry, (among.ws, it)).payload for it in (letter, reply)]
        assert [it["cc"] for it in seen] == ["Иванов, Пётр <p@example.org>, b@example.org", "p@example.org"]
        assert "raw" not in seen[0]
        assert session.get_one(LaterMessage, (among.ws, later)).content["cc"] == ["p@example.org"]
        assert session.get_one(Conversation, (among.ws, among.other)).redact_rev > 0


def test_their_own_words_in_requests_of_others_are_in_the_copy_of_their_data(among: Among) -> None:
    among.write(among.other, "mine", **{"stranger": True, "from": f"M <{ADDRESS}>"})
    among.write(among.other, "of another", forwarded={"name": "M", "address": ADDRESS})
    with among.backend.parts.database.read() as session:
        found = collect(session, among.ws, among.person)
    assert found is not None
    assert [it["text"] for it in found.data["in_requests_of_others"]] == ["mine"]
