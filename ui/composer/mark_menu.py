"""The ways to mark a letter, in the menu of one button; the editor knows their keys."""

from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from ui.composer.face import ComposerFace
from ui.composer.marks import BOLD, ITALIC, make_list, put_link, put_mark
from ui.translation import _


class MarkMenu(QObject):
    """Bold, italic, list and link for the letter that is written."""

    def __init__(self, face: ComposerFace) -> None:
        super().__init__(face)
        self._face = face
        self.menu = QMenu(face)
        face.marks.clicked.connect(self._open)

    def fill(self) -> None:
        """In the window's language."""
        editor = self._face.editors.reply
        self.menu.clear()
        self.menu.addAction(_("Bold") + "\tCtrl+B", partial(put_mark, editor, BOLD))
        self.menu.addAction(_("Italic") + "\tCtrl+I", partial(put_mark, editor, ITALIC))
        self.menu.addAction(_("List"), partial(make_list, editor))
        self.menu.addAction(_("Link to a page"), partial(put_link, editor, _("words")))

    def _open(self) -> None:
        self.fill()
        self.menu.popup(self._face.marks.mapToGlobal(QPoint(0, 0)))
