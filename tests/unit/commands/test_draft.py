"""What one writes is kept for one's other desks; two desks never overwrite each other unseen."""

from uuid import UUID, uuid4

import pytest

from app.commands.base import Actor, Refused
from app.commands.draft import MOST_BYTES, SaveDraft, SettleDraft, id_of_draft, save_draft, settle_draft
from app.commands.message import Reply, WriteNote, note, reply
from app.domain.channel import Channel
from app.domain.entry import AuthorKind
from app.model.draft import Draft
from tests.fakes.tx import MemoryTx
from tests.unit.commands.test_commands import ANNA, NOW, a_conversation

TALK, HERE, THERE = UUID(int=5), UUID(int=6), UUID(int=7)


@pytest.fixture(params=[True, False], ids=["server", "desk"])
def tx(request: pytest.FixtureRequest) -> MemoryTx:
    return MemoryTx(uuid4(), ANNA, NOW, authority=request.param)


def kept(tx: MemoryTx, talk: UUID = TALK, kind: str = "reply") -> Draft:
    draft = tx.find(Draft, id_of_draft(ANNA.id, talk, kind))
    assert draft is not None
    return draft


def test_a_text_is_kept_and_counted(tx: MemoryTx) -> None:
    save_draft(SaveDraft(TALK, "reply", "Good", 0, HERE), tx)
    save_draft(SaveDraft(TALK, "reply", "Good day", 1, HERE), tx)
    save_draft(SaveDraft(TALK, "reply", "Good day", 1, HERE), tx)
    assert (kept(tx).text, kept(tx).rev, kept(tx).earlier) == ("Good day", 2, [])


def test_two_desks_that_did_not_know_of_each_other_keep_both_texts(tx: MemoryTx) -> None:
    save_draft(SaveDraft(TALK, "reply", "from home", 0, HERE), tx)
    save_draft(SaveDraft(TALK, "reply", "from the office", 0, THERE), tx)
    assert kept(tx).text == "from the office"
    assert [it["text"] for it in kept(tx).earlier] == ["from home"]
    settle_draft(SettleDraft(TALK, kept(tx).id), tx)
    assert kept(tx).earlier == []


def test_a_desk_that_missed_its_own_acknowledgement_is_no_stranger(tx: MemoryTx) -> None:
    save_draft(SaveDraft(TALK, "reply", "one", 0, HERE), tx)
    save_draft(SaveDraft(TALK, "reply", "two", 0, HERE), tx)
    assert kept(tx).earlier == []


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [("reply", "ы" * MOST_BYTES, "too_long"), ("poem", "text", "invalid")],
)
def test_what_is_no_draft_is_refused(tx: MemoryTx, kind: str, text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        save_draft(SaveDraft(TALK, kind, text, 0, HERE), tx)
    assert refused.value.code == code


def test_what_left_with_a_message_is_no_draft_any_more(tx: MemoryTx) -> None:
    talk = a_conversation(tx)
    save_draft(SaveDraft(talk.id, "reply", "Good day", 0, HERE), tx)
    save_draft(SaveDraft(talk.id, "note", "Ask the store", 0, HERE), tx)
    reply(Reply(talk.id, uuid4(), "Good day, Emma", Channel.CHAT, seen_seq=99), tx)
    assert (kept(tx, talk.id).text, kept(tx, talk.id, "note").text) == ("", "Ask the store")
    note(WriteNote(talk.id, uuid4(), "Something else"), tx)
    assert kept(tx, talk.id, "note").text == "Ask the store"
    note(WriteNote(talk.id, uuid4(), "Ask the store"), tx)
    assert kept(tx, talk.id, "note").text == ""


def test_what_was_offered_is_settled_by_whom_it_was_offered_to(tx: MemoryTx) -> None:
    denis = Actor(AuthorKind.USER, uuid4())
    save_draft(SaveDraft(TALK, "reply", "Good day", 0, HERE), tx)
    kept(tx).offered_to = denis.id
    settle_draft(SettleDraft(uuid4(), kept(tx).id), tx)
    settle_draft(SettleDraft(TALK, kept(tx).id), tx)
    assert kept(tx).offered_to == denis.id
    tx.actor = denis
    settle_draft(SettleDraft(TALK, uuid4()), tx)
    settle_draft(SettleDraft(TALK, id_of_draft(ANNA.id, TALK, "reply")), tx)
    draft = tx.find(Draft, id_of_draft(ANNA.id, TALK, "reply"))
    assert draft is not None
    assert (draft.offered_to, draft.text) == (None, "Good day")


def test_the_system_has_no_drafts(tx: MemoryTx) -> None:
    talk = a_conversation(tx)
    tx.actor = Actor(AuthorKind.SYSTEM, None)
    with pytest.raises(Refused):
        save_draft(SaveDraft(talk.id, "reply", "text", 0, HERE), tx)
    note(WriteNote(talk.id, uuid4(), "text"), tx)
    assert tx.rows(Draft) == []
