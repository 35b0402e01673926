"""Marks of a letter put into a text: around words, before lines, and a link."""

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit

BOLD, ITALIC = "**", "_"


def put_mark(editor: QTextEdit, sign: str) -> None:
    """Put a mark around the selected words, or take it away; without any the cursor is between two."""
    cursor = editor.textCursor()
    chosen = cursor.selectedText().replace("\u2029", "\n")
    inner = chosen.strip()
    if len(inner) > 2 * len(sign) and inner.startswith(sign) and inner.endswith(sign):
        cursor.insertText(chosen.replace(inner, inner[len(sign) : -len(sign)], 1))
        return
    cursor.insertText(chosen.replace(inner, f"{sign}{inner}{sign}", 1) if inner else f"{sign}{sign}")
    if not inner:
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.MoveAnchor, len(sign))
    editor.setTextCursor(cursor)


def make_list(editor: QTextEdit) -> None:
    """The chosen lines are items of a list."""
    cursor = editor.textCursor()
    last = cursor.selectionEnd()
    block = editor.document().findBlock(cursor.selectionStart())
    cursor.beginEditBlock()
    while block.isValid() and block.position() <= last:
        if not block.text().startswith("- "):
            QTextCursor(block).insertText("- ")
            last += 2
        block = block.next()
    cursor.endEditBlock()


def put_link(editor: QTextEdit, words: str) -> None:
    """The selected words, or ``words``, lead somewhere; the cursor is where the address goes."""
    cursor = editor.textCursor()
    cursor.insertText(f"[{cursor.selectedText() or words}](https://)")
    cursor.setPosition(cursor.position() - 1)
    editor.setTextCursor(cursor)
