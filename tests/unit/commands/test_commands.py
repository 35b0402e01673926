"""What each command does to a conversation, on both sides."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.commands.base import Actor, NotLocal, Refused, handles, registered
from app.commands.conversation import (
    AssignConversation,
    MarkRead,
    ResolveConversation,
    SetStatus,
    TagConversation,
    assign,
    mark_read,
    resolve,
    set_status,
    tag,
)
from app.commands.customer import StatePreference, state_preference
from app.commands.message import (
    FileOfMessage,
    IncomingMessage,
    Reply,
    WriteNote,
    note,
    preview,
    receive,
    remember,
    reply,
)
from app.commands.promise import MakePromise, make_promise
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Kind, Priority, Status
from app.model.conversation import Attachment, Conversation, Delivery, LogEntry, Promise, ReadMark
from app.model.customer import Customer, Preference
from tests.fakes.tx import MemoryTx

NOW = datetime(2026, 11, 12, 11, 32, tzinfo=UTC)
ANNA = Actor(AuthorKind.USER, UUID(int=7))
OLEG = UUID(int=8)


@pytest.fixture(params=[True, False], ids=["server", "desk"])
def tx(request: pytest.FixtureRequest) -> MemoryTx:
    return MemoryTx(uuid4(), ANNA, NOW, authority=request.param)


def a_conversation(tx: MemoryTx, **changes: object) -> Conversation:
    values: dict[str, object] = {
        "id": uuid4(), "rev": 1, "subject": "Замена плафона", "kind": Kind.QUESTION, "status": Status.NEW,
        "status_rev": 4, "priority": Priority.NORMAL, "channel": Channel.CHAT, "queue_id": uuid4(),
        "customer_id": uuid4(), "watcher_ids": [], "tag_ids": [], "log_head": 2, "redact_rev": 0, "machine": "",
        "preview": "", "preview_author": AuthorKind.CUSTOMER, "reply_target_s": 1_800, "created_at": NOW,
        "updated_at": NOW, "last_message_at": NOW, "waiting_since": NOW, "reply_due_at": NOW,
    }  # fmt: skip
    conversation = Conversation(**(values | changes))
    tx.put(conversation)
    return conversation


def an_entry(conversation: Conversation, kind: EntryKind, author_id: UUID | None, seq: int) -> LogEntry:
    return LogEntry(
        entry_id=uuid4(), conversation_id=conversation.id, seq=seq, kind=kind, author_kind=AuthorKind.USER,
        author_id=author_id, at=NOW, payload={},
    )  # fmt: skip


def a_reply(conversation: Conversation, **changes: object) -> Reply:
    values: dict[str, object] = {
        "conversation_id": conversation.id, "entry_id": uuid4(), "body": "Добрый день!", "channel": Channel.CHAT,
        "seen_seq": conversation.log_head, "expected_status_rev": conversation.status_rev,
    }  # fmt: skip
    return Reply(**(values | changes))  # type: ignore[arg-type]


SIX = ", ".join(f"a{n}@x.example" for n in range(6))


@pytest.mark.parametrize("to", ["maria", "a@x.example b@x.example", "a@x.example,,", "Maria <a@x.example>", SIX])
def test_a_reply_goes_to_a_few_addresses(tx: MemoryTx, to: str) -> None:
    conversation = a_conversation(tx)
    with pytest.raises(Refused) as refused:
        reply(a_reply(conversation, to=to), tx)
    assert (refused.value.code, refused.value.detail) == ("invalid", {"field": "to"})
    for fine in ("A@x.example", "A@x.example, b@x.example", SIX.rpartition(",")[0]):
        command = a_reply(conversation, to=fine)
        reply(command, tx)
        assert tx.get(LogEntry, command.entry_id).payload["to"] == fine


def test_a_reply_is_logged_queued_and_stops_the_waiting_clock(tx: MemoryTx) -> None:
    conversation = a_conversation(tx)
    command = a_reply(conversation, then_status=Status.WAITING_CUSTOMER)
    reply(command, tx)
    entry = tx.get(LogEntry, command.entry_id)
    assert (entry.kind, entry.payload["text"], entry.author_id) == (EntryKind.MESSAGE_OUT, "Добрый день!", ANNA.id)
    assert tx.get(Delivery, command.entry_id).state is DeliveryState.QUEUED
    assert conversation.status is Status.WAITING_CUSTOMER
    assert conversation.status_rev == 5
    assert conversation.waiting_since is None
    assert conversation.reply_due_at is None
    assert conversation.assignee_id == ANNA.id
    assert conversation.preview == "Добрый день!"


def test_the_first_reply_opens_a_new_conversation_and_keeps_its_owner(tx: MemoryTx) -> None:
    conversation = a_conversation(tx, assignee_id=OLEG)
    reply(a_reply(conversation), tx)
    assert conversation.status is Status.OPEN
    assert conversation.assignee_id == OLEG


def test_a_reply_given_twice_is_written_once(tx: MemoryTx) -> None:
    conversation = a_conversation(tx)
    command = a_reply(conversation)
    reply(command, tx)
    reply(command, tx)
    assert len(tx.rows(LogEntry)) == 1


def test_a_reply_carries_its_files(tx: MemoryTx) -> None:
    conversation = a_conversation(tx)
    file = FileOfMessage(uuid4(), "чек.pdf", "application/pdf", 1_000, "ab" * 32)
    reply(a_reply(conversation, body="", files=[file]), tx)
    assert [row.name for row in tx.rows(Attachment)] == ["чек.pdf"]


@pytest.mark.parametrize(
    ("changes", "body", "code"),
    [({}, "  \n", "empty"), ({}, "ы" * 32_769, "too_long"), ({"machine": "bounce"}, "Здравствуйте", "machine_mail")],
)
def test_a_reply_that_may_not_go_is_rejected(tx: MemoryTx, changes: dict[str, object], body: str, code: str) -> None:
    conversation = a_conversation(tx, **changes)
    with pytest.raises(Refused, match=f"rejected/{code}"):
        reply(a_reply(conversation, body=body), tx)
    assert not tx.rows(LogEntry)


def test_a_reply_is_refused_when_a_colleague_moved_the_status(tx: MemoryTx) -> None:
    conversation = a_conversation(tx)
    tx.put(an_entry(conversation, EntryKind.STATUS, OLEG, conversation.log_head + 1))
    with pytest.raises(Refused, match="conflict/status_changed") as refusal:
        reply(a_reply(conversation, then_status=Status.RESOLVED, expected_status_rev=3), tx)
    assert refusal.value.detail == {"status": "new"}


@pytest.mark.parametrize(
    ("kind", "author"),
    [(EntryKind.MESSAGE_IN, UUID(int=9)), (EntryKind.STATUS, ANNA.id), (EntryKind.NOTE, OLEG)],
)
def test_that_the_customer_wrote_does_not_stand_against_what_happens_next(
    tx: MemoryTx, kind: EntryKind, author: UUID
) -> None:
    conversation = a_conversation(tx)
    tx.put(an_entry(conversation, EntryKind.STATUS, OLEG, conversation.log_head))  # seen before it was written
    tx.put(an_entry(conversation, kind, author, conversation.log_head + 1))
    tx.put(an_entry(a_conversation(tx), EntryKind.STATUS, OLEG, 9))
    reply(a_reply(conversation, then_status=Status.WAITING_CUSTOMER, expected_status_rev=3), tx)
    assert conversation.status is Status.WAITING_CUSTOMER


def the_customers(conversation: Conversation, seq: int, at: datetime, **payload: object) -> LogEntry:
    return LogEntry(
        entry_id=uuid4(), conversation_id=conversation.id, seq=seq, kind=EntryKind.MESSAGE_IN, at=at,
        author_kind=AuthorKind.CUSTOMER, author_id=conversation.customer_id, payload=payload,
    )  # fmt: skip


@pytest.mark.parametrize("before", [Status.NEW, Status.OPEN])
@pytest.mark.parametrize("then", [None, Status.OPEN, Status.WAITING_CUSTOMER, Status.RESOLVED])
@pytest.mark.parametrize("waited", [NOW - timedelta(hours=1), NOW])
def test_an_answer_over_what_the_customer_just_wrote_stands_as_if_it_had_come_before(
    tx: MemoryTx, before: Status, then: Status | None, waited: datetime
) -> None:
    due = waited + timedelta(seconds=1_800)
    conversation = a_conversation(tx, status=before, waiting_since=waited, reply_due_at=due, log_head=4)
    tx.put(the_customers(conversation, 3, NOW - timedelta(seconds=9), machine="auto_reply"))
    tx.put(the_customers(conversation, 4, NOW))
    tx.put(the_customers(a_conversation(tx), 5, NOW - timedelta(days=1)))
    rev = conversation.status_rev
    reply(a_reply(conversation, seen_seq=2, then_status=then), tx)
    assert (conversation.status, conversation.status_rev) == (Status.OPEN, rev + 1)
    assert (conversation.waiting_since, conversation.reply_due_at) == (NOW, NOW + timedelta(seconds=1_800))


def test_who_waits_for_nothing_does_not_begin_to_by_an_answer(tx: MemoryTx) -> None:
    conversation = a_conversation(tx, status=Status.OPEN, waiting_since=None, reply_due_at=None, log_head=3)
    tx.put(the_customers(conversation, 3, NOW))  # a call has settled it
    reply(a_reply(conversation, seen_seq=2), tx)
    assert (conversation.waiting_since, conversation.reply_due_at) == (None, None)


def test_a_reply_that_is_held_says_so_before_any_conflict() -> None:
    tx = MemoryTx(uuid4(), ANNA, NOW)
    conversation = a_conversation(tx)
    tx.newer = {"seq": 2}
    tx.put(an_entry(conversation, EntryKind.STATUS, OLEG, conversation.log_head))
    with pytest.raises(Refused, match="held/newer_messages"):
        reply(a_reply(conversation, seen_seq=1, then_status=Status.RESOLVED, expected_status_rev=3), tx)


@pytest.mark.parametrize("then", [None, Status.OPEN, Status.WAITING_CUSTOMER])
def test_a_closed_conversation_takes_no_reply(tx: MemoryTx, then: Status | None) -> None:
    conversation = a_conversation(tx, status=Status.CLOSED)
    with pytest.raises(Refused, match="rejected/closed"):
        reply(a_reply(conversation, then_status=then), tx)
    assert not tx.rows(LogEntry)


@pytest.mark.parametrize("then", [Status.OPEN, Status.WAITING_CUSTOMER, Status.ON_HOLD, Status.RESOLVED])
def test_a_reply_reopens_a_solved_conversation(tx: MemoryTx, then: Status) -> None:
    conversation = a_conversation(tx, status=Status.RESOLVED, closed_at=NOW)
    reply(a_reply(conversation, then_status=then), tx)
    assert conversation.status is then


@pytest.mark.parametrize(
    ("status", "then"),
    [(Status.OPEN, Status.CLOSED), (Status.OPEN, Status.NEW), (Status.SPAM, Status.WAITING_CUSTOMER)],
)
def test_a_reply_sets_no_status_an_operator_could_not_set(tx: MemoryTx, status: Status, then: Status) -> None:
    conversation = a_conversation(tx, status=status)
    with pytest.raises(Refused, match="rejected/status_not_allowed"):
        reply(a_reply(conversation, then_status=then), tx)
    assert not tx.rows(LogEntry)


def test_the_server_holds_a_reply_that_has_not_seen_the_customers_last_word() -> None:
    tx = MemoryTx(uuid4(), ANNA, NOW)
    conversation = a_conversation(tx)
    tx.newer = {"seq": 2}
    with pytest.raises(Refused, match="held/newer_messages") as refusal:
        reply(a_reply(conversation, seen_seq=1), tx)
    assert refusal.value.detail == {"seq": 2}
    reply(a_reply(conversation, seen_seq=1, confirmed_seq=2), tx)
    assert len(tx.rows(LogEntry)) == 1


def test_a_note_never_makes_a_delivery(tx: MemoryTx) -> None:
    conversation = a_conversation(tx)
    command = WriteNote(conversation.id, uuid4(), "Плафон есть на складе")
    note(command, tx)
    note(command, tx)
    assert [entry.kind for entry in tx.rows(LogEntry)] == [EntryKind.NOTE]
    assert not tx.rows(Delivery)
    with pytest.raises(Refused, match="rejected/empty"):
        note(WriteNote(conversation.id, uuid4(), ""), tx)


def test_the_first_of_two_assignments_wins(tx: MemoryTx) -> None:
    conversation = a_conversation(tx)
    assign(AssignConversation(conversation.id, uuid4(), OLEG, None), tx)
    assert (conversation.assignee_id, conversation.status) == (OLEG, Status.OPEN)
    with pytest.raises(Refused, match="conflict/assignee_changed") as refusal:
        assign(AssignConversation(conversation.id, uuid4(), ANNA.id, None), tx)
    assert refusal.value.detail == {"assignee_id": str(OLEG)}
    assign(AssignConversation(conversation.id, uuid4(), OLEG, None), tx)
    assert len(tx.rows(LogEntry)) == 1


def test_a_conversation_given_back_to_its_queue_has_no_owner(tx: MemoryTx) -> None:
    conversation = a_conversation(tx, assignee_id=OLEG, status=Status.OPEN)
    assign(AssignConversation(conversation.id, uuid4(), None, OLEG), tx)
    assert conversation.assignee_id is None
    assert tx.rows(LogEntry)[0].payload == {"to": None}
    with pytest.raises(Refused):
        assign(AssignConversation(conversation.id, uuid4(), ANNA.id, OLEG), tx)


def test_solving_closes_the_clocks(tx: MemoryTx) -> None:
    conversation = a_conversation(tx, status=Status.OPEN)
    resolve(ResolveConversation(conversation.id, uuid4(), 4), tx)
    assert (conversation.status, conversation.closed_at, conversation.reply_due_at) == (Status.RESOLVED, NOW, None)
    assert tx.rows(LogEntry)[0].payload == {"from": "open", "to": "resolved"}


def test_a_status_set_again_changes_nothing_and_a_forbidden_one_is_rejected(tx: MemoryTx) -> None:
    conversation = a_conversation(tx, status=Status.CLOSED)
    set_status(SetStatus(conversation.id, uuid4(), Status.CLOSED, 4), tx)
    assert not tx.rows(LogEntry)
    with pytest.raises(Refused, match="rejected/status_not_allowed"):
        set_status(SetStatus(conversation.id, uuid4(), Status.OPEN, 4), tx)


def test_reopening_keeps_the_clock_of_an_open_conversation(tx: MemoryTx) -> None:
    conversation = a_conversation(tx, status=Status.SPAM, closed_at=NOW)
    set_status(SetStatus(conversation.id, uuid4(), Status.OPEN, 4), tx)
    assert conversation.closed_at is None
    assert conversation.waiting_since == NOW


def test_tags_are_sets(tx: MemoryTx) -> None:
    one, two = uuid4(), uuid4()
    conversation = a_conversation(tx, tag_ids=[str(one)])
    before = conversation.tag_ids
    tag(TagConversation(conversation.id, [one]), tx)
    assert conversation.tag_ids is before
    tag(TagConversation(conversation.id, [two], [one]), tx)
    assert conversation.tag_ids == [str(two)]


def test_a_read_mark_only_grows(tx: MemoryTx) -> None:
    conversation = a_conversation(tx)
    for seq in (2, 5, 3):
        mark_read(MarkRead(conversation.id, seq), tx)
    assert [mark.seq for mark in tx.rows(ReadMark)] == [5]


def test_the_system_reads_nothing() -> None:
    tx = MemoryTx(uuid4(), Actor(AuthorKind.SYSTEM, None), NOW)
    mark_read(MarkRead(uuid4(), 2), tx)
    assert not tx.rows(ReadMark)


def test_a_command_on_a_row_that_is_not_there_says_so() -> None:
    with pytest.raises(NotLocal):
        tag(TagConversation(uuid4()), MemoryTx(uuid4(), ANNA, NOW, authority=False))
    with pytest.raises(Refused, match="rejected/gone"):
        tag(TagConversation(uuid4()), MemoryTx(uuid4(), ANNA, NOW))


def test_a_stated_preference_replaces_the_older_word(tx: MemoryTx) -> None:
    customer = Customer(id=uuid4(), name="Марина Соколова")
    tx.put(customer)
    for value in ("phone", "chat"):
        state_preference(StatePreference(customer.id, "channel", value, "chat 12 November"), tx)
    (preference,) = tx.rows(Preference)
    assert (preference.value, preference.stated, preference.author_id) == ("chat", True, ANNA.id)


def test_a_promise_is_an_object_with_a_deadline(tx: MemoryTx) -> None:
    conversation = a_conversation(tx)
    late, early = NOW + timedelta(hours=3), NOW + timedelta(hours=1)
    first = MakePromise(conversation.id, uuid4(), uuid4(), " Назвать дату замены ", late)
    make_promise(first, tx)
    make_promise(first, tx)
    make_promise(MakePromise(conversation.id, uuid4(), uuid4(), "Номер курьера", early), tx)
    make_promise(MakePromise(conversation.id, uuid4(), uuid4(), "Доставка", late), tx)
    assert conversation.promise_due_at == early
    assert [row.text for row in tx.rows(Promise)] == ["Назвать дату замены", "Номер курьера", "Доставка"]
    with pytest.raises(Refused, match="rejected/empty"):
        make_promise(MakePromise(conversation.id, uuid4(), uuid4(), " ", late), tx)


def test_a_customers_message_reopens_a_solved_conversation_and_starts_the_clock() -> None:
    tx = MemoryTx(uuid4(), Actor(AuthorKind.SYSTEM, None), NOW)
    conversation = a_conversation(tx, status=Status.RESOLVED, waiting_since=None, reply_due_at=None)
    receive(IncomingMessage(uuid4(), {"text": "Опять не горит"}, Channel.EMAIL, NOW), conversation, tx)
    assert conversation.status is Status.OPEN
    assert conversation.channel is Channel.EMAIL
    assert conversation.reply_due_at == NOW + timedelta(seconds=1_800)
    assert tx.rows(LogEntry)[0].author_id == conversation.customer_id


def test_a_customers_second_message_keeps_the_first_ones_wait_and_moves_the_guard() -> None:
    tx = MemoryTx(uuid4(), Actor(AuthorKind.SYSTEM, None), NOW)
    earlier = NOW - timedelta(minutes=5)
    conversation = a_conversation(tx, status=Status.OPEN, waiting_since=earlier)
    receive(IncomingMessage(uuid4(), {"text": "Вы здесь?"}, Channel.CHAT, NOW), conversation, tx)
    assert conversation.waiting_since == earlier
    assert conversation.status_rev == 5


def test_spam_and_machine_mail_start_no_clock() -> None:
    tx = MemoryTx(uuid4(), Actor(AuthorKind.SYSTEM, None), NOW)
    spam = a_conversation(tx, status=Status.SPAM, waiting_since=None, reply_due_at=None)
    receive(IncomingMessage(uuid4(), {"text": "Купите"}, Channel.EMAIL, NOW), spam, tx)
    assert (spam.status, spam.reply_due_at) == (Status.SPAM, None)
    solved = a_conversation(tx, status=Status.RESOLVED, waiting_since=None, reply_due_at=None)
    receive(IncomingMessage(uuid4(), {"text": "Out of office"}, Channel.EMAIL, NOW, "auto_reply"), solved, tx)
    assert (solved.status, solved.waiting_since) == (Status.RESOLVED, None)


def test_a_strangers_message_is_not_the_customers() -> None:
    tx = MemoryTx(uuid4(), Actor(AuthorKind.SYSTEM, None), NOW)
    conversation = a_conversation(tx)
    payload = {"text": "Можно и мне?", "from": "bo@example.com", "stranger": True}
    receive(IncomingMessage(uuid4(), payload, Channel.EMAIL, NOW), conversation, tx)
    assert (tx.rows(LogEntry)[0].author_kind, tx.rows(LogEntry)[0].author_id) == (AuthorKind.CUSTOMER, None)


def test_a_message_of_the_past_reopens_nothing_and_is_dated_as_it_was_written() -> None:
    tx = MemoryTx(uuid4(), Actor(AuthorKind.SYSTEM, None), NOW)
    day = timedelta(days=1)
    times = {"created_at": NOW - day, "last_message_at": NOW - day, "preview": "Now"}
    closed = a_conversation(tx, status=Status.CLOSED, closed_at=NOW - day, **times)
    for at in (NOW - 2 * day, NOW - day / 2):
        remember(IncomingMessage(uuid4(), {"text": f"{at}"}, Channel.EMAIL, at), closed, tx)
    assert (closed.status, closed.created_at, closed.closed_at) == (Status.CLOSED, NOW - 2 * day, NOW - day / 2)
    assert closed.preview == f"{NOW - day / 2}"
    assert {entry.at for entry in tx.rows(LogEntry)} == {NOW - 2 * day, NOW - day / 2}
    solved = a_conversation(tx, status=Status.RESOLVED, closed_at=None, waiting_since=None, **times)
    stranger = {"text": "Old", "stranger": True}
    remember(IncomingMessage(uuid4(), stranger, Channel.EMAIL, NOW), solved, tx)
    assert (solved.status, solved.waiting_since, solved.closed_at) == (Status.RESOLVED, None, None)


def test_a_preview_is_one_short_line() -> None:
    assert preview("  Добрый\n\n день  ") == "Добрый день"
    assert len(preview("слово " * 1_000)) <= 160


def test_a_command_is_handled_once() -> None:
    assert registered(WriteNote(uuid4(), uuid4(), "")).wire_name == "note@2"
    with pytest.raises(ValueError, match="handled twice"):
        handles("note", 1)(note)


def test_an_entry_id_of_another_conversation_is_refused_and_nothing_is_written(tx: MemoryTx) -> None:
    first, other = a_conversation(tx), a_conversation(tx)
    entry = tx.append_log(first, uuid4(), EntryKind.NOTE, {"text": "раз"})
    with pytest.raises(Refused) as refused:
        tx.append_log(other, entry.entry_id, EntryKind.NOTE, {"text": "два"})
    assert (refused.value.outcome, refused.value.code) == ("rejected", "entry_id_taken")
    assert [it.payload["text"] for it in tx.rows(LogEntry)] == ["раз"]
