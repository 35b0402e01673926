"""What the fake desk makes of fields, links, merges and moves: as the server would, at once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from app.client.block import BlockRow, FieldsRow, LinkedRow, Place, Stretch
from app.client.row import EntryRow
from app.commands.field import SetField
from app.commands.link import LinkConversations
from app.commands.merge import MergeConversations, UnmergeConversation
from app.commands.move import MoveEntries, UnmoveEntries, copy_id, entries_of
from app.domain.entry import EntryKind
from app.domain.request_field import FieldName
from app.domain.status import Kind, Priority, Status
from tests.fakes.people import Talk

Joining = SetField | LinkConversations | MergeConversations | UnmergeConversation | MoveEntries | UnmoveEntries


class Append(Protocol):
    """How the desk writes a line of a log."""

    def __call__(self, talk: Talk, entry_id: UUID, kind: EntryKind, payload: dict[str, Any]) -> None: ...


def blocks(talks: Mapping[UUID, Talk], talk: Talk) -> list[tuple[BlockRow, list[EntryRow]]]:
    """The customer's conversations as blocks with their shown entries, the one of ``talk`` last."""
    mine = [it for it in talks.values() if it.customer.id == talk.customer.id]
    whole: dict[UUID, list[Talk]] = {}
    for it in mine:
        whole.setdefault(it.merged_into or it.id, []).append(it)
    made = [_block(talks[root], members) for root, members in whole.items()]
    last = talk.merged_into or talk.id
    return sorted(made, key=lambda it: (it[0].id == last, it[0].at))


def stretch(talks: Mapping[UUID, Talk], talk: Talk, entry_id: UUID, further: int) -> Stretch | None:
    """Where an entry stands in that timeline, and the place so many entries on."""
    order = [(row.id, entry) for row, entries in blocks(talks, talk) for entry in entries]
    at = next((at for at, (_block_id, entry) in enumerate(order) if entry.entry_id == entry_id), None)
    if at is None:
        return None
    here, end = (Place(it[0], it[1].at) if it else None for it in (order[at], next(iter(order[at + further :]), None)))
    assert here is not None
    return Stretch(here, end and Place(end.block_id, end.at + timedelta(microseconds=1)))


def _block(root: Talk, members: Iterable[Talk]) -> tuple[BlockRow, list[EntryRow]]:
    ids = (root.id, *(it.id for it in members if it.id != root.id))
    entries = [entry for it in members for entry in it.entries if entry.entry_id not in it.moved]
    row = BlockRow(
        root.id, root.number, root.subject, root.channel, root.status, root.fields.disposition,
        min(entry.at for entry in root.entries), ids, root.missing,
    )  # fmt: skip
    return row, sorted(entries, key=lambda entry: (entry.pending, entry.at, entry.seq or 0))


def apply_joining(talks: dict[UUID, Talk], talk: Talk, command: Joining, append: Append) -> None:
    """Do what the command says."""
    match command:
        case SetField(entry_id=entry_id, name=name, value=value):
            append(talk, entry_id, EntryKind.FIELD, {"field": name.value, "from": _value(talk, name), "to": value})
            _fill(talk, name, value)
        case LinkConversations(entry_id=entry_id, target_id=target_id, on=on):
            target = talks[target_id]
            for here, there in ((talk, target), (target, talk)):
                kept = tuple(it for it in here.fields.links if it.id != there.id)
                here.fields = replace(here.fields, links=(*kept, *([_linked(there)] if on else ())))
            append(talk, entry_id, EntryKind.LINK, {"with": str(target_id), "number": target.number, "on": on})
        case MergeConversations(entry_id=entry_id, target_id=target_id):
            target = talks[target_id]
            append(talk, entry_id, EntryKind.MERGE, {"into": str(target_id), "number": target.number})
            talk.before_merge, talk.status, talk.merged_into = talk.status, Status.CLOSED, target_id
            talk.fields = replace(talk.fields, merged_into=_linked(target))
        case UnmergeConversation(entry_id=entry_id, merge_id=merge_id):
            said = {"into": str(talk.merged_into), "number": None, "undone": True, "of": str(merge_id)}
            append(talk, entry_id, EntryKind.MERGE, said)
            talk.status, talk.merged_into = talk.before_merge or Status.OPEN, None
            talk.fields = replace(talk.fields, merged_into=None)
        case MoveEntries():
            _move(talks, talk, command, append)
        case UnmoveEntries(entry_id=entry_id, move_id=move_id):
            line = next(it for it in talk.entries if it.entry_id == move_id)
            talk.moved = talk.moved - frozenset(entries_of(line.payload))
            append(talk, entry_id, EntryKind.MOVE, line.payload | {"undone": True, "of": str(move_id)})


def _move(talks: dict[UUID, Talk], talk: Talk, command: MoveEntries, append: Append) -> None:
    target = talks.get(command.target_id)
    if target is None:
        number = max(it.number or 0 for it in talks.values()) + 1
        target = replace(talk, id=command.target_id, number=number, subject=command.subject, entries=[])
        talks[target.id] = target
    moved = {it.entry_id: it for it in talk.entries if it.entry_id in command.entry_ids}
    for entry in moved.values():
        made_id = copy_id(command.entry_id, entry.entry_id)
        target.entries.append(
            replace(
                entry, entry_id=made_id, conversation_id=target.id, number=target.number, seq=len(target.entries) + 1
            )
        )
    talk.moved = talk.moved | frozenset(moved)
    said = {"to": str(target.id), "number": target.number, "entries": [str(it) for it in moved]}
    append(talk, command.entry_id, EntryKind.MOVE, said)


def _linked(talk: Talk) -> LinkedRow:
    return LinkedRow(talk.id, talk.number, talk.subject, talk.status)


def _value(talk: Talk, name: FieldName) -> str:
    known: dict[FieldName, str] = {
        FieldName.PRIORITY: talk.fields.priority, FieldName.KIND: talk.kind, FieldName.SUBJECT: talk.subject,
        FieldName.DISPOSITION: talk.fields.disposition, FieldName.ORDER: talk.fields.order_number,
    }  # fmt: skip
    return str(known[name])


def _fill(talk: Talk, name: FieldName, value: str) -> None:
    fields: FieldsRow = talk.fields
    match name:
        case FieldName.KIND:
            talk.kind = Kind(value)
        case FieldName.SUBJECT:
            talk.subject = value
        case FieldName.PRIORITY:
            talk.fields = replace(fields, priority=Priority(value))
        case FieldName.DISPOSITION:
            talk.fields = replace(fields, disposition=value)
        case FieldName.ORDER:
            talk.fields = replace(fields, order_number=value)
