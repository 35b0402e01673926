"""What an inbox keeps no longer goes by itself, with its feeds in order; and what is known of a person can be had."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.commands.base import SYSTEM
from app.commands.conversation import change_status
from app.commands.draft import SaveDraft
from app.commands.later import SendLater
from app.commands.message import FileOfMessage
from app.commands.redaction import SetHold
from app.domain.channel import Channel
from app.domain.retention import Retention, retention_of
from app.domain.role import RoleCode
from app.domain.status import Status
from app.model.administration import AuditEntry
from app.model.conversation import Attachment, Conversation, Delivery, LogEntry
from app.model.customer import Customer, Identity
from app.model.identifier import new_id
from app.model.sync import Erasure, FeedRow
from app.model.workspace import Inbox
from app.server.db import Database
from app.server.erasure.expiry import Expiry
from app.server.transaction import ServerTx
from tests.builders.conversation import make_conversation
from tests.builders.workspace import put_user
from tests.services.house import House
from tests.sync.test_erasure import ADDRESS, SECRET, Case, found_on_server, sweep


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


def close_and_wait(case: Case, days: int, **rule: Any) -> None:
    """The conversation is closed, its inbox has a rule, and days go by until the job runs."""
    uow, ws, inbox = case.backend.parts.uow, case.shop.ws, case.shop.mail

    def work(tx: Any) -> None:
        change_status(tx.get(Conversation, case.talk), Status.RESOLVED, tx)
        tx.get(Inbox, inbox).settings = rule

    uow.run(ws, SYSTEM, work)
    case.backend.clock.advance(timedelta(days=days))
    Expiry(case.backend.parts.database, uow, case.backend.clock).run_once()
    sweep(case.backend)


def count(case: Case, model: Any) -> int:
    with case.backend.parts.database.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_rules_that_make_no_sense_keep_everything() -> None:
    for nonsense in (None, 0, -1, True, "soon", "", 10**9, "٣"):
        assert retention_of({"retention_days": nonsense}) is None
    assert retention_of({"retention_days": "30"}) == Retention(timedelta(days=30), delete=False)
    assert retention_of({"retention_days": 30, "retention_act": "delete"}) == Retention(timedelta(days=30), delete=True)


def test_a_closed_conversation_is_erased_after_its_time_and_not_a_day_before(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)
        case.anna.pull_all()
        close_and_wait(case, 29, retention_days=30)
        assert found_on_server(backend)
        backend.clock.advance(timedelta(days=1))
        Expiry(backend.parts.database, backend.parts.uow, backend.clock).run_once()
        sweep(backend)
        assert found_on_server(backend) == []
        with backend.parts.database.read() as session:
            assert session.get_one(Conversation, (case.shop.ws, case.talk)).erased
            assert session.get_one(Customer, (case.shop.ws, case.customer)).erased


def test_a_conversation_that_is_to_be_deleted_leaves_every_desk_and_the_database(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)
        other = make_conversation(backend.parts.uow, case.shop.ws, case.shop.support_mail, address="b@example.com")
        case.anna.pull_all()
        close_and_wait(case, 31, retention_days=30, retention_act="delete")
        assert found_on_server(backend) == []
        assert [count(case, it) for it in (Conversation, Attachment, Delivery)] == [1, 0, 0]
        assert count(case, LogEntry) == 1
        anna = backend.desk(case.shop.ws, case.shop.anna, case.anna.tokens.client)
        anna.cursor = case.anna.cursor
        left = {(op[2], op[3]) for op in anna.pull_all() if op[0] == "leave"}
        assert {("conversation", str(case.talk)), ("customer", str(case.customer))} <= left
        with backend.parts.database.read() as session:
            live = select(FeedRow.kind).where(FeedRow.gone.is_(False), FeedRow.id.in_([case.talk, case.customer]))
            assert session.scalars(live).all() == []
            assert session.scalars(select(Identity.value)).all() == ["b@example.com"]
            assert session.get(Conversation, (case.shop.ws, other)) is not None
            assert count(case, Erasure) == 2


def test_a_legal_hold_outlasts_every_retention(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)
        assert case.lead.give(SetHold(True, customer_id=case.customer))["status"] == "ok"
        close_and_wait(case, 400, retention_days=30, retention_act="delete")
        with backend.parts.database.read() as session:
            assert not session.get_one(Conversation, (case.shop.ws, case.talk)).erased
        assert found_on_server(backend)


def test_an_inbox_without_a_rule_keep_everything(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)
        close_and_wait(case, 4_000)
        assert found_on_server(backend)


def test_a_customer_with_another_conversation_stays(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)
        make_conversation(backend.parts.uow, case.shop.ws, case.shop.mail, address=ADDRESS, text="Ещё вопрос")
        close_and_wait(case, 31, retention_days=30)
        with backend.parts.database.read() as session:
            assert session.get_one(Conversation, (case.shop.ws, case.talk)).erased
            assert not session.get_one(Customer, (case.shop.ws, case.customer)).erased


def test_an_administrator_gets_everything_of_one_person_and_it_is_written_down(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)
        admin = new_id()
        backend.parts.uow.run(case.shop.ws, SYSTEM, lambda tx: put_user(tx, admin, "А", role=RoleCode.ADMIN))
        path = f"/v1/customers/{case.customer}/export"
        assert case.lead.call("GET", path).status_code == 403
        desk = backend.desk(case.shop.ws, admin)
        answer = desk.call("GET", path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
        assert desk.call("GET", f"/v1/customers/{UUID(int=7)}/export").status_code == 404
        with backend.parts.database.read() as session:
            noted = session.scalars(select(AuditEntry).where(AuditEntry.what == "export_customer")).all()
            assert [(it.actor_id, it.subject_id) for it in noted] == [(admin, case.customer)]
        zipped = zipfile.ZipFile(io.BytesIO(answer.content))
        data = json.loads(zipped.read("data.json"))
        assert [it["value"] for it in data["addresses"]] == [ADDRESS]
        assert data["facts"][0]["source"] == SECRET
        kinds = [it["kind"] for it in data["conversations"][0]["entries"]]
        assert kinds == ["message_in", "message_out", "note", "promise"]
        contents = {zipped.read(it) for it in zipped.namelist() if it.startswith("files/")}
        assert contents == {SECRET.encode(), f"raw letter {SECRET}".encode()}
        page = zipped.read("index.html").decode()
        assert f"Мой пароль {SECRET}" in page
        assert str(case.shop.anna) not in str(data)
        short = desk.call("GET", path + "?notes=false").content
        entries = json.loads(zipfile.ZipFile(io.BytesIO(short)).read("data.json"))["conversations"][0]["entries"]
        assert "note" not in [it["kind"] for it in entries]


def test_what_was_not_sent_yet_belongs_to_the_data_of_a_person(house: House) -> None:
    with house.open() as backend:
        case, admin = Case(backend), new_id()
        backend.parts.uow.run(case.shop.ws, SYSTEM, lambda tx: put_user(tx, admin, "А", role=RoleCode.ADMIN))
        file = FileOfMessage(new_id(), "plan.txt", "text/plain", 3, case._uploaded())
        tomorrow = backend.clock.now() + timedelta(days=1)
        for it in (
            SendLater(case.talk, new_id(), "Завтра", Channel.EMAIL, 9, tomorrow, files=[file]),
            SaveDraft(case.talk, "reply", "Начато", 0, new_id()),
            SaveDraft(case.talk, "note", "Про себя", 0, new_id()),
        ):
            assert case.anna.give(it)["status"] == "ok"
        path = f"/v1/customers/{case.customer}/export"
        for notes, drafts in (("true", ["Начато", "Про себя"]), ("false", ["Начато"])):
            answer = backend.desk(case.shop.ws, admin).call("GET", f"{path}?notes={notes}")
            zipped = zipfile.ZipFile(io.BytesIO(answer.content))
            talk = json.loads(zipped.read("data.json"))["conversations"][0]
            (later,) = talk["put_off"]
            assert (later["text"], later["state"], later["channel"]) == ("Завтра", "waiting", "email")
            assert zipped.read(later["files"][0]) == SECRET.encode()
            assert sorted(it["text"] for it in talk["drafts"]) == drafts
            page = zipped.read("index.html").decode()
            assert [it in page for it in ("Завтра", "Начато", "Про себя")] == [True, True, notes == "true"]


def test_hostile_words_of_a_customer_stay_text_in_the_page_and_files_stay_in_their_folder(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)

        def work(tx: Any) -> None:
            tx.get(Conversation, case.talk).subject = "<script>alert(1)</script>"
            tx.get(Attachment, case.file).name = "../../etc/passwd"

        backend.parts.uow.run(case.shop.ws, SYSTEM, work)
        admin = new_id()
        backend.parts.uow.run(case.shop.ws, SYSTEM, lambda tx: put_user(tx, admin, "А", role=RoleCode.ADMIN))
        answer = backend.desk(case.shop.ws, admin).call("GET", f"/v1/customers/{case.customer}/export")
        zipped = zipfile.ZipFile(io.BytesIO(answer.content))
        assert "<script>" not in zipped.read("index.html").decode()
        assert all(".." not in it.split("/") and it.count("/") <= 1 for it in zipped.namelist())


@pytest.mark.parametrize("what", ["opened again", "held"])
def test_what_somebody_goes_on_with_while_the_job_looks_at_it_is_kept(
    house: House, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    with house.open() as backend:
        if backend.parts.database.is_sqlite:
            pytest.skip("one writer at a time: nobody comes in between")
        case = Case(backend)
        case.anna.pull_all()
        lock, uow = ServerTx.lock_conversations, backend.parts.uow
        between: list[None] = []

        def somebody_was_faster(tx: ServerTx, ids: Any) -> None:
            if not between:
                between.append(None)
                uow.run(case.shop.ws, SYSTEM, goes_on)
            lock(tx, ids)

        def goes_on(tx: Any) -> None:
            row = tx.get(Conversation, case.talk)
            if what == "held":
                row.legal_hold = True
            else:
                row.status, row.closed_at, row.status_rev = Status.OPEN, None, row.status_rev + 1

        close_and_wait(case, 1)
        monkeypatch.setattr(ServerTx, "lock_conversations", somebody_was_faster)
        close_and_wait_for_rule(case)
        assert between
        assert found_on_server(backend)


def close_and_wait_for_rule(case: Case) -> None:
    """The rule comes and a month goes by, for what is closed already."""
    uow, ws = case.backend.parts.uow, case.shop.ws

    def work(tx: Any) -> None:
        tx.get(Inbox, case.shop.mail).settings = {"retention_days": 30}

    uow.run(ws, SYSTEM, work)
    case.backend.clock.advance(timedelta(days=31))
    Expiry(case.backend.parts.database, uow, case.backend.clock).run_once()
    sweep(case.backend)
