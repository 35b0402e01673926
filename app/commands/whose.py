"""Whose a request is that an operator opens: by an address or number, not by what the desk believes."""

from typing import Protocol
from uuid import UUID

from app.commands.base import Tx
from app.domain.channel import Channel
from app.model.customer import Customer, Identity


class Meant(Protocol):
    """A customer as the desk knows them, else fresh ids for somebody new called ``name``."""

    @property
    def person_id(self) -> UUID: ...
    @property
    def identity_id(self) -> UUID: ...
    @property
    def name(self) -> str: ...


def whose(cmd: Meant, channel: Channel, address: str, tx: Tx, *, added_by_id: UUID | None = None) -> UUID:
    """Who has the normalised ``address``, else the customer the desk means, else somebody new with it.

    Without an address somebody new has a name alone. ``added_by_id``: who wrote it down, unless they came from it.

    Raises:
        Refused: ``rejected/invalid``: the ids are those of somebody else.
    """
    owner = tx.owner_of(channel, address) if address else None
    if owner is not None:
        return owner
    known = tx.find(Customer, cmd.person_id)
    if known is not None:
        return known.id
    tx.require(tx.find(Identity, cmd.identity_id) is None, "rejected", "invalid", field="identity_id")
    name = " ".join(cmd.name.split())[:200] or address
    tx.put(Customer(id=cmd.person_id, name=name, since=tx.now, facts={}))
    if address:
        made = Identity(id=cmd.identity_id, customer_id=cmd.person_id, channel=channel, value=address, display=address)
        made.added_by_id = added_by_id
        tx.put(made)
    return cmd.person_id
