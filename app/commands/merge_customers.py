"""Commands for one person who is two customers: joined under the one that is kept, and parted again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.commands.base import Tx, handles
from app.model.customer import Customer

MERGED = "merged"
"""Key of ``Customer.facts``: who was joined with this customer, the last one last."""


@dataclass(frozen=True, slots=True)
class MergeCustomers:
    """Keep two customers as one: ``customer_id`` stays, all of ``other_customer_id`` becomes theirs."""

    customer_id: UUID
    other_customer_id: UUID
    merge_id: UUID


@handles("merge_customers", 1)
def merge_customers(cmd: MergeCustomers, tx: Tx) -> None:
    """Say that they are one; what belongs to the other is moved by the server, which alone knows all of it.

    Raises:
        NotLocal: the desktop does not hold both.
        Refused: ``rejected/invalid``: it is the same one; ``conflict/merged_already``: one of them was joined before;
            ``rejected/merge_on_hold``: what must be kept stays where it is.
    """
    tx.require(cmd.customer_id != cmd.other_customer_id, "rejected", "invalid", field="other_customer_id")
    customer, other = (tx.get(Customer, it) for it in (cmd.customer_id, cmd.other_customer_id))
    if other.merged_into_id == customer.id and any(it["id"] == str(cmd.merge_id) for it in merges(customer)):
        return
    both = customer.merged_into_id is None and other.merged_into_id is None
    tx.require(both, "conflict", "merged_already")
    tx.require(not (customer.legal_hold or other.legal_hold), "rejected", "merge_on_hold")
    other.merged_into_id = customer.id
    made = {"id": str(cmd.merge_id), "customer_id": str(other.id), "name": other.name, "at": tx.now.isoformat()}
    customer.facts = customer.facts | {MERGED: [*merges(customer), made]}


@dataclass(frozen=True, slots=True)
class PartCustomers:
    """They are two after all: what was the other's goes back."""

    customer_id: UUID
    merge_id: UUID


@handles("part_customers", 1)
def part_customers(cmd: PartCustomers, tx: Tx) -> None:
    """Take it out of the list; the server moves the rows. Raises ``NotLocal``, or ``Refused``: ``rejected/gone``."""
    customer = tx.get(Customer, cmd.customer_id)
    kept = [it for it in merges(customer) if it["id"] != str(cmd.merge_id)]
    tx.require(len(kept) < len(merges(customer)), "rejected", "gone", kind="merge")
    customer.facts = customer.facts | {MERGED: kept}


def merges(customer: Customer) -> list[dict[str, Any]]:
    """Who was joined with this customer."""
    found: list[dict[str, Any]] = customer.facts.get(MERGED, [])
    return found
