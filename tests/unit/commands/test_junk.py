"""What is no customer's request goes aside, with a word on its sender, and comes back whole."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.commands.base import Refused
from app.commands.junk import MarkCustomer, MarkJunk, mark_customer, mark_junk
from app.domain.entry import AuthorKind
from app.domain.status import Status
from app.model.conversation import LogEntry
from app.model.sender_rule import SenderRule
from tests.fakes.tx import MemoryTx
from tests.unit.commands.test_commands import ANNA, NOW, a_conversation

NEWS = "news@snab.example"


@pytest.fixture(params=[True, False], ids=["server", "desk"])
def tx(request: pytest.FixtureRequest) -> MemoryTx:
    return MemoryTx(uuid4(), ANNA, NOW, authority=request.param)


def junk(tx: MemoryTx, talk, pattern: str = "", others: list[UUID] | None = None) -> MarkJunk:
    command = MarkJunk(talk.id, uuid4(), talk.status_rev, pattern, others or [])
    mark_junk(command, tx)
    return command


def customer(tx: MemoryTx, talk, pattern: str = "", others: list[UUID] | None = None, *, trusted: bool = False) -> None:
    mark_customer(MarkCustomer(talk.id, uuid4(), talk.status_rev, pattern, trusted, others or []), tx)


def test_junk_has_no_clock_and_says_so_in_the_log(tx: MemoryTx) -> None:
    talk = a_conversation(tx)
    junk(tx, talk)
    assert (talk.status, talk.waiting_since, talk.reply_due_at) == (Status.SPAM, None, None)
    assert [it.payload for it in tx.rows(LogEntry)] == [{"from": "new", "to": "spam"}]
    assert tx.rows(SenderRule) == []


def test_what_is_said_of_a_sender_is_one_rule_of_the_queue(tx: MemoryTx) -> None:
    talk = a_conversation(tx)
    junk(tx, talk, NEWS)
    customer(tx, talk, NEWS)
    junk(tx, talk, NEWS)
    (rule,) = tx.rows(SenderRule)
    assert (rule.queue_id, rule.pattern, rule.verdict, rule.author_id) == (talk.queue_id, NEWS, "junk", ANNA.id)


def test_open_requests_of_the_same_sender_and_queue_go_along(tx: MemoryTx) -> None:
    talk = a_conversation(tx)
    same = a_conversation(tx, queue_id=talk.queue_id, status=Status.OPEN)
    solved = a_conversation(tx, queue_id=talk.queue_id, status=Status.RESOLVED)
    elsewhere = a_conversation(tx)
    command = junk(tx, talk, "@snab.example", [same.id, solved.id, elsewhere.id, uuid4(), talk.id])
    assert (same.status, solved.status, elsewhere.status) == (Status.SPAM, Status.RESOLVED, Status.NEW)
    rows = len(tx.rows(LogEntry))
    mark_junk(MarkJunk(talk.id, command.entry_id, talk.status_rev, "@snab.example", command.other_ids), tx)
    assert len(tx.rows(LogEntry)) == rows == 2


def test_undo_brings_all_of_them_back_with_their_clocks(tx: MemoryTx) -> None:
    before = NOW - timedelta(minutes=20)
    talk = a_conversation(tx, last_message_at=before)
    same = a_conversation(tx, queue_id=talk.queue_id, status=Status.OPEN, assignee_id=ANNA.id, last_message_at=before)
    junk(tx, talk, NEWS, [same.id])
    customer(tx, talk, NEWS, [same.id])
    assert (talk.status, same.status) == (Status.NEW, Status.OPEN)
    assert talk.waiting_since == same.waiting_since == before
    assert talk.reply_due_at == before + timedelta(seconds=talk.reply_target_s)
    assert [it.verdict for it in tx.rows(SenderRule)] == [""]


def test_a_customer_after_all_is_trusted_from_now_on(tx: MemoryTx) -> None:
    talk = a_conversation(tx, status=Status.SPAM)
    customer(tx, talk, NEWS, trusted=True)
    assert [it.verdict for it in tx.rows(SenderRule)] == ["customer"]
    customer(tx, talk)
    assert talk.status is Status.NEW


def test_what_nobody_waits_for_comes_back_without_a_clock(tx: MemoryTx) -> None:
    for changes in ({"preview_author": AuthorKind.USER}, {"machine": "list"}):
        talk = a_conversation(tx, status=Status.SPAM, waiting_since=None, reply_due_at=None, **changes)
        customer(tx, talk)
        assert (talk.status, talk.waiting_since, talk.reply_due_at) == (Status.NEW, None, None)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"pattern": "@gmail.com"}, "rejected/invalid"),
        ({"pattern": "Not An Address"}, "rejected/invalid"),
        ({"other_ids": [UUID(int=at) for at in range(501)]}, "rejected/invalid"),
        ({"expected_status_rev": 3}, "conflict/status_changed"),
    ],
)
def test_what_may_not_be_said_is_refused(tx: MemoryTx, changes: dict[str, object], outcome: str) -> None:
    talk = a_conversation(tx)
    values = {"conversation_id": talk.id, "entry_id": uuid4(), "expected_status_rev": talk.status_rev} | changes
    with pytest.raises(Refused, match=outcome):
        mark_junk(MarkJunk(**values), tx)


def test_what_has_been_solved_is_no_junk(tx: MemoryTx) -> None:
    talk = a_conversation(tx, status=Status.RESOLVED)
    with pytest.raises(Refused, match="status_not_allowed"):
        junk(tx, talk)


def test_only_what_is_said_of_nobody_new_leaves_no_rule(tx: MemoryTx) -> None:
    talk = a_conversation(tx, status=Status.SPAM)
    customer(tx, talk, NEWS)
    assert tx.rows(SenderRule) == []


@pytest.mark.parametrize("kind", ["list", "auto_reply", "loop"])
def test_a_letter_taken_for_a_programs_may_be_a_persons_after_all(tx: MemoryTx, kind: str) -> None:
    talk = a_conversation(tx, machine=kind)
    talk.waiting_since = talk.reply_due_at = None
    talk.preview_author = AuthorKind.CUSTOMER
    customer(tx, talk, "ivan@firma.example", trusted=True)
    assert (talk.machine, talk.status) == ("", Status.NEW)
    assert talk.waiting_since == talk.last_message_at
    assert talk.reply_due_at is not None
    assert [it.payload for it in tx.rows(LogEntry)] == [{"from": "new", "to": "new", "taken_for": kind}]
    assert [it.verdict for it in tx.rows(SenderRule)] == ["customer"]


def test_what_a_mail_server_reports_stays_a_machines(tx: MemoryTx) -> None:
    talk = a_conversation(tx, machine="bounce")
    customer(tx, talk)
    assert talk.machine == "bounce"
    assert tx.rows(LogEntry) == []


def test_a_solved_request_that_a_person_wrote_after_all_waits_for_nothing(tx: MemoryTx) -> None:
    talk = a_conversation(tx, machine="list", status=Status.RESOLVED)
    talk.waiting_since = None
    customer(tx, talk)
    assert (talk.machine, talk.status, talk.waiting_since) == ("", Status.RESOLVED, None)
