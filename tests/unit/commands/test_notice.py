"""What notes with mentions and seen notices do, on both sides."""

from uuid import UUID, uuid4

import pytest

from app.commands.base import Refused
from app.commands.message import PlainNote, WriteNote, note, plain_note
from app.commands.notice import SeeNotices, see_notices
from app.domain.notice import MOST_MENTIONED
from app.model.conversation import LogEntry
from app.model.notice import Notice
from tests.fakes.tx import MemoryTx
from tests.unit.commands.test_commands import ANNA, NOW, OLEG, a_conversation, tx

__all__ = ["tx"]


def test_whoever_is_mentioned_watches_once_and_the_writer_does_not(tx: MemoryTx) -> None:
    talk, vera = a_conversation(tx, watcher_ids=[str(OLEG)]), uuid4()
    command = WriteNote(talk.id, uuid4(), "@Олег @Вера", [OLEG, vera, vera, ANNA.id])
    note(command, tx)
    note(command, tx)
    assert talk.watcher_ids == [str(OLEG), str(vera)]
    assert tx.get(LogEntry, command.entry_id).payload["mentions"] == [str(OLEG), str(vera), str(ANNA.id)]


def test_a_note_that_mentions_nobody_is_as_it_was_and_so_is_one_of_an_older_desk(tx: MemoryTx) -> None:
    talk = a_conversation(tx)
    new, old = WriteNote(talk.id, uuid4(), "нам"), PlainNote(talk.id, uuid4(), "нам")
    note(new, tx)
    plain_note(old, tx)
    assert [tx.get(LogEntry, it.entry_id).payload for it in (new, old)] == [{"text": "нам"}] * 2
    assert talk.watcher_ids == []


def test_a_note_is_no_mailing(tx: MemoryTx) -> None:
    talk = a_conversation(tx)
    with pytest.raises(Refused, match="rejected/invalid"):
        note(WriteNote(talk.id, uuid4(), "всем", [uuid4() for _ in range(MOST_MENTIONED + 1)]), tx)


def test_seen_are_only_ones_own_and_only_once(tx: MemoryTx) -> None:
    def told(user_id: UUID | None) -> Notice:
        row = Notice(id=uuid4(), user_id=user_id, kind="mention", conversation_id=uuid4(), subject_id=uuid4(), at=NOW)
        tx.put(row)
        return row

    mine, foreign = told(ANNA.id), told(OLEG)
    see_notices(SeeNotices([mine.id, foreign.id, uuid4()]), tx)
    assert (mine.seen_at, foreign.seen_at) == (NOW, None)
    tx.now = NOW.replace(year=2027)
    see_notices(SeeNotices([mine.id]), tx)
    assert mine.seen_at == NOW
