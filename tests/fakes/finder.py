"""A ``Finder`` over the talks of a ``FakeDesk``: the words of the product, no index."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from app.client.inbox import Declined
from app.client.port import Link
from app.client.search import LIMIT, Found, FoundIn, FoundThere, Hit, PastThere, PersonHit, Saved, TalkThere
from app.domain.entry import MESSAGES
from app.language.search.document import entry_text, entry_words, person_words, talk_words
from app.language.search.query import read, words
from app.language.search.spot import literal_spots, snippet, spots
from app.language.search.wanted import Search

if TYPE_CHECKING:
    from tests.fakes.desk import FakeDesk
    from tests.fakes.people import Talk

_ROOM = 110


class FakeFinder:
    """Answers on the caller's thread. ``asked``: what was looked for; ``gate``: what names wait for, and where."""

    def __init__(self, desk: "FakeDesk") -> None:
        self._desk = desk
        self.asked: list[str] = []
        self.gate: threading.Event | None = None
        self.threads: set[threading.Thread] = set()

    def find(self, typed: str, limit: int = LIMIT, *, people: int = 5) -> Found:
        self.asked.append(typed)
        search = read(typed, self._desk.now().date())
        if not search:
            return Found(search)
        hits = [hit for talk in self._desk.talks.values() if (hit := _hit(talk, search)) is not None]
        hits.sort(key=lambda it: it.at, reverse=True)
        found: dict[UUID, PersonHit] = {}
        for talk in self._desk.talks.values():
            person, names = talk.customer, [talk.customer.name, talk.customer.organisation]
            if search.words and search.fits(person_words(names, [it for _, it in person.addresses])):
                marked = tuple(spots(person.name, search))
                found[person.id] = PersonHit(person.id, person.name, person.organisation, "", 1, talk.id, marked)
        return Found(search, hits[:limit], list(found.values())[:people], len(hits) > limit)

    def find_in(self, conversation_id: UUID, typed: str) -> FoundIn:
        entries = [it for it in self._desk.queries.timeline(conversation_id, 10_000) if it.kind in MESSAGES]
        literal = tuple(it.entry_id for it in entries if literal_spots(entry_text(it.payload), typed))
        if literal or not typed.strip():
            return FoundIn(typed, literal)
        search = Search(words(typed))
        some = tuple(it.entry_id for it in entries if spots(entry_text(it.payload), search))
        return FoundIn(typed, some, literal=False)

    def names(self, kind: str, typed: str, language: str) -> Sequence[str]:
        self.threads.add(threading.current_thread())
        if self.gate is not None:
            self.gate.wait(5)
        known = {
            "queue": [it.names.get(language, it.name) for it in self._desk.queries.queues()],
            "tag": sorted({tag for talk in self._desk.talks.values() for tag in talk.tags}),
            "from": sorted({talk.customer.name for talk in self._desk.talks.values()}),
        }
        return [it for it in known.get(kind, ()) if it.casefold().startswith(typed.casefold()) and it != typed]


class FakeLookup:
    """A ``Lookup`` that finds ``hits`` whatever is asked, as long as the desk is online. ``asked``: by what."""

    def __init__(self, desk: "FakeDesk") -> None:
        self._desk = desk
        self.asked: list[object] = []
        self.hits: list[Hit] = []
        self.talks: dict[UUID, TalkThere] = {}
        self.pasts: dict[UUID, PastThere] = {}
        self.wanted: list[UUID] = []

    def want(self, conversation_id: UUID) -> None:
        self.wanted.append(conversation_id)

    def find(self, typed: str, limit: int = LIMIT) -> FoundThere | Declined:
        self.asked.append(typed)
        return FoundThere(tuple(self.hits[:limit])) if self._is_online else Declined("offline")

    def talk(self, conversation_id: UUID) -> TalkThere | Declined:
        self.asked.append(conversation_id)
        if not self._is_online:
            return Declined("offline")
        return self.talks.get(conversation_id, Declined("not_found"))

    def past(self, customer_id: UUID) -> PastThere | Declined:
        self.asked.append(customer_id)
        if not self._is_online:
            return Declined("offline")
        return self.pasts.get(customer_id, Declined("not_found"))

    def export(self, customer_id: UUID, file: Path, *, notes: bool) -> Saved | Declined:
        self.asked.append((customer_id, notes))
        if not self._is_online:
            return Declined("offline")
        try:
            return Saved(file.write_bytes(b"PK"))
        except OSError:
            return Declined("disk")

    @property
    def _is_online(self) -> bool:
        return self._desk.status().link is Link.LIVE


def _hit(talk: "Talk", search: Search) -> Hit | None:
    filters = search.filters
    if filters.channels and talk.channel not in filters.channels:
        return None
    if filters.statuses and talk.status not in filters.statuses:
        return None
    person = person_words([talk.customer.name], [it for _, it in talk.customer.addresses])
    around = talk_words(talk.number, talk.subject, person)
    if not all(Search(words).fits(person) for words in filters.customers):
        return None
    fitting = [
        it
        for it in reversed(talk.entries)
        if search.fits(entry_words(it.kind, it.payload).union(around)) and it.kind in MESSAGES
    ]
    if not fitting:
        return None
    entry = next((it for it in fitting if spots(entry_text(it.payload), search)), fitting[0])
    line, marked = snippet(entry_text(entry.payload), spots(entry_text(entry.payload), search), _ROOM)
    return Hit(
        talk.id, entry.entry_id, talk.number, talk.customer.id, talk.customer.name, talk.subject, line,
        entry.author_kind, entry.at, talk.channel, talk.status, talk.queue.id,
        tuple(marked), tuple(spots(talk.subject, search)), tuple(spots(talk.customer.name, search)),
    )  # fmt: skip
