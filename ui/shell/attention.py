"""Changes that have not gone out: those that wait, and those the server held or refused, yours beside theirs."""

from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.client.port import Touched
from app.client.row import ChangeRow, ChangeState
from app.domain.status import Status
from ui.bridge.desk_bridge import DeskBridge
from ui.shell.change_words import change_name, happened, state_name, their_words
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.button import Button
from ui.widgets.empty_state import EmptyState

_CHANGE_ROLE = Qt.ItemDataRole.UserRole
_REFUSED = frozenset({ChangeState.HELD, ChangeState.CONFLICT, ChangeState.REJECTED})


def own_words(change: ChangeRow) -> str:
    """What the operator wrote or chose."""
    args: dict[str, Any] = change.args
    text = args.get("body") or args.get("text") or args.get("value")
    if text:
        return str(text)
    if "status" in args:
        from ui.wording import status_name

        return status_name(Status(args["status"]))
    return change_name(change)


class ChangeDetail(QWidget):
    """One change: what happened, yours, theirs, and what can be done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.why = QLabel(), QLabel()
        self.why.setWordWrap(True)
        for label in (self.title, self.why):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.mine, self.theirs = QPlainTextEdit(), QPlainTextEdit()
        self._mine_label, self._theirs_label = QLabel(_("Yours")), QLabel(_("Theirs"))
        for label, text in ((self._mine_label, self.mine), (self._theirs_label, self.theirs)):
            label.setProperty("role", "secondary")
            label.setBuddy(text)
            text.setReadOnly(True)
            text.setTabChangesFocus(True)
            text.setAccessibleName(label.text())
        self._their_side = QWidget()
        self.confirm = Button(_("Send all the same"), look="primary")
        self.discard = Button(_("Discard"))
        self.copy = Button(_("Copy"))
        self._lay_out()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.copy)
        foot.addStretch(1)
        foot.addWidget(self.discard)
        foot.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.title)
        column.addWidget(self.why)
        column.addLayout(self._beside(), 1)
        column.addLayout(foot)
        self.title.setFont(theme().font("title"))
        column.setSpacing(theme().space(4))

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

    def show_change(self, change: ChangeRow) -> None:
        """Both sides of it."""
        self.title.setText(change.subject or change_name(change))
        self.why.setText(happened(change))
        self.mine.setPlainText(own_words(change))
        theirs = their_words(change)
        self.theirs.setPlainText(theirs)
        self._their_side.setVisible(bool(theirs))
        self.confirm.setVisible(change.state in (ChangeState.HELD, ChangeState.CONFLICT))
        self.confirm.setText(_("Send all the same") if change.state is ChangeState.HELD else _("Use mine"))
        self.discard.setVisible(change.state in _REFUSED)


class AttentionDialog(QDialog):
    """Opened from the status bar. Nothing here is lost by closing it."""

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("attention_dialog")
        self.setWindowTitle(_("Unsent changes"))
        self._bridge = bridge
        self.list = QListWidget()
        self.list.setAccessibleName(_("Unsent changes"))
        self.list.setObjectName("change_list")
        self.detail = ChangeDetail()
        self.empty = EmptyState("circle-check", _("Everything has been sent."))
        look = theme()
        self.list.setFixedWidth(look.size("list.min"))
        row = QHBoxLayout(self)
        row.setSpacing(look.space(6))
        row.addWidget(self.list)
        row.addWidget(self.detail, 1)
        row.addWidget(self.empty, 1)
        self._listen()
        self.resize(look.size("dialog") + look.size("list.min"), look.size("dialog") - look.space(10) * 3)
        self.refresh()

    def _listen(self) -> None:
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.detail.confirm.clicked.connect(self._on_confirmed)
        self.detail.discard.clicked.connect(self._on_discarded)
        self.detail.copy.clicked.connect(self._on_copied)
        self._bridge.touched.connect(self._on_touched)
        self._bridge.troubled.connect(self._on_troubled)

    def refresh(self) -> None:
        """Read the changes anew; those that need the operator come first."""
        chosen = self._chosen_id()
        changes = sorted(self._bridge.queries.changes(), key=lambda change: change.state not in _REFUSED)
        self.list.clear()
        for change in changes:
            item = QListWidgetItem(f"{change.subject or change_name(change)}\n{state_name(change)}")
            item.setData(_CHANGE_ROLE, change)
            self.list.addItem(item)
            if change.change_id == chosen:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.list.setVisible(bool(changes))
        self.detail.setVisible(bool(changes))
        self.empty.setVisible(not changes)

    def _chosen(self) -> ChangeRow | None:
        row = self.list.currentRow()
        change: ChangeRow | None = self.list.item(row).data(_CHANGE_ROLE) if row >= 0 else None
        return change

    def _chosen_id(self) -> UUID | None:
        change = self._chosen()
        return change.change_id if change else None

    @Slot(object)
    def _on_touched(self, touched: Touched) -> None:
        listed = {self.list.item(row).data(_CHANGE_ROLE).conversation_id for row in range(self.list.count())}
        if touched.changes or touched.everything or listed & touched.conversations:
            self.refresh()

    @Slot(object, str)
    def _on_troubled(self, _command: object, sentence: str) -> None:
        self.detail.why.setText(sentence)

    @Slot(int)
    def _on_row_changed(self, _row: int) -> None:
        change = self._chosen()
        if change is not None:
            self.detail.show_change(change)

    @Slot()
    def _on_confirmed(self) -> None:
        change = self._chosen()
        if change is not None:
            self._bridge.confirm(change.change_id)

    @Slot()
    def _on_discarded(self) -> None:
        change = self._chosen()
        if change is not None:
            self._bridge.discard(change.change_id)

    @Slot()
    def _on_copied(self) -> None:
        QGuiApplication.clipboard().setText(self.detail.mine.toPlainText())
