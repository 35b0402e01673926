"""What was given up and had back is whole, and never sent twice."""

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from app.client.basket import Basket
from app.client.row import OutgoingFile
from app.client.store.database import StoreFiles
from app.client.store.outbox import Change, NewChange, Outbox, Outcome
from app.model.identifier import new_id
from tests.builders.wire import START
from tests.unit.client.conftest import shelf_of

TALK = UUID(int=7)
FILE = OutgoingFile(UUID(int=9), "счёт.txt", "text/plain", 1, sha256(b"1").hexdigest())


def give(outbox: Outbox, body: str) -> Change:
    named = {"id": str(FILE.id), "name": FILE.name, "content_type": FILE.content_type, "size": 1, "blob": FILE.blob}
    entry = str(new_id())
    args = {"conversation_id": str(TALK), "entry_id": entry, "body": body, "files": [named]}
    new = NewChange(new_id(), new_id(), "reply@2", args, START, conversation_id=TALK)
    return outbox.add(new)


def test_a_text_that_had_left_when_it_was_given_up_is_no_draft_any_more(outbox: Outbox, files: StoreFiles):
    shelf = shelf_of(files)
    shelf.unsent.put(FILE.blob, b"1")
    change = give(outbox, "Едет.")
    given_up = outbox.discard(change.change_id, START)
    assert given_up is not None
    Basket(outbox, shelf, lambda: START).as_draft(given_up)
    outbox.save_draft(TALK, f"{outbox.draft(TALK)}\n\nИ ещё.", START)
    assert outbox.draft_files(TALK) == (FILE,)
    outbox.settle([Outcome(1, "ok")], START)
    assert outbox.draft(TALK) == "И ещё."
    assert outbox.draft_files(TALK) == ()


def test_a_file_that_another_message_took_along_comes_back_with_the_text(outbox: Outbox, files: StoreFiles):
    shelf = shelf_of(files)
    shelf.unsent.put(FILE.blob, b"1")
    sent, refused = give(outbox, "Первое"), give(outbox, "Второе")
    outbox.settle([Outcome(1, "ok"), Outcome(2, "rejected", "closed")], START)
    given_up = outbox.discard(refused.change_id, START)
    assert given_up is not None
    outbox.connection.execute("UPDATE upload SET state = 'done'")
    assert outbox.purge(2, START + timedelta(days=1)) == []  # the basket names it still
    shelf.hand_over([FILE.blob])  # as an older version did
    Basket(outbox, shelf, lambda: START).as_draft(given_up)
    assert outbox.draft_files(TALK) == (FILE,)
    assert shelf.unsent.get(FILE.blob) == b"1"
    assert sent.mid == 1
