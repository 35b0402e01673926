"""What was erased leaves no trace in other rows: drafts, searches, another name of the person, times of work."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.commands.base import SYSTEM
from app.commands.draft import SaveDraft
from app.commands.handling import LogHandling
from app.commands.merge_customers import MergeCustomers, PartCustomers
from app.commands.message import Reply
from app.commands.redaction import Redact, SetHold
from app.commands.saved_view import SaveView
from app.domain.channel import Channel
from app.domain.erasure import NOTHING, Target
from app.domain.role import RoleCode
from app.model.conversation import Conversation
from app.model.customer import Customer, Identity
from app.model.draft import Draft
from app.model.handling import HandlingTime
from app.model.identifier import new_id
from app.model.saved_view import SavedView
from app.server.db import Database
from app.server.erasure.erasing import Eraser
from app.server.erasure.hold import hold
from app.server.jobs.retention import HANDLING_FOR, Retention
from tests.builders.conversation import make_conversation
from tests.builders.workspace import put_user
from tests.server.test_expiry import close_and_wait
from tests.services.backend import Backend
from tests.services.house import House
from tests.sync.test_erasure import ADDRESS, Case


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


def all_of(backend: Backend, model: Any) -> list[Any]:
    with backend.parts.database.read() as session:
        return list(session.scalars(select(model)))


def test_versions_written_before_a_message_go_with_it_and_what_others_write_stays(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)
        vera = backend.desk(case.shop.ws, case.shop.vera)
        for text in ("Пароль 99", "Ваш пароль 4711"):
            assert case.anna.give(SaveDraft(case.talk, "reply", text, 0, new_id()))["status"] == "ok"
        assert vera.give(SaveDraft(case.talk, "reply", "Другое", 0, new_id()))["status"] == "ok"
        assert vera.give(SaveDraft(case.talk, "note", "пароль 4711", 0, new_id()))["status"] == "ok"
        answer = Reply(case.talk, new_id(), "Ваш пароль 4711, до встречи", Channel.EMAIL, seen_seq=1)
        assert case.anna.give(answer)["status"] == "ok"
        assert [it["text"] for row in all_of(backend, Draft) for it in row.earlier] == ["Пароль 99"]
        backend.clock.advance(timedelta(minutes=1))
        for text in ("Ещё одно", "И ещё"):
            assert case.anna.give(SaveDraft(case.talk, "reply", text, 0, new_id()))["status"] == "ok"
        assert case.erase(Target.ENTRY, answer.entry_id)["status"] == "ok"
        kept = {row.text: [it["text"] for it in row.earlier] for row in all_of(backend, Draft)}
        assert kept == {"И ещё": ["Ещё одно"], "Другое": [], "пароль 4711": []}


def test_what_a_successor_sent_of_a_draft_goes_from_the_draft(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)
        assert case.anna.give(SaveDraft(case.talk, "reply", "Ваш пароль 4711", 0, new_id()))["status"] == "ok"
        vera = backend.desk(case.shop.ws, case.shop.vera)
        answer = Reply(case.talk, new_id(), "Ваш пароль 4711", Channel.EMAIL, seen_seq=2)
        assert vera.give(answer)["status"] == "ok"
        case.erase(Target.ENTRY, answer.entry_id)
        assert [it.text for it in all_of(backend, Draft)] == [""]


def test_searches_that_name_an_erased_person_lose_the_name(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)

        def named(tx: Any) -> None:
            tx.get(Customer, case.customer).name = "Марина Соколова"
            phone = Identity(id=new_id(), customer_id=case.customer, channel=Channel.PHONE, value="+79175553208")
            tx.put(phone)

        backend.parts.uow.run(case.shop.ws, SYSTEM, named)
        searches = [
            ("Соколова", {"text": "возврат"}), ("Её", {"text": "Соколовой"}), ("Звонки", {"text": "8 917 555-32-08"}),
            ("Почта", {"text": ADDRESS, "channels": ["email"]}), ("Марины", {"text": "марина"}), ("Все", {}),
            ("Возвраты", {"text": "возврат"}),
        ]  # fmt: skip
        for name, asked in searches:
            assert case.anna.give(SaveView(new_id(), name, asked))["status"] == "ok"
        case.anna.pull_all()
        assert case.erase(Target.CUSTOMER, case.customer)["status"] == "ok"
        left = {(it.name, str(it.filter)) for it in all_of(backend, SavedView)}
        assert left == {
            (NOTHING, "{'channels': ['email']}"), ("Марины", "{'text': 'марина'}"), ("Все", "{}"),
            ("Возвраты", "{'text': 'возврат'}"),
        }  # fmt: skip
        ops = [op[0] for op in case.anna.pull_all() if op[2] == "saved_view"]
        assert sorted(ops) == ["leave", "leave", "leave", "put"]


def test_a_common_word_before_the_at_is_nobodys_name(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)

        def addressed(tx: Any) -> None:
            for value in ("support@acme.example", "mjones@acme.example"):
                tx.put(Identity(id=new_id(), customer_id=case.customer, channel=Channel.EMAIL, value=value))

        backend.parts.uow.run(case.shop.ws, SYSTEM, addressed)
        for name, asked in (("Support", {"text": "support"}), ("M", {"text": "mjones"})):
            assert case.anna.give(SaveView(new_id(), name, asked))["status"] == "ok"
        assert case.erase(Target.CUSTOMER, case.customer)["status"] == "ok"
        assert [it.name for it in all_of(backend, SavedView)] == ["Support"]


def test_times_of_work_go_with_a_deleted_conversation_and_after_four_hundred_days(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)
        other = make_conversation(backend.parts.uow, case.shop.ws, case.shop.mail, address="b@example.com")
        for talk in (case.talk, other):
            assert case.anna.give(LogHandling(talk, new_id(), 60))["status"] == "ok"
        close_and_wait(case, 31, retention_days=30, retention_act="delete")
        assert [it.conversation_id for it in all_of(backend, HandlingTime)] == [other]
        parts = backend.parts
        retention = Retention(parts.database, parts.uow, backend.clock, parts.uploads)
        backend.clock.advance(HANDLING_FOR - timedelta(days=32))
        retention.run_once()
        assert len(all_of(backend, HandlingTime)) == 1
        backend.clock.advance(timedelta(days=2))
        retention.run_once()
        assert all_of(backend, HandlingTime) == []


class Merged(Case):
    """The same with another name of the customer, who was merged with them."""

    def __init__(self, backend: Backend) -> None:
        super().__init__(backend)
        uow, ws = backend.parts.uow, self.shop.ws
        self.other_talk = make_conversation(uow, ws, self.shop.mail, address="two@example.com")
        self.other, self.merge, self.admin = self.owner(self.other_talk), new_id(), new_id()
        uow.run(ws, SYSTEM, lambda tx: put_user(tx, self.admin, "А", role=RoleCode.ADMIN))
        assert self.anna.give(MergeCustomers(self.customer, self.other, self.merge))["status"] == "ok"

    def owner(self, talk: UUID) -> UUID:
        with self.backend.parts.database.read() as session:
            return session.get_one(Conversation, (self.shop.ws, talk)).customer_id


def test_a_hold_on_one_name_of_a_person_keeps_all_of_them(house: House) -> None:
    with house.open() as backend:
        case = Merged(backend)
        backend.parts.uow.run(case.shop.ws, SYSTEM, lambda tx: hold(tx, case.other, on=True))
        assert case.erase(Target.CUSTOMER, case.customer)["code"] == "legal_hold"
        close_and_wait(case, 31, retention_days=30)
        assert not any(it.erased for it in [*all_of(backend, Customer), *all_of(backend, Conversation)])
        lead = backend.desk(case.shop.ws, case.lead.tokens.user_id)
        assert lead.give(SetHold(True, customer_id=case.customer, reason="А40-17"))["status"] == "ok"
        assert {it.hold_reason for it in all_of(backend, Customer)} == {"А40-17"}
        assert lead.give(SetHold(False, customer_id=case.customer))["status"] == "ok"
        assert {it.hold_reason for it in all_of(backend, Customer)} == {""}
        assert lead.give(Redact(Target.CUSTOMER, case.customer, customer_id=case.customer))["status"] == "ok"
        assert all(it.erased for it in [*all_of(backend, Customer), *all_of(backend, Conversation)])


def test_why_somebody_was_held_when_an_older_backup_was_made_goes_with_them(house: House) -> None:
    with house.open() as backend:
        case = Case(backend)
        held = SetHold(True, customer_id=case.customer, reason="Дело Марины Соколовой")
        assert case.lead.give(held)["status"] == "ok"
        backend.parts.uow.run(case.shop.ws, SYSTEM, lambda tx: Eraser(tx).erase(Target.CUSTOMER, case.customer))
        (customer,) = all_of(backend, Customer)
        assert (customer.erased, customer.legal_hold, customer.hold_reason) == (True, False, "")


def test_a_name_that_was_merged_away_is_not_erased_alone(house: House) -> None:
    with house.open() as backend:
        case = Merged(backend)
        admin = backend.desk(case.shop.ws, case.admin)
        alone = Redact(Target.CUSTOMER, case.other, customer_id=case.other)
        assert admin.give(alone)["code"] == "merged_away"
        assert not any(it.erased for it in all_of(backend, Customer))


def test_who_was_parted_and_erased_is_gone_also_from_a_backup_in_which_they_were_merged(house: House) -> None:
    with house.open() as backend:
        case = Merged(backend)
        saved = house.save(backend)
        assert case.anna.give(PartCustomers(case.customer, case.merge))["status"] == "ok"
        assert case.lead.give(Redact(Target.CUSTOMER, case.other, customer_id=case.other))["status"] == "ok"
    house.restore(saved, backend)
    with house.open() as again:
        erased = {it.id: it.erased for it in all_of(again, Customer)}
        assert (erased[case.other], erased[case.customer]) == (True, False)
        assert {it.id: it.erased for it in all_of(again, Conversation)} == {case.talk: False, case.other_talk: True}
        assert "two@example.com" not in [it.value for it in all_of(again, Identity)]
        kept = next(it for it in all_of(again, Customer) if it.id == case.customer)
        assert kept.facts.get("merged") == []
