"""A request that a letter of ours begins: whose it is, and what it says, on both sides."""

from uuid import uuid4

import pytest

from app.commands.base import Refused
from app.commands.letter import OpenByMail, open_by_mail
from app.domain.channel import Channel
from app.domain.entry import EntryKind
from app.domain.status import Status
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Customer, Identity
from app.model.workspace import Inbox, Queue
from tests.fakes.tx import MemoryTx
from tests.unit.commands.test_commands import ANNA, tx

__all__ = ["tx"]

ADDRESS = "emma@x.example"


def an_opening(tx: MemoryTx, channel: Channel = Channel.EMAIL, **changes: object) -> OpenByMail:
    queue = Queue(id=uuid4(), name="Доставка", reply_target_s=900)
    inbox = Inbox(id=uuid4(), name="Help", channel=channel, address="help@shop.example", queue_id=queue.id)
    tx.put(queue)
    tx.put(inbox)
    values = {
        "request_id": uuid4(), "entry_id": uuid4(), "inbox_id": inbox.id, "person_id": uuid4(), "identity_id": uuid4(),
        "address": "Emma@X.example", "name": " Emma \n Clarke", "subject": " Your\n order ",
    }  # fmt: skip
    return OpenByMail(**(values | changes))  # type: ignore[arg-type]


def test_somebody_new_becomes_a_customer_with_a_request_of_whoever_writes(tx: MemoryTx) -> None:
    command = an_opening(tx)
    open_by_mail(command, tx)
    open_by_mail(command, tx)
    talk = tx.get(Conversation, command.request_id)
    assert (talk.status, talk.channel, talk.assignee_id, talk.inbox_id) == (
        Status.OPEN, Channel.EMAIL, ANNA.id, command.inbox_id,
    )  # fmt: skip
    assert (talk.reply_target_s, talk.subject, talk.waiting_since) == (900, "Your order", None)
    assert tx.get(Customer, command.person_id).name == "Emma Clarke"
    identity = tx.get(Identity, command.identity_id)
    assert (identity.channel, identity.value, identity.added_by_id) == (Channel.EMAIL, ADDRESS, ANNA.id)
    line = tx.get(LogEntry, command.entry_id)
    assert (line.kind, line.payload) == (
        EntryKind.CUSTOMER, {"begun": True, "name": "Emma Clarke", "address": ADDRESS},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subject": " "}, "empty"), ({"address": ""}, "invalid"), ({"address": "emma"}, "invalid"),
        ({"address": "a@x.example, b@x.example"}, "invalid"), ({"address": f"{'a' * 320}@x.example"}, "invalid"),
        ({"channel": Channel.CHAT}, "gone"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_to_or_from_opens_nothing(tx: MemoryTx, changes: dict[str, str], code: str) -> None:
    command = an_opening(tx, **changes)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=code):
        open_by_mail(command, tx)
    assert tx.find(Conversation, command.request_id) is None
