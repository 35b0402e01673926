"""The part of the panel about what was before: the last requests, the whole relationship, and what is not here."""

from datetime import datetime, tzinfo
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.client.customer_row import CustomerCard
from ui.bridge.desk_bridge import DeskBridge
from ui.customer.elsewhere import Elsewhere
from ui.customer.page import Part
from ui.customer.row import header, history_line
from ui.translation import _
from ui.widgets.button import Button

_MOST = 6


class History(QObject):
    """Lines of the newest requests, with ways to all others."""

    changed = Signal()
    """There is something else to show."""

    opened = Signal(object)
    """A conversation is to be opened. Carries its ``UUID``."""

    entry_wanted = Signal(object)
    """An entry of the conversation that was opened just now is to be seen. Carries its ``UUID``."""

    def __init__(self, bridge: DeskBridge, panel: QWidget) -> None:
        super().__init__(panel)
        self._bridge, self._panel = bridge, panel
        self._customer: CustomerCard | None = None
        self._elsewhere = Elsewhere(bridge, panel)
        self._elsewhere.opened.connect(self.opened)
        self._elsewhere.changed.connect(self.changed)

    def show_customer(self, customer_id: UUID | None) -> None:
        """Another one: what was looked at is forgotten."""
        self._customer = None
        self._elsewhere.show_customer(customer_id)

    def parts(self, customer: CustomerCard, now: datetime, zone: tzinfo) -> list[Part]:
        """The lines of a customer."""
        self._customer = customer
        lines = [history_line(row, now, zone, self.opened.emit) for row in customer.history[:_MOST]]
        whole = Part("whole history", None, self._whole)
        return [header("history", _("History")), *lines, whole, *self._elsewhere.parts(now, zone)]

    def _whole(self) -> QWidget:
        made = Button(_("History of the relationship"), look="link small")
        made.setObjectName("customer_relation")
        made.clicked.connect(self.show_whole)
        return made

    @Slot()
    def show_whole(self) -> None:
        """The whole history of the relationship, in a window of its own."""
        from ui.customer.relation_dialog import RelationDialog

        if self._customer is not None:
            dialog = RelationDialog(self._bridge, self._customer, self._panel)
            dialog.opened.connect(self._on_read)
            dialog.exec()
            dialog.deleteLater()

    @Slot(object, object)
    def _on_read(self, conversation_id: object, entry_id: object) -> None:
        self.opened.emit(conversation_id)
        if entry_id is not None:
            self.entry_wanted.emit(entry_id)
