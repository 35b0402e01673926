"""The rail: places with counts, collapsible to icons, and the shift card at its foot."""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QListView, QSizePolicy, QVBoxLayout, QWidget

from app.client.port import Touched
from app.client.view import Only, Tab, View, ViewKind
from app.domain.status import Status
from ui.bridge.desk_bridge import DeskBridge
from ui.shell.rail_delegate import RailDelegate
from ui.shell.rail_model import ITEM_ROLE, RailItem, RailModel
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import LEFT, RIGHT, Painted, draw_elided, follow, text_width
from ui.widgets.selection import FollowedSelection

_LATER_MS = 60
"""Counts come after what the operator looks at, once for many news."""


class ShiftCard(Painted):
    """What this operator has done today: work, never a rating."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shift_card")
        self._facts: list[tuple[str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_facts(self, facts: list[tuple[str, str]]) -> None:
        """Words and numbers, one a line."""
        self._facts = facts
        self.setAccessibleName(_("My shift") + ": " + ", ".join(f"{words} {number}" for words, number in facts))
        self.restyle()

    def restyle(self) -> None:
        """As high as its lines."""
        look = theme()
        lines = look.line("caption") + look.space(2) + len(self._facts) * look.line("meta")
        self.setFixedHeight(lines + 2 * look.space(4))
        super().restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A card of the panel's colour."""
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("border.subtle"), 1))
        painter.setBrush(look.color("bg.panel"))
        half = look.size("line") / 2
        painter.drawRoundedRect(
            self.rect().toRectF().adjusted(half, half, -half, -half), look.radius("lg"), look.radius("lg")
        )
        line = self.rect().adjusted(look.space(4) + 2, look.space(4), -look.space(4) - 2, 0)
        line.setHeight(look.line("caption"))
        painter.setFont(look.font("caption", weight=600))
        painter.setPen(look.color("text.secondary"))
        draw_elided(painter, line, _("My shift"), LEFT)
        line.translate(0, line.height() + look.space(2))
        line.setHeight(look.line("meta"))
        for words, number in self._facts:
            painter.setPen(look.color("text.secondary"))
            painter.setFont(look.font("meta"))
            counted = look.font("meta", weight=500, tabular=True)
            draw_elided(painter, line.adjusted(0, 0, -text_width(number, counted) - look.space(3), 0), words, LEFT)
            painter.setPen(look.color("text.primary"))
            painter.setFont(counted)
            draw_elided(painter, line, number, RIGHT)
            line.translate(0, line.height())


class RailList(QListView):
    """The places. The selection is the place shown."""

    def __init__(self, model: RailModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail_list")
        self.rail_delegate = RailDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self.rail_delegate)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("surface", "rail")


class Rail(QWidget):
    """The left pane."""

    chosen = Signal(object)
    """The operator went to another place. Carries its ``View``."""

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setProperty("surface", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bridge = bridge
        self._silent = False
        self.model = RailModel(bridge.queries, self)
        self.list = RailList(self.model, self)
        self.card = ShiftCard(self)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.list, 1)
        self._foot = QVBoxLayout()
        self._foot.addWidget(self.card)
        self._column.addLayout(self._foot)
        self._collapsed = False
        self._short = False
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        FollowedSelection(self.list)
        self._later = QTimer(self, interval=_LATER_MS, singleShot=True)
        self._later.timeout.connect(self._on_later)
        bridge.settled.connect(self._on_touched)
        self.show_view(View(ViewKind.MINE))
        self.retranslate()
        self.restyle()

    @property
    def is_collapsed(self) -> bool:
        """Only icons are shown."""
        return self._collapsed

    def set_collapsed(self, collapsed: bool) -> None:
        """Icons only, or with names and counts."""
        self._collapsed = collapsed
        self.list.rail_delegate.collapsed = collapsed
        self.restyle()

    def set_short(self, short: bool) -> None:
        """A low window has no room for the shift card."""
        self._short = short
        self.card.setVisible(not (self._collapsed or short))

    def show_view(self, view: View) -> None:
        """Mark a place without a signal."""
        self._silent = True
        self.list.setCurrentIndex(self.model.index(self.model.row_of(view)))
        self._silent = False

    @Slot(object)
    def go_to_view(self, view: View) -> None:
        """Mark a place that may have come or gone just now."""
        self.model.refresh()
        self.show_view(view)

    def rects_of_places(self, window: QWidget) -> list[QRect]:
        """Where the places are seen, in the window, in the order of their numbers."""
        rows = [self.list.visualRect(self.model.index(row)) for row in self.model.rows_of_places()]
        return [rect.translated(self.list.viewport().mapTo(window, QPoint(0, 0))) for rect in rows]

    def go_to(self, number: int) -> None:
        """Ctrl+1…9: the place of that number, counted from 1; nothing when there is none."""
        rows = self.model.rows_of_places()
        if number <= len(rows):
            self.list.setCurrentIndex(self.model.index(rows[number - 1]))

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        item: RailItem | None = current.data(ITEM_ROLE) if current.isValid() else None
        if not self._silent and item is not None and item.view is not None:
            self.chosen.emit(item.view)

    @Slot(object)
    def _on_touched(self, touched: Touched) -> None:
        if touched.everything or touched.workspace or touched.conversations:
            self._later.start()

    @Slot()
    def _on_later(self) -> None:
        """After list and conversation were painted: counts may come a moment later, once for many news."""
        row = self.list.currentIndex().row()
        item = self.model.item(row)
        self.model.refresh()
        if item is not None and item.view is not None:
            self.show_view(item.view)
        self._show_shift()

    def _show_shift(self) -> None:
        queries, now = self._bridge.queries, self._bridge.now()
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        solved = Only(statuses=frozenset({Status.RESOLVED}))  # what was merged is closed, and was solved by nobody
        done = queries.count(View(ViewKind.MINE, tab=Tab.SOLVED, only=solved), since=today)
        waiting = queries.count(View(ViewKind.MINE, tab=Tab.WAITING))
        promised = queries.counts(View(ViewKind.PROMISES)).both
        self.card.set_facts(
            [(_("Solved today"), str(done)), (_("On customer"), str(waiting)), (_("Promises open"), str(promised))]
        )

    # Qt

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_short"):
            follow(self, event)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Names of places anew."""
        self.setAccessibleName(_("Sections"))
        self.list.setAccessibleName(_("Sections"))
        self.model.refresh()
        self._show_shift()

    def restyle(self) -> None:
        """Sizes of now."""
        look = theme()
        self._column.setContentsMargins(0, look.space(4), 0, look.space(4))
        margin = look.space(4)
        self._column.setSpacing(0)
        self._foot.setContentsMargins(margin, 0, margin, 0)
        self.card.setVisible(not (self._collapsed or self._short))
        self.list.scheduleDelayedItemsLayout()
        if self._collapsed:
            self.setFixedWidth(look.size("rail.collapsed"))
        else:
            self.setMinimumWidth(look.size("rail") - look.space(8))
            self.setMaximumWidth(look.size("rail.huge") + look.space(10))
