"""Calls by hand: whose request they are, and what they do to it, on both sides."""

from uuid import UUID, uuid4

import pytest

from app.commands.base import Refused
from app.commands.call import LogCall, OpenByPhone, log_call, open_by_phone
from app.domain.call import CallResult, Direction
from app.domain.channel import Channel
from app.domain.status import Status
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Customer, Identity
from app.model.workspace import Queue
from tests.fakes.tx import MemoryTx
from tests.unit.commands.test_commands import ANNA, NOW, a_conversation, tx

__all__ = ["tx"]

NUMBER = "+79175553208"


def an_opening(tx: MemoryTx, **changes: object) -> OpenByPhone:
    queue = Queue(id=uuid4(), name="Доставка", reply_target_s=900)
    tx.put(queue)
    values = {
        "request_id": uuid4(), "queue_id": queue.id, "person_id": uuid4(), "identity_id": uuid4(),
        "number": NUMBER, "name": "", "subject": " Звонок\n +7 917 ",
    }  # fmt: skip
    return OpenByPhone(**(values | changes))  # type: ignore[arg-type]


def a_call(talk: Conversation, **changes: object) -> LogCall:
    values = {
        "conversation_id": talk.id, "entry_id": uuid4(), "direction": Direction.IN, "number": NUMBER,
        "started_at": NOW, "seconds": 61, "wrapup_s": 9, "notes": "Согласна на замену", "result": CallResult.SETTLED,
    }  # fmt: skip
    return LogCall(**(values | changes))  # type: ignore[arg-type]


def test_a_stranger_who_calls_becomes_a_customer_with_a_request_of_whoever_answered(tx: MemoryTx) -> None:
    command = an_opening(tx)
    open_by_phone(command, tx)
    open_by_phone(command, tx)
    talk = tx.get(Conversation, command.request_id)
    assert (talk.status, talk.channel, talk.assignee_id) == (Status.OPEN, Channel.PHONE, ANNA.id)
    assert (talk.reply_target_s, talk.subject) == (900, "Звонок +7 917")
    assert tx.get(Customer, command.person_id).name == NUMBER
    assert tx.get(Identity, command.identity_id).value == NUMBER


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": ""}, "empty"), ({"number": "+7<b>"}, "invalid"), ({"number": "89175553208"}, "invalid"),
        ({"number": "+1234567"}, "invalid"), ({"number": "+٣٣٣٣٣٣٣٣٣"}, "invalid"),
    ],
)  # fmt: skip
def test_what_is_no_number_opens_nothing(tx: MemoryTx, changes: dict[str, str], code: str) -> None:
    with pytest.raises(Refused, match=code):
        open_by_phone(an_opening(tx, **changes), tx)


def test_a_hidden_number_is_served_by_name(tx: MemoryTx) -> None:
    hidden = an_opening(tx, number="", name="Скрытый номер")
    open_by_phone(hidden, tx)
    assert tx.get(Customer, hidden.person_id).name == "Скрытый номер"
    assert tx.find(Identity, hidden.identity_id) is None


def test_a_call_that_was_talked_in_is_an_answer(tx: MemoryTx) -> None:
    talk = a_conversation(tx, assignee_id=None)
    command = a_call(talk)
    log_call(command, tx)
    log_call(command, tx)
    assert (talk.waiting_since, talk.reply_due_at, talk.assignee_id, talk.status) == (None, None, ANNA.id, Status.OPEN)
    assert talk.preview == "Согласна на замену"
    assert tx.get(LogEntry, command.entry_id).payload == {
        "direction": "in", "number": NUMBER, "started_at": NOW.isoformat(), "seconds": 61, "wrapup_s": 9,
        "text": "Согласна на замену", "disposition": "settled",
    }  # fmt: skip


def test_a_missed_call_waits_for_one_back(tx: MemoryTx) -> None:
    talk = a_conversation(tx, waiting_since=None, reply_due_at=None, preview="прежнее")
    log_call(a_call(talk, direction=Direction.MISSED, notes="", result=None), tx)
    assert talk.waiting_since == NOW
    assert talk.reply_due_at is not None
    assert talk.preview == "прежнее"
    log_call(a_call(talk, direction=Direction.MISSED), tx)
    assert talk.waiting_since == NOW


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"seconds": -1}, "invalid"), ({"wrapup_s": 90_000}, "invalid"), ({"number": "1" * 41}, "invalid"),
     ({"notes": "я" * 40_000}, "too_long")],
)  # fmt: skip
def test_what_cannot_be_a_call_is_refused(tx: MemoryTx, changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        log_call(a_call(a_conversation(tx), **changes), tx)


def test_nothing_is_logged_in_a_closed_request(tx: MemoryTx) -> None:
    with pytest.raises(Refused, match="closed"):
        log_call(a_call(a_conversation(tx, status=Status.CLOSED)), tx)


def test_an_owner_the_server_knows_wins_over_what_the_desk_means(tx: MemoryTx) -> None:
    if not tx.authority:
        return
    owner = UUID(int=77)
    tx.put(Identity(id=uuid4(), customer_id=owner, channel=Channel.PHONE, value=NUMBER))
    command = an_opening(tx)
    tx.owner_of = lambda channel, value: owner if (channel, value) == (Channel.PHONE, NUMBER) else None  # type: ignore[method-assign]
    open_by_phone(command, tx)
    assert tx.get(Conversation, command.request_id).customer_id == owner
