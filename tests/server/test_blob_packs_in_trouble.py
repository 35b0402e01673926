"""Packs when two things happen at once, or one only half: nothing promised is lost, nothing erased comes back."""

import os
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.server.blobs import pack as one_pack
from app.server.blobs import packs as module
from app.server.blobs.pack import OpenPack, entries_of, read_entry
from app.server.blobs.store import BlobStore
from tests.services.blob import WS, grow_old, kept, name_of, packs, pieces, sealed, where_it_is

KEY = b"k" * 32
LETTERS = [b"a letter", b"another", b"and a third"]
LONG = bytes(range(256)) * 80


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "blobs"


@pytest.fixture
def store(folder: Path) -> BlobStore:
    return BlobStore(folder, KEY)


def overwrite(path: Path, at: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def place_of(store: BlobStore, name: str):
    (place,) = store._packs._index.find(name_of(store, store._path(WS, name)))
    return place


# ------------------------------------------------------------------ erased at the wrong moment


def test_what_is_erased_while_another_process_reads_the_packs_on_does_not_come_back(store, folder, monkeypatch):
    (name,) = kept(store, LETTERS[0])
    (pack,) = packs(folder)
    entries = list(entries_of(pack))
    with store._packs._index._writing() as connection:  # it is written, and will be in the index in a moment
        connection.execute("DELETE FROM place")
        connection.execute("UPDATE pack SET upto = 0")
    sync = module.sync_pack

    def meanwhile(path: Path) -> None:
        store._packs._index.add(pack.name, entries, pack.stat().st_size, 1.0)
        store.delete(WS, name)
        sync(path)

    monkeypatch.setattr(module, "sync_pack", meanwhile)
    other = BlobStore(folder, KEY)
    assert not other.has(WS, name)
    assert where_it_is(folder, name.encode()) == []


def test_what_was_written_and_not_kept_is_not_left_for_an_erasure_to_miss(store, folder, monkeypatch):
    kept(store, LETTERS[1])

    def is_full(*_: object) -> None:
        raise OSError(28, "database or disk is full")

    with monkeypatch.context() as full:
        full.setattr(store._packs._index, "add", is_full)
        with pytest.raises(OSError, match="full"):
            kept(store, LETTERS[0])
    (name,) = kept(store, LETTERS[0])
    store.delete(WS, name)
    assert where_it_is(folder, name.encode()) == []
    assert not BlobStore(folder, KEY).has(WS, name)


def test_who_died_in_the_middle_of_an_erasure_goes_on_with_it(store, folder):
    (name,) = kept(store, LONG)
    content, place, (pack,) = sealed(store, name), place_of(store, name), packs(folder)
    head = one_pack._HEAD.pack(len(place.entry.name), place.entry.length, 0)
    overwrite(pack, place.entry.at, head + bytes(4_000))
    assert where_it_is(folder, *pieces(content))
    BlobStore(folder, KEY).delete(WS, name)
    assert where_it_is(folder, *pieces(content), name.encode()) == []


def test_what_a_process_that_died_was_moving_is_erased_with_the_rest(store, folder):
    (name,) = kept(store, LETTERS[0])
    content, place, died = sealed(store, name), place_of(store, name), OpenPack(folder)
    died.append({place.entry.name: content})
    store.delete(WS, name)
    assert where_it_is(folder, *pieces(content), name.encode()) == []
    assert not BlobStore(folder, KEY).has(WS, name)


def test_who_reads_while_a_file_moves_gets_it_whole(store, folder):
    (name,) = kept(store, LONG)
    place, other = place_of(store, name), BlobStore(folder, KEY)
    other._packs._append({place.entry.name: sealed(store, name)})
    overwrite(folder / place.pack, place.entry.at + 8_192, bytes(4_096))  # the old one is being overwritten
    assert store.get(WS, name) == LONG


def test_a_file_that_is_deleted_while_it_comes_again_is_kept_anew(store, folder, monkeypatch):
    (name,) = kept(store, LETTERS[0])
    other = BlobStore(folder, KEY)
    are_kept = store._packs._kept

    def and_it_is_deleted(names: Iterable[str]) -> set[str]:
        found = are_kept(names)
        other.delete(WS, name)
        return found

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(store._packs, "_kept", and_it_is_deleted)
        assert kept(store, LETTERS[0]) == [name]
    assert store.get(WS, name) == LETTERS[0]


# ------------------------------------------------------------------ moved by two


def test_a_file_that_two_processes_move_at_once_is_lost_by_neither(store, folder, monkeypatch):
    (name,) = kept(store, LONG)
    place, one, other = place_of(store, name), BlobStore(folder, KEY), BlobStore(folder, KEY)
    wipe = module.wipe

    def and_the_other_comes_to_it(path: Path, entry: one_pack.Entry) -> None:
        wipe(path, entry)
        meanwhile.undo()
        other._packs._move(place)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(module, "wipe", and_the_other_comes_to_it)
        one._packs._move(place)
    assert store.get(WS, name) == LONG


def test_a_pack_that_was_taken_away_is_not_known_again_by_who_starts(store, folder, monkeypatch):
    sync = one_pack.OpenPack.sync

    def and_it_is_taken_away(pack: one_pack.OpenPack) -> None:
        sync(pack)
        meanwhile.undo()
        index = BlobStore(folder, KEY)._packs._index
        with index._writing() as connection:
            connection.execute("DELETE FROM place")  # what the start above has read on was moved
        index.end(pack.path)
        index.begin(pack.path.name, 1.0)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(one_pack.OpenPack, "sync", and_it_is_taken_away)
        (name,) = kept(store, LETTERS[0])
    assert store.get(WS, name) == LETTERS[0]


# ------------------------------------------------------------------ full disks


def test_what_was_written_in_part_is_nowhere_and_what_follows_is_found_by_whoever_read_on(store, folder, monkeypatch):
    index, write = store._packs._index, os.write
    seen = []

    def is_full(file: int, data: bytes) -> int:
        written = write(file, data[:-5])
        seen.append(BlobStore(folder, KEY))  # and another process starts
        return written

    with monkeypatch.context() as full:
        full.setattr(one_pack.os, "write", is_full)
        with pytest.raises(OSError, match="No space"):
            kept(store, LETTERS[0], LETTERS[1])
    (pack,) = packs(folder)
    assert set(pack.read_bytes()[12:60]) == {0}
    with index._reading() as connection:
        upto = connection.execute("SELECT upto FROM pack").fetchone()
    assert upto[0]
    (third,) = kept(store, LETTERS[2])
    with index._writing() as connection:  # a power cut takes the end of the index
        connection.execute("DELETE FROM place WHERE name LIKE ?", (f"%{third}",))
        connection.execute("UPDATE pack SET upto = ?", upto)
    assert BlobStore(folder, KEY).get(WS, third) == LETTERS[2]


# ------------------------------------------------------------------ damage


def flatten_all(content: bytes) -> bytes:
    return b"x" * len(content)


def flatten_pages(content: bytes) -> bytes:
    return content[:4_096] + b"x" * (len(content) - 4_096)


@pytest.mark.parametrize("damage", [flatten_all, flatten_pages])
def test_a_damaged_index_is_made_anew_from_the_packs(store, folder, damage):
    names = kept(store, *LETTERS)
    store.delete(WS, names[1])  # its journal is empty now
    path = folder / "packs.db"
    path.write_bytes(damage(path.read_bytes()))
    again = BlobStore(folder, KEY)
    assert [again.get(WS, names[it]) for it in (0, 2)] == [LETTERS[0], LETTERS[2]]
    assert not again.has(WS, names[1])
    assert kept(again, LETTERS[1]) == [names[1]]


def test_an_index_that_turns_out_damaged_is_made_anew_by_the_next_start(store, folder):
    names = kept(store, *LETTERS)
    store.delete(WS, names[1])
    store._packs._index._connection = None
    path = folder / "packs.db"
    path.write_bytes(flatten_all(path.read_bytes()))
    with pytest.raises(OSError, match="index of the packs"):
        store.get(WS, names[0])
    assert BlobStore(folder, KEY).get(WS, names[0]) == LETTERS[0]
    assert store.get(WS, names[0]) == LETTERS[0]  # without a start of its own
    assert sorted(it.name for it in folder.glob("*.damaged")) == []


def test_a_file_with_the_checksum_nought_is_no_wiped_one(folder):
    folder.mkdir()
    content = bytes.fromhex("4fa9d115")
    assert zlib.crc32(b"n" + content) == 0
    pack = OpenPack(folder)
    (entry,) = pack.append({"n": content})
    assert read_entry(pack.path, entry) == content


# ------------------------------------------------------------------ room


def test_a_process_frees_the_room_of_its_own_pack_too(store, folder):
    names = kept(store, *(f"letter {it}".encode() * 100 for it in range(10)))
    (old,) = packs(folder)
    for name in names[1:]:
        store.delete(WS, name)
    moment = datetime.now(UTC) - timedelta(days=14)
    grow_old(store, WS, names[0], (moment - timedelta(days=1)).timestamp())
    store.reclaim(moment)
    assert not old.exists()
    assert sum(it.stat().st_size for it in packs(folder)) < 2_000
    assert store.get(WS, names[0]) == b"letter 0" * 100
