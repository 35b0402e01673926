"""Gaps of a text in an editor: they are filled in one after the other."""

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit

from app.language.gap import next_gap
from app.language.utf16 import index, place


def select_gap(editor: QTextEdit, after: int) -> bool:
    """Select the first gap from there on, else the first of all; False: there is none."""
    text = editor.toPlainText()
    gap = next_gap(text, index(text, after))
    if gap is None:
        return False
    cursor = editor.textCursor()
    cursor.setPosition(place(text, gap.start))
    cursor.setPosition(place(text, gap.start + gap.length), QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    return True
