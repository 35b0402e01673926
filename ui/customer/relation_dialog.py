"""The whole history of a relationship: one ordered list with filters, from this computer; what is not here is named."""

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListView, QVBoxLayout, QWidget

from app.client.customer_row import CustomerCard
from app.client.port import Touched
from app.client.relation import RelationKind
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.customer.elsewhere import Elsewhere
from ui.customer.page import Page
from ui.customer.relation_delegate import RelationDelegate
from ui.customer.relation_model import RelationModel
from ui.customer.relation_words import kind_names
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.segmented import PillTabs, Segment
from ui.widgets.selection import FollowedSelection

_ALL = "all"


class RelationDialog(QDialog):
    """Enter or a double press on a line leads to where it can be read."""

    opened = Signal(object, object)
    """A line is to be read. Carries the ``UUID`` of its conversation, and of its entry or None."""

    def __init__(self, bridge: DeskBridge, customer: CustomerCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("relation_dialog")
        self.setWindowTitle(_("History of the relationship: {name}").format(name=one_line(customer.name, 80)))
        self._bridge, self._customer_id = bridge, customer.id
        names = [Segment(kind.value, name) for kind, name in kind_names().items()]
        self.kinds = PillTabs([Segment(_ALL, _("All")), *names])
        self.kinds.setAccessibleName(_("What to show"))
        self.model = RelationModel(bridge.queries, bridge.now, bridge.zone, self)
        self.list, self.nothing = QListView(), QLabel(_("Nothing of this kind is on this computer."))
        self.list.setModel(self.model)
        self.list.setItemDelegate(RelationDelegate(self.list))
        self.list.setUniformItemSizes(True)
        FollowedSelection(self.list)
        self.list.setAccessibleName(_("History of the relationship"))
        self.nothing.setProperty("role", "secondary")
        self._elsewhere = Elsewhere(bridge, self)
        self._elsewhere.show_customer(customer.id)
        self._foot = Page(after=self.list)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(_("Close"))
        close.setAutoDefault(False)  # Enter opens the line
        column = QVBoxLayout(self)
        for part in (self.kinds, self.nothing, self.list, self._foot, buttons):
            column.addWidget(part, 1 if part is self.list else 0)
        self.kinds.chosen.connect(self._on_chosen)
        self.list.activated.connect(self._on_activated)
        self._elsewhere.changed.connect(self._show_foot)
        self._elsewhere.opened.connect(self._open)
        bridge.settled.connect(self._on_touched)
        buttons.rejected.connect(self.reject)
        self.resize(theme().size("dialog"), theme().size("dialog"))
        self._show_foot()
        self._on_chosen(_ALL)
        self.list.setFocus()

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        self.model.show(self._customer_id, () if key == _ALL else (RelationKind(key),))
        self.nothing.setVisible(self.model.rowCount() == 0)
        self.list.setVisible(self.model.rowCount() > 0)
        self.list.setCurrentIndex(self.model.index(1))  # under the year

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        row = self.model.row_at(index)
        if row is not None and row.conversation_id is not None:
            self.accept()
            self.opened.emit(row.conversation_id, row.entry_id)

    @Slot(object)
    def _open(self, conversation_id: object) -> None:
        self.accept()
        self.opened.emit(conversation_id, None)

    @Slot()
    def _show_foot(self) -> None:
        self._foot.show_parts(self._elsewhere.parts(self._bridge.now(), self._bridge.zone))

    @Slot(object)
    def _on_touched(self, touched: Touched) -> None:
        """What is new comes on top; only while the top is what one looks at, so that nothing jumps."""
        mine = touched.everything or self._customer_id in touched.customers
        if mine and self.list.verticalScrollBar().value() == 0:
            at = self.list.currentIndex().row()
            self.model.show(self._customer_id, () if self.kinds.key == _ALL else (RelationKind(self.kinds.key),))
            self.list.setCurrentIndex(self.model.index(at))
