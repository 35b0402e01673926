"""Fields of a request: the last writer wins, and what was overwritten unseen is told."""

from uuid import uuid4

import pytest

from app.commands.base import Refused
from app.commands.field import SetField, field_of, set_field
from app.domain.entry import EntryKind
from app.domain.request_field import FieldName
from app.domain.status import Kind, Priority
from app.model.conversation import LogEntry
from tests.fakes.tx import MemoryTx
from tests.unit.commands.test_commands import a_conversation, tx  # noqa: F401  a fixture


@pytest.mark.parametrize(
    ("name", "before", "value", "after"),
    [
        (FieldName.PRIORITY, "normal", "urgent", Priority.URGENT),
        (FieldName.KIND, "question", "claim", Kind.CLAIM),
        (FieldName.DISPOSITION, "", "refunded", "refunded"),
        (FieldName.SUBJECT, "Замена плафона", "  Замена\nлампы ", "Замена лампы"),
        (FieldName.ORDER, "", "48-20917", "48-20917"),
    ],
)
def test_a_field_takes_a_value_and_the_log_tells_it(tx: MemoryTx, name, before, value, after) -> None:  # noqa: F811
    talk = a_conversation(tx, disposition="", order_number="")
    command = SetField(talk.id, uuid4(), name, value, before)
    set_field(command, tx)
    set_field(command, tx)
    assert field_of(talk, name) == str(after)
    (line,) = tx.rows(LogEntry)
    assert (line.kind, line.payload) == (EntryKind.FIELD, {"field": name.value, "from": before, "to": str(after)})


def test_what_a_colleague_wrote_meanwhile_is_overwritten_and_the_log_says_so(tx: MemoryTx) -> None:  # noqa: F811
    talk = a_conversation(tx, priority=Priority.HIGH)
    set_field(SetField(talk.id, uuid4(), FieldName.PRIORITY, "low", "normal"), tx)
    assert talk.priority is Priority.LOW
    assert tx.rows(LogEntry)[0].payload == {"field": "priority", "from": "high", "to": "low", "unseen": True}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (FieldName.PRIORITY, "very"), (FieldName.KIND, ""), (FieldName.DISPOSITION, "forgotten"),
        (FieldName.SUBJECT, " "), (FieldName.SUBJECT, "x" * 301), (FieldName.ORDER, "9" * 65),
    ],
)  # fmt: skip
def test_a_value_that_a_field_cannot_hold_is_refused(tx: MemoryTx, name, value) -> None:  # noqa: F811
    talk = a_conversation(tx)
    with pytest.raises(Refused) as refused:
        set_field(SetField(talk.id, uuid4(), name, value, ""), tx)
    assert refused.value.code == "invalid"
