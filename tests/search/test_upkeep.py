"""The index follows what is pulled, renamed, moved, redacted, erased and dropped."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.client.port import Person
from app.client.store.database import StoreFiles, open_cache
from app.client.store.finder import CacheFinder
from app.client.store.pause import Pause
from app.client.store.upkeep import keep_up
from app.domain.channel import Channel
from app.model.customer import Identity
from app.protocol.pull import LogSlice
from tests.builders.wire import FEED, ME, WS, apply, conversation, customer, entry, plain, put
from tests.search.labelled import TALKS
from tests.search.pages import PERSON_IDS, QUEUE_IDS, TALK_IDS
from tests.search.test_local import Desk, opened

SHADE = TALK_IDS["shade"]
NOW = datetime(2026, 10, 30, tzinfo=UTC)
FIRST_ENTRY = UUID(int=SHADE.int * 100_000 + 1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from opened(tmp_path)


def index(desk: Desk) -> None:
    while desk.cache.index_some():
        pass


def shade(**more: Any) -> dict[str, Any]:
    talk = next(it for it in TALKS if it.key == "shade")
    values: dict[str, Any] = {
        "number": talk.number, "subject": talk.subject, "queue_id": QUEUE_IDS[talk.queue], "created_at": talk.at,
        "last_message_at": talk.at + timedelta(minutes=3), "log_head": 3, "rev": 5,
    }  # fmt: skip
    return conversation(SHADE, PERSON_IDS["sokolova"], **(values | more))


def stored(desk: Desk) -> bytes:
    """Every byte of the file that anybody could read with its key."""
    connection = desk.index.connection
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = [row for it in tables if it != "search_word" for row in connection.execute(f'SELECT * FROM "{it}"')]
    return b"\n".join(it if isinstance(it, bytes) else str(it).encode() for row in rows for it in row)


def test_a_moved_message_is_not_found_where_it_stood(desk: Desk):
    assert desk.keys("полярис") == {"shade"}
    apply(desk.cache, put("conversation", shade(moved_ids=[str(FIRST_ENTRY)])))
    index(desk)
    assert desk.keys("полярис") == set()


def test_a_new_message_is_found_once_the_desk_has_had_a_rest(desk: Desk):
    apply(
        desk.cache, put("conversation", shade(log_head=4)),
        logs={SHADE: LogSlice(from_seq=4, entries=[entry(SHADE, 4, "А торшер починят?")])},
    )  # fmt: skip
    assert desk.keys("торшер") == set()
    assert desk.find("торшер").waiting > 0
    index(desk)
    assert desk.keys("торшер") == {"shade"}
    assert desk.find("торшер").waiting == 0


def test_the_index_waits_for_whoever_looks_something_up(desk: Desk, tmp_path: Path):
    """Each letter of the palette is looked up: a step of indexing would be felt in it."""
    apply(
        desk.cache, put("conversation", shade(log_head=4)),
        logs={SHADE: LogSlice(from_seq=4, entries=[entry(SHADE, 4, "А торшер починят?")])},
    )  # fmt: skip
    desk.cache.to_index, pause = True, Pause()
    person = Person(UUID(int=0), WS, "", ME, "Анна")
    finder = CacheFinder(StoreFiles(tmp_path, b"o" * 32, b"c" * 32), person, lambda: NOW, pause)
    assert not pause.left_s
    assert finder.find("торшер").waiting > 0
    keep_up(desk.cache, pause, lambda _: None)
    assert finder.find("торшер").waiting > 0
    keep_up(desk.cache, Pause(), lambda _: None)
    assert finder.find("торшер").waiting == 0
    finder.close()


def test_what_comes_while_its_request_waits_for_its_turn_is_found_though_the_request_stays_as_it_was(desk: Desk):
    """The request is noted, and with it its messages: none of them is noted by itself."""
    for subject in ("Торшер", str(shade()["subject"])):
        apply(desk.cache, put("conversation", shade(subject=subject, log_head=4)))
    apply(desk.cache, logs={SHADE: LogSlice(from_seq=4, entries=[entry(SHADE, 4, "А канделябр почините?")])})
    assert desk.index.connection.execute("SELECT count(*) FROM search_todo").fetchone() == (1,)
    assert desk.find("канделябр").waiting == 5
    index(desk)
    assert desk.keys("канделябр") == {"shade"}
    assert desk.keys("торшер") == set()


def test_a_message_whose_place_another_one_takes_leaves_the_index_at_once(desk: Desk):
    assert desk.keys("полярис") == {"shade"}
    other = entry(SHADE, 1, "Совсем другое письмо", entry_id=UUID(int=77))
    apply(desk.cache, logs={SHADE: LogSlice(from_seq=1, entries=[other])})
    assert desk.keys("полярис") == set()


def test_another_name_or_subject_is_found_at_once_with_every_old_message(desk: Desk):
    apply(
        desk.cache,
        put("customer", customer(PERSON_IDS["sokolova"], "Марина Вяземская")),
        put("conversation", shade(subject="Торшер")),
    )
    index(desk)
    assert desk.keys("вяземская курьер") == {"shade"}
    assert desk.keys("соколова") == {"shade", "dimmer"}  # her address says so still
    assert desk.keys("торшер трещина") == {"shade"}


def test_a_new_phone_of_a_customer_is_found_by_its_last_digits(desk: Desk):
    row = Identity(
        ws=WS, id=UUID(int=9_999), customer_id=PERSON_IDS["kim"], channel=Channel.PHONE, value="+79260007531"
    )  # fmt: skip
    apply(desk.cache, put("identity", plain(row)))
    index(desk)
    assert desk.keys("7531") == {"assembly"}


def test_a_redacted_message_is_not_found_from_the_same_transaction_on(desk: Desk):
    blank = entry(SHADE, 1, payload={"channel": "email", "text": "", "redacted": True})
    rest = [entry(SHADE, seq, f"остальное {seq}") for seq in (2, 3)]
    apply(
        desk.cache,
        put("conversation", shade(redact_rev=1)),
        logs={SHADE: LogSlice(from_seq=1, entries=[blank, *rest])},
    )
    assert desk.keys("полярис") == set()
    assert "поляр".encode() not in stored(desk)
    index(desk)
    assert desk.keys("остальное") == {"shade"}
    assert "поляр".encode() not in stored(desk)


def test_nothing_of_an_erased_customer_is_left_in_the_index(desk: Desk):
    person = PERSON_IDS["sokolova"]
    ops = [
        put("customer", customer(person, "—", erased=True)),
        put("conversation", shade(subject="", erased=True, redact_rev=1)),
        put("conversation", conversation(TALK_IDS["dimmer"], person, subject="", erased=True, redact_rev=1, rev=5)),
        *(["leave", FEED, "identity", str(UUID(int=person.int * 100 + number))] for number in (0, 1)),
        *(["leave", FEED, "order", str(UUID(int=person.int * 100 + number))] for number in (10, 11)),
    ]
    apply(desk.cache, *ops)
    words = [row[0] for row in desk.index.connection.execute("SELECT words FROM search_doc")]
    names = [row[0] for row in desk.index.connection.execute("SELECT sound FROM search_name")]
    assert not any("диммер" in it.split() or "marina" in it.split() for it in words)
    assert "marina" not in names
    assert desk.keys("диммер") == desk.keys("3208") == set()
    index(desk)
    assert desk.keys("диммер") == desk.keys("3208") == desk.keys("marina") == set()


def test_what_leaves_this_desk_leaves_its_index(desk: Desk):
    apply(desk.cache, ["leave", FEED, "conversation", str(SHADE)])
    assert desk.keys("полярис") == desk.keys("1204") == set()
    apply(desk.cache, ["drop", FEED])
    left = desk.index.connection.execute("SELECT count(*) FROM search_doc").fetchone()[0]
    assert left == 0
    index(desk)
    assert desk.keys("курьер") == set()
    check = "INSERT INTO search_word (search_word, rank) VALUES ('integrity-check', 1)"
    desk.index.connection.execute(check)


def test_an_older_file_is_indexed_anew_only_when_its_words_were_told_otherwise(desk: Desk, tmp_path: Path):
    def brought_up_to_date() -> int:
        desk.index.connection.execute("PRAGMA user_version = 1")
        connection, rebuilt = open_cache(StoreFiles(tmp_path, b"o" * 32, b"c" * 32))
        assert not rebuilt
        count = connection.execute("SELECT count(*) FROM search_doc").fetchone()[0]
        connection.close()
        return int(count)

    assert brought_up_to_date() > 0
    desk.index.connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('words', '0')")
    assert brought_up_to_date() == 0
    index(desk)
    assert desk.keys("полярис") == {"shade"}
