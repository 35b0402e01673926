"""Small files share their way to the disk: what a power cut tears is whole again, what is erased is gone."""

import os
from pathlib import Path
from uuid import UUID

import pytest

from app.server.blobs import journal as module
from app.server.blobs.journal import AVAILABLE
from app.server.blobs.store import BlobStore

WS = UUID(int=1)
KEY = b"k" * 32
LETTERS = [b"a letter", b"another", b"and a third"]

pytestmark = pytest.mark.skipif(not AVAILABLE, reason="journals are kept on Linux only")


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs", KEY)


def kept(store: BlobStore, *files: bytes) -> list[str]:
    names, done = store.begin(WS, files)
    done.result()
    return names


def journals(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "blobs").glob("*.journal"))


def power_cut(store: BlobStore, *torn: str) -> None:
    """The process is gone, and what the disk had not taken is empty."""
    os.close(store._journal._file)
    for name in torn:
        store._path(WS, name).write_bytes(b"")


def test_what_a_power_cut_tore_is_whole_after_the_next_start(store, tmp_path):
    names = kept(store, *LETTERS)
    power_cut(store, *names)
    store._path(WS, names[0]).unlink()
    again = BlobStore(tmp_path / "blobs", KEY)
    assert [again.get(WS, name) for name in names] == LETTERS
    assert not journals(tmp_path)


def test_the_journal_of_a_living_process_is_left_alone(store, tmp_path):
    kept(store, *LETTERS)
    BlobStore(tmp_path / "blobs", KEY)
    assert len(journals(tmp_path)) == 1


def test_a_torn_end_costs_nobody_what_was_kept_before_it(store, tmp_path):
    names = kept(store, *LETTERS)
    (path,) = journals(tmp_path)
    with path.open("ab") as file:
        file.write(path.read_bytes()[:40])
    power_cut(store, *names)
    again = BlobStore(tmp_path / "blobs", KEY)
    assert [again.get(WS, name) for name in names] == LETTERS


def test_no_byte_of_a_deleted_file_is_left_and_no_start_brings_it_back(store, tmp_path):
    first, second, third = kept(store, *LETTERS)
    sealed = store._path(WS, second).read_bytes()
    (path,) = journals(tmp_path)
    assert sealed in path.read_bytes()
    BlobStore(tmp_path / "blobs", KEY).delete(WS, second)  # as a command line beside the server does
    assert sealed not in path.read_bytes()
    power_cut(store, first, third)
    again = BlobStore(tmp_path / "blobs", KEY)
    assert not again.has(WS, second)
    assert [again.get(WS, name) for name in (first, third)] == [LETTERS[0], LETTERS[2]]


def test_a_full_journal_is_followed_by_the_next(store, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LIMIT", 0)
    names = [name for each in LETTERS for name in kept(store, each)]
    store.settle()
    assert [store.get(WS, name) for name in names] == LETTERS


def test_settled_files_need_no_journal(store, tmp_path):
    kept(store, *LETTERS)
    store.settle()
    assert not journals(tmp_path)


def test_the_same_bytes_again_are_on_the_disk_at_once(store, tmp_path):
    (name,) = kept(store, LETTERS[0])
    power_cut(store, name)
    store._journal._file = -1
    assert kept(store, LETTERS[0]) == [name]
    assert store.get(WS, name) == LETTERS[0]


def test_after_a_round_that_failed_nothing_is_said_to_be_kept(store, tmp_path, monkeypatch):
    kept(store, LETTERS[0])

    def fails(_: int) -> None:
        raise OSError(5, "the disk is away")

    with monkeypatch.context() as away:
        away.setattr(module.os, "fdatasync", fails)
        with pytest.raises(OSError, match="away"):
            kept(store, LETTERS[1])
    (name,) = kept(store, LETTERS[2])
    assert store.get(WS, name) == LETTERS[2]
    assert len(journals(tmp_path)) == 2
