"""A ``Finder`` over the talks of a ``FakeDesk``: the words of the product, no index."""

from typing import TYPE_CHECKING
from uuid import UUID

from app.client.search import LIMIT, Found, Hit, PersonHit
from app.domain.entry import MESSAGES
from app.language.search.document import entry_text, entry_words, person_words, talk_words
from app.language.search.query import read
from app.language.search.spot import snippet, spots
from app.language.search.wanted import Search

if TYPE_CHECKING:
    from tests.fakes.desk import FakeDesk
    from tests.fakes.people import Talk

_ROOM = 110


class FakeFinder:
    """Answers on the caller's thread. ``asked``: what was looked for."""

    def __init__(self, desk: "FakeDesk") -> None:
        self._desk = desk
        self.asked: list[str] = []

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
