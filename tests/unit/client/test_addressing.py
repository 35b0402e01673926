"""Who gets an unsent answer, and by which way, is a part of its draft: it outlives the program and leaves with it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.client.basket import Basket
from app.client.drafting import USUAL, Addressing
from app.client.leaving import bring_back
from app.client.row import DraftKind
from app.client.store.addressing import AddressingBook
from app.client.store.database import StoreFiles
from app.client.store.erased import Erased
from app.client.store.outbox import Outbox
from tests.builders.wire import START
from tests.unit.client.conftest import shelf_of
from tests.unit.client.test_outbox import TALK, give, reopened

LATER = START + timedelta(seconds=8)
BOSS = Addressing("email", "asked_for", ("boss@x.example", "шеф@дом.рф"))
LETTER = {
    "conversation_id": str(TALK),
    "body": "Едет.",
    "channel": "email",
    "switched": "asked_for",
    "cc": list(BOSS.cc),
}


def test_what_was_chosen_is_here_after_a_restart_and_leaves_with_the_answer(outbox: Outbox, files: StoreFiles):
    AddressingBook(outbox).save(TALK, BOSS)
    again = reopened(outbox, files)
    book = AddressingBook(again)
    assert (book.get(TALK), book.get(UUID(int=1))) == (BOSS, USUAL)
    again.add(give_letter(again), forgets=None)
    assert book.get(TALK) == BOSS
    again.add(give_letter(again), forgets=DraftKind.NOTE)
    assert book.get(TALK) == BOSS
    again.add(give_letter(again), forgets=DraftKind.REPLY)
    assert book.get(TALK) == USUAL
    again.close()


@pytest.mark.parametrize("chosen", [Addressing(to_sender=True), replace(BOSS, to_sender=True)])
def test_that_the_sender_is_answered_is_here_after_a_restart(outbox: Outbox, files: StoreFiles, chosen: Addressing):
    AddressingBook(outbox).save(TALK, chosen)
    again = reopened(outbox, files)
    assert AddressingBook(again).get(TALK) == chosen
    AddressingBook(again).save(TALK, USUAL)
    assert AddressingBook(again).get(TALK) == USUAL
    again.close()


def test_an_undone_letter_goes_again_to_whom_it_went(outbox: Outbox):
    book = AddressingBook(outbox)
    for to, is_sender in (("", True), ("home@y.example", False)):
        letter = give(outbox, name="reply@2", args=LETTER | {"to": to}, send_at=LATER)
        assert outbox.take_back(letter.change_id, "Едет.")
        assert book.get(TALK) == replace(BOSS, to_sender=is_sender)


def give_letter(outbox: Outbox):  # type: ignore[no-untyped-def]
    from app.client.store.outbox import NewChange
    from app.model.identifier import new_id

    return NewChange(new_id(), new_id(), "reply@2", LETTER, START, conversation_id=TALK)


def test_an_undone_letter_brings_back_who_was_to_get_it(outbox: Outbox):
    book = AddressingBook(outbox)
    letter = give(outbox, name="reply@2", args=LETTER, send_at=LATER)
    book.save(TALK, Addressing(cc=("new@x.example",)))
    assert outbox.take_back(letter.change_id, "Едет.")
    assert book.get(TALK) == Addressing("email", "asked_for", (*BOSS.cc, "new@x.example"))


@pytest.mark.parametrize("name", ["reply@2", "send_later@1"])
def test_a_letter_that_had_not_left_at_a_crash_has_its_copies_still(outbox: Outbox, name: str):
    give(outbox, name=name, args=LETTER, send_at=LATER)
    bring_back(outbox)
    assert AddressingBook(outbox).get(TALK) == BOSS


def test_a_note_that_is_undone_changes_nothing_of_the_answer(outbox: Outbox):
    AddressingBook(outbox).save(TALK, BOSS)
    note = give(outbox, send_at=LATER)
    assert outbox.take_back(note.change_id, "")
    assert AddressingBook(outbox).get(TALK) == BOSS


def test_a_letter_that_was_given_up_and_is_had_back_has_its_copies(outbox: Outbox, files: StoreFiles):
    letter = give(outbox, name="reply@2", args=LETTER)
    outbox.discard(letter.change_id, START)
    basket = Basket(outbox, shelf_of(files), lambda: START)
    found = basket.find(letter.change_id)
    assert found is not None
    assert basket.as_draft(found)
    assert AddressingBook(outbox).get(TALK) == BOSS


def test_a_letter_that_is_had_back_takes_no_copy_away_from_what_is_being_written(outbox: Outbox, files: StoreFiles):
    letter = give(outbox, name="reply@2", args=LETTER)
    outbox.discard(letter.change_id, START)
    outbox.save_draft(TALK, "Ещё одно:", START)
    AddressingBook(outbox).save(TALK, Addressing(cc=("new@x.example",)))
    basket = Basket(outbox, shelf_of(files), lambda: START)
    found = basket.find(letter.change_id)
    assert found is not None
    for _twice in range(2):
        assert basket.as_draft(found)
    assert AddressingBook(outbox).get(TALK).cc == (*BOSS.cc, "new@x.example")


def test_nothing_of_it_stays_of_an_erased_conversation(outbox: Outbox):
    AddressingBook(outbox).save(TALK, BOSS)
    outbox.erase(Erased(conversations={TALK}))
    assert AddressingBook(outbox).get(TALK) == USUAL
