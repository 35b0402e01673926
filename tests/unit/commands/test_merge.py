"""Requests are merged, moved apart and linked: what the handlers check and write on both sides."""

from uuid import UUID, uuid4

import pytest

from app.commands.base import Refused
from app.commands.link import MAX_LINKS, LinkConversations, link
from app.commands.merge import MergeConversations, UnmergeConversation, merge, unmerge
from app.commands.move import MAX_ENTRIES, MoveEntries, UnmoveEntries, entries_of, move_entries, unmove_entries
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.model.conversation import Conversation, LogEntry
from tests.fakes.tx import MemoryTx
from tests.unit.commands.test_commands import NOW, a_conversation, tx  # noqa: F401  a fixture

MARINA = UUID(int=70)


def a_talk(tx: MemoryTx, **changes: object) -> Conversation:  # noqa: F811
    return a_conversation(tx, **{"customer_id": MARINA, "link_ids": [], "moved_ids": [], "number": 12} | changes)


def an_entry(tx: MemoryTx, talk: Conversation, kind: EntryKind = EntryKind.MESSAGE_IN, **payload: object) -> LogEntry:  # noqa: F811
    entry = LogEntry(
        entry_id=uuid4(), conversation_id=talk.id, seq=1, kind=kind, author_kind=AuthorKind.CUSTOMER,
        author_id=MARINA, at=NOW, payload={"text": "?"} | payload,
    )  # fmt: skip
    tx.put(entry)
    return entry


def refused(handler, command, tx: MemoryTx) -> str:  # noqa: F811
    with pytest.raises(Refused) as caught:
        handler(command, tx)
    return f"{caught.value.outcome}/{caught.value.code}"


def test_two_requests_name_each_other_until_they_are_untied(tx: MemoryTx) -> None:  # noqa: F811
    one, other = a_talk(tx), a_talk(tx, number=13, customer_id=uuid4())
    command = LinkConversations(one.id, uuid4(), other.id)
    link(command, tx)
    link(command, tx)
    assert (one.link_ids, other.link_ids) == ([str(other.id)], [str(one.id)])
    assert [it.payload["number"] for it in tx.rows(LogEntry)] == [13, 12]
    link(LinkConversations(other.id, uuid4(), one.id, on=False), tx)
    assert (one.link_ids, other.link_ids) == ([], [])
    assert command.other_ids == [other.id]


def test_a_request_is_not_linked_with_itself_or_with_everything(tx: MemoryTx) -> None:  # noqa: F811
    one, other = a_talk(tx), a_talk(tx, link_ids=[str(uuid4())] * MAX_LINKS)
    assert refused(link, LinkConversations(one.id, uuid4(), one.id), tx) == "rejected/invalid"
    assert refused(link, LinkConversations(one.id, uuid4(), other.id), tx) == "rejected/invalid"


def test_a_merge_is_told_in_both_logs_once(tx: MemoryTx) -> None:  # noqa: F811
    source, target = a_talk(tx), a_talk(tx, number=13)
    command = MergeConversations(source.id, uuid4(), target.id, source.status_rev)
    merge(command, tx)
    merge(command, tx)
    there, here = tx.rows(LogEntry)
    assert there.payload == {"into": str(target.id), "number": 13}
    assert here.payload == {"from": str(source.id), "number": 12, "of": str(command.entry_id)}
    assert (there.conversation_id, here.conversation_id) == (source.id, target.id)
    assert command.other_ids == [target.id]


def test_what_cannot_be_merged_is_refused(tx: MemoryTx) -> None:  # noqa: F811
    source = a_talk(tx)

    def said(target: Conversation, rev: int = 4) -> str:
        return refused(merge, MergeConversations(source.id, uuid4(), target.id, rev), tx)

    assert said(source) == "rejected/invalid"
    assert said(a_talk(tx), rev=3) == "conflict/status_changed"
    assert said(a_talk(tx, merged_into_id=uuid4())) == "conflict/merged"
    assert said(a_talk(tx, status=Status.SPAM)) == "rejected/invalid"
    assert said(a_talk(tx, customer_id=uuid4())) == "rejected/other_customer"
    assert said(a_talk(tx, status=Status.CLOSED)) == "rejected/closed"


def test_a_merge_is_taken_back_while_it_holds(tx: MemoryTx) -> None:  # noqa: F811
    target = a_talk(tx, number=13)
    source = a_talk(tx, merged_into_id=target.id)
    line = an_entry(tx, source, EntryKind.MERGE, into=str(target.id))
    command = UnmergeConversation(source.id, uuid4(), line.entry_id)
    unmerge(command, tx)
    unmerge(command, tx)
    assert [it.payload.get("undone") for it in tx.rows(LogEntry)] == [None, True, True]
    source.merged_into_id = None
    assert refused(unmerge, UnmergeConversation(source.id, uuid4(), line.entry_id), tx) == "conflict/merged"
    other = an_entry(tx, source)
    assert refused(unmerge, UnmergeConversation(source.id, uuid4(), other.entry_id), tx) == "rejected/gone"


def test_messages_are_moved_into_another_request_or_one_of_their_own(tx: MemoryTx) -> None:  # noqa: F811
    source, target = a_talk(tx), a_talk(tx, number=13)
    letter = an_entry(tx, source)
    command = MoveEntries(source.id, uuid4(), target.id, [letter.entry_id])
    move_entries(command, tx)
    move_entries(command, tx)
    line = tx.rows(LogEntry)[-1]
    assert line.payload == {"to": str(target.id), "number": 13, "entries": [str(letter.entry_id)]}
    assert list(entries_of(line.payload)) == [letter.entry_id]
    assert command.other_ids == [target.id]
    move_entries(MoveEntries(source.id, uuid4(), uuid4(), [letter.entry_id], "Другое дело"), tx)
    assert tx.rows(LogEntry)[-1].payload["new"]


def test_what_cannot_be_moved_is_refused(tx: MemoryTx) -> None:  # noqa: F811
    gone = uuid4()
    source, target = a_talk(tx, moved_ids=[str(gone)]), a_talk(tx)
    letter, line = an_entry(tx, source), an_entry(tx, source, EntryKind.STATUS)
    erased, elsewhere = an_entry(tx, source, redacted=True), an_entry(tx, target)
    away = an_entry(tx, source)
    source.moved_ids = [str(away.entry_id)]

    def said(entries: list[UUID], to: UUID = target.id, subject: str = "") -> str:
        return refused(move_entries, MoveEntries(source.id, uuid4(), to, entries, subject), tx)

    assert said([]) == "rejected/invalid"
    assert said([letter.entry_id] * 2) == "rejected/invalid"
    assert said([uuid4() for _ in range(MAX_ENTRIES + 1)]) == "rejected/invalid"
    assert said([letter.entry_id], to=source.id) == "rejected/invalid"
    for entry in (line, erased, elsewhere):
        assert said([entry.entry_id]) == "rejected/gone"
    assert said([away.entry_id]) == "conflict/moved"
    assert said([letter.entry_id], subject=" ") == "rejected/invalid"
    assert said([letter.entry_id], subject="Есть уже") == "rejected/invalid"
    assert said([letter.entry_id], to=a_talk(tx, merged_into_id=target.id).id) == "conflict/merged"
    assert said([letter.entry_id], to=a_talk(tx, status=Status.CLOSED).id) == "rejected/closed"


def test_a_move_is_taken_back_while_it_holds(tx: MemoryTx) -> None:  # noqa: F811
    away = str(uuid4())
    source = a_talk(tx, moved_ids=[away])
    line = an_entry(tx, source, EntryKind.MOVE, to=str(uuid4()), number=13, entries=[away])
    command = UnmoveEntries(source.id, uuid4(), line.entry_id)
    unmove_entries(command, tx)
    unmove_entries(command, tx)
    told = tx.rows(LogEntry)[-1]
    assert (told.payload["undone"], told.payload["of"]) == (True, str(line.entry_id))
    assert refused(unmove_entries, UnmoveEntries(source.id, uuid4(), told.entry_id), tx) == "rejected/gone"
    source.moved_ids = []
    assert refused(unmove_entries, UnmoveEntries(source.id, uuid4(), line.entry_id), tx) == "conflict/moved"
