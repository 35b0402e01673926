"""Every key of the program, declared once in ``resources/keymap.json``."""

import json
import sys
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from app.resource import resource_folder
from ui.translation import language

_SAME_PLACE = {"Ctrl+/": "Ctrl+."}


@dataclass(frozen=True, slots=True)
class KeyedAction:
    """One action: where it works, its names and its keys (portable text of ``QKeySequence``)."""

    id: str
    scope: str
    en: str
    ru: str
    win_linux: str
    mac: str

    @property
    def key(self) -> str:
        """The key of this platform."""
        return self.mac if sys.platform == "darwin" else self.win_linux

    @property
    def text(self) -> str:
        """Its name in the window's language."""
        return self.ru if language() == "ru" else self.en

    @property
    def title(self) -> str:
        """Its name in a menu: without what the list of keys adds in brackets."""
        return self.text.partition(" (")[0]


@cache
def keyed_actions() -> Mapping[str, KeyedAction]:
    """All actions by id, in the order of the file."""
    rows = json.loads((resource_folder() / "keymap.json").read_text("utf-8"))
    return {row["id"]: KeyedAction(**row) for row in rows}


def sequence(action_id: str) -> QKeySequence:
    """The key of this platform.

    Raises:
        KeyError: the keymap has no such action.
    """
    return QKeySequence(keyed_actions()[action_id].key, QKeySequence.SequenceFormat.PortableText)


def by_place(key: str, taken: Container[str] = ()) -> list[QKeySequence]:
    """The key, and what its place is in the Russian layout when Qt would not see through it.

    Behind a Cyrillic letter Qt looks for the Latin one; behind another Latin sign it does not look.
    """
    twin = _SAME_PLACE.get(key, "")
    keys = [key, twin] if twin and twin not in taken else [key]
    return [QKeySequence(it, QKeySequence.SequenceFormat.PortableText) for it in keys]


def make_action(action_id: str, parent: QObject) -> QAction:
    """A ``QAction`` named ``action_<id>`` with text and key; call ``retranslate`` after a change of language."""
    action = QAction(parent)
    action.setObjectName(f"action_{action_id}")
    action.setShortcuts(by_place(keyed_actions()[action_id].key))
    action.setData(action_id)
    retranslate([action])
    return action


def retranslate(actions: Iterable[QAction]) -> None:
    """Name these actions of ``make_action`` in the window's language; others are left alone."""
    known = keyed_actions()
    for action in actions:
        if (keyed := known.get(action.data())) is not None:
            action.setText(keyed.title)


def clashes(actions: Iterable[KeyedAction], *, mac: bool = False) -> list[tuple[str, str]]:
    """Pairs of ids that share a key; a request's keys and the program's work at the same time."""
    taken: dict[str, str] = {}
    found: list[tuple[str, str]] = []
    for action in actions:
        key = QKeySequence(action.mac if mac else action.win_linux).toString()
        if key in taken:
            found.append((taken[key], action.id))
        taken.setdefault(key, action.id)
    return found
