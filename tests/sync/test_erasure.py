"""What was erased is nowhere: not on the server, not on a desk, not after an older backup, not by a late command."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import requests
from sqlalchemy import select

from app.client.desk import ProfileDesk
from app.client.port import Link
from app.client.row import ChangeState, OutgoingFile
from app.client.start import sign_in
from app.commands.base import SYSTEM
from app.commands.customer import EditCustomer, StatePreference
from app.commands.message import FileOfMessage, Reply, WriteNote
from app.commands.promise import MakePromise
from app.commands.redaction import Redact, SetHold
from app.domain.channel import Channel
from app.domain.erasure import Target
from app.domain.role import RoleCode
from app.domain.status import Status
from app.model.conversation import Attachment, Conversation, LogEntry
from app.model.customer import Customer, Identity
from app.model.identifier import new_id
from app.model.sync import Effect
from app.protocol.pull import MAX_SUBJECTS
from app.protocol.versions import ERASED_PATH
from app.server.backup.content import stored_tables
from app.server.backup.restoring import Restorer
from app.server.backup.saving import PURPOSE, Saved, Source, save
from app.server.blobs.access import hold_blob
from app.server.db import Database
from app.server.erasure.connect import book_of, sweeper_of
from app.server.erasure.erasing import Eraser
from tests.builders.conversation import make_conversation
from tests.builders.workspace import Shop, make_shop, put_user
from tests.services.backend import Backend, Desk
from tests.services.house import House
from tests.sync.conftest import Station, wait_for
from tests.sync.real_server import PASSWORD, RealServer

SECRET = "SECRET4711"
ADDRESS = "secret4711@example.com"


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


class Case:
    """A customer with all that can be known of one, a lead who may erase, and an operator's desk."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.shop: Shop = make_shop(backend.parts.uow)
        uow, ws = backend.parts.uow, self.shop.ws
        lead = new_id()
        uow.run(ws, SYSTEM, lambda tx: put_user(tx, lead, "L", role=RoleCode.LEAD, teams=[self.shop.sales_team]))
        self.talk = make_conversation(uow, ws, self.shop.mail, address=ADDRESS, text=f"Мой пароль {SECRET}")
        self.lead, self.anna = backend.desk(ws, lead), backend.desk(ws, self.shop.anna)
        with backend.parts.database.read() as session:
            self.customer = session.get_one(Conversation, (ws, self.talk)).customer_id
        uow.run(ws, SYSTEM, self._more)
        file = FileOfMessage(new_id(), f"{SECRET}.txt", "text/plain", 3, self._uploaded())
        self.file, self.entry = file.id, new_id()
        self.reply = self.anna.message(Reply(self.talk, self.entry, SECRET, Channel.EMAIL, seen_seq=1, files=[file]))
        for it in (
            self.reply,
            self.anna.message(WriteNote(self.talk, new_id(), SECRET)),
            self.anna.message(StatePreference(self.customer, "call_me", SECRET, SECRET)),
            self.anna.message(MakePromise(self.talk, new_id(), new_id(), SECRET, backend.clock.now())),
        ):
            assert self.anna.push(it).json()["results"][-1]["status"] == "ok"

    def _more(self, tx: Any) -> None:
        talk, customer = tx.get(Conversation, self.talk), tx.get(Customer, self.customer)
        talk.subject = talk.preview = f"{SECRET} предмет"
        customer.name = customer.header_name = customer.city = SECRET
        raw = self.backend.parts.blobs.put(tx.ws, f"raw letter {SECRET}".encode())
        entry = tx.session.scalars(select(LogEntry).where(LogEntry.conversation_id == self.talk)).one()
        entry.payload = entry.payload | {"raw": raw, "from": ADDRESS}
        hold_blob(tx, raw, 10, self.talk)

    def _uploaded(self) -> str:
        import hashlib

        digest = hashlib.sha256(SECRET.encode()).hexdigest()
        assert self.anna.call("PUT", f"/v1/blobs/{digest}", data=SECRET.encode()).status_code == 204
        return digest

    def erase(self, target: Target, key: UUID) -> dict[str, Any]:
        result = self.lead.give(
            Redact(
                target,
                key,
                conversation_id=None if target is Target.CUSTOMER else self.talk,
                customer_id=self.customer if target is Target.CUSTOMER else None,
            )
        )
        sweep(self.backend)
        return result


def sweep(backend: Backend) -> None:
    """What the worker does, which reads nothing meanwhile: the log of the file is emptied when nobody reads."""
    with backend.parts.database.read() as session:
        effects = session.scalars(select(Effect).where(Effect.kind == "sweep_erased")).all()
        session.expunge_all()
    for effect in effects:
        backend.parts.handlers[effect.kind](effect)


def found_on_server(backend: Backend) -> list[str]:
    """Where the secret still is."""
    database, folder, found = backend.parts.database, backend.parts.config.folder, []
    with database.read() as session:
        for table in stored_tables():
            text = repr(session.execute(select(table)).all())
            found += [table.name] if SECRET.lower() in text.lower() else []
    for ws, sha256 in backend.parts.blobs.older_than(datetime.now(UTC) + timedelta(days=1)):
        found += [sha256] if SECRET.encode() in backend.parts.blobs.get(ws, sha256) else []
    for path in folder.glob("*"):
        found += [path.name] if path.is_file() and SECRET.encode() in path.read_bytes() else []
    return found


def test_nothing_of_an_erased_customer_stays_on_the_server_or_comes_back(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)
        assert {"customer", "conversation", "log_entry", "identity", "promise"} <= set(found_on_server(backend))
        saved = house.save(backend)
        late = case.anna.message(Reply(case.talk, new_id(), f"late {SECRET}", Channel.EMAIL, seen_seq=1))
        assert case.erase(Target.CUSTOMER, case.customer)["status"] == "ok"
        assert found_on_server(backend) == []
        assert case.anna.push(late).json()["results"][-1]["code"] == "erased"
        assert found_on_server(backend) == []
        ops = case.anna.pull_all()
        assert SECRET not in str(ops)
        assert {op[3]["status"] for op in ops if op[2] == "conversation"} == {"closed"}
        wanted = {"client": str(case.anna.tokens.client), "wanted": {str(case.talk): [1, None]}}
        entries = case.anna.call("POST", "/v1/sync/logs", json=wanted).json()["logs"][str(case.talk)]["entries"]
        assert [it["seq"] for it in entries] == [1, 2, 3, 4]  # the log has no holes
        assert SECRET not in str(entries)
    assert SECRET not in book_of(house.config)._path.read_text()
    house.restore(saved, backend)
    with house.open() as again:
        assert found_on_server(again) == []
        desk = again.desk(case.shop.ws, case.shop.anna, case.anna.tokens.client)
        desk.last_mid = 4
        result = desk.give(Reply(case.talk, case.entry, SECRET, Channel.EMAIL, seen_seq=1))
        assert (result["status"], result["code"]) == ("rejected", "erased")
        assert found_on_server(again) == []


def test_an_erased_message_goes_alone_and_its_command_cannot_bring_it_back(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)
        saved = house.save(backend)
        other, kept = new_id(), Reply(case.talk, new_id(), "bleibt", Channel.EMAIL, seen_seq=1)
        assert case.anna.give(kept)["status"] == "ok"
        gone = case.anna.message(Reply(case.talk, other, f"weg {SECRET}", Channel.EMAIL, seen_seq=1))
        assert case.anna.push(gone).json()["results"][-1]["status"] == "ok"
        assert case.erase(Target.ENTRY, other)["status"] == "ok"
        with house.database.read() as session:
            payloads = {it.entry_id: it.payload for it in session.scalars(select(LogEntry))}
            assert payloads[other] == {"channel": "email", "text": "", "redacted": True}
            assert payloads[kept.entry_id]["text"] == "bleibt"
            assert session.get_one(Conversation, (case.shop.ws, case.talk)).redact_rev == 1
    house.restore(saved, backend)  # the erased message is younger than the backup: its command comes again
    with house.open() as again:
        desk = again.desk(case.shop.ws, case.shop.anna, case.anna.tokens.client)
        desk.last_mid = 4
        assert desk.give(kept)["status"] == "ok"
        assert desk.push(gone).json()["results"][-1]["code"] == "erased"
        with house.database.read() as session:
            assert session.get(LogEntry, (case.shop.ws, other)) is None


def test_an_erased_file_goes_with_the_original_that_holds_it(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)
        with house.database.read() as session:
            blob = session.get_one(Attachment, (case.shop.ws, case.file)).blob
        assert case.erase(Target.ATTACHMENT, case.file)["status"] == "ok"
        assert not backend.parts.blobs.has(case.shop.ws, blob)
        with house.database.read() as session:
            assert session.get(Attachment, (case.shop.ws, case.file)) is None
            assert session.get_one(LogEntry, (case.shop.ws, case.entry)).payload["text"] == SECRET


def test_the_same_file_in_another_conversation_stays(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)
        with house.database.read() as session:
            blob = session.get_one(Attachment, (case.shop.ws, case.file)).blob
        other = make_conversation(backend.parts.uow, case.shop.ws, case.shop.mail, address="b@example.com")
        backend.parts.uow.run(case.shop.ws, SYSTEM, lambda tx: hold_blob(tx, blob, 10, other))
        case.erase(Target.CUSTOMER, case.customer)
        assert backend.parts.blobs.has(case.shop.ws, blob)


def test_a_legal_hold_keeps_everything_until_it_is_lifted(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)
        for hold in ({"conversation_id": case.talk}, {"customer_id": case.customer}):
            assert case.anna.give(SetHold(True, **hold))["code"] == "forbidden"
            assert case.lead.give(SetHold(True, **hold))["status"] == "ok"
            for target, key in ((Target.CUSTOMER, case.customer), (Target.ENTRY, case.entry)):
                assert case.erase(target, key)["code"] == "legal_hold"
            assert case.lead.give(SetHold(False, **hold))["status"] == "ok"
        assert case.erase(Target.CUSTOMER, case.customer)["status"] == "ok"


def test_what_lies_in_another_conversation_cannot_be_erased_by_naming_ones_own(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)
        mine = make_conversation(backend.parts.uow, case.shop.ws, case.shop.mail, address="b@example.com")
        stolen = Redact(Target.ENTRY, case.entry, conversation_id=mine)
        assert case.lead.give(stolen)["code"] == "forbidden"
        assert case.anna.give(Redact(Target.ENTRY, case.entry, conversation_id=case.talk))["code"] == "forbidden"


def test_a_customer_who_writes_again_after_the_erasure_is_a_new_one(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)
        case.erase(Target.CUSTOMER, case.customer)
        again = make_conversation(backend.parts.uow, case.shop.ws, case.shop.mail, address=ADDRESS, text="Снова я")
        with house.database.read() as session:
            owner = session.get_one(Conversation, (case.shop.ws, again)).customer_id
            assert owner != case.customer
            assert [it.customer_id for it in session.scalars(select(Identity))] == [owner]


# ---------------------------------------------------------------------------------------- real desks


def found_on_desk(desk: ProfileDesk) -> list[str]:
    """Where the secret still is in the two files and the two folders of a desk."""
    found = []
    parts = desk._parts
    for connection, lock in ((parts.outbox.connection, parts.outbox.lock), (parts.source.connection, nullcontext())):
        with lock:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (name,) in tables:
                text = repr(connection.execute(f'SELECT * FROM "{name}"').fetchall())
                found += [name] if SECRET.lower() in text.lower() else []
    return found


def erase_customer(server: RealServer, talk: UUID) -> None:
    """As ``erase-customer`` does."""

    def work(tx: Any) -> set[str]:
        eraser = Eraser(tx)
        eraser.erase(Target.CUSTOMER, tx.get(Conversation, talk).customer_id)
        return eraser.blobs

    blobs = server.parts.uow.run(server.ws, SYSTEM, work)
    sweeper_of(server.parts).sweep(server.ws, sorted(blobs))


def back_up(server: RealServer) -> Saved:
    parts = server.parts
    source = Source(parts.database, parts.config.folder, parts.key.derive(PURPOSE), book_of(parts.config))
    return save(source, parts.config.folder / "backups", parts.clock.now())


def answer(desk: ProfileDesk, talk: UUID, text: str, files: tuple[FileOfMessage, ...] = ()) -> UUID:
    card = desk.queries.card(talk)
    assert card is not None
    return desk.submit(Reply(talk, new_id(), text, Channel.CHAT, card.seen_seq, files=list(files)))


def customer_of(desk: ProfileDesk, talk: UUID) -> UUID:
    card = desk.queries.card(talk)
    assert card is not None
    return card.row.customer_id


def knows(desk: ProfileDesk, talk: UUID, length: int) -> bool:
    card = desk.queries.card(talk)
    return card is not None and card.seen_seq >= length and card.seen_seq == card.log_head


@pytest.fixture
def desks(server: RealServer, station: Callable[[str], Station]) -> tuple[Station, Station]:
    return station("anna"), station("denis")


def both_know(server: RealServer, desks: tuple[Station, Station]) -> tuple[UUID, ProfileDesk, ProfileDesk]:
    """A customer's secret, at both desks."""
    talk = server.write(SECRET, f"Мой пароль {SECRET}")
    anna, away = desks[0].open(), desks[1].open()
    for desk in (anna, away):
        wait_for(lambda desk=desk: knows(desk, talk, 1), "the message")  # type: ignore[misc]
    return talk, anna, away


def test_desks_keep_no_byte_of_an_erased_customer_neither_read_nor_written_nor_unsent(
    server: RealServer, desks: tuple[Station, Station]
) -> None:
    talk, anna, away = both_know(server, desks)
    answer(anna, talk, f"sent {SECRET}")
    wait_for(lambda: not anna.queries.changes() and knows(away, talk, 2), "answered")
    anna.save_draft(talk, f"draft {SECRET}")
    desks[1].close()
    before = server.url
    away = desks[1].open()
    away.move_to("http://127.0.0.1:9")  # away
    answer(away, talk, f"unsent {SECRET}")
    away.save_draft(talk, f"draft {SECRET}")
    of_both = customer_of(anna, talk)
    anna.submit(StatePreference(of_both, "call_me", SECRET, SECRET))
    away.submit(EditCustomer(of_both, name=SECRET))
    assert found_on_desk(anna)
    assert found_on_desk(away)

    erase_customer(server, talk)
    away.move_to(before)
    for desk in (anna, away):
        desk.sync_now()
        wait_for(lambda desk=desk: not found_on_desk(desk), "purged")  # type: ignore[misc]
    wait_for(lambda: not away.queries.changes() or away.queries.changes()[0].state is ChangeState.REJECTED, "told")
    wait_for(lambda: knows(away, talk, 2), "read anew")
    assert found_on_desk(away) == []
    assert anna.queries.draft(talk) == ""


def test_a_real_desk_repairs_a_restored_server_once_and_brings_nothing_erased_back(
    server: RealServer, desks: tuple[Station, Station]
) -> None:
    talk, doomed = server.write("Марина", "Где мой заказ?"), server.write(SECRET, f"Мой пароль {SECRET}")
    anna = desks[0].open()
    wait_for(lambda: knows(anna, talk, 1) and knows(anna, doomed, 1), "the messages")
    parts, saved = server.parts, back_up(server)
    for number in range(3):
        answer(anna, talk, f"Ответ {number}")
    answer(anna, doomed, f"sent {SECRET}")
    wait_for(lambda: not anna.queries.changes() and knows(anna, talk, 4) and knows(anna, doomed, 2), "acknowledged")
    mids = anna._parts.outbox.next_mid()
    server.stop()
    desks[0].close()
    server.start()
    erase_customer(server, doomed)
    server.stop()
    Restorer(parts.config, parts.key, parts.clock).restore(saved.path, replace=True)
    server.start()
    with server.parts.database.read() as session:
        assert len(session.scalars(select(LogEntry).where(LogEntry.conversation_id == talk)).all()) == 1

    fresh = desks[0].open()
    wait_for(lambda: texts(server, talk) == ["Где мой заказ?", "Ответ 0", "Ответ 1", "Ответ 2"], "repaired")
    wait_for(lambda: knows(fresh, talk, 4) and not found_on_desk(fresh), "whole, and nothing erased")
    assert fresh._parts.outbox.next_mid() == mids
    assert texts(server, doomed) == [""]
    with server.parts.database.read() as session:
        effects = session.scalars(select(Effect).where(Effect.kind == "deliver")).all()
        assert len({it.dedupe_key for it in effects}) == len(effects) == 3
        assert session.get_one(Conversation, (server.ws, doomed)).status is Status.CLOSED


def texts(server: RealServer, talk: UUID) -> list[str]:
    with server.parts.database.read() as session:
        query = select(LogEntry).where(LogEntry.conversation_id == talk).order_by(LogEntry.seq)
        return [it.payload.get("text", "") for it in session.scalars(query) if "text" in it.payload]


def test_a_desk_newer_than_the_backup_signs_in_again_and_brings_everything(
    server: RealServer, station: Callable[[str], Station]
) -> None:
    talk = server.write("Марина", "Где мой заказ?")
    saved = back_up(server)
    place = station("anna")
    desk = place.open()
    wait_for(lambda: knows(desk, talk, 1), "the message")
    for number in range(2):
        answer(desk, talk, f"Ответ {number}")
    wait_for(lambda: not desk.queries.changes() and knows(desk, talk, 3), "acknowledged")
    server.stop()
    Restorer(server.parts.config, server.parts.key, server.parts.clock).restore(saved.path, replace=True)
    server.start()
    wait_for(lambda: desk._status.link is Link.SIGNED_OUT, "told to sign in")
    place.close()
    email = "anna@domisvet.example"
    place.profile = sign_in(server.url, email, PASSWORD, around=place.around)
    place.open()
    wait_for(lambda: texts(server, talk) == ["Где мой заказ?", "Ответ 0", "Ответ 1"], "repaired")


# ---------------------------------------------------------------------------------------- out of sight


def move_out_of_sight(server: RealServer, talk: UUID) -> None:
    """To a queue that nobody here sees."""

    def work(tx: Any) -> None:
        row = tx.get(Conversation, talk)
        row.queue_id, row.assignee_id, row.watcher_ids = new_id(), None, []

    server.parts.uow.run(server.ws, SYSTEM, work)


def speaks_of(desk: ProfileDesk, talk: UUID, customer: UUID) -> OutgoingFile:
    """Words of every kind, and a file."""
    file = desk.keep_file(f"{SECRET}.txt", "text/plain", SECRET.encode())
    answer(desk, talk, f"sent {SECRET}", (FileOfMessage(file.id, file.name, file.content_type, file.size, file.blob),))
    desk.submit(WriteNote(talk, new_id(), SECRET))
    desk.submit(MakePromise(talk, new_id(), new_id(), SECRET, desk.now() + timedelta(hours=1)))
    desk.submit(StatePreference(customer, "call_me", SECRET, SECRET))
    desk.submit(WriteNote(talk, new_id(), f"refused {SECRET}", mentioned_ids=[new_id()]))
    desk.save_draft(talk, f"draft {SECRET}")
    desk.drafts.keep_unfinished(f"promise:{talk}", SECRET, talk)
    return file


def test_nothing_that_was_written_about_a_request_stays_when_it_is_erased_out_of_the_desks_sight(
    server: RealServer, desks: tuple[Station, Station]
) -> None:
    """No feed tells them of it: neither whose commands are done, nor whose were never sent."""
    talk, anna, away = both_know(server, desks)
    customer, before = customer_of(anna, talk), server.url
    desks[1].close()
    away = desks[1].open()
    away.move_to("http://127.0.0.1:9")
    files = {id(desk): speaks_of(desk, talk, customer) for desk in (anna, away)}
    wait_for(lambda: [it.state for it in anna.queries.changes()] == [ChangeState.REJECTED], "done, or refused")
    move_out_of_sight(server, talk)
    anna.sync_now()
    wait_for(lambda: anna.queries.card(talk) is None, "out of sight")
    assert {"command", "draft", "unfinished"} <= set(found_on_desk(anna))

    erase_customer(server, talk)
    away.move_to(before)
    for desk in (anna, away):
        desk.sync_now()
        wait_for(lambda desk=desk: not found_on_desk(desk), "purged")  # type: ignore[misc]
        wait_for(lambda desk=desk: not desk._parts.files.has(files[id(desk)].blob), "the file is gone")  # type: ignore[misc]
        assert desk.queries.draft(talk) == ""
    assert anna.queries.changes() == []
    assert {it.code for it in away.queries.changes()} == {"erased"}  # it is told what became of its commands


def test_a_desk_that_starts_after_the_erasure_of_what_it_no_longer_sees_keeps_nothing_either(
    server: RealServer, desks: tuple[Station, Station]
) -> None:
    talk = server.write(SECRET, f"Мой пароль {SECRET}")
    anna = desks[0].open()
    wait_for(lambda: knows(anna, talk, 1), "the message")
    file = speaks_of(anna, talk, customer_of(anna, talk))
    wait_for(lambda: [it.state for it in anna.queries.changes()] == [ChangeState.REJECTED], "done, or refused")
    desks[0].close()
    move_out_of_sight(server, talk)
    erase_customer(server, talk)
    anna = desks[0].open()
    wait_for(lambda: not found_on_desk(anna) and not anna._parts.files.has(file.blob), "purged")


def test_only_what_a_desk_names_itself_is_said_to_be_erased(house: House) -> None:
    with house.open() as backend:
        case, other = Case(backend), make_shop(backend.parts.uow)
        desk, stranger = case.anna, backend.desk(other.ws, other.anna)
        assert "erasures" not in desk.pull(keep=False)
        case.erase(Target.CUSTOMER, case.customer)
        assert desk.pull(keep=False)["erasures"] == 1
        assert "erasures" not in stranger.pull(keep=False)
        mine = {f"conversation:{case.talk}", f"customer:{case.customer}"}
        subjects = [*mine, f"entry:{case.entry}", f"conversation:{new_id()}", "no subject\0 at all"]
        assert set(erased(desk, subjects).json()["subjects"]) == mine
        assert erased(stranger, subjects).json() == erased(desk, []).json() == {}
        assert erased(desk, [f"entry:{new_id()}" for _ in range(MAX_SUBJECTS + 1)]).status_code == 400
        for target, key in ((Target.ENTRY, case.entry), (Target.ATTACHMENT, case.file)):
            assert case.erase(target, key)["status"] == "ok"  # once more
        assert set(erased(desk, subjects).json()["subjects"]) == {*mine, f"entry:{case.entry}"}
        assert desk.pull(keep=False)["erasures"] == 3


def erased(desk: Desk, subjects: list[str]) -> requests.Response:
    body = {"client": str(desk.tokens.client), "subjects": subjects}
    return desk.call("POST", ERASED_PATH, json=body)
