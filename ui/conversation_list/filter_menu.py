"""What a list can be narrowed to, as a menu of ticks, and each choice in words."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QMenu, QWidget

from app.client.query import Queries
from app.client.view import NOBODY, Mark, Only
from app.domain.channel import Channel
from app.domain.status import Status
from app.language.named import in_language
from app.language.plain_text import one_line
from ui.translation import _, language
from ui.wording import button_text, channel_name, status_name

_STATUSES = (Status.NEW, Status.OPEN, Status.WAITING_CUSTOMER, Status.ON_HOLD, Status.RESOLVED, Status.CLOSED)
_MOST = 60
"""Entries of one submenu: what is further down is found by writing."""


def mark_name(mark: Mark) -> str:
    """A mark in words."""
    return {
        Mark.UNREAD: _("Unread"),
        Mark.VIP: _("VIP"),
        Mark.DRAFT: _("With a draft"),
        Mark.UNSENT: _("Not sent yet"),
    }[mark]


class FilterWords:
    """The choices there are, by part of ``Only``, in words of now."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries

    def choices(self, part: str) -> list[tuple[Any, str]]:
        """Values and names of one part."""
        return list(self._made(part))

    def name(self, part: str, value: Any) -> str:
        """One choice in words; one that is not there any more says so."""
        return next((name for known, name in self._made(part) if known == value), _("no longer there"))

    def chosen(self, only: Only) -> list[tuple[str, Any, str]]:
        """Everything that is chosen: part, value, words."""
        return [
            (part, value, self.name(part, value))
            for part in PARTS
            for value in sorted(getattr(only, part), key=str)
        ]  # fmt: skip

    def _made(self, part: str) -> Iterator[tuple[Any, str]]:
        queries = self._queries
        if part == "marks":
            yield from ((mark, mark_name(mark)) for mark in Mark)
        elif part == "statuses":
            yield from ((status, status_name(status)) for status in _STATUSES)
        elif part == "channels":
            yield from ((channel, channel_name(channel)) for channel in Channel)
        elif part == "queues":
            yield from ((it.id, in_language(it.names, it.name, language())) for it in queries.queues())
        elif part == "tags":
            yield from ((it.id, in_language(it.names, it.name, language())) for it in queries.tags())
        else:
            yield NOBODY, _("Nobody")
            yield from ((it.id, it.name) for it in queries.users())


PARTS = ("marks", "statuses", "channels", "tags", "owners", "queues")


def _titles() -> dict[str, str]:
    return {
        "statuses": _("Status"),
        "channels": _("Channel"),
        "tags": _("Tag"),
        "owners": _("Owner"),
        "queues": _("Queue"),
    }


def filter_menu(words: FilterWords, only: Only, toggle: Callable[[str, Any], None], parent: QWidget) -> QMenu:
    """Marks first, then a submenu of each other part; a tick is put and taken by choosing."""
    menu = QMenu(parent)
    menu.setObjectName("filter_menu")
    _add(menu, words, "marks", only, toggle)
    menu.addSeparator()
    for part, title in _titles().items():
        submenu = QMenu(title, menu)
        _add(submenu, words, part, only, toggle)
        if not submenu.isEmpty():
            menu.addMenu(submenu)
    return menu


def _add(menu: QMenu, words: FilterWords, part: str, only: Only, toggle: Callable[[str, Any], None]) -> None:
    chosen: frozenset[UUID | str] = getattr(only, part)
    for value, name in words.choices(part)[:_MOST]:
        action = menu.addAction(button_text(one_line(name, 60)))
        action.setCheckable(True)
        action.setChecked(value in chosen)
        action.triggered.connect(partial(_call, toggle, part, value))


def _call(toggle: Callable[[str, Any], None], part: str, value: Any, _checked: bool = False) -> None:
    toggle(part, value)
