"""Looks for things: in the cache on a connection of its own, so that nobody's reads wait for it.

Whoever looks types: what the writer does by itself waits for him as it waits for a window that reads.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.client.query import LIMIT

if TYPE_CHECKING:
    from app.client.port import Person
    from app.client.search import Found, FoundIn
    from app.client.store.database import StoreFiles
    from app.client.store.pause import Pause
    from app.client.store.queries.search import Index


class CacheFinder:
    """Implements ``app.client.search.Finder``; the file is opened and libraries are imported by the first search."""

    def __init__(self, files: "StoreFiles", person: "Person", now: Callable[[], datetime], pause: "Pause") -> None:
        self._files = files
        self._person = person
        self._now = now
        self._pause = pause
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._closed = False

    def find(self, typed: str, limit: int = LIMIT, *, people: int = 5) -> "Found":
        """On this computer. Nothing is found in a profile that is being closed."""
        from app.client.search import Found
        from app.client.store.queries.search import find
        from app.language.search.query import read
        from app.language.search.wanted import Search

        with self._lock:
            index = self._opened()
            if index is None:
                return Found(Search())
            return find(index, read(typed, self._now().astimezone(index.zone).date()), limit, people)

    def find_in(self, conversation_id: UUID, typed: str) -> "FoundIn":
        """Within one customer's timeline."""
        from app.client.search import FoundIn
        from app.client.store.queries.search_in import find_in

        with self._lock:
            index = self._opened()
            return FoundIn(typed) if index is None else find_in(index, conversation_id, typed)

    def names(self, kind: str, typed: str, language: str) -> Sequence[str]:
        """Names that complete a filter."""
        from app.client.store.queries.search_in import names

        with self._lock:
            index = self._opened()
            return () if index is None else names(index, kind, typed, language)

    def close(self) -> None:
        """Close the file. Twice is once."""
        with self._lock:
            self._closed = True
            if self._index is not None:
                self._index.connection.close()
                self._index = None

    def _opened(self) -> "Index | None":
        from app.client.store.cipher import connect
        from app.client.store.database import READER_CACHE_KIB
        from app.client.store.queries.search import Index

        self._pause.stir()
        if self._index is None and not self._closed:
            connection = connect(self._files.cache, self._files.cache_key, cache_kib=READER_CACHE_KIB)
            self._index = Index(connection, self._person.ws.bytes, _zone(self._person.timezone))
        return self._index


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
