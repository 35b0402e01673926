"""One line of the palette, and the groups the lines stand in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Protocol

from app.language.match import Typed
from ui.translation import _

SHOWN_EACH = 3
"""Lines of one group while all groups are shown."""
SHOWN_ALONE = 50
"""Lines of the group that a prefix chose."""


class Group(IntEnum):
    """Groups in the order they are shown."""

    REQUEST = 0
    PLACE = 1
    COMMAND = 2
    CUSTOMER = 3
    CONVERSATION = 4
    TEXT = 5
    SETTING = 6
    HELP = 7


PREFIXES: dict[str, frozenset[Group]] = {
    ">": frozenset({Group.REQUEST, Group.COMMAND, Group.PLACE, Group.SETTING}),
    "@": frozenset({Group.CUSTOMER}),
    "#": frozenset({Group.CONVERSATION}),
    "?": frozenset({Group.TEXT, Group.HELP}),
}
"""What a first letter narrows the palette to."""


def group_name(group: Group) -> str:
    """The heading, in the window's language."""
    names = {
        Group.REQUEST: _("For this request"),
        Group.PLACE: _("Go to"),
        Group.COMMAND: _("Commands"),
        Group.CUSTOMER: _("Customers"),
        Group.CONVERSATION: _("Requests"),
        Group.TEXT: _("Quick replies"),
        Group.SETTING: _("Settings"),
        Group.HELP: _("Help"),
    }
    return names[group]


def _nothing() -> None:
    """What cannot be run."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that does something. ``more``: fainter words beside the title; ``key``: portable text of its key.

    ``also``: words that find it and are not shown. ``enabled``: a line that is not says in ``more`` why.
    ``found``: it was looked up by what was typed, so it stays whatever its words. ``spans``: letters that fit.
    """

    group: Group
    title: str
    run: Callable[[], object] = _nothing
    more: str = ""
    icon: str = ""
    key: str = ""
    tail: str = ""
    also: str = ""
    enabled: bool = True
    found: bool = False
    score: float = 0.0
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def spoken(self) -> str:
        """For screen readers: what it is, what it is about, its key."""
        return ", ".join(part for part in (self.title, self.more, self.tail, self.key) if part)


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed: the groups asked for, and the text without its prefix."""

    groups: frozenset[Group]
    text: str
    alone: bool = False

    @staticmethod
    def of(typed: str) -> "Question":
        """``@ani`` asks for customers only."""
        text = typed.lstrip()
        chosen = PREFIXES.get(text[:1])
        if chosen is None:
            return Question(frozenset(Group), text.strip())
        return Question(chosen, text[1:].strip(), alone=True)


class Source(Protocol):
    """Where lines come from: local data only, at once."""

    def entries(self, question: Question) -> Iterable[Entry]:
        """Lines that may fit, in their natural order; of what was typed it counts only whether anything was."""


def fitting(question: Question, entries: Iterable[Entry]) -> list[Entry]:
    """Those of the lines that fit, each with how well."""
    typed = Typed(question.text)
    judged = (_judged(entry, typed) for entry in entries if entry.group in question.groups)
    return [entry for entry in judged if entry is not None]


def arranged(question: Question, entries: Iterable[Entry]) -> list[Entry]:
    """The best of each group first, the groups in their order."""
    groups: dict[Group, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.group, []).append(entry)
    most = SHOWN_ALONE if question.alone else SHOWN_EACH
    return [entry for group in sorted(groups) for entry in _best(groups[group], most, bool(question.text))]


def _judged(entry: Entry, typed: Typed) -> Entry | None:
    if entry.found and entry.spans:
        return entry
    found = typed.match(entry.title)
    if found is not None:
        return replace(entry, score=found.score, spans=found.spans)
    found = typed.match(f"{entry.title} {entry.also}") if entry.also else None
    if found is not None:
        own = tuple((start, end) for start, end in found.spans if end <= len(entry.title))
        return replace(entry, score=found.score / 2, spans=own)
    return entry if entry.found else None


def _best(entries: Sequence[Entry], most: int, asked: bool) -> Sequence[Entry]:
    ordered = sorted(entries, key=lambda it: (not it.enabled, -it.score if asked else 0))
    return ordered[:most]
