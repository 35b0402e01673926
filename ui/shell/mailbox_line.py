"""The line of the status bar that says which mailbox is not read, since when and why."""

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from app.client.port import Touched
from ui.bridge.desk_bridge import DeskBridge
from ui.channels.words import broken_words, is_broken, of_state
from ui.shell.status_bar import StatusBar
from ui.translation import ngettext

_MINUTE_MS = 30_000
"""Minutes are shown; twice as often is never a whole one late."""


class MailboxLine(QObject):
    """Shows the mailbox of the operator's own queues that has been broken longest; pressed, it opens the channels."""

    def __init__(self, bridge: DeskBridge, status: StatusBar, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._status = status
        self._window = window
        self._tick = QTimer(self, interval=_MINUTE_MS)
        self._tick.timeout.connect(self.refresh)
        bridge.settled.connect(self._on_settled)
        status.inbox_requested.connect(self.show_channels)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """What there is to say now; while nothing is broken nothing ticks."""
        rows = [row for row in self._bridge.queries.inboxes() if row.mine and is_broken(row)]
        now = self._bridge.now()
        rows.sort(key=lambda row: row.since_at or now)
        if not rows:
            self._tick.stop()
            self._status.show_inbox("")
            return
        words = broken_words(rows[0], now)
        if len(rows) > 1:
            more = ngettext("and {count} more", "and {count} more", len(rows) - 1).format(count=len(rows) - 1)
            words = f"{words}, {more}"
        self._status.show_inbox(words, of_state(rows[0].state).whole)
        if not self._tick.isActive():
            self._tick.start()

    @Slot()
    def show_channels(self) -> None:
        """How all of them stand; an administrator mends them there."""
        from ui.channels.dialog import ChannelsDialog

        dialog = ChannelsDialog(self._bridge, self._window)
        dialog.exec()
        dialog.deleteLater()

    @Slot(object)
    def _on_settled(self, touched: Touched) -> None:
        if touched.workspace or touched.everything:
            self.refresh()
