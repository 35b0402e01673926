"""One change of the outbox: what happened, yours beside theirs, and what can be done about it."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.client.port import Link
from app.client.row import ChangeRow, ChangeState
from ui.outbox.content import Content
from ui.outbox.words import REFUSED, act_name, happened, standing, title_of
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.button import Button


class DiscardQuestion(QWidget):
    """Asked before anything is given up; the safe answer has the focus."""

    confirmed = Signal()
    """Yes, give it up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLabel(_("Give it up? It will not be sent, and is kept here for 30 days."))
        self.words.setWordWrap(True)
        self.keep, self.discard = Button(_("Keep this change")), Button(_("Give it up"), look="primary danger")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.keep)
        row.addWidget(self.discard)
        self.keep.clicked.connect(self.hide)
        self.discard.clicked.connect(self._on_discarded)
        self.hide()

    def ask(self) -> None:
        """Show the question."""
        self.show()
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_discarded(self) -> None:
        self.hide()
        self.confirmed.emit()


class ChangeDetail(QWidget):
    """Shows a ``ChangeRow``; what its buttons mean is done by the dialog."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.state, self.why, self.along = QLabel(), QLabel(), QLabel(), QLabel()
        for label in (self.title, self.state, self.why, self.along):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        for label in (self.state, self.along):
            label.setProperty("role", "secondary")
        self.mine, self.theirs = QPlainTextEdit(), QPlainTextEdit()
        self._mine_label, self._theirs_label = QLabel(_("Yours")), QLabel(_("Theirs"))
        for label, text in ((self._mine_label, self.mine), (self._theirs_label, self.theirs)):
            label.setProperty("role", "secondary")
            label.setBuddy(text)
            text.setReadOnly(True)
            text.setTabChangesFocus(True)
            text.setAccessibleName(label.text())
        self._their_side = QWidget()
        self.act = Button(look="primary")
        self.discard, self.copy = Button(_("Discard…")), Button(_("Copy"))
        self.open = Button(_("Open the conversation"))
        self.question = DiscardQuestion()
        self._foot = QWidget()
        self._lay_out()
        self.discard.clicked.connect(self.question.ask)

    def show_change(self, change: ChangeRow, content: Content, now: datetime, link: Link) -> None:
        """Both sides of it."""
        self.question.hide()
        self.title.setText(title_of(change))
        self.state.setText(standing(change, now))
        obstacle = content.obstacle(change)
        self.why.setText(" ".join(it for it in (happened(change, link), obstacle) if it))
        self.act.setEnabled(not obstacle)
        self.act.setToolTip(obstacle)
        _set_text(self.mine, content.own(change))
        self.along.setText(along := content.along(change))
        self.along.setVisible(bool(along))
        theirs = content.theirs(change)
        _set_text(self.theirs, theirs)
        self._their_side.setVisible(bool(theirs))
        self.act.setText(act_name(change))
        self.discard.setVisible(change.state in (*REFUSED, ChangeState.WAITING, ChangeState.BEGUN))
        self.open.setVisible(change.conversation_id is not None and change.state is not ChangeState.BEGUN)

    def _lay_out(self) -> None:
        look = theme()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        for button in (self.copy, self.open):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.discard, self.act):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(4))
        for part in (self.title, self.state, self.why):
            column.addWidget(part)
        column.addLayout(self._beside(), 1)
        column.addWidget(self.along)
        column.addWidget(self.question)
        column.addWidget(self._foot)
        self.title.setFont(look.font("title"))

    def _beside(self) -> QHBoxLayout:
        """Yours on the left, theirs on the right."""
        beside = QHBoxLayout()
        for host, label, text in (
            (QWidget(), self._mine_label, self.mine),
            (self._their_side, self._theirs_label, self.theirs),
        ):
            column = QVBoxLayout(host)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(label)
            column.addWidget(text)
            beside.addWidget(host)
        return beside


def _set_text(place: QPlainTextEdit, text: str) -> None:
    """Without losing the place somebody reads at, when nothing changed."""
    if place.toPlainText() != text:
        place.setPlainText(text)
