"""Which feeds the touched rows of a transaction belong to now, and which they have left."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Connection, bindparam, literal, select, union_all

from app.commands.base import R
from app.model.base import Base
from app.model.conversation import Conversation
from app.model.customer import Customer, Organisation
from app.model.replicated import KINDS, OF_CONVERSATION, OF_CUSTOMER, row_id
from app.model.sync import FeedRow
from app.server.feed.feeds import Feeds, feeds_of, kind_of, of_conversations
from app.server.ready import Ask, Ready, Row

Key = tuple[str, UUID]
NOWHERE: Feeds = frozenset()
_CHUNK = 400
_STORED = Ready(
    select(FeedRow.kind, FeedRow.id, FeedRow.feed).where(
        FeedRow.ws == bindparam("ws"),
        FeedRow.kind == bindparam("kind"),
        FeedRow.id.in_(bindparam("ids", expanding=True)),
        FeedRow.gone.is_(False),
    )
)


class Locking(Protocol):
    """What is needed of the transaction: the lock order of sync.md 2.2."""

    ws: UUID
    now: datetime

    @property
    def connection(self) -> Connection:
        """What was put and changed so far is written there."""

    def ask(self, *asks: Ask) -> Sequence[Sequence[Row]]:
        """Rows of ready-made statements; they see what was put and changed so far."""

    def find(self, model: type[R], key: UUID) -> R | None:
        """The row as it is in this transaction."""

    def lock_customers(self, ids: Iterable[UUID]) -> None:
        """Lock customers in the order of their ids, unless they are already locked."""

    def lock_conversations(self, ids: Iterable[UUID]) -> None:
        """Lock conversations (their customers first), unless they are already locked."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row's feeds before and after."""

    key: Key
    before: Feeds
    after: Feeds


class Membership:
    """Works out the changes of one transaction; only reads and locks."""

    def __init__(self, tx: Locking, window: timedelta) -> None:
        self._tx = tx
        self._window = window
        self._created: Set[Key] = frozenset()
        self._moved: Set[Key] = frozenset()

    def changes(
        self, touched: Mapping[Key, Base | None], created: Set[Key] = frozenset(), moved: Set[Key] = frozenset()
    ) -> list[Change]:
        """Changes of all touched rows (None: deleted) and of the rows that follow them.

        ``created``: those of them that this transaction inserted; nobody needs to be asked about them.
        ``moved``: those older ones whose feeds may be others now; the rest of what is open stays where it is.
        """
        self._created, self._moved = created, moved
        self._lock(touched)
        rows = [row for row in touched.values() if row is not None]
        after = {key: NOWHERE for key, row in touched.items() if row is None}
        after |= self._directly(rows)
        before = {key: after[key] for key in after if self._stays(key, touched[key])}
        before |= self._stored(key for key in after if key not in before)
        went = [
            row for row in rows
            if isinstance(row, Conversation) and before[("conversation", row.id)] != after[("conversation", row.id)]
        ]  # fmt: skip
        after |= self._of_conversations_parts(went)
        after |= self._of_customers(rows, went, before)
        before |= self._stored(key for key in after if key not in before)
        return [Change(key, before[key], feeds) for key, feeds in after.items()]

    def _stays(self, key: Key, row: Base | None) -> bool:
        """Tell, without a look at the stored feeds, that they are those of the row as it is now."""
        if row is None or key in self._created or key in self._moved:
            return False
        kind = kind_of(row)
        talks = self._followed(row, kind)
        if kind in OF_CONVERSATION and not talks:
            return False
        return all(it.closed_at is None and ("conversation", it.id) not in self._moved for it in talks)

    def _lock(self, touched: Mapping[Key, Base | None]) -> None:
        """Whoever changes the feeds of a row holds the row those feeds come from."""
        rows = [row for row in touched.values() if row is not None]
        people = {row.customer_id for row in rows if hasattr(row, "customer_id")}
        people |= {row.id for row in rows if isinstance(row, Customer)}
        parts = {
            row.conversation_id  # type: ignore[attr-defined]
            for row in rows
            if kind_of(row) in ("delivery", "attachment", "later_message")
        }
        self._tx.lock_customers(people)
        self._tx.lock_conversations(parts)

    def _directly(self, rows: Iterable[Base]) -> dict[Key, Feeds]:
        """Feeds of rows that need no look at other rows but their conversation."""
        found = {}
        for row in rows:
            kind = kind_of(row)
            if kind not in KINDS or kind in OF_CUSTOMER or kind == "organisation":
                continue
            found[(kind, row_id(row))] = self._feeds(row, self._followed(row, kind))
        return found

    def _followed(self, row: Any, kind: str) -> list[Conversation]:
        if kind == "conversation":
            return [row]
        if kind not in OF_CONVERSATION:
            return []
        conversation = self._tx.find(Conversation, row.conversation_id)
        return [] if conversation is None else [conversation]

    def _of_conversations_parts(self, moved: list[Conversation]) -> dict[Key, Feeds]:
        """Deliveries and attachments of conversations whose feeds changed."""
        by_id = {it.id: self._feeds(it, [it]) for it in moved if ("conversation", it.id) not in self._created}
        owners = self._owners(OF_CONVERSATION - {"conversation"}, "conversation_id", by_id)
        return {key: by_id[owner] for key, owner in owners.items()}

    def _of_customers(self, rows: list[Base], went: list[Conversation], before: dict[Key, Feeds]) -> dict[Key, Feeds]:
        """Customer kinds: the touched rows, and all rows of customers whose feeds changed; adds to ``before``."""
        touched = [row for row in rows if kind_of(row) in OF_CUSTOMER]
        people = {_customer_of(row) for row in touched} | {it.customer_id for it in went} | self._given()
        companies = {row.id for row in rows if isinstance(row, Organisation)}
        if not people:
            return self._of_organisations(companies)
        before |= self._stored(("customer", person) for person in people)
        feeds = self._feeds_of_people({person: before[("customer", person)] for person in people}, went)
        changed = {person for person in people if before[("customer", person)] != feeds[person]}
        known = {person for person in changed if ("customer", person) not in self._created}
        found = {(kind_of(row), row_id(row)): feeds[_customer_of(row)] for row in touched}
        found |= {("customer", person): feeds[person] for person in known}
        for key, person in self._owners(OF_CUSTOMER - {"customer"}, "customer_id", known).items():
            found[key] = feeds[person]
        companies |= {row.organisation_id for row in touched if isinstance(row, Customer) and row.organisation_id}
        return found | self._of_organisations(companies | self._companies(known))

    def _feeds_of_people(self, stored: dict[UUID, Feeds], went: list[Conversation]) -> dict[UUID, Feeds]:
        """Union of each customer's conversations; new ones only add theirs, so that the others need no look."""
        new = [it for it in went if ("conversation", it.id) in self._created]
        asked = {it.customer_id for it in went if ("conversation", it.id) not in self._created} | self._given()
        feeds = stored | dict.fromkeys(asked, NOWHERE) | self._union(Conversation.customer_id, asked)
        for it in new:
            feeds[it.customer_id] |= self._feeds(it, [it])
        return feeds

    def _given(self) -> set[UUID]:
        """Customers who got or lost a conversation that was here before."""
        return {person for kind, person in self._moved if kind == "customer"}

    def _companies(self, people: set[UUID]) -> set[UUID]:
        found: set[UUID] = set()
        for some in _chunks(people):
            mine = (Customer.ws == self._tx.ws) & Customer.id.in_(some) & Customer.organisation_id.is_not(None)
            found |= set(self._tx.connection.scalars(select(Customer.organisation_id).where(mine)))
        return found

    def _of_organisations(self, ids: set[UUID]) -> dict[Key, Feeds]:
        if not ids:
            return {}
        lock = select(Organisation.id).where(Organisation.ws == self._tx.ws, Organisation.id.in_(ids))
        self._tx.connection.execute(lock.order_by(Organisation.id).with_for_update())
        feeds = self._union(Customer.organisation_id, ids)
        return {("organisation", it): feeds.get(it, NOWHERE) for it in ids}

    def _union(self, column: Any, ids: set[UUID]) -> dict[UUID, Feeds]:
        """Union of conversation feeds by customer or by organisation, from columns, never from stale objects."""
        found: dict[UUID, list[Any]] = defaultdict(list)
        if not ids:
            return {}
        query = select(
            column.label("owner"),
            Conversation.queue_id, Conversation.assignee_id, Conversation.watcher_ids, Conversation.closed_at,
        ).where(Conversation.ws == self._tx.ws)  # fmt: skip
        if column is not Conversation.customer_id:
            query = query.join(Customer, (Customer.ws == Conversation.ws) & (Customer.id == Conversation.customer_id))
        for some in _chunks(ids):
            for row in self._tx.connection.execute(query.where(column.in_(some))):
                found[row.owner].append(row)
        return {owner: of_conversations(these, now=self._tx.now, window=self._window) for owner, these in found.items()}

    def _stored(self, keys: Iterable[Key]) -> dict[Key, Feeds]:
        """Feeds the rows are in now."""
        found: dict[Key, set[str]] = {key: set() for key in keys}
        by_kind: dict[str, list[UUID]] = defaultdict(list)
        for kind, it in found:
            if (kind, it) not in self._created:
                by_kind[kind].append(it)
        asks = [
            Ask(_STORED, {"ws": self._tx.ws, "kind": kind, "ids": some})
            for kind, ids in by_kind.items()
            for some in _chunks(ids)
        ]
        for kind, it, feed in (row for rows in (self._tx.ask(*asks) if asks else ()) for row in rows):
            found[(kind, it)].add(feed)
        return {key: frozenset(feeds) for key, feeds in found.items()}

    def _feeds(self, row: Base, conversations: Iterable[Conversation]) -> Feeds:
        return feeds_of(row, conversations, now=self._tx.now, window=self._window)

    def _owners(self, kinds: Iterable[str], column: str, ids: Iterable[UUID]) -> dict[Key, UUID]:
        """Whose each row of these kinds is, in one query."""
        found: dict[Key, UUID] = {}
        for some in _chunks(ids):
            parts = []
            for kind in sorted(kinds):
                model: Any = KINDS[kind]
                key = model.entry_id if kind == "delivery" else model.id
                owner = getattr(model, column)
                part = select(literal(kind).label("kind"), key.label("id"), owner.label("owner"))
                parts.append(part.where(model.ws == self._tx.ws, owner.in_(some)))
            found |= {(row.kind, row.id): row.owner for row in self._tx.connection.execute(union_all(*parts))}
        return found


def _customer_of(row: Any) -> UUID:
    customer_id: UUID = row.id if isinstance(row, Customer) else row.customer_id
    return customer_id


def _chunks(values: Iterable[Any]) -> Iterable[list[Any]]:
    every = list(values)
    return (every[start : start + _CHUNK] for start in range(0, len(every), _CHUNK))
