"""A customer's conversations as blocks, earlier ones first, the open one last; and what hangs on a request."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.client.block import BlockRow, FieldsRow, LinkedRow
from app.client.store.codec import data, instant, key, marks, maybe_key
from app.client.store.queries.source import Source
from app.domain.channel import Channel
from app.domain.status import Priority, Status

_OF_CUSTOMER = """
SELECT c.id, c.number, c.subject, c.channel, c.status, c.disposition, c.created_at, c.merged_into_id, c.moved_ids,
  CASE WHEN r.low IS NULL THEN c.log_head ELSE r.low - 1 END
FROM conversation c LEFT JOIN log_range r ON r.conversation_id = c.id
WHERE c.ws = ?1 AND c.customer_id = (SELECT customer_id FROM conversation WHERE ws = ?1 AND id = ?2)
"""


@dataclass(frozen=True, slots=True)
class Block:
    """A block, and by conversation the entries of it that stand elsewhere."""

    row: BlockRow
    hidden: Mapping[UUID, frozenset[bytes]]


def blocks(source: Source, conversation_id: UUID) -> list[Block]:
    """The blocks of whoever's conversation that is; the one it stands in comes last."""
    found = {key(row[0]): row for row in source.all(_OF_CUSTOMER, source.ws, conversation_id.bytes)}
    roots = {it: _root(it, found) for it in found}
    whole: dict[UUID, list[UUID]] = {}
    for each, root in roots.items():
        whole.setdefault(root, []).append(each)
    made = [_block(root, members, found) for root, members in whole.items()]
    last = roots.get(conversation_id)
    return sorted(made, key=lambda it: (it.row.id == last, it.row.at, it.row.id))


def _root(conversation_id: UUID, found: Mapping[UUID, Any]) -> UUID:
    """Where a merged conversation goes on, as far as that is here."""
    seen = [conversation_id]
    while (further := maybe_key(found[seen[-1]][7])) is not None and further in found and further not in seen:
        seen.append(further)
    return seen[-1]


def _block(root: UUID, members: Iterable[UUID], found: Mapping[UUID, Any]) -> Block:
    ids = (root, *(it for it in members if it != root))
    row = found[root]
    made = BlockRow(
        root, row[1], row[2], Channel(row[3]), Status(row[4]), row[5], instant(row[6]), ids,
        sum(max(0, found[it][9]) for it in ids),
    )  # fmt: skip
    return Block(made, {it: frozenset(UUID(text).bytes for text in data(found[it][8])) for it in ids})


def fields(source: Source, conversation_id: UUID) -> FieldsRow:
    """What the operators filled in."""
    row = source.one(
        "SELECT priority, disposition, order_number, merged_into_id, linked_id, link_ids FROM conversation"
        " WHERE ws = ? AND id = ?",
        source.ws,
        conversation_id.bytes,
    )
    merged, earlier, links = maybe_key(row[3]), maybe_key(row[4]), [UUID(it) for it in data(row[5])]
    named = _named(source, [it for it in (merged, earlier, *links) if it is not None])
    return FieldsRow(
        Priority(row[0]), row[1], row[2],
        None if merged is None else named[merged], None if earlier is None else named[earlier],
        tuple(named[it] for it in links),
    )  # fmt: skip


def _named(source: Source, ids: Sequence[UUID]) -> dict[UUID, LinkedRow]:
    if not ids:
        return {}
    query = f"SELECT id, number, subject, status FROM conversation WHERE ws = ? AND id IN ({marks(len(ids))})"
    rows = source.all(query, source.ws, *(it.bytes for it in ids))
    return {it: LinkedRow(it, None) for it in ids} | {
        key(row[0]): LinkedRow(key(row[0]), row[1], row[2], Status(row[3])) for row in rows
    }
