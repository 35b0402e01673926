"""Commands about the addresses and numbers of a customer."""

from dataclasses import dataclass
from uuid import UUID

from app.commands.base import Tx, handles
from app.domain.channel import Channel
from app.language.form_field import emails_in, phone_in
from app.model.customer import Customer, Identity

MOST_CHARACTERS = 320


def normalised(channel: Channel, written: str) -> str:
    """An address as identities are compared: lower-case mail, E.164 phone, else as written; empty: it is none."""
    text = " ".join(written.split())
    if channel is Channel.EMAIL:
        found = emails_in(text)
        return found[0] if len(found) == 1 and found[0] == text.lower() else ""
    if channel in (Channel.PHONE, Channel.WHATSAPP):
        return phone_in(text)
    return text if 0 < len(text) <= MOST_CHARACTERS else ""


@dataclass(frozen=True, slots=True)
class AddIdentity:
    """Write down an address of a customer, as they said it."""

    customer_id: UUID
    identity_id: UUID
    channel: Channel
    value: str


@handles("add_identity", 1)
def add_identity(cmd: AddIdentity, tx: Tx) -> None:
    """Add it; the same one twice is once.

    Raises:
        NotLocal: the desktop does not hold the customer.
        Refused: ``rejected/invalid``: it is no address of that channel; ``conflict/address_taken``: another customer
            has it, perhaps the same person twice.
    """
    customer = tx.get(Customer, cmd.customer_id)
    value = normalised(cmd.channel, cmd.value)
    tx.require(bool(value), "rejected", "invalid", field="value")
    owner = tx.owner_of(cmd.channel, value)
    taken = owner is not None and owner != customer.id
    tx.require(not taken, "conflict", "address_taken", customer_id=str(owner))
    if owner is not None or tx.find(Identity, cmd.identity_id) is not None:
        return
    row = Identity(id=cmd.identity_id, customer_id=customer.id, channel=cmd.channel, value=value)
    row.display, row.added_by_id = " ".join(cmd.value.split()), tx.actor.id
    tx.put(row)


@dataclass(frozen=True, slots=True)
class RemoveIdentity:
    """An address is not this customer's."""

    customer_id: UUID
    identity_id: UUID


@handles("remove_identity", 1)
def remove_identity(cmd: RemoveIdentity, tx: Tx) -> None:
    """Remove it; what comes from there next is a new customer's. Nothing happens when it is not there.

    Raises ``NotLocal``: the desktop does not hold the customer.
    """
    customer = tx.get(Customer, cmd.customer_id)
    row = tx.find(Identity, cmd.identity_id)
    if row is not None and row.customer_id == customer.id:
        tx.remove(row)


@dataclass(frozen=True, slots=True)
class VerifyIdentity:
    """Somebody made sure that an address is this customer's, or is not sure any more."""

    customer_id: UUID
    identity_id: UUID
    verified: bool


@handles("verify_identity", 1)
def verify_identity(cmd: VerifyIdentity, tx: Tx) -> None:
    """Set or take the mark. Raises ``NotLocal``, or ``Refused``: ``rejected/gone``: there is no such address there."""
    customer = tx.get(Customer, cmd.customer_id)
    row = tx.find(Identity, cmd.identity_id)
    tx.require(row is not None and row.customer_id == customer.id, "rejected", "gone", kind="identity")
    assert row is not None
    if (row.verified_at is not None) != cmd.verified:
        row.verified_at = tx.now if cmd.verified else None
