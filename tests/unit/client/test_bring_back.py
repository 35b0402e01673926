"""After a crash nothing goes out that makes no sense without a message that did not."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.client.clock import ServerTime
from app.client.errors import explain
from app.client.leaving import Leaving, bring_back
from app.client.port import Problem
from app.client.row import DraftKind
from app.client.store.outbox import Outbox
from app.resource import load_catalogue
from tests.builders.wire import START
from tests.unit.client.test_outbox import TALK, give

LATER = START + timedelta(seconds=8)
OTHER = UUID(int=78)


def leaving(outbox: Outbox, name: str, talk: UUID = TALK, **args: object) -> None:
    give(outbox, name=name, args={"conversation_id": str(talk)} | args, conversation_id=talk, send_at=LATER)


def test_a_message_that_had_not_left_is_a_draft_again(outbox: Outbox):
    leaving(outbox, "reply@1", body="Едет.")
    leaving(outbox, "assign@1")
    assert bring_back(outbox) is Problem.UNSENT_RETURNED
    assert outbox.drafts() == {TALK: "Едет."}
    assert [it.name for it in outbox.waiting()] == ["assign@1"]
    assert bring_back(outbox) is None


@pytest.mark.parametrize("name", ["resolve@1", "set_status@1"])
def test_a_conversation_is_not_solved_without_the_answer_it_was_solved_by(outbox: Outbox, name: str):
    leaving(outbox, "resolve@1", OTHER)  # behind nothing
    leaving(outbox, "reply@1", body="Едет.")
    leaving(outbox, name)
    leaving(outbox, "tag@1")
    assert bring_back(outbox) is Problem.UNSOLVED_RETURNED
    assert [(it.name, it.conversation_id) for it in outbox.waiting()] == [("resolve@1", OTHER), ("tag@1", TALK)]
    assert not [it for it in outbox.changes() if it.name == name and it.conversation_id == TALK]


def test_a_promise_is_not_kept_by_an_answer_that_did_not_go_out(outbox: Outbox):
    leaving(outbox, "settle_promise@1", OTHER)
    leaving(outbox, "reply@1", body="Приедет в 18:30.")
    leaving(outbox, "settle_promise@1")
    assert bring_back(outbox) is Problem.UNSENT_RETURNED
    assert [(it.name, it.conversation_id) for it in outbox.waiting()] == [("settle_promise@1", OTHER)]


def test_that_a_conversation_stays_open_is_told_in_both_languages():
    told = {str(explain(Problem.UNSOLVED_RETURNED, load_catalogue(it))) for it in ("en", "ru")}
    assert any("stays open" in it for it in told)
    assert any("осталось открытым" in it for it in told)


def test_a_note_goes_out_with_the_act_it_was_written_for(outbox: Outbox):
    leaving(outbox, "note@2", body="Ждёт дату.")
    leaving(outbox, "assign@1")
    assert bring_back(outbox) is None
    assert [it.name for it in outbox.waiting()] == ["note@2", "assign@1"]
    assert outbox.drafts() == outbox.drafts(DraftKind.NOTE) == {}


def test_a_note_that_is_taken_back_never_becomes_an_answer_to_the_customer(outbox: Outbox, clock):
    outbox.save_draft(TALK, "Добрый день!", START)
    outbox.save_draft(TALK, "И фото.", START, DraftKind.NOTE)
    leaving(outbox, "note@2", body="Ждёт дату.")
    leaving(outbox, "resolve@1")
    note = next(it for it in outbox.changes() if it.name == "note@2")
    assert Leaving(outbox, ServerTime(clock)).take_back(note.change_id) is not None
    assert outbox.drafts() == {TALK: "Добрый день!"}
    assert outbox.drafts(DraftKind.NOTE) == {TALK: "Ждёт дату.\n\nИ фото."}
    assert [it.name for it in outbox.changes()] == ["resolve@1"]  # it stands on no note
