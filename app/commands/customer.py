"""Commands about what we know of a customer."""

from dataclasses import dataclass
from uuid import UUID

from app.commands.base import Tx, handles
from app.model.customer import Customer, Organisation, Preference
from app.model.identifier import derived_id

MOST_NAME = 200
MOST_CITY = 120
"""Of their columns."""


@dataclass(frozen=True, slots=True)
class StatePreference:
    """Record how a customer likes to be served, as they said it; a newer word replaces the older one."""

    customer_id: UUID
    key: str
    value: str
    source: str


@handles("state_preference", 1)
def state_preference(cmd: StatePreference, tx: Tx) -> None:
    """Write the one stated preference of that key. Raises ``NotLocal`` when the customer is not in the cache."""
    customer = tx.get(Customer, cmd.customer_id)
    preference_id = derived_id("preference", customer.id, cmd.key, "stated")
    known = tx.find(Preference, preference_id)
    if known is None:
        known = Preference(id=preference_id, customer_id=customer.id, key=cmd.key, value="", source="", at=tx.now)
        known.stated = True
        known.confidence = 1.0
        known.value, known.source, known.author_id = cmd.value, cmd.source, tx.actor.id
        tx.put(known)
        return
    known.value, known.source, known.author_id, known.at = cmd.value, cmd.source, tx.actor.id, tx.now


@dataclass(frozen=True, slots=True)
class EditCustomer:
    """Correct what we know of a customer; None leaves a value as it is, the last word counts."""

    customer_id: UUID
    name: str | None = None
    city: str | None = None
    vip: bool | None = None


@handles("edit_customer", 1)
def edit_customer(cmd: EditCustomer, tx: Tx) -> None:
    """Write the given values. A name that a person wrote counts more than what a mail program sent.

    Raises:
        NotLocal: the customer is not in the cache.
        Refused: ``rejected/empty``: a customer has a name; ``rejected/too_long``.
    """
    customer = tx.get(Customer, cmd.customer_id)
    if cmd.name is not None:
        name = " ".join(cmd.name.split())
        tx.require(bool(name), "rejected", "empty")
        tx.require(len(name) <= MOST_NAME, "rejected", "too_long", limit=MOST_NAME)
        customer.name, customer.header_name = name, name
    if cmd.city is not None:
        customer.city = " ".join(cmd.city.split())[:MOST_CITY]
    if cmd.vip is not None:
        customer.vip = cmd.vip


@dataclass(frozen=True, slots=True)
class SetOrganisation:
    """Say which company a customer belongs to. ``organisation_id``: a known one or a fresh id; None: to none."""

    customer_id: UUID
    organisation_id: UUID | None
    name: str = ""


@handles("set_organisation", 1)
def set_organisation(cmd: SetOrganisation, tx: Tx) -> None:
    """Join the customer to the company, which is made when it is new; its name is never changed by this.

    Raises:
        NotLocal: the customer is not in the cache.
        Refused: ``rejected/empty``: a new company has a name; ``rejected/too_long``.
    """
    customer = tx.get(Customer, cmd.customer_id)
    if cmd.organisation_id is not None and tx.find(Organisation, cmd.organisation_id) is None:
        name = " ".join(cmd.name.split())
        tx.require(bool(name), "rejected", "empty")
        tx.require(len(name) <= MOST_NAME, "rejected", "too_long", limit=MOST_NAME)
        tx.put(Organisation(id=cmd.organisation_id, name=name, vip=False))
    customer.organisation_id = cmd.organisation_id
