"""All packs of a folder: small files are appended to one, synced and indexed together, found, wiped and moved."""

import errno
import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app.server.blobs.pack import SUFFIX, Entry, OpenPack, entries_of, read_entry, sync_pack, wipe
from app.server.blobs.pack_index import Damaged, PackIndex, Place

LIMIT = 67_108_864
"""Bytes of a pack after which the next one begins."""

_JOURNAL = ".journal"
"""What an older program left when it died: the same entries, of files that have a place of their own, too."""


class Packs:
    """Packs in ``folder``; every process has one of its own to append to. Safe from any thread and process.

    The index names only what is on the disk, so that a name found in it can be relied on. Time is the machine's, as it
    is for the age of any file.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = PackIndex(folder)
        self._pack: _Shared | None = None
        self._appending = threading.Lock()
        self._index.begin_anew()
        try:
            self._catch_up()
        except Damaged:
            self._index.begin_anew()
            self._catch_up()

    def keep(self, files: Mapping[str, bytes]) -> None:
        """Keep files by their names, one name always of the same content; on the disk when this returns.

        Raises:
            OSError: the disk is full or away; no row may name them.
        """
        new = files.keys() - self._kept(files)
        if len(new) < len(files):
            new |= self._index.touch(files.keys() - new, time.time())  # somebody may have deleted one meanwhile
        if new:
            self._append({name: content for name, content in files.items() if name in new})

    def read(self, name: str) -> bytes | None:
        """The content; None when no pack has it."""
        for _ in range(2):  # it may just be moving
            places = self._index.find(name)
            for it in places:
                if (found := read_entry(self._folder / it.pack, it.entry)) is not None:
                    return found
            if not places:
                break
        return None

    def length(self, name: str) -> int | None:
        """How long the content is; None when no pack has it."""
        return next((it.entry.length for it in self._index.find(name)), None)

    def delete(self, name: str) -> None:
        """Overwrite the file wherever it lies, also in packs of other processes, and know it no more."""
        self._catch_up()  # who died while it moved may have left one that is in no index yet
        while places := self._index.find(name):  # again: one may be moving meanwhile
            self._take_away(places)

    def names(self, before: datetime | None = None) -> Iterator[str]:
        """All files, or those kept last before then."""
        return self._index.names(None if before is None else before.timestamp())

    def reclaim(self, before: datetime) -> int:
        """Free the room of what was deleted from packs nobody has written to since then; returns how many are gone."""
        sparse = self._index.sparse(before.timestamp()) if self._index.is_there else []
        with self._appending:
            if self._pack is not None and self._pack.name in sparse:  # it would be emptied into itself
                self._pack = None
        for pack in sparse:
            for it in self._index.places_in(pack):
                self._move(it)
            with suppress(PermissionError):  # Windows: somebody has it open
                self._index.end(self._folder / pack)
        return len(sparse)

    def _kept(self, names: Iterable[str]) -> set[str]:
        """Those of them that can be read."""
        places = self._index.find(*names)
        return {it.entry.name for it in places if read_entry(self._folder / it.pack, it.entry) is not None}

    def _append(self, files: Mapping[str, bytes]) -> list[Place]:
        while True:
            with self._appending:
                if self._pack is None or not self._pack.is_usable:
                    self._pack = _Shared(self._folder, self._index)
                pack = self._pack
                entries = pack.append(files)
            places = [Place(pack.name, it) for it in entries]
            try:
                pack.settle(entries[-1].end)
            except OSError:
                if pack.is_gone:  # it was taken away as empty
                    continue
                with suppress(OSError):  # nobody would find them to erase them
                    self._take_away(places)
                raise
            return places

    def _move(self, place: Place) -> None:
        """Into the pack of this process; what somebody deletes meanwhile stays deleted.

        It leaves the index before it is overwritten: who finds it overwritten knows that nobody is moving it.
        """
        content = read_entry(self._folder / place.pack, place.entry)
        copies = [] if content is None else self._append({place.entry.name: content})
        is_ours = self._index.drop([place])
        self._wipe(place)
        if not is_ours:
            self._take_away(copies)

    def _take_away(self, places: list[Place]) -> None:
        """In this order: what somebody who dies between has left is found again."""
        for it in places:
            self._wipe(it)
        self._index.drop(places)

    def _wipe(self, place: Place) -> None:
        with suppress(FileNotFoundError):
            wipe(self._folder / place.pack, place.entry)

    def _catch_up(self) -> None:
        """Index what processes that died had written, whoever wrote it; of one that lives that changes nothing."""
        for old in self._folder.glob(f"*{_JOURNAL}"):
            old.replace(old.with_suffix(SUFFIX))
        paths = list(self._folder.glob(f"*{SUFFIX}"))
        known = self._index.upto() if self._index.is_there else {}
        for path in paths:
            with suppress(FileNotFoundError):
                status, start = path.stat(), known.get(path.name, 0)
                if path.name not in known:
                    self._index.begin(path.name, status.st_mtime)
                ends = [it.end for it in entries_of(path, start)] if status.st_size > start else []
                if ends:
                    sync_pack(path)
                    # read once more inside of the transaction: what somebody has wiped by then does not come back
                    self._index.add(path.name, entries_of(path, start, ends[-1]), ends[-1], status.st_mtime)


class _Shared:
    """The pack that threads of this process append to, one at a time; one round settles for all that have."""

    def __init__(self, folder: Path, index: PackIndex) -> None:
        self._pack = OpenPack(folder)
        self._index = index
        try:
            self._index.begin(self.name, time.time())
        except OSError:
            self._pack.path.unlink()
            raise
        self._waiting: deque[Entry] = deque()
        self._appended = self._settled = 0
        self._broken = False
        self._settling = threading.Lock()

    @property
    def name(self) -> str:
        return self._pack.path.name

    @property
    def is_gone(self) -> bool:
        return self._pack.is_gone

    @property
    def is_usable(self) -> bool:
        return not self._broken and not self._pack.is_torn and self._appended <= LIMIT and not self.is_gone

    def append(self, files: Mapping[str, bytes]) -> list[Entry]:
        entries = self._pack.append(files)
        self._waiting.extend(entries)
        self._appended = entries[-1].end  # last: a round takes what waits before it
        return entries

    def settle(self, mine: int) -> None:
        """What was appended before ``mine`` is on the disk and in the index; a round that failed proves nothing."""
        with self._settling:
            if self._settled >= mine:
                return
            if self._broken:
                raise OSError(errno.EIO, os.strerror(errno.EIO), str(self._pack.path))
            try:
                self._round()
            except BaseException:
                self._broken = True
                raise

    def _round(self) -> None:
        upto, some = self._appended, list[Entry]()
        while self._waiting and self._waiting[0].at < upto:
            some.append(self._waiting.popleft())
        self._pack.sync()
        self._index.add(self.name, some, upto, time.time())
        self._settled = upto
