"""What a person decides about a message that failed, or of which nobody knows whether it arrived."""

from uuid import UUID, uuid4

import pytest

from app.commands.base import Refused
from app.commands.message import Reply, WriteNote, note, reply
from app.commands.undelivered import SendAgain, TakeBack, send_again, take_back
from app.domain.channel import Channel
from app.domain.delivery import TAKEN_BACK, DeliveryState
from app.model.conversation import Conversation, Delivery
from tests.fakes.tx import MemoryTx
from tests.unit.commands.test_commands import a_conversation, tx

__all__ = ["tx"]

ENDED = [DeliveryState.FAILED, DeliveryState.UNKNOWN]
GONE = [DeliveryState.SENT, DeliveryState.DELIVERED]


def letter(tx: MemoryTx, state: DeliveryState, reason: str = "smtp.unreachable") -> tuple[UUID, UUID, Delivery]:
    """An answer that got so far."""
    talk: Conversation = a_conversation(tx)
    entry_id = uuid4()
    reply(Reply(talk.id, entry_id, "вот", Channel.EMAIL, seen_seq=2, expected_status_rev=4), tx)
    delivery = tx.find(Delivery, entry_id)
    assert delivery is not None
    delivery.state, delivery.reason, delivery.reason_data = state, reason, {"host": "mx"}
    return talk.id, entry_id, delivery


@pytest.mark.parametrize("state", ENDED)
def test_what_is_taken_back_says_so_and_nothing_about_whether_it_left(tx: MemoryTx, state: DeliveryState):
    *ids, delivery = letter(tx, state)
    for _ in range(2):
        take_back(TakeBack(*ids), tx)
    assert (delivery.state, delivery.reason, delivery.reason_data) == (state, TAKEN_BACK, {})


@pytest.mark.parametrize("state", ENDED)
def test_what_is_sent_again_waits_like_any_other(tx: MemoryTx, state: DeliveryState):
    *ids, delivery = letter(tx, state)
    for _ in range(2):
        send_again(SendAgain(*ids), tx)
    assert (delivery.state, delivery.reason, delivery.reason_data) == (DeliveryState.QUEUED, "", {})


@pytest.mark.parametrize("state", [*GONE, DeliveryState.QUEUED, DeliveryState.SENDING])
def test_what_leaves_or_has_left_cannot_be_taken_back(tx: MemoryTx, state: DeliveryState):
    *ids, delivery = letter(tx, state, "")
    with pytest.raises(Refused, match="letter_left"):
        take_back(TakeBack(*ids), tx)
    assert delivery.state is state


@pytest.mark.parametrize("state", GONE)
def test_what_has_left_is_not_sent_again(tx: MemoryTx, state: DeliveryState):
    *ids, _ = letter(tx, state, "")
    with pytest.raises(Refused, match="letter_left"):
        send_again(SendAgain(*ids), tx)


def test_what_is_no_message_of_that_request_is_left_alone(tx: MemoryTx):
    talk_id, entry_id, _ = letter(tx, DeliveryState.FAILED)
    note_id = uuid4()
    note(WriteNote(talk_id, note_id, "кому?"), tx)
    other: Conversation = a_conversation(tx)
    for talk, entry in ((talk_id, uuid4()), (talk_id, note_id), (other.id, entry_id)):
        with pytest.raises(Refused, match="gone"):
            send_again(SendAgain(talk, entry), tx)
