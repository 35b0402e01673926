"""Packs: many small files in one, whole after every death, gone when they are erased, found by every process."""

import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.server.blobs import pack as one_pack
from app.server.blobs import packs as module
from app.server.blobs.store import BlobStore
from tests.services.apart import killed, one_way, start_apart
from tests.services.blob import WS, grow_old, kept, name_of, packs, pieces, sealed, where_it_is

KEY = b"k" * 32
LETTERS = [b"a letter", b"another", b"and a third"]
WITHIN_S = 30.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "blobs"


@pytest.fixture
def store(folder: Path) -> BlobStore:
    return BlobStore(folder, KEY)


def forget_index(folder: Path) -> None:
    for path in folder.glob("packs.db*"):
        path.unlink()


# ------------------------------------------------------------------ kept


def test_files_kept_together_are_one_write_and_come_again_for_nothing(store, folder):
    names = kept(store, *LETTERS)
    (path,) = packs(folder)
    size = path.stat().st_size
    assert kept(store, *LETTERS) == names
    assert path.stat().st_size == size


def test_a_full_pack_is_followed_by_the_next(store, folder, monkeypatch):
    monkeypatch.setattr(module, "LIMIT", 0)
    names = [name for each in LETTERS for name in kept(store, each)]
    assert len(packs(folder)) == 3
    assert [store.get(WS, name) for name in names] == LETTERS


def test_after_a_round_that_failed_nothing_is_said_to_be_kept(store, folder, monkeypatch):
    kept(store, LETTERS[0])

    def fails(_: int) -> None:
        raise OSError(5, "the disk is away")

    with monkeypatch.context() as away:
        away.setattr(one_pack.os, "fdatasync", fails)
        with pytest.raises(OSError, match="away"):
            kept(store, LETTERS[1])
    (name,) = kept(store, LETTERS[2])
    assert store.get(WS, name) == LETTERS[2]
    assert len(packs(folder)) == 2


def test_a_disk_that_becomes_full_costs_only_what_did_not_fit(store, folder, monkeypatch):
    (first,) = kept(store, LETTERS[0])
    write = os.write
    with monkeypatch.context() as full:
        full.setattr(one_pack.os, "write", lambda file, data: write(file, data[:10]))
        with pytest.raises(OSError, match="No space"):
            kept(store, LETTERS[1])
    (third,) = kept(store, LETTERS[2])
    for it in (store, BlobStore(folder, KEY)):
        assert [it.get(WS, name) for name in (first, third)] == [LETTERS[0], LETTERS[2]]
    forget_index(folder)
    assert BlobStore(folder, KEY).get(WS, third) == LETTERS[2]


# ------------------------------------------------------------------ deaths


@pytest.mark.parametrize(
    "torn", [lambda path: path.read_bytes()[:40], lambda path: bytes(40), lambda path: b"\xff" * 40]
)
def test_what_was_written_when_the_process_died_is_found_and_a_torn_end_costs_nobody(store, folder, torn):
    names = kept(store, *LETTERS)
    (path,) = packs(folder)
    forget_index(folder)  # as when it died before it said so, or a power cut took the end of the index
    with path.open("ab") as file:
        file.write(torn(path))
    again = BlobStore(folder, KEY)
    assert [again.get(WS, name) for name in names] == LETTERS
    assert again.get(WS, kept(again, b"a fourth")[0]) == b"a fourth"


def keeps_on(folder: Path, said: object, own: int) -> None:
    """A server that takes letters in, each new but for one that all of them know, and says what it has promised."""
    store = BlobStore(folder, KEY)
    for number in range(100_000):
        names = kept(store, f"letter {own} {number}".encode() * 50, b"the same logo")
        said.send((number, names))  # type: ignore[attr-defined]


def test_whatever_was_promised_before_a_kill_is_there(folder, tmp_path):
    hears, speaks = one_way()
    process = start_apart(tmp_path / "log", keeps_on, folder, speaks, 0)
    promised = [hears.recv() for _ in range(40)]
    os.kill(process.pid or 0, signal.SIGKILL)
    assert killed(process, WITHIN_S)
    again = BlobStore(folder, KEY)
    for number, (letter, logo) in promised:
        assert again.get(WS, letter) == f"letter 0 {number}".encode() * 50
        assert again.get(WS, logo) == b"the same logo"


def test_processes_that_keep_at_the_same_time_find_what_the_others_have(folder, tmp_path):
    lines = [one_way() for _ in range(2)]
    processes = [start_apart(tmp_path / "log", keeps_on, folder, it[1], own) for own, it in enumerate(lines)]
    here = BlobStore(folder, KEY)
    mine = []
    for round_ in range(30):
        mine += kept(here, f"mine {round_}".encode())
        for own, (hears, _) in enumerate(lines):
            number, (letter, logo) = hears.recv()
            assert here.get(WS, letter) == f"letter {own} {number}".encode() * 50
            assert here.get(WS, logo) == b"the same logo"
    for it in processes:
        os.kill(it.pid or 0, signal.SIGKILL)
        assert killed(it, WITHIN_S)
    assert [BlobStore(folder, KEY).get(WS, name) for name in mine] == [f"mine {it}".encode() for it in range(30)]
    assert len(packs(folder)) == 3


def test_the_journal_of_an_older_program_that_died_is_read(store, folder):
    names = kept(store, *LETTERS)
    (path,) = packs(folder)
    path.rename(folder / "0123456789abcdef.journal")
    forget_index(folder)
    again = BlobStore(folder, KEY)
    assert [again.get(WS, name) for name in names] == LETTERS


# ------------------------------------------------------------------ erasure


def test_no_byte_of_a_deleted_file_is_left_and_no_start_brings_it_back(store, folder):
    first, second, third = kept(store, *LETTERS)
    traces = [*pieces(sealed(store, second)), second.encode()]
    assert where_it_is(folder, *traces)
    BlobStore(folder, KEY).delete(WS, second)  # as a command line beside the server does
    assert where_it_is(folder, *traces) == []
    assert not store.has(WS, second)
    with pytest.raises(KeyError):
        store.get(WS, second)
    for _ in range(2):
        again = BlobStore(folder, KEY)
        assert not again.has(WS, second)
        assert [again.get(WS, name) for name in (first, third)] == [LETTERS[0], LETTERS[2]]
        forget_index(folder)


def test_a_file_that_several_processes_have_written_goes_from_all_their_packs(store, folder):
    other = BlobStore(folder, KEY)
    (name,) = kept(store, LETTERS[0])
    content = sealed(store, name)
    other._packs._append({name_of(other, other._path(WS, name)): content})  # both at the same moment
    assert len(where_it_is(folder, *pieces(content))) == 2
    store.delete(WS, name)
    assert where_it_is(folder, *pieces(content), name.encode()) == []
    assert not other.has(WS, name)


def test_who_died_while_a_file_was_deleted_keeps_no_later_one_away(store, folder):
    (name,) = kept(store, LETTERS[0])
    packs_of = store._packs
    (place,) = packs_of._index.find(name_of(store, store._path(WS, name)))
    one_pack.wipe(folder / place.pack, place.entry)  # and the index does not know yet
    assert kept(store, LETTERS[0]) == [name]
    assert store.get(WS, name) == LETTERS[0]
    store.delete(WS, name)
    assert not store.has(WS, name)


# ------------------------------------------------------------------ room


def long_ago(store: BlobStore, *names: str) -> datetime:
    """Those were kept, and all packs written to, long before the moment that is returned."""
    moment = datetime.now(UTC) - timedelta(days=14)
    for name in names:
        grow_old(store, WS, name, (moment - timedelta(days=1)).timestamp())
    return moment


def test_the_room_of_what_was_deleted_comes_back_and_the_rest_stays(store, folder):
    files = [f"letter {it}".encode() * 100 for it in range(10)]
    names = kept(store, *files)
    (old,) = packs(folder)
    for name in names[1:]:
        store.delete(WS, name)
    store.reclaim(datetime.now(UTC) - timedelta(days=14))
    assert old.exists()  # it was written to lately
    moment = long_ago(store, names[0])
    other = BlobStore(folder, KEY)
    other.reclaim(moment)
    assert not old.exists()
    assert sum(it.stat().st_size for it in packs(folder)) < 2_000
    for it in (store, other, BlobStore(folder, KEY)):
        assert it.get(WS, names[0]) == files[0]
        assert not it.has(WS, names[1])


def test_a_pack_that_is_mostly_needed_is_left_alone_however_small_its_files_are(store, folder):
    names = kept(store, *(str(it).encode() for it in range(10)))
    before = packs(folder)
    store.delete(WS, names[0])
    store.reclaim(long_ago(store, *names))
    assert packs(folder) == before


def test_who_has_not_written_for_long_goes_on_in_a_new_pack(store, folder):
    (name,) = kept(store, LETTERS[0])
    store.delete(WS, name)
    BlobStore(folder, KEY).reclaim(long_ago(store, name))
    assert packs(folder) == []
    (again,) = kept(store, LETTERS[1])
    assert store.get(WS, again) == LETTERS[1]


def test_what_is_deleted_while_it_moves_stays_deleted(store, folder, monkeypatch):
    gone, stays = kept(store, LETTERS[0], LETTERS[1])
    content = sealed(store, gone)
    other = BlobStore(folder, KEY)
    append = other._packs._append

    def and_somebody_deletes_it(files):
        placed = append(files)
        store.delete(WS, gone)
        return placed

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(other._packs, "_append", and_somebody_deletes_it)
        (place,) = other._packs._index.find(name_of(store, store._path(WS, gone)))
        other._packs._move(place)
    assert where_it_is(folder, *pieces(content), gone.encode()) == []
    assert not store.has(WS, gone)
    assert store.get(WS, stays) == LETTERS[1]


def test_a_pack_taken_away_while_a_file_is_written_to_it_costs_nobody(store, folder, monkeypatch):
    (name,) = kept(store, LETTERS[0])
    store.delete(WS, name)
    sync = one_pack.OpenPack.sync

    def and_it_is_taken_away(pack):
        sync(pack)
        meanwhile.undo()
        BlobStore(folder, KEY)._packs._index.end(pack.path)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(one_pack.OpenPack, "sync", and_it_is_taken_away)
        (again,) = kept(store, LETTERS[1])
    assert store.get(WS, again) == LETTERS[1]
    assert BlobStore(folder, KEY).get(WS, again) == LETTERS[1]
