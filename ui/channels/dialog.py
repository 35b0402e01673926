"""Settings › Channels: the list of inboxes, how each stands, and the way to add one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.client.inbox import Declined, InboxRow, WayOutTrouble
from app.client.port import Link, LinkStatus, Touched
from ui.bridge.asking import ask
from ui.bridge.desk_bridge import DeskBridge
from ui.channels.detail import InboxDetail
from ui.channels.way_out import WaysOut, out_standing
from ui.channels.words import declined_words, is_broken, standing
from ui.theme.icon import icon
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.button import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.selection import FollowedSelection
from ui.widgets.two_lines import TwoLines
from ui.wording import channel_icon

ADMINISTER = "administer_inboxes"
_ID = Qt.ItemDataRole.UserRole
_CONNECTED = frozenset({Link.LIVE, Link.POLLING})


class ChannelsDialog(QDialog):
    """Follows the rows as they change; whoever may not change them still sees how they stand."""

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("channels_dialog")
        self._bridge, self._ways_out = bridge, WaysOut(bridge, self)
        self.list = QListWidget()
        self.list.setItemDelegate(TwoLines(self.list))
        self.detail = InboxDetail()
        self.empty = EmptyState("plug")
        self.notice = QLabel()
        self.notice.setTextFormat(Qt.TextFormat.PlainText)
        self.notice.setWordWrap(True)
        self.add, self.leave = Button(icon_name="plus"), Button(_("Close"))
        self._lay_out()
        self.list.currentRowChanged.connect(self._on_row_changed)
        FollowedSelection(self.list)
        self.add.clicked.connect(self._on_add_clicked)
        self.leave.clicked.connect(self.reject)
        self.detail.settings_requested.connect(self._on_settings_requested)
        self.detail.mend_requested.connect(self._on_mend_requested)
        self.detail.pause_requested.connect(self._on_pause_requested)
        self.detail.import_requested.connect(self._on_import_requested)
        bridge.settled.connect(self._on_settled)
        bridge.status_changed.connect(self._on_status_changed)
        self._ways_out.changed.connect(self.refresh)
        self.setWindowTitle(_("Channels"))
        self.add.setText(_("Add a mailbox…"))
        self.list.setAccessibleName(_("Mailboxes and chat pages"))
        self.refresh()
        self._look_out()

    def _lay_out(self) -> None:
        look = theme()
        beside = QVBoxLayout()
        beside.addWidget(self.detail, 1)
        beside.addWidget(self.empty, 1)
        middle = QHBoxLayout()
        self.list.setFixedWidth(look.size("toast") * 2 // 3)
        middle.addWidget(self.list)
        middle.addLayout(beside, 1)
        middle.setSpacing(look.space(7))
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(*([look.space(6)] * 4))
        column.setSpacing(look.space(5))
        column.addWidget(self.notice)
        column.addLayout(middle, 1)
        column.addLayout(foot)
        self.add.setAutoDefault(False)
        self.resize(look.size("dialog") + look.size("toast") // 2, look.size("dialog") * 3 // 4)

    # ------------------------------------------------------------------ what is shown

    def refresh(self) -> None:
        """Rows, notice and buttons of now; the choice stays."""
        rows, chosen = list(self._bridge.queries.inboxes()), self._chosen()
        self.list.blockSignals(True)
        self.list.clear()
        for row in rows:
            self.list.addItem(_item(row, self._ways_out.troubles.get(row.id)))
        at = next((number for number, row in enumerate(rows) if chosen is not None and row.id == chosen.id), 0)
        self.list.setCurrentRow(at if rows else -1)
        self.list.blockSignals(False)
        self._show_chosen()
        self._show_rights()

    def choose(self, inbox_id: UUID) -> None:
        """Show that inbox."""
        for number in range(self.list.count()):
            if self.list.item(number).data(_ID).id == inbox_id:
                self.list.setCurrentRow(number)

    def say(self, words: str, role: str = "danger") -> None:
        """One line above the list; an empty text takes it away."""
        self.notice.setText(words)
        self.notice.setProperty("role", role)
        self.notice.style().unpolish(self.notice)
        self.notice.style().polish(self.notice)
        self.notice.setVisible(bool(words))

    @property
    def may_change(self) -> bool:
        """An administrator, and the server answers."""
        return self._bridge.queries.may(ADMINISTER) and self._bridge.status.link in _CONNECTED

    def _chosen(self) -> InboxRow | None:
        at = self.list.currentRow()
        row: InboxRow | None = self.list.item(at).data(_ID) if at >= 0 else None
        return row

    def _show_chosen(self) -> None:
        row = self._chosen()
        self.detail.setVisible(row is not None)
        self.empty.setVisible(row is None)
        self.empty.set_text(_("No mailbox is connected yet. Add the one your customers write to."))
        if row is not None:
            shut = self._ways_out.troubles.get(row.id)
            self.detail.show_inbox(row, self._bridge.now(), may_change=self.may_change, shut=shut)

    def _look_out(self) -> None:
        """Only an administrator is told by the server."""
        if self.may_change:
            self._ways_out.look()

    def _show_rights(self) -> None:
        self.add.setEnabled(self.may_change)
        if not self._bridge.queries.may(ADMINISTER):
            self.say(_("You see how the channels stand. Only an administrator can change them."), "secondary")
        elif not self.may_change:
            self.say(
                _("Changing a channel needs the server, which does not answer now. What you see may be old."), "warning"
            )
        elif self.notice.property("role") != "danger":
            self.say("")

    # ------------------------------------------------------------------ what is done

    def _ask(self, work: Callable[[], Any]) -> None:
        """On a thread; the row itself comes back with the next synchronisation."""
        self.say("")
        ask(self._bridge, work, self._on_answered)

    @Slot(object)
    def _on_answered(self, answer: object) -> None:
        if isinstance(answer, Declined):
            self.say(declined_words(answer))
        self._look_out()
        self._bridge.desk.sync_now()

    @Slot(bool)
    def _on_pause_requested(self, paused: bool) -> None:
        row, office = self._chosen(), self._bridge.desk.inboxes
        if row is not None:
            inbox_id = row.id
            self._ask(lambda: office.pause(inbox_id, paused))

    @Slot(str)
    def _on_import_requested(self, act: str) -> None:
        row, office = self._chosen(), self._bridge.desk.inboxes
        if row is not None:
            inbox_id = row.id
            self._ask(lambda: office.import_old(inbox_id, act))

    @Slot()
    def _on_add_clicked(self) -> None:
        from ui.channels.add import AddDialog

        dialog = AddDialog(self._bridge, parent=self)
        dialog.added.connect(self.choose)
        self._run(dialog)

    @Slot()
    def _on_mend_requested(self) -> None:
        from ui.channels.add import AddDialog

        row = self._chosen()
        if row is not None:
            self._run(AddDialog(self._bridge, row, parent=self))

    @Slot()
    def _on_settings_requested(self) -> None:
        from ui.channels.settings import ChannelSettings

        row = self._chosen()
        if row is not None:
            self._run(ChannelSettings(self._bridge, row, self))

    def _run(self, dialog: QDialog) -> None:
        dialog.exec()
        dialog.deleteLater()
        self._look_out()
        self._bridge.desk.sync_now()

    @Slot(int)
    def _on_row_changed(self, _row: int) -> None:
        self._show_chosen()

    @Slot(object)
    def _on_settled(self, touched: Touched) -> None:
        if touched.workspace or touched.everything:
            self.refresh()
            self._look_out()

    @Slot(object)
    def _on_status_changed(self, _status: LinkStatus) -> None:
        self._show_chosen()
        self._show_rights()
        self._look_out()


def _item(row: InboxRow, shut: WayOutTrouble | None) -> QListWidgetItem:
    told, broken = standing(row), is_broken(row) or shut is not None
    if shut is not None and not is_broken(row):
        told = out_standing(shut)
    role = "danger" if broken else "text.secondary"
    item = QListWidgetItem(icon("triangle-alert" if broken else channel_icon(row.channel), role), "")
    item.setText(f"{row.name}\n{told.short}")
    item.setData(_ID, row)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.name}, {row.address}, {told.short}")
    return item
