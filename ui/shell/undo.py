"""The few seconds in which a sent letter can be taken back: the bar, its key, and what the bridge does then."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from app.commands.author import ServeAuthor
from app.commands.block import BlockCustomer
from app.commands.junk import MarkJunk
from app.commands.merge_customers import MergeCustomers
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation.join_act import leaving_words
from ui.translation import _, ngettext
from ui.widgets.toast import UNDO_MS, UndoBar


def _has_text(widget: QWidget | None) -> bool:
    if isinstance(widget, QTextEdit | QPlainTextEdit):
        return bool(widget.toPlainText())
    return isinstance(widget, QLineEdit) and bool(widget.text())


def _words(command: object) -> str:
    if isinstance(command, MarkJunk):
        return _junk_words(command)
    if told := leaving_words(command):
        return told
    if isinstance(command, ServeAuthor):
        return _("The author is the customer now") if command.serves else _("Answers go to who passed it on")
    if isinstance(command, MergeCustomers):
        return _("The two customers are one now")
    if hasattr(command, "customer_id"):
        return _("Written down of the customer")
    return _("The chat is being blocked") if isinstance(command, BlockCustomer) else _("The letter is leaving")


def _junk_words(command: MarkJunk) -> str:
    if not command.pattern:
        return _("Set aside: not a customer")
    count = 1 + len(command.other_ids)
    return ngettext(
        "Not a customer: {sender}. {count} request set aside", "Not a customer: {sender}. {count} requests set aside",
        count,
    ).format(sender=command.pattern, count=count)  # fmt: skip


class UndoSend(QObject):
    """Offers undo for every change that is leaving; one at a time, the newest."""

    def __init__(self, bridge: DeskBridge, action: QAction, place: QWidget) -> None:
        super().__init__(place)
        self._bridge = bridge
        self._action = action
        self._change_ids: tuple[UUID, ...] = ()
        self.bar = UndoBar(place)
        self.bar.action_pressed.connect(self.undo)
        self.bar.expired.connect(self._on_expired)
        action.setEnabled(False)
        action.triggered.connect(self.undo)
        bridge.submitted.connect(self._on_submitted)

    @Slot()
    def undo(self) -> None:
        """Take the newest leaving change back, or all that left together."""
        change_ids, self._change_ids = self._change_ids, ()
        self.bar.finish()
        self._rest()
        for change_id in change_ids:
            self._bridge.undo(change_id)

    def offer(self, change_ids: Sequence[UUID], words: str, undo_ms: int = UNDO_MS) -> None:
        """Say what leaves; one undo is for all of it."""
        self.bar.offer(words, milliseconds=undo_ms)
        self._change_ids = tuple(change_ids)
        self._action.setEnabled(True)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    @Slot(object, object, int)
    def _on_submitted(self, change_id: UUID, command: object, undo_ms: int) -> None:
        if undo_ms <= 0:
            return
        self.offer((change_id,), _words(command), undo_ms)

    @Slot()
    def _on_expired(self) -> None:
        self._change_ids = ()
        self._rest()

    def _rest(self) -> None:
        self._action.setEnabled(False)
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While the bar is up, the undo key of an empty field is ours: the field would swallow it to undo nothing."""
        return (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and event.matches(QKeySequence.StandardKey.Undo)
            and not _has_text(QApplication.focusWidget())
        )
