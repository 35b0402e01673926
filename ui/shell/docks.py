"""The right side: guide and customer as docks, or, in a narrow window, sliding over the conversation."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QFrame,
    QMainWindow,
    QTabBar,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui.shell.layout import RightSide, WidthClass
from ui.theme.icon import icon
from ui.theme.tokens import theme
from ui.translation import _

_RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
_STACKED_PERCENT = 46, 54
"""Of guide over customer: the fullest guide ends there, and the customer's addresses are seen without scrolling."""


class Panel(QDockWidget):
    """A dock without a title while it is docked; floating, it has the system's."""

    dragged = Signal()
    """The operator gave it another size with the pointer."""

    def __init__(self, name: str, content: QWidget, parent: QMainWindow) -> None:
        super().__init__(parent)
        self.setObjectName(f"dock_{name}")
        self.content = content
        self._bare = QWidget(self)
        self._bare.setFixedHeight(0)
        self.setWidget(content)
        self.setAllowedAreas(_RIGHT | Qt.DockWidgetArea.LeftDockWidgetArea)
        self.topLevelChanged.connect(self._on_top_level_changed)
        self._on_top_level_changed(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With a button held it is the operator who drags, not the layout: Qt tells of neither."""
        super().resizeEvent(event)
        if QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self.dragged.emit()

    @Slot(bool)
    def _on_top_level_changed(self, floating: bool) -> None:
        if floating:
            self.setTitleBarWidget(None)  # type: ignore[arg-type]
        else:
            self.setTitleBarWidget(self._bare)


class Slide(QFrame):
    """Holds a panel over the right edge of the conversation until Esc."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("slide")
        self.setProperty("surface", "panel")
        self.panel: Panel | None = None
        self._before: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 0, 0, 0)
        parent.installEventFilter(self)
        self.hide()

    def hold(self, panel: Panel) -> None:
        """Take a panel's content and show it."""
        self.give_back()
        self.panel = panel
        self._before = QApplication.focusWidget()
        self._column.addWidget(panel.content)
        panel.content.show()
        self._place()
        self.show()
        self.raise_()
        panel.content.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def give_back(self) -> None:
        """The panel gets its content again."""
        panel, self.panel = self.panel, None
        before, self._before = self._before, None
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        self.hide()
        if had_focus and before is not None and isValid(before):  # a field of a message may be gone
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        if panel is not None:
            panel.setWidget(panel.content)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.give_back()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the right edge."""
        if event.type() is QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        host = self.parentWidget()
        if host is None:
            return
        width = min(theme().size("right"), host.width())
        self.setGeometry(host.width() - width, 0, width, host.height())


class RightDocks(QObject):
    """Arranges both panels as the width of the window allows; knows which the operator has put away."""

    def __init__(self, window: QMainWindow, guide: QWidget, customer: QWidget, over: QWidget) -> None:
        """``over``: the conversation, which a narrow window's panel slides over."""
        super().__init__(window)
        self._window = window
        self.guide = Panel("guide", guide, window)
        self.customer = Panel("customer", customer, window)
        self._side = RightSide.STACKED
        self._away: set[str] = set()
        self.slide = Slide(over)
        window.setTabPosition(_RIGHT, QTabWidget.TabPosition.North)
        window.setDockNestingEnabled(True)
        for panel in self._panels():
            window.addDockWidget(_RIGHT, panel)
        self.guide.setWindowIcon(icon("route", on_role="accent.text"))
        self.customer.setWindowIcon(icon("user-round", on_role="accent.text"))
        self.retranslate()

    def retranslate(self) -> None:
        """Titles, seen on tabs and floating windows."""
        self.guide.setWindowTitle(_("Guide"))
        self.customer.setWindowTitle(_("Customer"))

    def slots(self) -> Mapping[str, Callable[[], object]]:
        """By the ids of actions."""
        return {
            "guide": partial(self.toggle, self.guide),
            "customer": partial(self.toggle, self.customer),
            "float-guide": partial(self.float_out, self.guide),
            "float-customer": partial(self.float_out, self.customer),
        }

    def apply(self, wide: WidthClass) -> None:
        """The design's arrangement for that width."""
        self.slide.give_back()
        self._side = wide.right
        window, guide, customer = self._window, self.guide, self.customer
        for panel in self._panels():
            if not panel.isFloating():
                window.removeDockWidget(panel)
                window.addDockWidget(_RIGHT, panel)
        if guide.isFloating() or customer.isFloating():
            pass  # the other one has the side for itself
        elif wide.right is RightSide.TABS:
            window.tabifyDockWidget(guide, customer)
            guide.raise_()
        elif wide.right is RightSide.COLUMNS:
            window.splitDockWidget(guide, customer, Qt.Orientation.Horizontal)
        else:
            window.splitDockWidget(guide, customer, Qt.Orientation.Vertical)
        self._show_what_is_wanted()

    def resize(self, wide: WidthClass) -> None:
        """The table's widths; when the layout has been activated."""
        panels = [panel for panel in self._panels() if panel.isVisible() and self._is_laid_out(panel)]
        if not panels or not wide.right_widths:
            return
        widths = list(wide.right_widths)[: len(panels)] if wide.right is RightSide.COLUMNS else [wide.right_widths[0]]
        self._window.resizeDocks(panels[: len(widths)], widths, Qt.Orientation.Horizontal)
        if wide.right is RightSide.STACKED and len(panels) > 1:
            heights = [self._window.height() * percent // 100 for percent in _STACKED_PERCENT]
            self._window.resizeDocks(panels, heights, Qt.Orientation.Vertical)
        self._mark_tabs()

    def _mark_tabs(self) -> None:
        """Qt puts a dock's title on its tab, not its icon."""
        for bar in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.setIconSize(QSize(theme().size("icon.sm"), theme().size("icon.sm")))
            for at in range(bar.count()):
                panel = next((it for it in self._panels() if it.windowTitle() == bar.tabText(at)), None)
                if panel is not None:
                    bar.setTabIcon(at, panel.windowIcon())

    def _is_laid_out(self, panel: Panel) -> bool:
        """In the window's layout: it neither floats nor is held by somebody else."""
        return not panel.isFloating() and self._window.dockWidgetArea(panel) != Qt.DockWidgetArea.NoDockWidgetArea

    def toggle(self, panel: Panel) -> None:
        """F8 and Shift+F8: show it, bring it to the front, or put it away."""
        if self._side is RightSide.HIDDEN and not panel.isFloating():
            if self.slide.panel is panel:
                self.slide.give_back()
            else:
                self.slide.hold(panel)
            return
        name = panel.objectName()
        behind = self._side is RightSide.TABS and panel.visibleRegion().isEmpty()
        if name in self._away or behind:
            self._away.discard(name)
            panel.show()
            panel.raise_()
        else:
            self._away.add(name)
            panel.hide()

    def float_out(self, panel: Panel) -> None:
        """Into a window of its own, for another screen, or back to the right side."""
        if self.slide.panel is panel:
            self.slide.give_back()
        if panel.isFloating():
            panel.setFloating(False)
            self._show_what_is_wanted()
            return
        self._away.discard(panel.objectName())
        panel.setFloating(True)
        panel.show()
        panel.activateWindow()

    def _panels(self) -> tuple[Panel, Panel]:
        return self.guide, self.customer

    def _show_what_is_wanted(self) -> None:
        for panel in self._panels():
            wanted = self._side is not RightSide.HIDDEN and panel.objectName() not in self._away
            panel.setVisible(wanted or panel.isFloating())
