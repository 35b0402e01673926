"""Against abuse in the chat: a block for some days, and none any more."""

from datetime import timedelta

import pytest

from app.commands.base import Refused
from app.commands.block import BlockCustomer, UnblockCustomer, block, unblock
from app.domain.entry import EntryKind
from app.model.conversation import LogEntry
from app.model.customer import Customer
from app.model.identifier import new_id
from tests.unit.commands.test_commands import NOW, a_conversation, tx

__all__ = ["tx"]


@pytest.fixture
def talk(tx):
    conversation = a_conversation(tx)
    tx.put(Customer(id=conversation.customer_id, name="Грубиян", facts={}))
    return conversation


def customer(tx, talk):
    return tx.get(Customer, talk.customer_id)


def test_a_block_lasts_its_days_and_a_second_one_replaces_it(tx, talk):
    entry_id = new_id()
    block(BlockCustomer(talk.id, entry_id, 7), tx)
    assert customer(tx, talk).blocked_until == NOW + timedelta(days=7)
    entry = tx.get(LogEntry, entry_id)
    assert (entry.kind, entry.payload) == (EntryKind.BLOCK, {"until": (NOW + timedelta(days=7)).isoformat()})
    block(BlockCustomer(talk.id, new_id(), 1), tx)
    assert customer(tx, talk).blocked_until == NOW + timedelta(days=1)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_nobody_is_blocked_for_ever_or_not_at_all(tx, talk, days):
    with pytest.raises(Refused, match="rejected/invalid"):
        block(BlockCustomer(talk.id, new_id(), days), tx)


def test_a_block_is_taken_back_once(tx, talk):
    block(BlockCustomer(talk.id, new_id(), 7), tx)
    entry_id = new_id()
    unblock(UnblockCustomer(talk.id, entry_id), tx)
    assert customer(tx, talk).blocked_until is None
    assert tx.get(LogEntry, entry_id).payload == {"until": None}
    again = new_id()
    unblock(UnblockCustomer(talk.id, again), tx)
    assert tx.find(LogEntry, again) is None
