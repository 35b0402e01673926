"""Under a text to reuse: a menu of what is filled in by itself or asked for, so that nobody needs to know the code."""

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPlainTextEdit, QWidget

from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.button import Button


def names() -> dict[str, str]:
    """What a text may hold, by the name it has in the text."""
    return {
        "customer.address_as": _("How the customer is addressed"),
        "customer.name": _("Name of the customer"),
        "customer.city": _("City of the customer"),
        "operator.name": _("My name"),
        "company": _("Name of the company"),
        "request.number": _("Number of the request"),
        "request.subject": _("Subject of the request"),
    }


class GapRow(QWidget):
    """A button that puts gaps into ``text`` where the cursor is, and what becomes of them."""

    def __init__(self, text: QPlainTextEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.insert = Button(_("Put in…"))
        self.menu = QMenu(self)
        for name, words in names().items():
            self.menu.addAction(words, partial(self._put, f"{{{{ {name} }}}}"))
        self.menu.addSeparator()
        self.menu.addAction(_("What is to be asked for"), self._ask)
        self.insert.clicked.connect(self._open)
        hint = QLabel(_("What is in {{ }} is filled in by itself, what is in [[ ]] is asked for."))
        hint.setTextFormat(Qt.TextFormat.PlainText)
        hint.setWordWrap(True)
        hint.setProperty("role", "tertiary")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(4))
        row.addWidget(self.insert)
        row.addWidget(hint, 1)

    def _open(self) -> None:
        self.menu.popup(self.insert.mapToGlobal(QPoint(0, self.insert.height())))

    def _put(self, gap: str) -> None:
        self._text.insertPlainText(gap)
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        """The question is selected: one types over it."""
        words = _("what is missing")
        self._put(f"[[{words}]]")
        cursor = self._text.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.MoveAnchor, 2)
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(words))
        self._text.setTextCursor(cursor)
