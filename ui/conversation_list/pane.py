"""The list with what stands around it: title, tabs, filter, the "3 new" bar, and words when it is empty."""

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from app.client.port import Touched
from app.client.row import Tab, View, ViewKind
from ui.bridge.desk_bridge import DeskBridge
from ui.bridge.reading import next_promise_at
from ui.conversation_list.model import ConversationListModel
from ui.conversation_list.view import ConversationListView
from ui.conversation_list.words import empty_words, view_name
from ui.theme.icon import icon
from ui.theme.tokens import theme
from ui.translation import _, ngettext
from ui.widgets.base import follow
from ui.widgets.button import Button, IconButton
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.field import lead, name_field
from ui.widgets.segmented import Segment, Segmented


class ListHeader(QWidget):
    """Title, count and the filter button of a list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel(step="title", weight=600)
        self.count = ElidedLabel(role="text.tertiary", tabular=True)
        self.filter = IconButton("list-filter", "")
        self.filter.setCheckable(True)
        self._row = QHBoxLayout(self)
        for part in (self.title, self.count):
            self._row.addWidget(part)
        self._row.addStretch(1)
        self._row.addWidget(self.filter)
        self.restyle()
        self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_row"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Sizes of now."""
        look = theme()
        self.setFixedHeight(look.size("header.list"))
        self._row.setContentsMargins(look.space(6) - look.space(1), 0, look.space(4), 0)
        self._row.setSpacing(look.space(4))

    def retranslate(self) -> None:
        """Name of the button."""
        self.filter.set_name(_("Filter the list"), "F3")


def _segments(here: int, waiting: int) -> list[Segment]:
    return [
        Segment(Tab.OPEN.value, _("Open ").strip(), here),  # the space makes it another sentence than a status
        Segment(Tab.WAITING.value, _("Waiting"), waiting),
        Segment(Tab.SOLVED.value, _("Solved ").strip()),
    ]


class ConversationListPane(QWidget):
    """One view of the rail. Re-reads what the bridge says was touched."""

    opened = Signal(object)
    """The operator opened a conversation. Carries its ``UUID``."""

    take_next_requested = Signal()
    """The empty inbox's button."""

    titled = Signal(str)
    """The shown view has another name. Carries it."""

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("list_pane")
        self.setProperty("surface", "list")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bridge = bridge
        self._queries = bridge.queries
        self.model = ConversationListModel(bridge.queries, View(ViewKind.MINE), bridge.now, self)
        self.view = ConversationListView(self.model)
        self.header = ListHeader()
        self.tabs = Segmented()
        self.filter_field = QLineEdit()
        self.filter_field.setObjectName("list_filter")
        self.filter_field.setClearButtonEnabled(True)
        lead(self.filter_field, icon("search", "text.tertiary"))
        self.filter_field.installEventFilter(self)
        self.filter_field.hide()
        self._new_bar = Button(look="small", icon_name="arrow-right")
        self._new_bar.setObjectName("new_bar")
        self._new_bar.hide()
        self._empty = EmptyState()
        self._place()
        self._connect()
        self.retranslate()
        self.restyle()

    def _place(self) -> None:
        self._tab_row = QHBoxLayout()
        self._tab_row.addWidget(self.tabs)
        self._tab_row.addStretch(1)
        self._extra = QVBoxLayout()
        self._extra.addWidget(self.filter_field)
        self._extra.addWidget(self._new_bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(self._tab_row)
        column.addLayout(self._extra)
        self._stack = QStackedLayout()
        column.addLayout(self._stack, 1)
        self._stack.addWidget(self.view)  # a stack in no window yet would show it as one
        self._stack.addWidget(self._empty)

    def _connect(self) -> None:
        self.view.opened.connect(self.opened)
        self.tabs.chosen.connect(self._on_tab_chosen)
        self.filter_field.textChanged.connect(self._on_filter_changed)
        self.header.filter.toggled.connect(self._on_filter_toggled)
        self._new_bar.clicked.connect(self._on_new_bar_clicked)
        self._empty.pressed.connect(self.take_next_requested)
        self.model.pending_changed.connect(self._on_pending_changed)
        self.model.counted.connect(self._on_counted)
        self._bridge.settled.connect(self._on_touched)

    # what the shell asks for

    def set_view(self, view: View) -> None:
        """Show another place of the rail; the filter is taken off."""
        self.header.filter.setChecked(False)
        self._show(view)

    def open_filter(self, text: str = "") -> None:
        """The cursor goes to the filter field, with what was already typed elsewhere."""
        self.header.filter.setChecked(True)
        if text:
            self.filter_field.setText(text)
        self.filter_field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_list(self) -> None:
        """The cursor goes to the rows."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def solved(self, conversation_id: UUID) -> None:
        """The operator solved it: the list goes on to the next row, and the order is true at once."""
        self.view.step_past(conversation_id)
        self.model.catch_up()

    # what happens

    @Slot(object)
    def _on_touched(self, touched: Touched) -> None:
        if touched.everything:
            self.model.apply_all()
        elif touched.conversations:
            self.model.apply(touched.conversations)
        if touched.everything or touched.conversations or touched.workspace:
            self._show_counts()

    @Slot(str)
    def _on_tab_chosen(self, key: str) -> None:
        self._show(replace(self.model.view, tab=Tab(key)))

    @Slot(str)
    def _on_filter_changed(self, text: str) -> None:
        wanted = " ".join(text.split())
        if wanted != self.model.view.filter:
            self._show(replace(self.model.view, filter=wanted))

    @Slot(bool)
    def _on_filter_toggled(self, shown: bool) -> None:
        self.filter_field.setVisible(shown)
        if shown:
            self.filter_field.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.filter_field.clear()
        self.restyle()

    @Slot()
    def _on_new_bar_clicked(self) -> None:
        self.model.catch_up()
        self.view.scrollToTop()
        self.focus_list()

    @Slot(int)
    def _on_pending_changed(self, fresh: int) -> None:
        words = ngettext("{count} new", "{count} new", fresh).format(count=fresh)
        self._new_bar.setText(words)
        self._new_bar.setAccessibleName(words)
        self._new_bar.setVisible(fresh > 0)
        self.restyle()

    @Slot(int)
    def _on_counted(self, rows: int) -> None:
        if rows == 0:
            promise_at = next_promise_at(self._queries, self._bridge.now())
            self._empty.set_text(*empty_words(self.model.view, promise_at))
        self._stack.setCurrentIndex(int(rows == 0))

    def _show(self, view: View) -> None:
        self.model.set_view(view)
        self.tabs.choose(view.tab.value)
        self.tabs.setVisible(view.kind is not ViewKind.JUNK)
        self._show_counts()
        self._show_title()

    def _show_counts(self) -> None:
        view = replace(self.model.view, filter="")
        here, waiting = (self._queries.count(replace(view, tab=tab)) for tab in (Tab.OPEN, Tab.WAITING))
        self.header.count.set_text(str(here + waiting))
        self.tabs.set_segments(_segments(here, waiting))

    def _show_title(self) -> None:
        name = view_name(self.model.view, self._queries.queues())
        self.header.title.set_text(name)
        self.titled.emit(name)

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc closes the filter; Down and Enter go to the rows."""
        if watched is self.filter_field and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.header.filter.setChecked(False)
                self.focus_list()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.focus_list()
                if not self.view.currentIndex().isValid():
                    self.view.step(1)
                return True
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_extra"):
            follow(self, event)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """All words anew."""
        self.setAccessibleName(_("List of conversations"))
        self.filter_field.setPlaceholderText(_("Name, subject or number"))
        name_field(self.filter_field, _("Filter the list"))
        self.tabs.setAccessibleName(_("Status"))
        self._show_counts()
        self._show_title()
        self._on_counted(self.model.rowCount())
        self.view.viewport().update()

    def restyle(self) -> None:
        """Sizes of now."""
        look = theme()
        side = look.space(5)
        self._tab_row.setContentsMargins(side, 0, side, look.space(4))
        shown = not (self.filter_field.isHidden() and self._new_bar.isHidden())
        self._extra.setContentsMargins(side, 0, side, look.space(4) if shown else 0)
        self._extra.setSpacing(look.space(3))
