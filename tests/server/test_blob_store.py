"""Files on the disk: whole under their name, in a pack or not, whoever else keeps the same bytes at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from app.server.blobs import store as module
from app.server.blobs.store import SMALL, BlobStore, OtherContent
from tests.services.blob import grow_old, where_it_is

WS = UUID(int=1)
LETTERS = [b"a letter", b"another", b"x" * 300_000]
OLD = datetime.now(UTC) - timedelta(days=30)

Put = Callable[[bytes], str]


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs", b"k" * 32)


@pytest.fixture(params=["packed", "alone"])
def put(store: BlobStore, request: pytest.FixtureRequest) -> Put:
    """Keep a file in a pack, or as a file of its own, as large ones are and as an older program kept all."""
    if request.param == "packed":
        return lambda data: store.put(WS, data)
    return lambda data: store._put_large(WS, [data])


def left_over(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "blobs").rglob("*.part"))


# ------------------------------------------------------------------ the same of both


def test_a_file_is_read_as_it_was_kept_whole_or_from_its_middle(store, put):
    data = bytes(range(256)) * 1_000
    name = put(data)
    assert name == sha256(data).hexdigest()
    assert store.has(WS, name)
    assert store.get(WS, name) == data
    assert store.size(WS, name) == len(data)
    assert b"".join(store.read(WS, name, 1_000, 70_000)) == data[1_000:70_000]
    assert store.size(WS, put(b"")) == 0


def test_a_file_belongs_to_its_workspace_alone(store, put):
    name, other = put(b"a letter"), UUID(int=2)
    assert not store.has(other, name)
    with pytest.raises(KeyError):
        store.get(other, name)
    with pytest.raises(KeyError):
        store.size(other, name)
    store.delete(other, name)
    assert store.get(WS, name) == b"a letter"


def test_a_deleted_file_is_nowhere_and_may_come_again(store, put, tmp_path):
    name, stays = put(b"a letter"), put(b"another")
    store.delete(WS, name)
    store.delete(WS, name)
    assert not store.has(WS, name)
    with pytest.raises(KeyError):
        store.get(WS, name)
    assert where_it_is(tmp_path, name.encode()) == []
    assert store.get(WS, stays) == b"another"
    assert put(b"a letter") == name
    assert store.get(WS, name) == b"a letter"


def test_only_what_was_kept_long_ago_is_old(store, put):
    old, young = put(b"a letter"), put(b"another")
    grow_old(store, WS, old, OLD.timestamp())
    assert list(store.older_than(OLD + timedelta(hours=1))) == [(WS, old)]
    assert put(b"a letter") == old  # it comes again
    assert list(store.older_than(OLD + timedelta(hours=1))) == []
    assert {it for _, it in store.older_than(datetime.now(UTC) + timedelta(days=1))} == {old, young}


def test_the_next_process_finds_all(store, put, tmp_path):
    name = put(b"a letter")
    assert BlobStore(tmp_path / "blobs", b"k" * 32).get(WS, name) == b"a letter"


# ------------------------------------------------------------------ which is which


def test_small_files_share_one_and_large_ones_have_their_own(store, tmp_path):
    names = [store.put(WS, it) for it in (b"a letter", b"s" * SMALL, b"l" * (SMALL + 1))]
    assert len(list((tmp_path / "blobs").glob("*.pack"))) == 1
    assert [it.name for it in (tmp_path / "blobs").glob("*/??/*")] == names[2:]


@pytest.mark.parametrize("size", [0, 10, SMALL, SMALL + 1, 3_000_000])
def test_a_stream_is_kept_when_it_is_what_it_was_said_to_be(store, size, tmp_path):
    data = b"x" * size
    name = sha256(data).hexdigest()
    pieces = [data[at : at + 100_000] for at in range(0, size, 100_000)]
    with pytest.raises(OtherContent):
        store.put_chunks(WS, iter(pieces), expected="0" * 64)
    assert not store.has(WS, name)
    assert store.put_chunks(WS, iter(pieces), expected=name) == name
    assert store.get(WS, name) == data
    assert not left_over(tmp_path)


def test_what_an_older_program_kept_by_itself_is_deleted_with_what_came_later(store):
    name = store._put_large(WS, [b"a letter"])
    grow_old(store, WS, name, OLD.timestamp())
    assert store.put(WS, b"a letter") == name
    assert list(store.older_than(OLD + timedelta(hours=1))) == []  # its message may be on its way
    store.delete(WS, name)
    assert not store.has(WS, name)


def test_what_was_begun_can_be_read_when_it_is_done(store, tmp_path):
    names, done = store.begin(WS, LETTERS)
    done.result()
    assert [store.get(WS, name) for name in names] == LETTERS
    assert not left_over(tmp_path)


def test_a_disk_that_refuses_is_told_when_it_is_waited_for(store, tmp_path):
    (tmp_path / "blobs").write_bytes(b"no folder can be made here")
    _, done = store.begin(WS, LETTERS)
    with pytest.raises(OSError, match="blobs"):
        done.result()


def test_a_torn_file_that_a_crash_left_is_replaced(store):
    name = store._put_large(WS, [b"a letter"])
    store._path(WS, name).write_bytes(b"")
    assert store.put(WS, b"a letter") == name
    assert store.get(WS, name) == b"a letter"


def test_a_torn_large_file_is_replaced(store):
    name = store.put(WS, LETTERS[2])
    store._path(WS, name).write_bytes(b"")
    assert store.put(WS, LETTERS[2]) == name
    assert store.get(WS, name) == LETTERS[2]


@pytest.mark.parametrize("size", [1_000, 3_000_000])
def test_the_same_bytes_kept_by_many_at_once_are_one_whole_file(store, tmp_path, size):
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(lambda _: store.put(WS, b"x" * size), range(16)))
    assert [store.get(WS, name) for name in names] == [b"x" * size]
    assert not left_over(tmp_path)


def test_without_second_names_files_are_kept_all_the_same(store, tmp_path, monkeypatch):
    def refuses(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(module.os, "link", refuses)
    name = store.put(WS, LETTERS[2])
    assert store.get(WS, name) == LETTERS[2]
    assert not left_over(tmp_path)
