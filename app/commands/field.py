"""The command that fills in a field of a request: priority, kind, disposition, subject, order."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.commands.base import Tx, handles
from app.domain.entry import EntryKind
from app.domain.request_field import FieldName, accepted
from app.domain.status import Kind, Priority
from app.model.conversation import Conversation

_COLUMNS = {FieldName.ORDER: "order_number"}


@dataclass(frozen=True, slots=True)
class SetField:
    """Give a field another value. ``expected``: what it held on the screen where that was chosen."""

    conversation_id: UUID
    entry_id: UUID
    name: FieldName
    value: str
    expected: str


@handles("set_field", 1)
def set_field(cmd: SetField, tx: Tx) -> None:
    """The last writer wins, in the server's order; the log tells every change, and what it overwrote unseen.

    Raises:
        NotLocal: the desktop does not hold the row.
        Refused: ``rejected/invalid``: the field cannot hold the value.
    """
    conversation = tx.get(Conversation, cmd.conversation_id)
    value = accepted(cmd.name, cmd.value)
    tx.require(value is not None, "rejected", "invalid", field=cmd.name.value)
    assert value is not None
    before = field_of(conversation, cmd.name)
    if before == value:
        return
    setattr(conversation, _COLUMNS.get(cmd.name, cmd.name.value), _typed(cmd.name, value))
    payload: dict[str, Any] = {"field": cmd.name.value, "from": before, "to": value}
    if before != cmd.expected:
        payload["unseen"] = True
    tx.append_log(conversation, cmd.entry_id, EntryKind.FIELD, payload)


def field_of(conversation: Conversation, name: FieldName) -> str:
    """What a field holds now, as text."""
    return str(getattr(conversation, _COLUMNS.get(name, name.value)) or "")


def _typed(name: FieldName, value: str) -> object:
    if name is FieldName.PRIORITY:
        return Priority(value)
    return Kind(value) if name is FieldName.KIND else value
