"""What becomes of a text that was written but not sent, when its request is to be solved."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from app.client.row import DraftKind
from app.language.plain_text import one_line
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.button import Button

_SHOWN = 200


class SolveDialog(QDialog):
    """Asks once; Enter sends, Esc leaves everything as it was."""

    send_chosen = Signal()
    """The text goes out, and the request is solved with it."""
    keep_chosen = Signal()
    """The request is solved; the text stays its draft."""
    discard_chosen = Signal()
    """The request is solved; the text is thrown away."""

    def __init__(self, kind: DraftKind, text: str, parent: QWidget | None = None, *, may_send: bool = True) -> None:
        """``may_send``: nothing stands in the way of sending the text."""
        super().__init__(parent)
        self.setObjectName("solve_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Solve the request"))
        is_note = kind is DraftKind.NOTE
        fact = _("A note is written but not saved.") if is_note else _("An answer is written but not sent.")
        self._fact, self._text = QLabel(fact), QLabel(_("“{text}”").format(text=one_line(text, _SHOWN)))
        self._fact.setFont(theme().font("bodyStrong"))
        for label in (self._fact, self._text):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._text.setProperty("role", "secondary")
        self.send = Button(_("Save it and solve") if is_note else _("Send it and solve"), look="primary")
        self.keep = Button(_("Keep the draft and solve"))
        self.discard = Button(_("Discard it and solve"))
        self.cancel = Button(_("Cancel"))
        self._keys = {Qt.Key.Key_F2: self.send, Qt.Key.Key_F3: self.keep, Qt.Key.Key_F4: self.discard}
        for key, button in self._keys.items():
            button.setText(f"{button.text()} ({key.name.removeprefix('Key_')})")
        self.send.setEnabled(may_send)
        (self.send if may_send else self.keep).setDefault(True)
        for button, told in (
            (self.send, self.send_chosen), (self.keep, self.keep_chosen), (self.discard, self.discard_chosen),
        ):  # fmt: skip
            button.clicked.connect(self.accept)
            button.clicked.connect(told)
        self.cancel.clicked.connect(self.reject)
        self._lay_out()

    def _lay_out(self) -> None:
        look = theme()
        column = QVBoxLayout(self)
        column.setSpacing(look.space(4))
        column.addWidget(self._fact)
        column.addWidget(self._text)
        for button in (self.send, self.keep, self.discard, self.cancel):  # below each other: no words are ever cut
            column.addWidget(button)
        self.setMinimumWidth(look.size("toast"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 sends, F3 keeps, F4 discards; Enter and Esc as in every dialog."""
        button = self._keys.get(Qt.Key(event.key()))
        if button is None:
            super().keyPressEvent(event)
        else:
            button.click()
