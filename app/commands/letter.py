"""The command that begins a request with a letter of ours: to somebody who has not written."""

from dataclasses import dataclass
from uuid import UUID

from app.commands.base import Tx, handles
from app.commands.identity import MOST_CHARACTERS, normalised
from app.commands.whose import whose
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.model.conversation import Conversation
from app.model.workspace import Inbox, Queue


@dataclass(frozen=True, slots=True)
class OpenByMail:
    """Open a request of whom a letter goes to; it is the actor's, and the letter is the first ``Reply`` in it.

    ``person_id`` and ``identity_id``: the customer with that address as the desk knows them, else fresh ids for
    somebody new called ``name``; the server goes by the address. ``inbox_id``: the mailbox it leaves from, whose queue
    has the request.
    """

    request_id: UUID
    entry_id: UUID
    inbox_id: UUID
    person_id: UUID
    identity_id: UUID
    address: str
    name: str
    subject: str


@handles("open_by_mail", 1)
def open_by_mail(cmd: OpenByMail, tx: Tx) -> None:
    """Make the request, its first line, and the customer when nobody has the address. Twice is once.

    Raises:
        NotLocal: the desktop does not know the mailbox or its queue.
        Refused: ``rejected/gone``: there is no such mailbox; ``rejected/empty``: it has no subject;
            ``rejected/invalid``: the address is none, or the ids are those of somebody else.
    """
    if tx.find(Conversation, cmd.request_id) is not None:
        return
    address, subject = normalised(Channel.EMAIL, cmd.address), " ".join(cmd.subject.split())[:300]
    tx.require(bool(subject), "rejected", "empty")
    tx.require(bool(address) and len(address) <= MOST_CHARACTERS, "rejected", "invalid", field="address")
    inbox = tx.get(Inbox, cmd.inbox_id)
    tx.require(inbox.channel is Channel.EMAIL, "rejected", "gone", kind="inbox")
    queue = tx.get(Queue, inbox.queue_id)
    customer_id = whose(cmd, Channel.EMAIL, address, tx, added_by_id=tx.actor.id)
    request = Conversation(
        id=cmd.request_id, number=None, subject=subject, status=Status.OPEN, channel=Channel.EMAIL, inbox_id=inbox.id,
        queue_id=queue.id, customer_id=customer_id, assignee_id=tx.actor.id, reply_target_s=queue.reply_target_s,
        preview_author=AuthorKind.USER, log_head=0, watcher_ids=[], tag_ids=[], created_at=tx.now, updated_at=tx.now,
        last_message_at=tx.now,
    )  # fmt: skip
    tx.put(request)
    said = {"begun": True, "name": " ".join(cmd.name.split())[:200], "address": address}
    tx.append_log(request, cmd.entry_id, EntryKind.CUSTOMER, said)
