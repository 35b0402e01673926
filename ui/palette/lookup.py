"""Customers and requests by what was typed: looked up beside the window, the newest question only."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from app.client.search import Finder, Found, Hit, PersonHit
from app.language.likeness import likeness
from app.language.plain_text import one_line
from app.language.search.spot import Spot
from ui.bridge.background import Background
from ui.palette.entry import SHOWN_ALONE, SHOWN_EACH, Entry, Group, Question
from ui.wording import channel_icon, status_name

_WANTED = frozenset({Group.CUSTOMER, Group.CONVERSATION})


class Lookup(QObject):
    """Asks the desk's finder. While one answer is awaited only the last of later questions is kept."""

    found = Signal(object, object)
    """Carries the ``Question`` and its lines; what is no longer asked is not told."""

    def __init__(self, finder: Finder, open_request: Callable[[UUID], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._finder = finder
        self._open = open_request
        self._wanted = Question(frozenset(), "")
        self._asked: Question | None = None
        self._prepared = False

    def prepare(self) -> None:
        """The palette opens: the file and the libraries of a look-up are opened before the first letter, once."""
        if not self._prepared:
            self._prepared = True
            Background(partial(_prepare, self._finder), self).start()

    def ask(self, question: Question) -> bool:
        """Whether an answer will come: there is something typed, and it may be a person or a request."""
        self._wanted = question
        if not question.text or not question.groups & _WANTED:
            return False
        if self._asked is None:
            self._begin()
        return True

    def _begin(self) -> None:
        question = self._asked = self._wanted
        most = SHOWN_ALONE if question.alone else SHOWN_EACH
        talks = most if Group.CONVERSATION in question.groups else 1
        people = most if Group.CUSTOMER in question.groups else 0
        asking = Background(partial(self._finder.find, question.text, talks, people=people), self)
        asking.done.connect(self._on_done)
        asking.failed.connect(self._on_failed)
        asking.broke.connect(self._on_failed)
        asking.start()

    @Slot(object)
    def _on_done(self, found: Found) -> None:
        question, self._asked = self._asked, None
        if question is not None and question == self._wanted:
            self.found.emit(question, list(self._entries(question, found)))
        elif self._wanted.text and self._wanted.groups & _WANTED:
            self._begin()

    @Slot()
    def _on_failed(self) -> None:
        """Nothing came of it; the next letter is looked up again."""
        question, self._asked = self._asked, None
        if question is not None and question == self._wanted:
            self.found.emit(question, [])
        elif self._wanted.text and self._wanted.groups & _WANTED:
            self._begin()

    def _entries(self, question: Question, found: Found) -> Iterator[Entry]:
        if Group.CUSTOMER in question.groups:
            for person in found.people:
                if person.newest_id is not None:
                    yield self._person(person, person.newest_id)
        if Group.CONVERSATION in question.groups:
            yield from map(self._request, found.hits)

    def _person(self, person: PersonHit, newest_id: UUID) -> Entry:
        more = " · ".join(one_line(it) for it in (person.organisation, person.address) if it)
        return Entry(
            Group.CUSTOMER, one_line(person.name) or one_line(person.address), partial(self._open, newest_id),
            more=more, icon="user-round", found=True, spans=_spans(person.name_spots),
        )  # fmt: skip

    def _request(self, hit: Hit) -> Entry:
        name, subject = one_line(hit.customer_name), one_line(hit.subject)
        number = f"№ {hit.number}" if hit.number else ""
        told = one_line(hit.text) if hit.text_spots else status_name(hit.status)
        before = len(name) + len(" · ") if name else 0
        title = " · ".join(it for it in (name, subject) if it)
        return Entry(
            Group.CONVERSATION, title, partial(self._open, hit.conversation_id),
            more=" · ".join(it for it in (number, told) if it), icon=channel_icon(hit.channel), found=True,
            spans=(*_spans(hit.name_spots), *_spans(hit.subject_spots, before)),
        )  # fmt: skip


def _prepare(finder: Finder) -> None:
    finder.find("…", 1)
    likeness("", "")


def _spans(spots: Sequence[Spot], before: int = 0) -> tuple[tuple[int, int], ...]:
    return tuple((before + spot.start, before + spot.end) for spot in spots)
