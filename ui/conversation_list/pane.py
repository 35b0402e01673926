"""The list with what stands around it: title, tabs, filter, the "3 new" bar, and words when it is empty."""

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.client.port import Touched
from app.client.view import Tab, View, ViewKind
from ui.bridge.desk_bridge import DeskBridge
from ui.bridge.reading import next_promise_at
from ui.conversation_list.batch_bar import BatchBar
from ui.conversation_list.filter_bar import FilterBar
from ui.conversation_list.header import ListHeader
from ui.conversation_list.model import ConversationListModel
from ui.conversation_list.narrowing import Narrowing
from ui.conversation_list.view import ConversationListView
from ui.conversation_list.words import empty_words, view_name
from ui.theme.tokens import theme
from ui.translation import _, ngettext
from ui.widgets.base import Solid, follow
from ui.widgets.button import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.segmented import Segment, Segmented
from ui.widgets.tab_order import first_stop, tab_through

_MINUTE_MS = 60_000
"""How often the order is looked at for what has come back or become late by itself."""


def _segments(here: int, waiting: int) -> list[Segment]:
    return [
        Segment(Tab.OPEN.value, _("Open ").strip(), here),  # the space makes it another sentence than a status
        Segment(Tab.WAITING.value, _("Waiting"), waiting),
        Segment(Tab.SOLVED.value, _("Solved ").strip()),
    ]


class _NewBar(Button):
    """How many came while the order rests; a press shows them."""

    def __init__(self) -> None:
        super().__init__(look="small", icon_name="arrow-right")
        self.setObjectName("new_bar")
        self.hide()

    def show_count(self, fresh: int) -> None:
        """Hidden at 0."""
        words = ngettext("{count} new", "{count} new", fresh).format(count=fresh)
        self.setText(words)
        self.setAccessibleName(words)
        self.setVisible(fresh > 0)


class ConversationListPane(Solid):
    """One view of the rail. Re-reads what the bridge says was touched."""

    opened = Signal(object)
    """The operator opened a conversation. Carries its ``UUID``."""

    take_next_requested = Signal()
    """The empty inbox's button."""

    titled = Signal(str)
    """The shown view has another name. Carries it."""

    moved = Signal(object)
    """The list went to another place of the rail by itself. Carries its ``View``."""

    ground = "bg.list"

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("list_pane")
        self._bridge, self._queries = bridge, bridge.queries
        self.model = ConversationListModel(bridge.queries, View(ViewKind.MINE), bridge.now, self)
        self.view = ConversationListView(self.model, self)
        self.header, self.tabs = ListHeader(self), Segmented(parent=self)
        self.batch = BatchBar(self)
        self.filter = FilterBar(bridge.queries, self)
        self.narrowing = Narrowing(bridge, self.header, self.filter, self, self.model.rowCount)
        self._new_bar, self._empty = _NewBar(), EmptyState(parent=self)
        self._minute = QTimer(self, interval=_MINUTE_MS)
        self._place()
        self._connect()
        self.retranslate()
        self.restyle()
        tab_through(self.header, self.batch, self.tabs, self.filter, self._new_bar, self.view, self._empty)
        self._minute.start()

    def _place(self) -> None:
        self._tab_row = QHBoxLayout()
        self._tab_row.addWidget(self.tabs)
        self._tab_row.addStretch(1)
        self._extra = QVBoxLayout()
        self._extra.addWidget(self.filter)
        self._extra.addWidget(self._new_bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.batch)
        column.addLayout(self._tab_row)
        column.addLayout(self._extra)
        self._stack = QStackedLayout()
        column.addLayout(self._stack, 1)
        self._stack.addWidget(self.view)  # a stack in no window yet would show it as one
        self._stack.addWidget(self._empty)

    def _connect(self) -> None:
        self.view.opened.connect(self.opened)
        self.view.picked.connect(self.batch.show_count)
        self.view.picked.connect(self._on_picked)
        self.batch.left.connect(self.view.drop_picks)
        self.tabs.chosen.connect(self._on_tab_chosen)
        self.filter.left.connect(self._on_filter_left)
        self.header.compacted.connect(self._on_compacted)
        self.narrowing.wanted.connect(self._show)
        self.narrowing.went.connect(self._on_went)
        self.narrowing.resized.connect(self.restyle)
        self._new_bar.clicked.connect(self._on_new_bar_clicked)
        self._empty.pressed.connect(self.take_next_requested)
        self.model.pending_changed.connect(self._on_pending_changed)
        self.model.counted.connect(self._on_counted)
        self._minute.timeout.connect(self._on_minute)
        self._bridge.settled.connect(self._on_touched)

    # what the shell asks for

    def set_view(self, view: View) -> None:
        """Show another place of the rail; what the last one was narrowed to is taken off, its order stays."""
        self._show(self.narrowing.begin(view))

    def open_filter(self, text: str = "") -> None:
        """The cursor goes to the filter field, with what was already typed elsewhere."""
        self.narrowing.open(text)

    def focus_list(self) -> None:
        """The cursor goes to the rows; without any to what stands in their place, or to the tabs."""
        places = (self.view,) if self.model.rowCount() else (self._empty, self.tabs, self.header)
        (first_stop(*places) or self.view).setFocus(Qt.FocusReason.OtherFocusReason)

    def solved(self, conversation_id: UUID) -> None:
        """The operator solved it: the list goes on to the next row, and the order is true at once."""
        self.view.step_past(conversation_id)
        self.model.catch_up()

    # what happens

    @Slot(object)
    def _on_touched(self, touched: Touched) -> None:
        if touched.everything:
            self.model.apply_all()
        elif rows := touched.conversations | touched.drafts:
            self.model.apply(rows)
        if touched.everything or touched.conversations or touched.drafts or touched.workspace:
            self._show_counts()
        if touched.workspace:
            self._show_title()

    @Slot()
    def _on_minute(self) -> None:
        """What was put aside comes back, also without a network."""
        self.model.apply(())
        self._show_counts()

    @Slot(str)
    def _on_tab_chosen(self, key: str) -> None:
        self._show(replace(self.model.view, tab=Tab(key)))

    @Slot(bool)
    def _on_compacted(self, compact: bool) -> None:
        self.header.is_compact = compact
        self.view.set_compact(compact)

    @Slot(bool)
    def _on_filter_left(self, taken_off: bool) -> None:
        self.focus_list()  # before the field goes, or Qt would give the keyboard to what comes next
        if taken_off:
            self.narrowing.close()
        elif not self.view.currentIndex().isValid():
            self.view.step(1)
        self.focus_list()  # what was narrowed to nothing has rows again

    @Slot(object)
    def _on_went(self, view: View) -> None:
        self.set_view(view)
        self.moved.emit(view)

    @Slot()
    def _on_new_bar_clicked(self) -> None:
        self.model.catch_up()
        self.view.scrollToTop()
        self.focus_list()

    @Slot(int)
    def _on_picked(self, count: int) -> None:
        self.tabs.setVisible(self.model.view.has_tabs and count == 0)

    @Slot(int)
    def _on_pending_changed(self, fresh: int) -> None:
        self._new_bar.show_count(fresh)
        self.restyle()

    @Slot(int)
    def _on_counted(self, rows: int) -> None:
        if rows == 0:
            now = self._bridge.now()
            self._empty.set_text(*empty_words(self.model.view, next_promise_at(self._queries, now), now))
        self._stack.setCurrentIndex(int(rows == 0))

    @Slot(object)
    def _show(self, view: View) -> None:
        self.view.drop_picks()
        self.model.set_view(view)
        self.narrowing.show_view(view)
        self.tabs.choose(view.tab.value)
        self.tabs.setVisible(view.has_tabs)
        self._show_counts()
        self._show_title()

    def _show_counts(self) -> None:
        counts = self.model.take_counts()
        self.header.count.set_text(str(counts.both))
        self.tabs.set_segments(_segments(counts.open, counts.waiting))

    def _show_title(self) -> None:
        self.header.title.set_text(view_name(self.model.view, self._queries))
        self.titled.emit(self.header.title.text)

    # Qt

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_extra"):
            follow(self, event)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """All words anew."""
        self.setAccessibleName(_("List of conversations"))
        self.tabs.setAccessibleName(_("Status"))
        self._show_counts()
        self._show_title()
        self._on_counted(self.model.rowCount())
        self.view.viewport().update()

    def restyle(self) -> None:
        """Sizes of now."""
        look, side = theme(), theme().space(5)
        self._tab_row.setContentsMargins(side, 0, side, look.space(4))
        shown = not (self.filter.isHidden() and self._new_bar.isHidden())
        self._extra.setContentsMargins(side, 0, side, look.space(4) if shown else 0)
        self._extra.setSpacing(look.space(3))
