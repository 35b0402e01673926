"""The bell: notices of seven days, opened by a click or Enter; a child of the window over its lower right corner."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.client.notice.row import NoticeRow
from ui.notices.delegate import ROW_ROLE, TIME_ROLE, NoticeDelegate
from ui.notices.words import sentence
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.button import Button
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.selection import FollowedSelection
from ui.wording import clock_text, day_text

_POPUP = Qt.FocusReason.PopupFocusReason
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Bell(QFrame):
    """Shows what it is given by ``show_notices``. Escape and a press beside it close it."""

    chosen = Signal(object)
    """A notice was opened. Carries its ``NoticeRow``."""
    all_seen = Signal()
    """“Mark all as seen” was pressed."""
    journal_wanted = Signal()
    """What was told and why not is to be shown."""
    quiet_pressed = Signal()
    """“Do not disturb” is to be switched."""

    def __init__(self, window: QWidget, foot: Callable[[], int], zone: tzinfo, now: Callable[[], datetime]) -> None:
        """``foot``: how high the status bar is, which stays in sight."""
        super().__init__(window)
        self.setObjectName("bell")
        self._host, self._foot, self._zone, self._now = window, foot, zone, now
        self._before: QWidget | None = None
        self.title, self.quiet = ElidedLabel("title"), Button(look="small", icon_name="bell-off")
        self.seen, self.open, self.journal = Button(look="link"), Button(look="link"), Button(look="link")
        self.quiet.setCheckable(True)
        self.list, self.empty = QListWidget(), EmptyState("bell")
        self.list.setObjectName("bell_list")
        self.list.setItemDelegate(NoticeDelegate(self.list))
        FollowedSelection(self.list)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._build()
        self.list.itemClicked.connect(self._choose)
        self.open.clicked.connect(lambda: self._choose(self.list.currentItem()))
        self.list.installEventFilter(self)
        self.seen.clicked.connect(self.all_seen)
        self.journal.clicked.connect(self.journal_wanted)
        self.quiet.clicked.connect(self._on_quiet_clicked)
        QApplication.instance().focusChanged.connect(self._on_focus_changed)  # type: ignore[union-attr]
        window.installEventFilter(self)
        self._rows, self._quiet = list[NoticeRow](), ""
        self.hide()
        self.retranslate()
        self.restyle()

    def _build(self) -> None:
        self._head, self._end = QHBoxLayout(), FlowLayout()
        self._head.addWidget(self.title, 1)
        self._head.addWidget(self.seen)
        for button in (self.open, self.quiet, self.journal):
            self._end.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self.list, 1)
        self._column.addWidget(self.empty, 1)
        self._column.addLayout(self._end)

    def show_notices(self, rows: Sequence[NoticeRow]) -> None:
        """The newest first, by days; what was chosen stays so. Nobody pays for a bell that is closed."""
        self._rows = list(rows)
        if self.isVisible():
            self._fill()

    def show_quiet(self, words: str) -> None:
        """Until when nobody is to disturb; empty: one may be disturbed."""
        self._quiet = words
        self.quiet.setChecked(bool(words))
        self.quiet.setText(words or _("Do not disturb"))

    def _on_quiet_clicked(self) -> None:
        self.quiet.setChecked(bool(self._quiet))  # it is on when a time was chosen, not when it was pressed
        self.quiet_pressed.emit()

    def _fill(self) -> None:
        rows = self._rows
        kept = self._current()
        self.list.clear()
        now = self._now()
        today, day = now.astimezone(self._zone).date(), None
        for row in rows:
            at = row.at.astimezone(self._zone)
            if at.date() != day:
                day = at.date()
                self._add(day_text(day, today), "", selectable=False)
            item = self._add(row, sentence(row, now, self._zone))
            item.setData(TIME_ROLE, clock_text(row.at, self._zone))
            if row.id == kept:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0 and rows:
            self.list.setCurrentRow(1)
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        unseen = sum(1 for row in rows if not row.seen)
        self.seen.setEnabled(unseen > 0)
        self.open.setVisible(bool(rows))
        self.title.set_text(" · ".join(part for part in (_("Notifications"), str(unseen or "")) if part))

    def toggle(self) -> None:
        """Open, with the keyboard in it; once more, it goes."""
        if self.isVisible():
            self.close_bell()
            return
        focus = QApplication.focusWidget()
        self._before = focus if focus is not None and self.window().isAncestorOf(focus) else None
        self._host.activateWindow()  # it may have been asked for in a window of its own
        self._place()
        self.show()
        self._fill()
        if self._rows:
            self.list.setCurrentRow(1)
        self.raise_()
        (self.list if self._rows else self.quiet).setFocus(_POPUP)

    def close_bell(self) -> None:
        """Go; the keyboard is where it was."""
        before, self._before = self._before, None
        self.hide()
        if before is not None:
            before.setFocus(_POPUP)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens; the window's size moves it."""
        if event.type() is QEvent.Type.Resize and watched is self._host and self.isVisible():
            self._place()
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            item = self.list.currentItem()
            if event.key() in _ENTER and item is not None:
                self._choose(item)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bell()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_column"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Sizes of now."""
        look = theme()
        edge = look.space(4)
        self._column.setContentsMargins(1, edge, 1, edge)
        self._column.setSpacing(look.space(2))
        for row in (self._head, self._end):
            row.setContentsMargins(look.space(6), 0, look.space(5), 0)
            row.setSpacing(look.space(4))
        self._place()

    def retranslate(self) -> None:
        """All words."""
        self.setAccessibleName(_("Notifications"))
        self.list.setAccessibleName(_("Notifications"))
        self.seen.setText(_("Mark all as seen"))
        self.show_quiet(self._quiet)
        self.quiet.setToolTip(_("No notices of the system and no sounds, but incoming calls. The bell still counts."))
        self.journal.setText(_("What was told, and why not"))
        self.open.setText(_("Open the conversation"))
        self.empty.set_text(_("Nothing yet. Mentions, requests given to you and deadlines come here."))
        self.show_notices(self._rows)

    def _add(self, data: object, words: str, *, selectable: bool = True) -> QListWidgetItem:
        item = QListWidgetItem()
        item.setData(ROW_ROLE, data)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words or data)
        item.setToolTip("")
        if not selectable:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(item)
        return item

    def _current(self) -> UUID | None:
        item = self.list.currentItem()
        row = item.data(ROW_ROLE) if self.list.currentRow() >= 0 else None
        return row.id if isinstance(row, NoticeRow) else None

    @Slot()
    def _choose(self, item: QListWidgetItem | None) -> None:
        row = None if item is None else item.data(ROW_ROLE)
        if isinstance(row, NoticeRow):
            self._before = None
            self.hide()
            self.chosen.emit(row)

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        inside = new is not None and (new is self or self.isAncestorOf(new))
        if self.isVisible() and new is not None and not inside and self.window().isAncestorOf(new):
            self._before = None
            self.hide()

    def _place(self) -> None:
        host = self._host
        look = theme()
        width = min(look.size("toast") + look.space(10), host.width() - 2 * look.space(5))
        height = min(look.size("dialog"), host.height() - self._foot() - 2 * look.space(8))
        self.resize(width, height)
        corner = QPoint(host.width() - look.space(5) - width, host.height() - self._foot() - look.space(4) - height)
        self.move(corner)
