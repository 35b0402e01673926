"""A read receipt is asked for and never sent by itself; the first answer to a letter counts."""

from uuid import UUID, uuid4

import pytest

from app.commands.base import Refused
from app.commands.receipt import AnswerReceipt, answer_receipt
from app.domain.delivery import DeliveryState
from app.domain.entry import AuthorKind, EntryKind
from app.model.conversation import Delivery, LogEntry
from app.model.identifier import receipt_id
from tests.fakes.tx import MemoryTx
from tests.unit.commands.test_commands import ANNA, NOW, a_conversation


@pytest.fixture(params=[True, False], ids=["server", "desk"])
def tx(request: pytest.FixtureRequest) -> MemoryTx:
    return MemoryTx(uuid4(), ANNA, NOW, authority=request.param)


def a_letter(tx: MemoryTx, talk_id: UUID, **payload: str) -> UUID:
    letter = LogEntry(
        entry_id=uuid4(), conversation_id=talk_id, seq=1, kind=EntryKind.MESSAGE_IN, author_kind=AuthorKind.CUSTOMER,
        author_id=None, at=NOW, payload={"text": "?"} | payload,
    )  # fmt: skip
    tx.put(letter)
    return letter.entry_id


@pytest.mark.parametrize("sends", [True, False])
def test_an_answer_is_logged_and_only_a_yes_is_sent(tx: MemoryTx, sends: bool) -> None:
    talk = a_conversation(tx)
    letter = a_letter(tx, talk.id, receipt_to="maria@example.com")
    answer_receipt(AnswerReceipt(talk.id, letter, sends), tx)
    answer_receipt(AnswerReceipt(talk.id, letter, not sends), tx)  # somebody else was slower
    (entry,) = [it for it in tx.rows(LogEntry) if it.kind is EntryKind.RECEIPT]
    assert (entry.entry_id, entry.payload["sent"]) == (receipt_id(letter), sends)
    queued = [(it.entry_id, it.state) for it in tx.rows(Delivery)]
    assert queued == ([(entry.entry_id, DeliveryState.QUEUED)] if sends else [])


def test_a_letter_that_asks_for_nothing_or_lies_elsewhere_gets_no_receipt(tx: MemoryTx) -> None:
    talk, other = a_conversation(tx), a_conversation(tx)
    robot = a_conversation(tx, machine="list")
    wrong = [
        (talk.id, a_letter(tx, talk.id)),
        (talk.id, a_letter(tx, other.id, receipt_to="maria@example.com")),
        (talk.id, uuid4()),
        (robot.id, a_letter(tx, robot.id, receipt_to="maria@example.com")),
    ]
    for talk_id, letter in wrong:
        with pytest.raises(Refused, match="rejected/gone"):
            answer_receipt(AnswerReceipt(talk_id, letter, sends=True), tx)
