"""The command that makes whoever wrote a passed-on letter the customer of its request, or its sender again."""

from dataclasses import dataclass
from uuid import UUID

from app.commands.base import Tx, handles
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Customer, Identity


@dataclass(frozen=True, slots=True)
class ServeAuthor:
    """Serve the author of a letter that was passed on; ``serves`` False: again whoever passed it on.

    ``message_id``: the entry of that letter. ``author_id`` and ``identity_id``: the customer with the author's address
    as the desk knows them, else fresh ids for a new one; the server goes by the address.
    """

    conversation_id: UUID
    entry_id: UUID
    message_id: UUID
    author_id: UUID
    identity_id: UUID
    serves: bool = True


@handles("serve_author", 1)
def serve_author(cmd: ServeAuthor, tx: Tx) -> None:
    """Make the request that customer's and say so in its log; letters then go to their address. Twice is once.

    Raises:
        NotLocal: the desktop does not hold the conversation.
        Refused: ``rejected/gone``: there is no such letter there, or nobody known passed it on; ``rejected/invalid``:
            the ids are those of somebody else.
    """
    conversation = tx.get(Conversation, cmd.conversation_id)
    letter = tx.find(LogEntry, cmd.message_id)
    here = letter is not None and letter.conversation_id == conversation.id and "forwarded" in letter.payload
    tx.require(here, "rejected", "gone", kind="forwarded")
    assert letter is not None
    customer_id = _author(letter, cmd, tx) if cmd.serves else _sender(letter, tx)
    if customer_id == conversation.customer_id:
        return
    conversation.customer_id = customer_id
    said = letter.payload["forwarded"] if cmd.serves else {"name": "", "address": str(letter.payload.get("from", ""))}
    payload = {"of": str(letter.entry_id), "author": cmd.serves, "name": said["name"], "address": said["address"]}
    tx.append_log(conversation, cmd.entry_id, EntryKind.CUSTOMER, payload)


def _author(letter: LogEntry, cmd: ServeAuthor, tx: Tx) -> UUID:
    """The customer with the author's address; made when nobody has it."""
    name, address = letter.payload["forwarded"]["name"], letter.payload["forwarded"]["address"]
    owner = tx.owner_of(Channel.EMAIL, address)
    if owner is not None:
        return owner
    identity = tx.find(Identity, cmd.identity_id)
    if identity is not None:
        same = (identity.channel, identity.value) == (Channel.EMAIL, address)
        tx.require(same, "rejected", "invalid", field="identity_id")
        return identity.customer_id
    tx.require(tx.find(Customer, cmd.author_id) is None, "rejected", "invalid", field="author_id")
    customer = Customer(id=cmd.author_id, name=(name or address)[:200], header_name=name[:400], since=tx.now)
    customer.facts = {}
    tx.put(customer)
    tx.put(
        Identity(id=cmd.identity_id, customer_id=customer.id, channel=Channel.EMAIL, value=address, display=name[:320])
    )
    return customer.id


def _sender(letter: LogEntry, tx: Tx) -> UUID:
    known = letter.author_kind is AuthorKind.CUSTOMER and letter.author_id is not None
    tx.require(known, "rejected", "gone", kind="customer")
    assert letter.author_id is not None
    return tx.get(Customer, letter.author_id).id
