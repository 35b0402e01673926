"""The outbox of the person at this desk. Nothing in it is lost by closing the window."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.client.port import Link, LinkStatus, Touched
from app.client.row import ChangeRow, ChangeState
from ui.bridge.desk_bridge import DeskBridge
from ui.outbox.content import Content
from ui.outbox.detail import ChangeDetail
from ui.outbox.others import Others
from ui.outbox.text_file import as_text
from ui.outbox.words import REFUSED, standing, title_of
from ui.theme.icon import icon
from ui.theme.tokens import theme
from ui.translation import _
from ui.whole_file import write_text
from ui.widgets.button import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.selection import FollowedSelection
from ui.widgets.two_lines import TwoLines

_CHANGE_ROLE = Qt.ItemDataRole.UserRole
_LOOKS = {
    ChangeState.BEGUN: ("pencil-line", "text.secondary"),
    ChangeState.LEAVING: ("send", "accent.text"),
    ChangeState.WAITING: ("cloud-upload", "text.secondary"),
    ChangeState.HELD: ("circle-alert", "warning"),
    ChangeState.CONFLICT: ("triangle-alert", "warning"),
    ChangeState.REJECTED: ("triangle-alert", "danger"),
    ChangeState.DISCARDED: ("history", "text.tertiary"),
}


class OutboxDialog(QDialog):
    """What needs attention first, then what waits, then what was given up in the last 30 days."""

    opened = Signal(object)
    """The operator wants to read the conversation of a change. Carries its ``UUID``."""

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outbox_dialog")
        self.setWindowTitle(_("Unsent changes"))
        self._bridge = bridge
        self.list = QListWidget()
        self.list.setObjectName("change_list")
        self.list.setItemDelegate(TwoLines(self.list))
        self.list.setAccessibleName(self.windowTitle())
        FollowedSelection(self.list)
        self.detail, self.others = ChangeDetail(), Others()
        nothing = _("Nothing waits here: the server has confirmed every change of yours.")
        self.empty = EmptyState("circle-check", nothing)
        self.export, self.leave, self.told = Button(_("Save as a text file…")), Button(_("Close")), QLabel()
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self._lay_out()
        self._listen()
        self.refresh()

    def refresh(self) -> None:
        """Read the changes anew; those that need the operator come first."""
        chosen, row = self._chosen_id(), self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for title, changes in self._sections():
            self._add_section(title, changes)
        self._choose(chosen, row)
        self.list.blockSignals(False)
        self._on_row_changed(self.list.currentRow())
        some = self.list.count() > 0
        for part, shown in ((self.list, some), (self.detail, some), (self.empty, not some)):
            part.setVisible(shown)
        self.export.setEnabled(some)

    def _sections(self) -> Iterator[tuple[str, Sequence[ChangeRow]]]:
        changes = self._bridge.queries.changes()
        yield _("Needs attention"), [it for it in changes if it.state in REFUSED]
        yield _("On the way"), [it for it in changes if it.state not in (*REFUSED, ChangeState.BEGUN)]
        yield _("Begun and not sent"), [it for it in changes if it.state is ChangeState.BEGUN]
        yield _("Recently discarded"), self._bridge.queries.discarded()

    def _add_section(self, title: str, changes: Sequence[ChangeRow]) -> None:
        if not changes:
            return
        head = QListWidgetItem(title)
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        head.setFont(theme().font("meta", weight=600))
        head.setForeground(theme().color("text.secondary"))
        self.list.addItem(head)
        now = self._bridge.now()
        for change in changes:
            name, role = _LOOKS[change.state]
            item = QListWidgetItem(icon(name, role), f"{title_of(change)}\n{standing(change, now)}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title_of(change)}, {standing(change, now)}")
            item.setData(_CHANGE_ROLE, change)
            self.list.addItem(item)

    def _choose(self, change_id: UUID | None, row: int) -> None:
        """The same change again; when it is gone, the one in its place; else the first."""
        rows = [it for it in range(self.list.count()) if self._at(it) is not None]
        same = [it for it in rows if (change := self._at(it)) is not None and change.change_id == change_id]
        near = [it for it in rows if it >= row > 0] or rows
        if same or near:
            self.list.setCurrentRow((same or near)[0])

    # ------------------------------------------------------------------ layout

    def _lay_out(self) -> None:
        look = theme()
        self.list.setFixedWidth(look.size("list"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        middle = QHBoxLayout()
        middle.setSpacing(look.space(6))
        for pane, width in ((self.list, 0), (self.detail, 1), (self.empty, 1)):
            middle.addWidget(pane, width)
        foot = QHBoxLayout()
        for part, stretch in ((self.export, 0), (self.told, 1), (self.leave, 0)):
            foot.addWidget(part, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(*([look.space(6)] * 4))
        column.setSpacing(look.space(5))
        column.addLayout(middle, 1)
        column.addWidget(self.others)
        column.addLayout(foot)
        self.resize(look.size("dialog") + look.size("list.max"), look.size("dialog"))

    def _listen(self) -> None:
        detail = self.detail
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.list.itemActivated.connect(self._on_acted)
        detail.act.clicked.connect(self._on_acted)
        detail.question.confirmed.connect(self._on_discarded)
        detail.copy.clicked.connect(self._on_copied)
        detail.open.clicked.connect(self._on_opened)
        self.export.clicked.connect(self._on_export)
        self.leave.clicked.connect(self.reject)
        keys = QKeySequence.StandardKey
        for key, slot in ((keys.Delete, self._on_delete), (keys.Copy, self._on_copied)):
            QShortcut(QKeySequence(key), self.list, slot, context=Qt.ShortcutContext.WidgetShortcut)
        self._bridge.touched.connect(self._on_touched)
        self._bridge.status_changed.connect(self._on_status_changed)
        self._bridge.troubled.connect(self._on_troubled)

    # ------------------------------------------------------------------ what is chosen

    def _at(self, row: int) -> ChangeRow | None:
        change: ChangeRow | None = self.list.item(row).data(_CHANGE_ROLE) if row >= 0 else None
        return change

    def _chosen(self) -> ChangeRow | None:
        return self._at(self.list.currentRow())

    def _chosen_id(self) -> UUID | None:
        return change.change_id if (change := self._chosen()) else None

    # ------------------------------------------------------------------ news

    @Slot(object)
    def _on_touched(self, touched: Touched) -> None:
        listed = {change.conversation_id for row in range(self.list.count()) if (change := self._at(row)) is not None}
        if touched.changes or touched.everything or listed & touched.conversations:
            self.refresh()

    @Slot(object)
    def _on_status_changed(self, _status: LinkStatus) -> None:
        if not self.detail.question.isVisible():
            self._on_row_changed(self.list.currentRow())

    @Slot(object, str)
    def _on_troubled(self, _command: object, sentence: str) -> None:
        self.detail.why.setText(sentence)

    @Slot(int)
    def _on_row_changed(self, row: int) -> None:
        change = self._at(row)
        if change is not None:
            self.detail.show_change(change, *_around(self._bridge))

    # ------------------------------------------------------------------ gestures

    @Slot()
    def _on_acted(self) -> None:
        change = self._chosen()
        if change is None or not self.detail.act.isEnabled():
            return
        acts: dict[ChangeState, Callable[[UUID], object]] = {
            ChangeState.BEGUN: lambda _id: self._on_opened(),
            ChangeState.WAITING: lambda _id: self._bridge.desk.sync_now(),
            ChangeState.LEAVING: self._bridge.undo,
            ChangeState.DISCARDED: self._bridge.restore,
        }
        acts.get(change.state, self._bridge.confirm)(change.change_id)
        if change.state is ChangeState.DISCARDED:
            self.told.setText(_restored(change))

    @Slot()
    def _on_delete(self) -> None:
        if self.detail.discard.isVisible():
            self.detail.question.ask()

    @Slot()
    def _on_discarded(self) -> None:
        change_id = self._chosen_id()
        if change_id is not None:
            self._bridge.discard(change_id)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_copied(self) -> None:
        QGuiApplication.clipboard().setText(self.detail.mine.toPlainText())
        self.told.setText(_("Copied."))

    @Slot()
    def _on_opened(self) -> None:
        change = self._chosen()
        if change is not None and change.conversation_id is not None:
            self.accept()
            self.opened.emit(change.conversation_id)

    @Slot()
    def _on_export(self) -> None:
        title = _("Save unsent changes as a text file that is not encrypted")
        path, _kind = QFileDialog.getSaveFileName(self, title, _("Unsent changes") + ".txt", "*.txt")
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write everything listed, and say how it went."""
        changes = [change for _title, listed in self._sections() for change in listed]
        reason = write_text(path, as_text(changes, *_around(self._bridge)))
        said = _("Not saved: {reason}. Everything is kept here.") if reason else _("Saved, not encrypted: {name}")
        self.told.setText(said.format(reason=reason, name=path.name))


def _around(bridge: DeskBridge) -> tuple[Content, datetime, Link]:
    """What the words for changes depend on: names and times as this computer knows them, and the connection."""
    return Content(bridge.queries, bridge.now()), bridge.now(), bridge.status.link


def _restored(change: ChangeRow) -> str:
    if change.name in ("reply", "note"):
        return _("Its text is the draft of its conversation again.")
    if change.name == "open_by_mail":
        return _("It is in the list again, with its text.")
    return _("It was given once more.")
