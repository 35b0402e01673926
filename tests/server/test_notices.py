"""Who is told of what: mentions, what becomes theirs, deadlines that come near or pass; once, and for seven days."""

from datetime import timedelta

import pytest

from app.commands.base import SYSTEM
from app.commands.conversation import AssignConversation
from app.commands.handover import handover_id
from app.commands.message import Reply, WriteNote, receive
from app.commands.notice import SeeNotices
from app.commands.promise import MakePromise
from app.domain.channel import Channel
from app.domain.notice import NoticeKind
from app.domain.role import RoleCode
from app.domain.status import Status
from app.model.conversation import Conversation, Promise
from app.model.identifier import new_id
from app.model.notice import Notice
from app.server.jobs.retention import Retention
from app.server.notices.deadline import DeadlineWatch
from tests.builders.conversation import make_conversation, written
from tests.builders.workspace import put_user

pytestmark = pytest.mark.postgresql_by_night


@pytest.fixture
def talk(backend, shop):
    return make_conversation(backend.parts.uow, shop.ws, shop.mail)


@pytest.fixture
def look(backend):
    return DeadlineWatch(backend.parts.database, backend.parts.uow, backend.clock).go_round


def told(backend, shop, user_id=None):
    """Kinds of all notices, of one person or of everybody, in their order."""
    with backend.parts.database.read() as session:
        rows = session.query(Notice).filter_by(ws=shop.ws).order_by(Notice.at, Notice.id)
        return [it.kind for it in rows if user_id in (None, it.user_id)]


def notices_of(desk):
    return [op[-1] for op in desk.pull_all() if op[0] == "put" and op[2] == "notice"]


def add_lead(backend, shop, team=None):
    lead = new_id()
    teams = [team or shop.sales_team]
    backend.parts.uow.run(shop.ws, SYSTEM, lambda tx: put_user(tx, lead, "Лида", role=RoleCode.LEAD, teams=teams))
    return lead


def test_whoever_is_mentioned_is_told_watches_and_sees_a_conversation_of_a_foreign_queue(backend, shop, talk):
    anna, boris = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.boris)
    assert not [op for op in boris.pull_all() if op[2] == "conversation"]
    note = WriteNote(talk, new_id(), "@Борис Ли глянь", [shop.boris, shop.anna])
    assert anna.give(note)["status"] == "ok"
    page = boris.pull()
    kinds = {op[2] for op in page["ops"] if op[0] == "put"}
    assert {"conversation", "customer", "identity", "notice"} <= kinds
    seen = next(op[-1] for op in page["ops"] if op[2] == "notice")
    assert (seen["kind"], seen["by_id"], seen["conversation_id"]) == ("mention", str(shop.anna), str(talk))
    assert set(seen) == {"id", "user_id", "kind", "conversation_id", "subject_id", "by_id", "at"}
    watched = next(op[-1] for op in page["ops"] if op[2] == "conversation")
    assert watched["watcher_ids"] == [str(shop.boris)]
    assert boris.give(WriteNote(talk, new_id(), "глянул"))["status"] == "ok"
    assert told(backend, shop) == ["mention"]


def test_a_note_that_was_there_before_tells_nobody_anything(backend, shop, talk):
    anna, vera = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.vera)
    note = WriteNote(talk, new_id(), "@Борис Ли глянь", [shop.boris])
    assert anna.give(note)["status"] == "ok"
    assert anna.give(WriteNote(talk, note.entry_id, "@Вера глянь", [shop.vera]))["status"] == "ok"
    assert vera.give(WriteNote(talk, note.entry_id, "@Анна глянь", [shop.anna]))["status"] == "ok"
    assert told(backend, shop) == ["mention"]
    assert told(backend, shop, shop.boris) == ["mention"]


def test_nobody_is_let_in_who_may_not_work_with_customers(backend, shop, talk):
    analyst = new_id()
    backend.parts.uow.run(shop.ws, SYSTEM, lambda tx: put_user(tx, analyst, "Цифры", role=RoleCode.ANALYST))
    anna = backend.desk(shop.ws, shop.anna)
    for stranger in (analyst, new_id()):
        refused = anna.give(WriteNote(talk, new_id(), "@Цифры", [stranger]))
        assert (refused["code"], refused["detail"]) == ("invalid", {"field": "mentioned_ids"})
    assert not told(backend, shop)


def test_a_request_given_to_a_colleague_is_told_of_one_taken_by_oneself_is_not(backend, shop, talk):
    anna, vera = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.vera)
    anna.give(AssignConversation(talk, new_id(), shop.anna, None))
    assert not told(backend, shop)
    vera.give(AssignConversation(talk, new_id(), shop.boris, shop.anna))
    vera.give(AssignConversation(talk, new_id(), shop.boris, shop.anna))
    assert told(backend, shop, shop.boris) == ["assigned"]


@pytest.mark.on_both_databases
def test_a_request_that_comes_with_a_note_is_one_notice_for_its_receiver(backend, shop, talk):
    vera, entry_id = backend.desk(shop.ws, shop.vera), new_id()
    note = WriteNote(talk, handover_id(entry_id), "@Борис Ли\nЖдёт дату. @Анна тоже", [shop.boris, shop.anna])
    given = (note, AssignConversation(talk, entry_id, shop.boris, None))
    assert [vera.give(it)["status"] for it in given] == ["ok", "ok"]
    assert told(backend, shop, shop.boris) == ["assigned"]
    assert told(backend, shop, shop.anna) == ["mention"]


@pytest.mark.on_both_databases
def test_only_the_person_who_was_told_can_have_seen_it(backend, shop, talk):
    anna, vera = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.vera)
    vera.give(AssignConversation(talk, new_id(), shop.anna, None))
    [notice] = notices_of(anna)
    assert not notices_of(vera)
    assert vera.give(SeeNotices([notice["id"], new_id()]))["status"] == "ok"
    assert not notices_of(anna)
    anna.give(SeeNotices([notice["id"]]))
    assert ["seen_at" in it for it in notices_of(anna)] == [True]


def test_a_promise_is_told_of_fifteen_minutes_before_and_when_it_is_broken_also_to_the_lead(backend, shop, talk, look):
    lead = add_lead(backend, shop)
    add_lead(backend, shop, shop.support_team)
    anna = backend.desk(shop.ws, shop.anna)
    anna.give(MakePromise(talk, new_id(), new_id(), "Перезвонить", backend.clock.now() + timedelta(minutes=20)))
    anna.give(Reply(talk, new_id(), "Перезвоню", Channel.EMAIL, seen_seq=1))
    look()
    assert not told(backend, shop)
    backend.clock.advance(timedelta(minutes=5))
    look()
    look()
    assert told(backend, shop) == ["promise_soon"]
    backend.clock.advance(timedelta(minutes=15))
    look()
    look()
    assert told(backend, shop, shop.anna) == ["promise_soon", "promise_broken"]
    assert told(backend, shop, lead) == ["promise_broken"]
    assert len(told(backend, shop)) == 3


@pytest.mark.on_both_databases
def test_a_promise_that_was_kept_is_not_told_of(backend, shop, talk, look):
    anna, promise_id = backend.desk(shop.ws, shop.anna), new_id()
    anna.give(MakePromise(talk, new_id(), promise_id, "x", backend.clock.now() + timedelta(minutes=10)))
    anna.give(Reply(talk, new_id(), "готово", Channel.EMAIL, seen_seq=1))
    with backend.parts.database.write() as session:
        session.get(Promise, (shop.ws, promise_id)).state = "kept"
        session.commit()
    look()
    assert not told(backend, shop)


@pytest.mark.on_both_databases
def test_an_answer_is_told_of_when_a_quarter_of_its_time_is_left_and_when_it_is_late(backend, shop, talk, look):
    lead = add_lead(backend, shop)
    backend.desk(shop.ws, shop.anna).give(AssignConversation(talk, new_id(), shop.anna, None))
    backend.clock.advance(timedelta(minutes=22))
    look()
    assert not told(backend, shop)
    backend.clock.advance(timedelta(minutes=1))
    look()
    assert told(backend, shop) == ["sla_soon"]
    backend.clock.advance(timedelta(minutes=8))
    look()
    look()
    assert told(backend, shop, shop.anna) == ["sla_soon", "sla_missed"]
    assert told(backend, shop, lead) == ["sla_missed"]


@pytest.mark.on_both_databases
def test_nobody_is_told_of_an_answer_to_a_request_that_is_solved(backend, shop, talk, look):
    backend.desk(shop.ws, shop.anna).give(AssignConversation(talk, new_id(), shop.anna, None))
    with backend.parts.database.write() as session:
        solved = session.get(Conversation, (shop.ws, talk))
        assert solved.reply_due_at is not None
        solved.status = Status.RESOLVED  # a call that nobody took, told of after the solution, wants an answer again
        session.commit()
    backend.clock.advance(timedelta(minutes=31))
    look()
    assert not told(backend, shop)


def test_another_deadline_of_the_same_request_is_news_again(backend, shop, talk, look):
    anna = backend.desk(shop.ws, shop.anna)
    anna.give(AssignConversation(talk, new_id(), shop.anna, None))
    backend.clock.advance(timedelta(minutes=31))
    look()
    anna = backend.desk(shop.ws, shop.anna)
    anna.give(Reply(talk, new_id(), "Простите", Channel.EMAIL, seen_seq=1))

    def again(tx):
        receive(written(Channel.EMAIL, "Ау", tx), tx.get(Conversation, talk), tx)

    backend.parts.uow.run(shop.ws, SYSTEM, again)
    backend.clock.advance(timedelta(minutes=31))
    look()
    assert told(backend, shop, shop.anna) == ["sla_missed", "sla_missed"]


def test_after_seven_days_a_notice_leaves_the_bell_everywhere(backend, shop, talk):
    anna = backend.desk(shop.ws, shop.anna)
    backend.desk(shop.ws, shop.vera).give(AssignConversation(talk, new_id(), shop.anna, None))
    assert len(notices_of(anna)) == 1
    parts = backend.parts
    retention = Retention(parts.database, parts.uow, backend.clock, parts.uploads)
    backend.clock.advance(timedelta(days=6, hours=23))
    retention.run_once()
    assert told(backend, shop) == [NoticeKind.ASSIGNED]
    backend.clock.advance(timedelta(hours=2))
    retention.run_once()
    anna = backend.desk(shop.ws, shop.anna)
    assert not notices_of(anna)
    assert not told(backend, shop)
