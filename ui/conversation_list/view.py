"""The list itself: selection, keys, the pointer, and one timer for all deadlines."""

from uuid import UUID

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QEnterEvent, QHideEvent, QKeyEvent, QMouseEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from ui.conversation_list.delegate import ConversationDelegate
from ui.conversation_list.model import ID_ROLE, ConversationListModel
from ui.conversation_list.passing import Passing
from ui.conversation_list.picking import Picking
from ui.conversation_list.walking import Walking
from ui.translation import _
from ui.widgets.base import SolidList

KEYS_REST_MS = 1_500
"""How long after the last key the order may change again."""


class ConversationListView(SolidList):
    """Shows a ``ConversationListModel``; remembers nothing itself."""

    opened = Signal(object)
    """The operator opened a conversation. Carries its ``UUID``. Follows the selection."""

    ground = "bg.list"

    picked = Signal(int, int)
    """Several conversations are picked, or none any more. Carries how many, and of how many that were meant."""

    def __init__(self, model: ConversationListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conversation_list")
        self._list_model = model
        self._opened_id: UUID | None = None
        self._following = True
        self._delegate = ConversationDelegate(model, self)
        # before setModel: Qt's own slots come later then, and what they move the selection to opens nothing
        model.modelAboutToBeReset.connect(self._on_about_to_reset)
        model.rowsAboutToBeRemoved.connect(self._on_about_to_be_removed)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)  # 100 000 rows stay smooth
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.setIconSize(QSize(0, 0))  # else the style is asked for two sizes at each row
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("surface", "list")
        self._measure()
        self._walking = Walking(self)
        self.step, self.go_to = self._walking.step, self._walking.go_to
        self._passing = Passing(self, model, self._delegate)
        self._keys_rest = QTimer(self, interval=KEYS_REST_MS, singleShot=True)
        self._keys_rest.timeout.connect(self._on_keys_rest)
        self._picking = Picking(model, self.selectionModel())
        self._picking.picked.connect(self.picked)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        model.rowsRemoved.connect(self._on_removed)
        self.retranslate()

    def retranslate(self) -> None:
        """Words for screen readers."""
        self.setAccessibleName(_("Conversations"))

    def open_id(self) -> UUID | None:
        """The conversation that is open."""
        return self._opened_id

    def show_open(self, conversation_id: UUID | None) -> bool:
        """Select a conversation without a gesture; False when it is not in this view, or is None."""
        row = -1 if conversation_id is None else self._list_model.seek(conversation_id)
        self._opened_id = conversation_id
        if row < 0:
            self.selectionModel().clear()
            return False
        self._following = False
        self.go_to(row)
        self._following = True
        return True

    def picked_ids(self) -> list[UUID]:
        """Those that are picked, in display order; empty while only one row is chosen."""
        return self._picking.ids()

    @Slot()
    def drop_picks(self) -> None:
        """Only what is open is chosen."""
        if self._picking.is_on:
            self._picking.is_on = False
            self.show_open(self._opened_id)
            self._picking.tell()

    def set_compact(self, compact: bool) -> None:
        """Low rows: name, subject and deadline only."""
        self._delegate.is_compact = compact
        self._measure()
        self.viewport().update()

    def step_past(self, conversation_id: UUID) -> None:
        """After a conversation was solved: open what follows it, before the row leaves."""
        row = self._list_model.row_of(conversation_id)
        if row < 0 or conversation_id != self._opened_id:
            return
        following = row + 1 if row + 1 < self._list_model.rowCount() else row - 1
        if following >= 0:
            self.go_to(following)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if self._picking.is_on:
            return
        conversation_id = current.data(ID_ROLE) if current.isValid() else None
        if self._following and conversation_id is not None and conversation_id != self._opened_id:
            self._opened_id = conversation_id
            self.opened.emit(conversation_id)

    @Slot()
    def _on_about_to_reset(self) -> None:
        self._following = False

    def reset(self) -> None:
        """After all rows changed: what is open stays selected when it is there."""
        super().reset()
        self._following = True
        if self._opened_id is not None:
            self.show_open(self._opened_id)

    @Slot(QModelIndex, int, int)
    def _on_about_to_be_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._following = False  # a row that leaves by itself must not open its neighbour
        self._walking.leaving(first, last)

    @Slot(QModelIndex, int, int)
    def _on_removed(self, _parent: QModelIndex, _first: int, _last: int) -> None:
        self._following = True
        if self._opened_id is not None and self._list_model.row_of(self._opened_id) < 0:
            selection = self.selectionModel()
            selection.setCurrentIndex(QModelIndex(), QItemSelectionModel.SelectionFlag.Clear)

    @Slot()
    def _on_keys_rest(self) -> None:
        self._list_model.set_held(self.underMouse())

    # Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Shift and Ctrl pick, see ``Picking``."""
        self._picking.press(event, self.indexAt(event.position().toPoint()))
        super().mousePressEvent(event)

    def selectAll(self) -> None:
        """Ctrl+A."""
        self._picking.all()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys move in the list: its order rests. Enter opens what Esc would leave picked."""
        self._list_model.set_held(True)
        self._keys_rest.start()
        if self._picking.is_on and event.key() == Qt.Key.Key_Escape:
            self.drop_picks()
        elif self._picking.is_on and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_current()
        elif not self._picking.key(event, self._rows_of_page()):
            super().keyPressEvent(event)

    def _rows_of_page(self) -> int:
        return max(1, self.viewport().height() // max(1, self.sizeHintForRow(0)) - 1)

    def _open_current(self) -> None:
        """Look at the row under the cursor; the picks stay."""
        conversation_id = self.currentIndex().data(ID_ROLE)
        if conversation_id is not None and conversation_id != self._opened_id:
            self._opened_id = conversation_id
            self.opened.emit(conversation_id)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer is over the list: its order rests."""
        self._list_model.set_held(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer went: the order may be true again."""
        super().leaveEvent(event)
        if not self._keys_rest.isActive():
            self._list_model.set_held(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Of a row only what is wanted."""
        self._delegate.wanted = event.region()
        super().paintEvent(event)
        self._delegate.wanted = None

    def showEvent(self, event: QShowEvent) -> None:
        """Deadlines tick while they can be seen."""
        super().showEvent(event)
        self._passing.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing ticks unseen."""
        super().hideEvent(event)
        self._passing.stop()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        if event.type() is QEvent.Type.StyleChange:
            self._measure()
        super().changeEvent(event)

    def _measure(self) -> None:
        """Rows of one known height: with a grid Qt asks the model half as often where it lays thousands of them out."""
        self.setGridSize(self._delegate.size)

    def index_of(self, conversation_id: UUID) -> QModelIndex | QPersistentModelIndex:
        """For tests and menus."""
        return self._list_model.index(self._list_model.row_of(conversation_id))
