"""Requests that are merged, split and put together again, with the authority of the server."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.commands.base import SYSTEM
from app.commands.field import SetField
from app.commands.link import LinkConversations
from app.commands.merge import MergeConversations, UnmergeConversation
from app.commands.message import Reply, WriteNote
from app.commands.move import MoveEntries, UnmoveEntries, copy_id
from app.commands.redaction import Redact
from app.domain.channel import Channel
from app.domain.entry import EntryKind
from app.domain.erasure import Target
from app.domain.request_field import FieldName
from app.domain.role import RoleCode
from app.domain.status import Status
from app.model.conversation import Attachment, Conversation, LogEntry, Promise
from app.model.identifier import new_id
from app.server.blobs.access import hold_blob, may_read
from app.server.conversations.service import conversation_for
from app.server.unit_of_work import ServerTx
from tests.builders.conversation import customer_writes, make_conversation
from tests.builders.workspace import make_shop, put_user
from tests.services.backend import Backend

OK = {"status": "ok"}


class Office:
    """A shop with Anna at her desk and two requests of Marina."""

    def __init__(self, backend: Backend) -> None:
        self.backend, self.uow = backend, backend.parts.uow
        self.shop = make_shop(self.uow)
        self.ws = self.shop.ws
        self.anna = backend.desk(self.ws, self.shop.anna)
        self.old = make_conversation(self.uow, self.ws, self.shop.mail, text="Где заказ?")
        self.new = make_conversation(self.uow, self.ws, self.shop.mail, text="Вы тут?")

    def give(self, command: object) -> str:
        """What becomes of a command of Anna's."""
        result = self.anna.give(command)
        return "/".join(it for it in (result["status"], result.get("code", "")) if it)

    def talk(self, talk_id: UUID) -> Conversation:
        with self.backend.parts.database.read() as session:
            found = session.get(Conversation, (self.ws, talk_id))
            assert found is not None
            session.expunge(found)
            return found

    def log(self, talk_id: UUID) -> list[LogEntry]:
        with self.backend.parts.database.read() as session:
            mine = (LogEntry.ws == self.ws) & (LogEntry.conversation_id == talk_id)
            return list(session.scalars(select(LogEntry).where(mine).order_by(LogEntry.seq)))

    def shown(self, talk_id: UUID) -> list[str]:
        """The texts of messages and notes that are shown there, as they came."""
        hidden = self.talk(talk_id).moved_ids
        return [
            it.payload["text"] for it in self.log(talk_id) if "text" in it.payload and str(it.entry_id) not in hidden
        ]

    def merge(self) -> UUID:
        """Make one of the two; returns the merge's entry."""
        entry_id = new_id()
        assert self.give(MergeConversations(self.new, entry_id, self.old, self.talk(self.new).status_rev)) == "ok"
        return entry_id

    def do(self, work: Any) -> Any:
        return self.uow.run(self.ws, SYSTEM, work)


@pytest.fixture
def office(backend: Backend) -> Office:
    return Office(backend)


def test_a_merged_request_goes_on_in_the_other_and_so_does_its_customer(office: Office) -> None:
    office.do(lambda tx: setattr(tx.get(Conversation, office.new), "tag_ids", ["a"]))
    waited = office.talk(office.old).waiting_since
    office.merge()
    source, target = office.talk(office.new), office.talk(office.old)
    assert (source.status, source.merged_into_id) == (Status.CLOSED, target.id)
    assert (target.waiting_since, target.tag_ids, target.preview) == (waited, ["a"], "Вы тут?")
    assert [it.kind for it in office.log(office.old)][-1] is EntryKind.MERGE

    def writes(tx: ServerTx) -> UUID:
        known = tx.get(Conversation, office.new)
        inbox = type("Door", (), {"id": office.shop.mail})()
        return conversation_for(
            tx, known, customer=tx.get(_customer(), known.customer_id), inbox=inbox, subject="x", channel=Channel.EMAIL
        ).id

    assert office.do(writes) == office.old


def _customer() -> Any:
    from app.model.customer import Customer

    return Customer


def test_a_merge_wakes_a_solved_request_when_the_customer_waits_in_the_other(office: Office) -> None:
    office.do(lambda tx: setattr(tx.get(Conversation, office.old), "status", Status.RESOLVED))
    office.merge()
    assert office.talk(office.old).status is Status.OPEN


def test_a_merge_taken_back_leaves_both_as_they_were(office: Office) -> None:
    def prepare(tx: ServerTx) -> None:
        source, target = tx.get(Conversation, office.new), tx.get(Conversation, office.old)
        source.tag_ids, source.watcher_ids, target.tag_ids = ["a", "b"], [str(office.shop.vera)], ["b"]
        target.status, target.waiting_since, target.reply_due_at = Status.WAITING_CUSTOMER, None, None
        promise = Promise(id=new_id(), customer_id=source.customer_id, conversation_id=source.id, text="позвонить")
        promise.made_at = promise.due_at = source.promise_due_at = tx.now
        tx.put(promise)

    office.do(prepare)
    names = ("status", "waiting_since", "reply_due_at", "promise_due_at", "tag_ids", "watcher_ids", "merged_into_id")

    def state() -> list[list[object]]:
        return [[getattr(office.talk(it), name) for name in names] for it in (office.old, office.new)]

    before, merge_id = state(), office.merge()
    assert office.talk(office.old).promise_due_at is not None
    assert office.give(UnmergeConversation(office.new, new_id(), merge_id)) == "ok"
    assert state() == before
    with office.backend.parts.database.read() as session:
        assert session.scalar(select(Promise.conversation_id)) == office.new
    assert office.give(UnmergeConversation(office.new, new_id(), merge_id)) == "conflict/merged"


def test_what_the_target_decided_after_the_merge_outlasts_its_taking_back(office: Office) -> None:
    merge_id = office.merge()
    seen = office.talk(office.old).log_head
    assert office.give(Reply(office.old, new_id(), "Уже едет", Channel.EMAIL, seen_seq=seen)) == "ok"
    assert office.give(UnmergeConversation(office.new, new_id(), merge_id)) == "ok"
    assert office.talk(office.old).waiting_since is None
    assert office.talk(office.new).status is Status.NEW


def test_a_letter_is_split_off_with_its_file_and_comes_back(office: Office) -> None:
    letter = office.log(office.old)[0].entry_id
    digest = "ab" * 32

    def attach(tx: ServerTx) -> None:
        file = Attachment(id=new_id(), conversation_id=office.old, entry_id=letter, name="чек.pdf")
        file.content_type, file.size, file.blob = "application/pdf", 3, digest
        tx.put(file)
        hold_blob(tx, digest, 3, office.old)

    office.do(attach)
    customer_writes(office.uow, office.ws, office.old, "И второе")
    before, move_id, fresh = office.talk(office.old), new_id(), new_id()
    assert office.give(MoveEntries(office.old, move_id, fresh, [letter], "Отдельное дело")) == "ok"
    made = office.talk(fresh)
    assert (made.subject, made.customer_id, made.queue_id) == ("Отдельное дело", before.customer_id, before.queue_id)
    assert (made.waiting_since, made.reply_due_at) == (before.waiting_since, before.reply_due_at)
    assert (office.shown(fresh), office.shown(office.old)) == (["Где заказ?"], ["И второе"])
    assert [it.seq for it in office.log(fresh)] == list(range(1, made.log_head + 1))
    with office.backend.parts.database.read() as session:
        files = session.scalars(select(Attachment.conversation_id).order_by(Attachment.id)).all()
        assert set(files) == {office.old, fresh}
        assert may_read(session, office.ws, frozenset({f"q:{made.queue_id}"}), digest)
    assert office.give(UnmoveEntries(office.old, new_id(), move_id)) == "ok"
    assert (office.shown(fresh), office.shown(office.old)) == ([], ["Где заказ?", "И второе"])
    assert (office.talk(fresh).status, office.talk(fresh).merged_into_id) == (Status.CLOSED, office.old)
    assert office.talk(office.old).waiting_since == before.waiting_since


def test_a_letter_that_joined_wrongly_goes_where_it_belongs_and_wakes_that_request(office: Office) -> None:
    customer_writes(office.uow, office.ws, office.old, "Это про другое")
    wrong = office.log(office.old)[-1].entry_id
    office.do(lambda tx: setattr(tx.get(Conversation, office.new), "status", Status.RESOLVED))
    assert office.give(MoveEntries(office.old, new_id(), office.new, [wrong])) == "ok"
    assert office.talk(office.new).status is Status.OPEN
    assert office.shown(office.new) == ["Вы тут?", "Это про другое"]
    assert office.talk(office.old).preview == "Где заказ?"


def test_a_moved_message_holds_back_a_reply_that_had_not_seen_it(office: Office) -> None:
    seen = office.talk(office.new).log_head
    letter = office.log(office.old)[0].entry_id
    assert office.give(MoveEntries(office.old, new_id(), office.new, [letter])) == "ok"
    assert office.give(Reply(office.new, new_id(), "Добрый день", Channel.EMAIL, seen_seq=seen)).startswith("held")


def test_a_message_still_on_its_way_is_not_moved(office: Office) -> None:
    reply = Reply(office.old, new_id(), "Уже едет", Channel.TELEGRAM, seen_seq=1)
    assert office.give(reply) == "ok"
    assert office.give(MoveEntries(office.old, new_id(), office.new, [reply.entry_id])) == "conflict/leaving"


def test_what_is_erased_is_erased_where_it_was_moved_to_as_well(office: Office) -> None:
    lead = new_id()
    office.do(lambda tx: put_user(tx, lead, "L", role=RoleCode.LEAD, teams=[office.shop.sales_team]))
    letter, move_id = office.log(office.old)[0].entry_id, new_id()
    assert office.give(MoveEntries(office.old, move_id, office.new, [letter])) == "ok"
    copied = copy_id(move_id, letter)
    desk = office.backend.desk(office.ws, lead)
    assert desk.give(Redact(Target.ENTRY, copied, conversation_id=office.new))["status"] == "ok"
    assert office.log(office.old)[0].payload["text"] == ""
    assert all("Где заказ" not in str(it.payload) for it in office.log(office.new))


def test_a_request_of_a_foreign_queue_is_neither_merged_nor_moved_into_nor_linked(office: Office) -> None:
    theirs = make_conversation(office.uow, office.ws, office.shop.support_mail)
    letter = office.log(office.old)[0].entry_id
    rev = office.talk(office.old).status_rev
    for command in (
        MergeConversations(office.old, new_id(), theirs, rev),
        MoveEntries(office.old, new_id(), theirs, [letter]),
        LinkConversations(office.old, new_id(), theirs),
    ):
        assert office.give(command) == "rejected/forbidden"


def test_the_last_writer_of_a_field_wins_and_the_log_says_what_was_overwritten(office: Office) -> None:
    vera = office.backend.desk(office.ws, office.shop.vera)
    assert vera.give(SetField(office.old, new_id(), FieldName.PRIORITY, "high", "normal"))["status"] == "ok"
    assert office.give(SetField(office.old, new_id(), FieldName.PRIORITY, "low", "normal")) == "ok"
    assert office.talk(office.old).priority == "low"
    assert office.log(office.old)[-1].payload == {"field": "priority", "from": "high", "to": "low", "unseen": True}


def test_notes_go_along_and_keep_their_authors(office: Office) -> None:
    note = WriteNote(office.old, new_id(), "Проверил на складе")
    assert office.give(note) == "ok"
    assert office.give(MoveEntries(office.old, new_id(), office.new, [note.entry_id])) == "ok"
    copied = next(it for it in office.log(office.new) if it.kind is EntryKind.NOTE)
    assert (copied.author_id, copied.payload["moved"]["of"]) == (office.shop.anna, str(note.entry_id))
