"""Marks words in the texts of the timeline: those that somebody looks for."""

from collections.abc import Callable

from PySide6.QtGui import QAbstractTextDocumentLayout, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextEdit

from app.language.search.spot import Spot
from app.language.utf16 import place
from ui.theme.tokens import theme

Finds = Callable[[str], list[Spot]]
"""Where in a text the words are."""


def selections(document: QTextDocument, finds: Finds) -> list[QAbstractTextDocumentLayout.Selection]:
    """What a painter is given to draw the marks of a document."""
    found = []
    for cursor in _cursors(document, finds):
        selection = QAbstractTextDocumentLayout.Selection()
        selection.cursor, selection.format = cursor, _look()
        found.append(selection)
    return found


def extra_selections(document: QTextDocument, finds: Finds) -> list[QTextEdit.ExtraSelection]:
    """The same for a browser."""
    found = []
    for cursor in _cursors(document, finds):
        selection = QTextEdit.ExtraSelection()
        selection.cursor, selection.format = cursor, _look()
        found.append(selection)
    return found


def _look() -> QTextCharFormat:
    look = QTextCharFormat()
    look.setBackground(theme().color("warning.subtle"))
    look.setForeground(theme().color("text.primary"))
    return look


def _cursors(document: QTextDocument, finds: Finds) -> list[QTextCursor]:
    text = document.toPlainText()
    wide = not text.isascii() and any(ord(it) > 0xFFFF for it in text)
    found = []
    for spot in finds(text):
        start, end = (place(text, it) if wide else it for it in spot)
        cursor = QTextCursor(document)
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        found.append(cursor)
    return found
