"""Files whose message left or was redacted are deleted from this computer, and no other file is (I10)."""

import hashlib
from pathlib import Path
from uuid import UUID

import pytest

from app.client.port import Person
from app.client.store.blob_store import BlobStore
from app.client.store.outbox import NewChange
from app.client.store.queries.source import known_person
from app.commands.message import FileOfMessage, Reply
from app.domain.channel import Channel
from app.model.conversation import Attachment, Template
from app.model.identifier import new_id
from app.model.workspace import User, Workspace
from app.protocol.command import to_wire
from app.protocol.pull import LogSlice
from tests.builders.wire import FEED, ME, START, WS, apply, conversation, customer, entry, plain, put
from tests.unit.client.conftest import Store

TALK, OTHER, PERSON = UUID(int=700), UUID(int=701), UUID(int=70)
FILE_ROW = UUID(int=900)


def attachment(row_id: UUID, talk: UUID, blob: str) -> dict[str, object]:
    return plain(
        Attachment(
            ws=WS, id=row_id, conversation_id=talk, entry_id=UUID(int=1), name="a.pdf", content_type="x/y", size=1,
            blob=blob,
        )
    )  # fmt: skip


def keep(store: Store, content: bytes) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    store.source.blobs.fetched.put(sha256, content)
    return sha256


def log_with(talk: UUID, **payload: str) -> dict[UUID, LogSlice]:
    return {talk: LogSlice(from_seq=1, entries=[entry(talk, 1, payload={"channel": "email", "text": "x", **payload})])}


@pytest.fixture
def blobs(store: Store) -> BlobStore:
    return store.source.blobs.fetched


@pytest.fixture
def talk(store: Store) -> dict[str, str]:
    """A letter with a page, its original and a file; the hashes by what they are."""
    made = {name: keep(store, name.encode()) for name in ("html", "raw", "body", "file")}
    apply(
        store.cache,
        put("customer", customer(PERSON)),
        put("conversation", conversation(TALK, PERSON, log_head=1)),
        put("attachment", attachment(FILE_ROW, TALK, made["file"])),
        logs=log_with(TALK, html=made["html"], raw=made["raw"], body=made["body"]),
    )
    return made


def left(store: Store, made: dict[str, str]) -> set[str]:
    store.cache.sweep_blobs(store.source.blobs.fetched)
    return {name for name, sha256 in made.items() if store.source.blobs.has(sha256)}


def files(store: Store) -> list[Path]:
    return list(store.files.blobs.iterdir())


def test_what_is_here_stays(store: Store, talk: dict[str, str]):
    assert left(store, talk) == set(talk)


def test_all_files_of_a_conversation_that_left_are_deleted(store: Store, talk: dict[str, str]):
    apply(store.cache, ["leave", FEED, "conversation", str(TALK)], ["leave", FEED, "attachment", str(FILE_ROW)])
    assert left(store, talk) == set()
    assert files(store) == []


def test_all_files_of_a_queue_that_was_taken_away_are_deleted(store: Store, talk: dict[str, str]):
    apply(store.cache, ["drop", FEED])
    assert left(store, talk) == set()


def test_a_file_another_conversation_names_stays(store: Store, talk: dict[str, str]):
    apply(
        store.cache,
        put("conversation", conversation(OTHER, PERSON, log_head=1), "u:me"),
        put("attachment", attachment(UUID(int=901), OTHER, talk["file"]), "u:me"),
        logs=log_with(OTHER, html=talk["html"]),
    )
    apply(store.cache, ["drop", FEED])
    assert left(store, talk) == {"html", "file"}


def test_a_file_an_unsent_reply_carries_stays(store: Store, talk: dict[str, str]):
    file = FileOfMessage(new_id(), "a.pdf", "x/y", 1, talk["file"])
    name, args = to_wire(Reply(TALK, new_id(), "вот", Channel.EMAIL, 1, files=[file]))
    store.outbox.add(NewChange(new_id(), new_id(), name, args, START, conversation_id=TALK))
    apply(store.cache, ["drop", FEED])
    assert left(store, talk) == {"file"}


def test_the_files_of_a_redacted_letter_are_deleted(store: Store, talk: dict[str, str]):
    apply(
        store.cache,
        put("conversation", conversation(TALK, PERSON, log_head=1, redact_rev=1, rev=2)),
        ["leave", FEED, "attachment", str(FILE_ROW)],
    )
    assert left(store, talk) == {"html", "raw", "body"}  # the log is asked for again
    store.cache.apply_logs(log_with(TALK))
    assert left(store, talk) == set()


def test_a_file_replaced_in_place_is_deleted(store: Store, talk: dict[str, str]):
    apply(store.cache, put("attachment", attachment(FILE_ROW, TALK, "0" * 64)))
    assert left(store, talk) == {"html", "raw", "body"}


def test_a_file_whose_message_left_while_it_was_fetched_is_deleted(store: Store, blobs: BlobStore):
    sha256 = keep(store, b"late")
    store.cache.touch_blob(sha256)
    assert left(store, {"late": sha256}) == set()


def test_a_file_that_cannot_be_deleted_now_is_deleted_later(store: Store, talk: dict[str, str]):
    apply(store.cache, ["drop", FEED])
    stubborn = BlobStore(store.files.blobs, store.files.cache_key)
    stubborn.delete = lambda sha256: False  # type: ignore[method-assign]  # open in another program
    store.cache.sweep_blobs(stubborn)
    assert len(files(store)) == len(talk)
    assert left(store, talk) == set()


def test_all_files_go_when_the_device_is_revoked(store: Store, talk: dict[str, str], blobs: BlobStore):
    blobs.clear()
    assert files(store) == []


def test_a_persons_language_and_zone_are_those_of_the_rows(store: Store):
    person = Person(UUID(int=9), WS, "Старое", ME, "Anna")
    assert known_person(store.source, person) == person
    apply(
        store.cache,
        put("user", plain(User(ws=WS, id=ME, name="Анна Ким", locale="en")), "w"),
        put("workspace", plain(Workspace(ws=WS, id=WS, name="Дом", timezone="Asia/Omsk")), "w"),
    )
    known = known_person(store.source, person)
    assert (known.user_name, known.locale, known.workspace, known.timezone) == ("Анна Ким", "en", "Дом", "Asia/Omsk")


def text(row_id: UUID, *blobs: str) -> dict[str, object]:
    files = [{"id": str(UUID(int=9)), "name": "a", "content_type": "b/c", "size": 1, "blob": it} for it in blobs]
    return plain(Template(ws=WS, id=row_id, title="Prices", body="Here", files=files))


def test_a_file_of_a_text_stays_as_long_as_a_text_names_it(store: Store, blobs: BlobStore):
    prices, form = keep(store, b"prices"), keep(store, b"form")
    first, second = UUID(int=801), UUID(int=802)
    apply(store.cache, put("template", text(first, prices, form)), put("template", text(second, prices)))
    for it in (prices, form):
        store.cache.touch_blob(it)  # it was fetched to be looked at
    store.cache.sweep_blobs(blobs)
    assert (blobs.has(prices), blobs.has(form)) == (True, True)
    apply(store.cache, put("template", text(first, prices)))
    store.cache.sweep_blobs(blobs)
    assert (blobs.has(prices), blobs.has(form)) == (True, False)
    apply(store.cache, ["leave", FEED, "template", str(first)])
    store.cache.sweep_blobs(blobs)
    assert blobs.has(prices)
    apply(store.cache, ["leave", FEED, "template", str(second)])
    store.cache.sweep_blobs(blobs)
    assert not blobs.has(prices)
