"""What merging and parting of customers moves: all that names the one names the other, and goes back by its list."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.commands.merge_customers import MERGED, MergeCustomers, PartCustomers, merges
from app.model.conversation import Conversation, Promise
from app.model.customer import Customer, CustomerMerge, Identity, Order, Preference
from app.server import audit
from app.server.after import after
from app.server.transaction import ServerTx

_KINDS: tuple[Any, ...] = (Conversation, Identity, Preference, Order, Promise)
_FILLED = ("city", "locale", "timezone", "utc_offset_minutes", "organisation_id")
"""What the one who stays is given of the other's where it is not known."""


def connect() -> None:
    """Importing this module is what connects it."""


@after("merge_customers", 1)
def merge_after(cmd: MergeCustomers, tx: ServerTx) -> None:
    """Move everything and remember what was moved; the same command twice moves nothing more.

    Raises:
        Refused: ``rejected/invalid``: another merge has that id.
    """
    made = tx.find(CustomerMerge, cmd.merge_id)
    if made is not None:
        same = (made.survivor_id, made.other_id) == (cmd.customer_id, cmd.other_customer_id)
        tx.require(same, "rejected", "invalid", field="merge_id")
        return
    customer, other = tx.get(Customer, cmd.customer_id), tx.get(Customer, cmd.other_customer_id)
    moved: dict[str, Any] = {}
    known = set(tx.session.scalars(select(Preference.key).where(*_of(tx, Preference, customer.id))))
    for kind in _KINDS:
        rows = _rows(tx, kind, other.id)
        if kind is Preference:
            rows = [row for row in rows if row.key not in known]
        moved[kind.__tablename__] = [str(row.id) for row in rows]
        _give(rows, customer.id)
    moved["filled"] = _fill(customer, other)
    tx.put(CustomerMerge(id=cmd.merge_id, survivor_id=customer.id, other_id=other.id, moved=moved, at=tx.now))
    tx.touch(customer)
    tx.touch(other)
    audit.note(tx, "merge_customers", customer.id)


@after("part_customers", 1)
def part_after(cmd: PartCustomers, tx: ServerTx) -> None:
    """Give back what was moved and is still where it was moved to; what came since stays. Raises ``Refused``."""
    merge = tx.get(CustomerMerge, cmd.merge_id)
    tx.require(merge.survivor_id == cmd.customer_id, "rejected", "forbidden")
    tx.lock_customers(sorted((merge.survivor_id, merge.other_id)))
    customer, other = tx.get(Customer, merge.survivor_id), tx.get(Customer, merge.other_id)
    other.merged_into_id = None
    give_back(tx, merge, customer, other)
    tx.remove(merge)
    tx.touch(customer)
    tx.touch(other)
    audit.note(tx, "part_customers", customer.id)


def give_back(tx: ServerTx, merge: CustomerMerge, holder: Customer, other: Customer) -> None:
    """What that merge moved away from ``other`` and ``holder`` has now is theirs again."""
    for kind in _KINDS:
        ids = {UUID(it) for it in merge.moved.get(kind.__tablename__, [])}
        _give([row for row in _rows(tx, kind, holder.id) if row.id in ids], other.id)
    for name in merge.moved.get("filled", []):
        if getattr(holder, name) == getattr(other, name):
            setattr(holder, name, "" if isinstance(getattr(holder, name), str) else None)


def take_back(tx: ServerTx, other: Customer | None) -> None:
    """Of somebody who was merged away, as after a restore of an older backup: what is theirs, and nothing else."""
    if other is None:
        return
    for merge in tx.session.scalars(
        select(CustomerMerge).where(CustomerMerge.ws == tx.ws, CustomerMerge.other_id == other.id)
    ).all():
        for it in kept_as(tx, other.id):
            give_back(tx, merge, tx.get(Customer, it), other)
    tx.flush()


def forget_merge(tx: ServerTx, merge: CustomerMerge) -> None:
    """Nobody is told any more who was joined with the one that stays."""
    survivor = tx.find(Customer, merge.survivor_id)
    if survivor is not None and MERGED in survivor.facts:
        kept = [it for it in merges(survivor) if it["id"] != str(merge.id)]
        survivor.facts = survivor.facts | {MERGED: kept}
    tx.remove(merge)


def kept_as(tx: ServerTx, customer_id: UUID) -> list[UUID]:
    """As whom a customer who was merged away is kept, the nearest first; nobody: they are kept themselves."""
    found: list[UUID] = []
    known = tx.find(Customer, customer_id)
    while known is not None and known.merged_into_id is not None:
        found.append(known.merged_into_id)
        known = tx.find(Customer, known.merged_into_id)
    return found


def names_of(tx: ServerTx, customer_id: UUID) -> list[UUID]:
    """Everybody that is the same person: who is kept, and all who were merged into them; sorted, as they are locked."""
    new = [customer_id, *kept_as(tx, customer_id)][-1:]
    found: list[UUID] = []
    while new:
        found += new
        merged = select(Customer.id).where(Customer.ws == tx.ws, Customer.merged_into_id.in_(new))
        new = list(tx.session.scalars(merged))
    return sorted(found)


def _of(tx: ServerTx, kind: Any, customer_id: UUID) -> tuple[Any, Any]:
    return kind.ws == tx.ws, kind.customer_id == customer_id


def _rows(tx: ServerTx, kind: Any, customer_id: UUID) -> list[Any]:
    """Rows of that customer by id; conversations are locked."""
    ids = sorted(tx.session.scalars(select(kind.id).where(*_of(tx, kind, customer_id))))
    if kind is Conversation:
        tx.lock_conversations(ids)
    return [row for row in (tx.find(kind, it) for it in ids) if row is not None]


def _give(rows: list[Any], customer_id: UUID) -> None:
    for row in rows:
        row.customer_id = customer_id


def _fill(customer: Customer, other: Customer) -> list[str]:
    """Give the one who stays what is not known of them; returns the names of it."""
    filled = [name for name in _FILLED if not getattr(customer, name) and getattr(other, name)]
    for name in filled:
        setattr(customer, name, getattr(other, name))
    if other.since is not None and (customer.since is None or other.since < customer.since):
        customer.since = other.since
    customer.vip = customer.vip or other.vip
    return filled
