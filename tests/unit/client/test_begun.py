"""A request that is begun is its author's alone until something is said in it, and can be given up without a trace."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from app.client.basket import Basket
from app.client.leaving import Leaving, bring_back
from app.client.row import ChangeState, DraftKind, OutgoingFile
from app.client.store.change import Change
from app.client.store.database import StoreFiles
from app.client.store.erased import Erased
from app.client.store.outbox import Outbox
from tests.builders.wire import START
from tests.unit.client.conftest import Store, shelf_of
from tests.unit.client.test_outbox import give, reopened

TALK, PERSON, OTHER = UUID(int=77), UUID(int=5), UUID(int=78)
LATER = START + timedelta(seconds=8)


def begin(outbox: Outbox, talk: UUID = TALK, person: UUID = PERSON) -> Change:
    args = {"request_id": str(talk), "person_id": str(person), "address": "emma@x.example", "subject": "Your order"}
    return give(outbox, name="open_by_mail@1", args=args, conversation_id=None, subject="Your order", begun=True)


def said(outbox: Outbox, name: str = "reply@2", talk: UUID = TALK, **more: object) -> Change:
    return give(
        outbox, name=name, args={"conversation_id": str(talk), "body": "Good day"}, conversation_id=talk, **more
    )


def both(outbox: Outbox, files: StoreFiles) -> Iterator[Outbox]:
    """As it is now, and as it is after a restart."""
    yield outbox
    yield reopened(outbox, files)


def mids(outbox: Outbox) -> list[tuple[str, int | None]]:
    return [(it.name, it.mid) for it in outbox.waiting()]


def test_it_has_no_number_and_is_no_unsent_work(outbox: Outbox):
    opening = begin(outbox)
    assert (opening.mid, opening.state) == (None, ChangeState.BEGUN)
    assert (outbox.changes(), outbox.waiting()) == ([], [])
    assert [it.change_id for it in outbox.pending(0)] == [opening.change_id]


def test_a_crash_and_a_closed_desk_leave_it_begun(outbox: Outbox, files: StoreFiles, store: Store):
    opening = begin(outbox)
    outbox.save_draft(TALK, "Good day", START)
    Leaving(outbox, store.time).release_all()
    again = reopened(outbox, files)
    assert bring_back(again) is None
    assert [it.change_id for it in again.begun()] == [opening.change_id]
    assert (again.draft(TALK), again.waiting()) == ("Good day", [])
    again.close()


def test_it_leaves_before_the_letter_and_not_when_that_is_taken_back(outbox: Outbox, store: Store):
    begin(outbox)
    begin(outbox, OTHER, UUID(int=6))
    letter = said(outbox, send_at=LATER)
    assert Leaving(outbox, store.time).take_back(letter.change_id)
    assert (outbox.draft(TALK), len(outbox.begun())) == ("Good day", 2)
    said(outbox, send_at=LATER)
    outbox.release(lambda _: True)
    assert mids(outbox) == [("open_by_mail@1", 1), ("reply@2", 2)]
    assert [it.args["request_id"] for it in outbox.begun()] == [str(OTHER)]


@pytest.mark.parametrize("name", ["note@2", "assign@1", "send_later@1", "make_promise@1"])
def test_what_concerns_others_makes_it_real_at_once(outbox: Outbox, name: str):
    begin(outbox)
    said(outbox, name)
    assert mids(outbox) == [("open_by_mail@1", 1), (name, 2)]


def test_what_names_it_as_another_request_makes_it_real_too(outbox: Outbox):
    begin(outbox)
    args = {"conversation_id": str(OTHER), "target_id": str(TALK)}
    give(outbox, name="link@1", args=args, conversation_id=OTHER)
    assert mids(outbox) == [("open_by_mail@1", 1), ("link@1", 2)]


def test_labels_wait_with_it_and_leave_in_their_order(outbox: Outbox):
    begin(outbox)
    said(outbox, "tag@1", begun=True)
    give(outbox, name="edit_customer@1", args={"customer_id": str(PERSON)}, conversation_id=None, begun=True)
    assert not outbox.waiting()
    said(outbox, "note@2")
    names = ["open_by_mail@1", "tag@1", "edit_customer@1", "note@2"]
    assert mids(outbox) == list(zip(names, (1, 2, 3, 4), strict=True))


def test_given_up_it_takes_all_with_it_and_can_be_had_back(outbox: Outbox, files: StoreFiles):
    opening = begin(outbox)
    said(outbox, "tag@1", begun=True)
    outbox.save_draft(TALK, "Good day", START)
    outbox.save_draft(TALK, "who is she?", START, DraftKind.NOTE)
    outbox.save_draft_files(TALK, [OutgoingFile(UUID(int=9), "a.txt", "text/plain", 1, "00")])
    assert outbox.discard(opening.change_id, START) == opening
    for kept in both(outbox, files):
        assert (kept.begun(), kept.changes(), kept.pending(0), kept.named_files()) == ([], [], [], set())
        assert kept.drafts() == kept.drafts(DraftKind.NOTE) == {}
        assert [it.change_id for it, _at in kept.discarded()] == [opening.change_id]
    begin(kept)
    Basket(kept, shelf_of(files), lambda: START).bring_texts(opening)
    assert (kept.draft(TALK), kept.draft(TALK, DraftKind.NOTE)) == ("Good day", "who is she?")
    kept.close()


def test_it_cannot_be_given_up_under_a_letter_that_is_leaving(outbox: Outbox):
    opening = begin(outbox)
    said(outbox, send_at=LATER)
    assert outbox.discard(opening.change_id, START) is None
    assert outbox.discard(said(outbox, "tag@1", begun=True).change_id, START) is None
    assert len(outbox.begun()) == 2


def test_it_goes_with_its_customer_when_that_one_is_erased(outbox: Outbox):
    begin(outbox)
    begin(outbox, OTHER, UUID(int=6))
    for talk in (TALK, OTHER):
        outbox.save_draft(talk, f"Emma {talk.int}", START)
    outbox.erase(Erased(customers={PERSON}))
    assert [it.args["request_id"] for it in outbox.begun()] == [str(OTHER)]
    assert outbox.drafts() == {OTHER: "Emma 78"}
    tables = ("command", "draft", "draft_past")
    kept = repr([outbox.connection.execute(f"SELECT * FROM {it}").fetchall() for it in tables])
    assert "Emma 77" not in kept
