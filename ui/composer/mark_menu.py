"""The ways to mark a letter, in the menu of one button; some have keys of their own."""

from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from ui.composer.face import ComposerFace
from ui.composer.marks import BOLD, ITALIC, make_list, put_link, put_mark
from ui.translation import _
from ui.widgets.key_badge import told_key


class MarkMenu(QObject):
    """Bold, italic, list and link for the letter that is written."""

    def __init__(self, face: ComposerFace) -> None:
        super().__init__(face)
        self._face = face
        self.menu = QMenu(face)
        face.marks.clicked.connect(self._open)

    def put(self, sign: str) -> None:
        """Mark what is selected in the letter, or what will be typed; elsewhere say that there are no marks."""
        if self._face.marks.isHidden():
            self._face.hint.set_text(only_in_letters())
            return
        put_mark(self._face.editors.reply, sign)
        self._face.editors.focus_text()

    def fill(self) -> None:
        """In the window's language."""
        editor = self._face.editors.reply
        self.menu.clear()
        self.menu.addAction(_with_key(_("Bold"), "Ctrl+B"), partial(put_mark, editor, BOLD))
        self.menu.addAction(_with_key(_("Italic"), "Shift+F9"), partial(put_mark, editor, ITALIC))
        self.menu.addAction(_("List"), partial(make_list, editor))
        self.menu.addAction(_("Link to a page"), partial(put_link, editor, _("words")))

    def _open(self) -> None:
        self.fill()
        self.menu.popup(self._face.marks.mapToGlobal(QPoint(0, 0)))


def only_in_letters() -> str:
    """Why nothing can be marked."""
    return _("Only a letter has bold, italic, lists and links.")


def _with_key(words: str, key: str) -> str:
    """An act of the menu with what holds instead of its designed key."""
    return f"{words}\t{told_key(key)}" if told_key(key) else words
