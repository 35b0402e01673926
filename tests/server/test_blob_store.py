"""Files on the disk: whole under their name, whoever else keeps the same bytes at the same time."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest

from app.server.blobs import store as module
from app.server.blobs.store import BlobStore

WS = UUID(int=1)
LETTERS = [b"a letter", b"another", b"x" * 300_000]


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs", b"k" * 32)


def left_over(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "blobs").rglob("*.part"))


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
    name = store.put(WS, b"a letter")
    store._path(WS, name).write_bytes(b"")
    assert store.put(WS, b"a letter") == name
    assert store.get(WS, name) == b"a letter"


def test_the_same_bytes_kept_by_many_at_once_are_one_whole_file(store, tmp_path):
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(lambda _: store.put(WS, b"x" * 3_000_000), range(16)))
    assert [store.get(WS, name) for name in names] == [b"x" * 3_000_000]
    assert not left_over(tmp_path)


def test_without_second_names_files_are_kept_all_the_same(store, tmp_path, monkeypatch):
    def refuses(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(module.os, "link", refuses)
    name = store.put(WS, b"a letter")
    assert store.get(WS, name) == b"a letter"
    assert not left_over(tmp_path)
