"""What was given up and had back is whole, and never sent twice."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from hashlib import sha256
from uuid import UUID

from app.client.basket import Basket
from app.client.making import anew
from app.client.row import OutgoingFile
from app.client.store.database import StoreFiles
from app.client.store.outbox import Change, NewChange, Outbox, Outcome
from app.client.store.queries.template import is_held_by_text
from app.model.conversation import Template
from app.model.identifier import new_id
from tests.builders.wire import START, WS, apply, plain, put
from tests.unit.client.conftest import Store, shelf_of

TALK = UUID(int=7)
FILE = OutgoingFile(UUID(int=9), "счёт.txt", "text/plain", 1, sha256(b"1").hexdigest())


def give(outbox: Outbox, body: str) -> Change:
    named = {"id": str(FILE.id), "name": FILE.name, "content_type": FILE.content_type, "size": 1, "blob": FILE.blob}
    entry = str(new_id())
    args = {"conversation_id": str(TALK), "entry_id": entry, "body": body, "files": [named]}
    new = NewChange(new_id(), new_id(), "reply@2", args, START, conversation_id=TALK)
    return outbox.add(new)


def same_files(outbox: Outbox) -> bool:
    """Whether the draft has the file, as one of its own."""
    (file,) = outbox.draft_files(TALK)
    return file.id != FILE.id and replace(file, id=FILE.id) == FILE


def test_each_copy_of_a_text_has_files_of_its_own_and_twice_is_once(outbox: Outbox, files: StoreFiles):
    shelf = shelf_of(files)
    shelf.unsent.put(FILE.blob, b"1")
    given_up = outbox.discard(give(outbox, "Едет.").change_id, START)
    assert given_up is not None
    basket, seen = Basket(outbox, shelf, lambda: START), {FILE.id}
    for copies in (2, 3):
        basket.as_draft(given_up)
        basket.as_draft(given_up)
        assert same_files(outbox)
        seen |= {it.id for it in outbox.draft_files(TALK)}
        assert len(seen) == copies
        outbox.save_draft_files(TALK, ())
        outbox.save_draft(TALK, "", START)


def test_what_is_given_anew_has_another_entry_and_other_files():
    named = {"id": str(FILE.id), "blob": FILE.blob}
    args = {"entry_id": "1", "files": [named], "body": "Едет."}
    again = anew(args)
    assert again["entry_id"] != "1"
    assert (again["files"][0]["id"] == named["id"], again["files"][0]["blob"]) == (False, FILE.blob)
    assert anew({"template_id": "2", "files": [named]}) == {"template_id": "2", "files": [named]}


def test_a_text_that_had_left_when_it_was_given_up_is_no_draft_any_more(outbox: Outbox, files: StoreFiles):
    shelf = shelf_of(files)
    shelf.unsent.put(FILE.blob, b"1")
    change = give(outbox, "Едет.")
    given_up = outbox.discard(change.change_id, START)
    assert given_up is not None
    Basket(outbox, shelf, lambda: START).as_draft(given_up)
    outbox.save_draft(TALK, f"{outbox.draft(TALK)}\n\nИ ещё.", START)
    assert same_files(outbox)
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
    assert same_files(outbox)
    assert shelf.unsent.get(FILE.blob) == b"1"
    assert sent.mid == 1


def test_a_file_that_only_the_server_has_comes_back_while_a_text_holds_it(store: Store):
    outbox, shelf = store.outbox, store.source.blobs
    change = give(outbox, "Цены во вложении.")
    given_up = outbox.discard(change.change_id, START)
    assert given_up is not None
    basket = Basket(outbox, shelf, lambda: START, partial(is_held_by_text, store.source))
    basket.as_draft(given_up)
    assert outbox.draft_files(TALK) == ()
    file = {"id": str(FILE.id), "name": "счёт.txt", "content_type": "text/plain", "size": 1, "blob": FILE.blob}
    for waits_for in ({"waits_for": str(UUID(int=3))}, {}):
        text = Template(ws=WS, id=UUID(int=61), title="Цены", body="Вот", files=[file | waits_for])
        apply(store.cache, put("template", plain(text)))
        ((kept,),) = (it.files for it in store.queries.templates())
        assert (kept.file, kept.coming, kept.is_usable) == (FILE, bool(waits_for), not waits_for)
        basket.as_draft(given_up)
        assert outbox.draft_files(TALK) == () if waits_for else same_files(outbox)
