"""A desk that lost a file says so: the message fails, unless it has left."""

from dataclasses import replace
from uuid import uuid4

import pytest

from app.commands.base import Actor, Refused
from app.commands.file import GiveUpFile, give_up_file
from app.commands.message import Reply, reply
from app.domain.channel import Channel
from app.domain.delivery import AWAITING_CHECK, AWAITING_UPLOAD, DeliveryState
from app.domain.entry import AuthorKind
from app.model.conversation import Conversation, Delivery
from tests.fakes.tx import MemoryTx
from tests.unit.commands.test_commands import OLEG, a_conversation, tx

__all__ = ["tx"]


@pytest.fixture
def sent(tx: MemoryTx) -> GiveUpFile:
    """The command about a reply of the actor's own."""
    talk: Conversation = a_conversation(tx)
    entry_id = uuid4()
    reply(Reply(talk.id, entry_id, "вот", Channel.EMAIL, seen_seq=2, expected_status_rev=4), tx)
    return GiveUpFile(talk.id, entry_id, "file_lost")


def delivery(tx: MemoryTx, command: GiveUpFile) -> Delivery:
    found = tx.find(Delivery, command.entry_id)
    assert found is not None
    return found


@pytest.mark.parametrize("reason", ["", AWAITING_UPLOAD])
def test_a_message_that_waits_for_the_file_fails_once(tx: MemoryTx, sent: GiveUpFile, reason: str):
    delivery(tx, sent).reason = reason
    give_up_file(sent, tx)
    give_up_file(replace(sent, reason="file_refused"), tx)
    assert (delivery(tx, sent).state, delivery(tx, sent).reason) == (DeliveryState.FAILED, "file_lost")


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (DeliveryState.SENDING, ""),
        (DeliveryState.SENT, ""),
        (DeliveryState.QUEUED, AWAITING_CHECK),
        (DeliveryState.QUEUED, "the mail server is away"),
    ],
)
def test_a_message_whose_files_are_there_goes_on(tx: MemoryTx, sent: GiveUpFile, state: DeliveryState, reason: str):
    found = delivery(tx, sent)
    found.state, found.reason = state, reason
    give_up_file(sent, tx)
    assert (found.state, found.reason) == (state, reason)


def test_only_the_author_gives_up_and_only_for_a_known_reason(tx: MemoryTx, sent: GiveUpFile):
    with pytest.raises(Refused, match="rejected/invalid"):
        give_up_file(replace(sent, reason="boredom"), tx)
    tx.actor = Actor(AuthorKind.USER, OLEG)
    with pytest.raises(Refused, match="rejected/forbidden"):
        give_up_file(sent, tx)


def test_a_message_that_is_not_here_or_of_another_talk_is_left_alone(tx: MemoryTx, sent: GiveUpFile):
    give_up_file(replace(sent, entry_id=uuid4()), tx)
    give_up_file(replace(sent, conversation_id=uuid4()), tx)
    assert delivery(tx, sent).state is DeliveryState.QUEUED
