"""Who may give which command: every command, every role, near and far."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest

import app.commands.all  # noqa: F401  registers every command
from app.commands.author import ServeAuthor
from app.commands.base import REGISTRY, SYSTEM
from app.commands.block import BlockCustomer, UnblockCustomer
from app.commands.call import LogCall, OpenByPhone
from app.commands.change_queue import ChangeQueue
from app.commands.conversation import (
    AssignConversation,
    MarkRead,
    ResolveConversation,
    SetStatus,
    TagConversation,
    Watch,
)
from app.commands.customer import EditCustomer, SetOrganisation, StatePreference
from app.commands.draft import SaveDraft, SettleDraft
from app.commands.field import SetField
from app.commands.file import GiveUpFile
from app.commands.follow_up import FollowUp
from app.commands.handling import LogHandling
from app.commands.identity import AddIdentity, RemoveIdentity, VerifyIdentity
from app.commands.junk import MarkCustomer, MarkJunk
from app.commands.later import CancelLater, ChangeLater, SendLater
from app.commands.letter import OpenByMail
from app.commands.link import LinkConversations
from app.commands.merge import MergeConversations, UnmergeConversation
from app.commands.merge_customers import MergeCustomers, PartCustomers, merge_customers
from app.commands.message import FileOfMessage, PlainNote, PlainReply, Reply, WriteNote
from app.commands.move import MoveEntries, UnmoveEntries
from app.commands.notice import SeeNotices
from app.commands.promise import MakePromise, MovePromise, SettlePromise
from app.commands.receipt import AnswerReceipt
from app.commands.redaction import Redact, SetHold
from app.commands.saved_view import RemoveView, SaveView
from app.commands.template import GiveUpTextFile, PlainTemplate, RemoveTemplate, SaveTemplate
from app.commands.undelivered import SendAgain, TakeBack
from app.domain.call import Direction
from app.domain.channel import Channel
from app.domain.delivery import AWAITING_UPLOAD, DeliveryState
from app.domain.entry import AuthorKind, EntryKind
from app.domain.erasure import Target
from app.domain.request_field import FieldName
from app.domain.role import MATRIX, RoleCode
from app.domain.status import Status
from app.model.conversation import Conversation, Delivery, LogEntry, Promise
from app.model.customer import Customer, Identity
from app.model.identifier import new_id
from app.model.later_message import LaterMessage
from app.model.workspace import Inbox, Queue
from app.server.customers.merging import merge_after
from app.server.unit_of_work import ServerTx
from tests.builders.conversation import make_conversation, make_customer
from tests.builders.workspace import make_shop, put_user
from tests.services.backend import Backend

OWN = {"save_view@1", "remove_view@1", "see_notices@1", "save_template@1", "save_template@2", "remove_template@1",
       "give_up_text_file@1"}  # fmt: skip
"""Commands about what is the actor's alone."""

PROMISED_AT = datetime(2026, 11, 12, 15, tzinfo=UTC)


def examples(talk: UUID, customer: UUID, backend: Backend) -> dict[str, Callable[[], object]]:
    """What makes one valid value of every command, and what it needs."""
    return {
        "log_call@1": lambda: LogCall(talk, new_id(), Direction.IN, "+79175553208", backend.clock.now(), 5, 2, "x"),
        "open_by_phone@1": lambda: OpenByPhone(
            new_id(), queue_of(backend, talk), new_id(), new_id(), "", "Марина", "Звонок"
        ),
        "open_by_mail@1": lambda: OpenByMail(
            new_id(), new_id(), inbox_of(backend, talk), new_id(), new_id(), "emma@x.example", "Emma", "Your order"
        ),
        "log_handling@1": lambda: LogHandling(talk, new_id(), 65),
        "assign@1": lambda: AssignConversation(talk, new_id(), None, None),
        "block@1": lambda: BlockCustomer(talk, new_id(), 1),
        "unblock@1": lambda: UnblockCustomer(talk, new_id()),
        "mark_customer@1": lambda: MarkCustomer(talk, new_id(), 1),
        "mark_junk@1": lambda: MarkJunk(talk, new_id(), 1, "news@x.example"),
        "mark_read@1": lambda: MarkRead(talk, 1),
        "answer_receipt@1": lambda: AnswerReceipt(talk, asking_letter(talk, backend), sends=False),
        "take_back@1": lambda: TakeBack(talk, answered_in(talk, backend)),
        "send_again@1": lambda: SendAgain(talk, answered_in(talk, backend)),
        "follow_up@1": lambda: FollowUp(talk, new_id(), backend.clock.now() + timedelta(hours=1)),
        "change_queue@1": lambda: ChangeQueue(talk, new_id(), *queues_of(backend, talk)),
        "watch@1": lambda: Watch(talk, True),
        "save_view@1": lambda: SaveView(new_id(), "VIP"),
        "remove_view@1": lambda: RemoveView(new_id()),
        "edit_customer@1": lambda: EditCustomer(customer, vip=True),
        "set_organisation@1": lambda: SetOrganisation(customer, new_id(), "ООО «Вектор»"),
        "add_identity@1": lambda: AddIdentity(customer, new_id(), Channel.EMAIL, f"{new_id()}@x.example"),
        "remove_identity@1": lambda: RemoveIdentity(customer, new_id()),
        "verify_identity@1": lambda: VerifyIdentity(customer, identity_of(backend, customer), True),
        "merge_customers@1": lambda: MergeCustomers(customer, neighbour(backend, talk), new_id()),
        "part_customers@1": lambda: PartCustomers(customer, merged_with(backend, customer)),
        "give_up_file@1": lambda: GiveUpFile(talk, new_id(), "file_lost"),
        "make_promise@1": lambda: MakePromise(
            talk, new_id(), new_id(), "call", backend.clock.now() + timedelta(days=1)
        ),
        "settle_promise@1": lambda: SettlePromise(talk, new_id(), promised(talk, backend), "kept"),
        "move_promise@1": lambda: MovePromise(
            talk, new_id(), promised(talk, backend), PROMISED_AT + timedelta(days=1), PROMISED_AT
        ),
        "note@1": lambda: PlainNote(talk, new_id(), "note"),
        "note@2": lambda: WriteNote(talk, new_id(), "note"),
        "see_notices@1": lambda: SeeNotices([new_id()]),
        "reply@1": lambda: PlainReply(talk, new_id(), "text", Channel.TELEGRAM, seen_seq=1),
        "save_template@1": lambda: PlainTemplate(new_id(), "Thanks", "Thank you"),
        "save_template@2": lambda: SaveTemplate(new_id(), "Thanks", "Thank you"),
        "give_up_text_file@1": lambda: GiveUpTextFile(new_id(), "0" * 64, "file_lost"),
        "remove_template@1": lambda: RemoveTemplate(new_id()),
        "send_later@1": lambda: SendLater(talk, new_id(), "text", Channel.EMAIL, 99, backend.clock.now()),
        "change_later@1": lambda: ChangeLater(talk, put_off(talk, backend), backend.clock.now(), 99),
        "cancel_later@1": lambda: CancelLater(talk, put_off(talk, backend)),
        "reply@2": lambda: Reply(talk, new_id(), "text", Channel.TELEGRAM, seen_seq=1),
        "redact@1": lambda: Redact(Target.ENTRY, new_id(), conversation_id=talk),
        "resolve@1": lambda: ResolveConversation(talk, new_id(), 1),
        "set_hold@1": lambda: SetHold(False, conversation_id=talk),
        "save_draft@1": lambda: SaveDraft(talk, "reply", "text", 0, new_id()),
        "settle_draft@1": lambda: SettleDraft(talk, new_id()),
        "serve_author@1": lambda: ServeAuthor(talk, new_id(), asking_letter(talk, backend), new_id(), new_id()),
        "set_field@1": lambda: SetField(talk, new_id(), FieldName.PRIORITY, "high", "normal"),
        "set_status@1": lambda: SetStatus(talk, new_id(), Status.ON_HOLD, 1),
        "state_preference@1": lambda: StatePreference(customer, "call_me", "Марина", "chat"),
        "tag@1": lambda: TagConversation(talk),
    }


JOINED = frozenset({"link@1", "merge@1", "unmerge@1", "move_entries@1", "unmove_entries@1"})


def joined(talk: UUID, backend: Backend) -> dict[str, object]:
    """Values of the commands that concern two requests: a second one, a merge and a move that can be taken back."""
    with backend.parts.database.write() as session:
        first = session.query(Conversation).filter_by(id=talk).one()
        letter = session.query(LogEntry).filter_by(conversation_id=talk).first().entry_id
        ws, other = first.ws, new_id()
        session.add(
            Conversation(
                ws=ws, id=other, subject="x", channel=first.channel, inbox_id=first.inbox_id, queue_id=first.queue_id,
                customer_id=first.customer_id, created_at=first.created_at, updated_at=first.created_at,
                last_message_at=first.created_at,
            )
        )  # fmt: skip
        lines = {"merge": {"into": str(other)}, "move": {"to": str(other), "entries": [str(letter)]}}
        ids = {kind: new_id() for kind in lines}
        for place, (kind, payload) in enumerate(lines.items(), 90):
            session.add(
                LogEntry(
                    ws=ws, entry_id=ids[kind], conversation_id=talk, seq=place, kind=EntryKind(kind),
                    author_kind=AuthorKind.SYSTEM, at=first.created_at, payload=payload,
                )
            )  # fmt: skip
        rev = first.status_rev
        session.commit()

    def make(**values: object) -> None:
        with backend.parts.database.write() as session:
            for name, value in values.items():
                setattr(session.get(Conversation, (ws, talk)), name, value)
            session.commit()

    return {
        "link@1": LinkConversations(talk, new_id(), other),
        "merge@1": MergeConversations(talk, new_id(), other, rev),
        "unmerge@1": Prepared(UnmergeConversation(talk, new_id(), ids["merge"]), lambda: make(merged_into_id=other)),
        "move_entries@1": MoveEntries(talk, new_id(), other, [letter]),
        "unmove_entries@1": Prepared(UnmoveEntries(talk, new_id(), ids["move"]), lambda: make(moved_ids=[str(letter)])),
    }


@dataclass
class Prepared:
    """A command that needs something done first."""

    command: object
    prepare: Callable[[], None]


def queue_of(backend: Backend, talk: UUID) -> UUID:
    with backend.parts.database.read() as session:
        return session.query(Conversation).filter_by(id=talk).one().queue_id


def inbox_of(backend: Backend, talk: UUID) -> UUID:
    """A mailbox of its queue."""
    with backend.parts.database.read() as session:
        queue_id = session.query(Conversation).filter_by(id=talk).one().queue_id
        return session.query(Inbox).filter_by(queue_id=queue_id, channel=Channel.EMAIL).first().id


def put_off(talk: UUID, backend: Backend) -> UUID:
    """An answer of the talk that waits for its time."""
    with backend.parts.database.write() as session:
        ws, later_id = session.query(Conversation).filter_by(id=talk).first().ws, new_id()
        at = backend.clock.now()
        session.add(
            LaterMessage(
                ws=ws, id=later_id, conversation_id=talk, author_id=None, content={}, send_at=at, seen_seq=0,
                state="waiting", reason="", rev=1, at=at,
            )
        )  # fmt: skip
        session.commit()
        return later_id


def promised(talk: UUID, backend: Backend) -> UUID:
    """An open promise of the talk."""
    with backend.parts.database.write() as session:
        row, promise_id = session.query(Conversation).filter_by(id=talk).one(), new_id()
        session.add(
            Promise(
                ws=row.ws, id=promise_id, conversation_id=talk, customer_id=row.customer_id, text="call",
                made_at=PROMISED_AT, due_at=PROMISED_AT, state="open",
            )
        )  # fmt: skip
        session.commit()
        return promise_id


def asking_letter(talk: UUID, backend: Backend) -> UUID:
    """The talk's letter, made to ask for a receipt and to be one that was passed on."""
    with backend.parts.database.write() as session:
        letter = session.query(LogEntry).filter_by(conversation_id=talk).first()
        letter.payload = letter.payload | {
            "receipt_to": "marina@example.com",
            "forwarded": {"name": "", "address": "olga@example.com"},
        }
        session.commit()
        return letter.entry_id


def answered_in(talk: UUID, backend: Backend) -> UUID:
    """An answer in the talk that failed."""
    letter = new_id()

    def fail(tx: ServerTx) -> None:
        conversation = tx.get(Conversation, talk)
        tx.append_log(conversation, letter, EntryKind.MESSAGE_OUT, {"text": "ok", "channel": "email"})
        state = DeliveryState.FAILED
        tx.put(Delivery(entry_id=letter, conversation_id=talk, state=state, reason="smtp.unreachable", at=tx.now))

    with backend.parts.database.read() as session:
        ws = session.query(Conversation.ws).filter_by(id=talk).scalar()
    backend.parts.uow.run(ws, SYSTEM, fail)
    return letter


def queues_of(backend: Backend, talk: UUID) -> tuple[UUID, UUID]:
    """Another queue, and the one it is in."""
    with backend.parts.database.read() as session:
        row = session.query(Conversation).filter_by(id=talk).one()
        other = session.query(Queue).filter(Queue.ws == row.ws, Queue.id != row.queue_id).first()
        return other.id, row.queue_id


def identity_of(backend: Backend, customer: UUID) -> UUID:
    with backend.parts.database.read() as session:
        return session.query(Identity).filter_by(customer_id=customer).first().id


def neighbour(backend: Backend, talk: UUID) -> UUID:
    """Another customer who wrote to the same inbox."""
    with backend.parts.database.read() as session:
        one = session.query(Conversation).filter_by(id=talk).one()
        ws, inbox = one.ws, one.inbox_id
    return customer_of(backend, ws, make_conversation(backend.parts.uow, ws, inbox, address=f"{new_id()}@y.example"))


def merged_with(backend: Backend, customer: UUID) -> UUID:
    """A merge that somebody made before."""
    with backend.parts.database.read() as session:
        ws = session.query(Customer).filter_by(id=customer).one().ws
    merge = new_id()
    other = make_customer(backend.parts.uow, ws, f"{new_id()}@z.example", "Марина С.")

    def work(tx: ServerTx) -> None:
        command = MergeCustomers(customer, other, merge)
        merge_customers(command, tx)
        merge_after(command, tx)

    backend.parts.uow.run(ws, SYSTEM, work)
    return merge


def customer_of(backend: Backend, ws: UUID, talk: UUID) -> UUID:
    with backend.parts.database.read() as session:
        return session.get(Conversation, (ws, talk)).customer_id


def example(name: str, talk: UUID, backend: Backend, ws: UUID) -> object:
    """A command of that name which finds what it needs."""
    if name not in JOINED:
        return examples(talk, customer_of(backend, ws, talk), backend)[name]()
    found = joined(talk, backend)[name]
    if not isinstance(found, Prepared):
        return found
    found.prepare()
    return found.command


def a_conversation(backend: Backend, ws: UUID, inbox: UUID) -> UUID:
    """One of a customer who never wrote before."""
    return make_conversation(backend.parts.uow, ws, inbox, address=f"{new_id()}@x.example")


@pytest.mark.postgresql_by_night
def test_every_command_for_every_role_near_and_far(backend):
    shop = make_shop(backend.parts.uow)
    covered = set()
    for role in RoleCode:
        user = new_id()
        work = lambda tx, user=user, role=role: put_user(tx, user, role, role=role, teams=[shop.sales_team])  # noqa: E731
        backend.parts.uow.run(shop.ws, SYSTEM, work)
        desk = backend.desk(shop.ws, user)
        sees_all = role in (RoleCode.ADMIN, RoleCode.SERVICE_MANAGER)
        for inbox, near in ((shop.mail, True), (shop.support_mail, sees_all)):
            talks = partial(a_conversation, backend, shop.ws, inbox)
            untouched = talks()  # by what is refused
            for name in sorted(REGISTRY):
                allowed = (near or name in OWN) and name.partition("@")[0] in MATRIX[role]
                talk = talks() if allowed or name in JOINED else untouched
                command = example(name, talk, backend, shop.ws)
                result = desk.give(command)
                expected = ("ok", "") if allowed else ("rejected", "forbidden")
                assert (result["status"], result.get("code", "")) == expected, (role, name, near)
                covered.add(name)
    assert covered == set(REGISTRY)


def test_a_conversation_of_a_foreign_queue_may_be_worked_by_its_assignee(backend):
    shop = make_shop(backend.parts.uow)
    talk = make_conversation(backend.parts.uow, shop.ws, shop.support_mail)
    anna = backend.desk(shop.ws, shop.anna)
    assert anna.give(WriteNote(talk, new_id(), "x"))["code"] == "forbidden"
    backend.desk(shop.ws, shop.vera).give(AssignConversation(talk, new_id(), shop.anna, None))
    assert anna.give(WriteNote(talk, new_id(), "x"))["status"] == "ok"


def test_a_request_of_a_foreign_queue_does_not_go_to_the_junk_along_with_ones_own(backend):
    shop = make_shop(backend.parts.uow)
    mine = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    theirs = make_conversation(backend.parts.uow, shop.ws, shop.support_mail)
    anna = backend.desk(shop.ws, shop.anna)
    assert anna.give(MarkJunk(mine, new_id(), 1, other_ids=[theirs]))["code"] == "forbidden"


def test_what_was_said_of_a_sender_goes_to_the_desks_of_its_queue_only(backend):
    shop = make_shop(backend.parts.uow)
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    anna, boris = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.boris)
    assert anna.give(MarkJunk(talk, new_id(), 1, "news@x.example"))["status"] == "ok"
    assert [op[-1]["pattern"] for op in anna.pull_all() if op[2] == "sender_rule"] == ["news@x.example"]
    assert not [op for op in boris.pull_all() if op[2] == "sender_rule"]


def test_nobody_is_assigned_who_does_not_work_here(backend):
    shop = make_shop(backend.parts.uow)
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    result = backend.desk(shop.ws, shop.anna).give(AssignConversation(talk, new_id(), new_id(), None))
    assert (result["code"], result["detail"]) == ("invalid", {"field": "assignee_id"})


def test_another_workspace_on_the_same_server_is_out_of_reach(backend):
    ours, theirs = make_shop(backend.parts.uow), make_shop(backend.parts.uow)
    talk = make_conversation(backend.parts.uow, theirs.ws, theirs.mail)
    vera = backend.desk(ours.ws, ours.vera)
    assert vera.give(WriteNote(talk, new_id(), "x"))["code"] == "gone"
    assert not any(op[2] == "conversation" for op in vera.pull_all())
    wanted = {"client": str(vera.tokens.client), "wanted": {str(talk): [1, None]}}
    assert vera.call("POST", "/v1/sync/logs", json=wanted).json() == {}


def test_knowing_the_hash_of_a_foreign_file_opens_nothing(backend):
    shop = make_shop(backend.parts.uow)
    theirs = make_conversation(backend.parts.uow, shop.ws, shop.support_mail)
    mine = make_conversation(backend.parts.uow, shop.ws, shop.mail, address="b@x.example")
    boris, anna = backend.desk(shop.ws, shop.boris), backend.desk(shop.ws, shop.anna)
    data = b"passport"
    wrong = boris.call("PUT", f"/v1/blobs/{'0' * 64}", data=data)
    assert (wrong.status_code, wrong.json()["error"]) == (400, "other_content")
    sha256 = hashlib.sha256(data).hexdigest()
    assert boris.call("PUT", f"/v1/blobs/{sha256}", data=data).status_code == 204
    file = FileOfMessage(new_id(), "passport.pdf", "application/pdf", len(data), sha256)
    sent = boris.give(Reply(theirs, new_id(), "вот", Channel.EMAIL, seen_seq=1, files=[file]))
    assert sent["status"] == "ok"
    assert boris.call("GET", f"/v1/blobs/{sha256}").content == data
    assert anna.call("GET", f"/v1/blobs/{sha256}").status_code == 404
    stolen = FileOfMessage(new_id(), "x", "text/plain", 1, sha256)
    guess = Reply(mine, new_id(), "x", Channel.EMAIL, seen_seq=1, files=[stolen])
    assert anna.give(guess)["status"] == "ok"
    while backend.parts.effects.run_due():
        pass
    with backend.parts.database.read() as session:
        delivery = session.get_one(Delivery, (shop.ws, guess.entry_id))
    assert (delivery.state, delivery.reason) == (DeliveryState.QUEUED, AWAITING_UPLOAD)
    assert anna.call("GET", f"/v1/blobs/{sha256}").status_code == 404
    assert anna.call("PUT", f"/v1/blobs/{sha256}", data=data).status_code == 204
    own = FileOfMessage(new_id(), "x", "text/plain", 1, sha256)
    assert anna.give(Reply(mine, new_id(), "x", Channel.EMAIL, seen_seq=1, files=[own]))["status"] == "ok"
    assert anna.call("GET", f"/v1/blobs/{sha256}").content == data


def test_a_file_name_that_is_no_hash_is_no_path(backend):
    shop = make_shop(backend.parts.uow)
    anna = backend.desk(shop.ws, shop.anna)
    assert anna.call("GET", "/v1/blobs/..%2f..%2fserver.key").status_code == 404
