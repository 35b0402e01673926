"""F6 and Shift+F6: from pane to pane, each announced by its name."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.widgets.announce import announce

_ENTRANCE = "entrance"


def enter_by(pane: QWidget, part: QWidget) -> None:
    """F6 leads to ``part`` of a pane; a focus proxy would, too, and Tab would then pass over all others of the pane."""
    assert part.objectName()
    pane.setProperty(_ENTRANCE, part.objectName())  # its name: a property that holds a widget would keep it


class PaneCycle(QObject):
    """Panes in the design's focus order; those that cannot be seen are passed over."""

    def __init__(self, panes: Callable[[], Sequence[QWidget]], parent: QObject) -> None:
        super().__init__(parent)
        self._panes = panes

    def step(self, direction: int) -> None:
        """Put the focus into the next (+1) or previous (-1) pane and say its name."""
        panes = [pane for pane in self._panes() if pane.isVisible() and pane.width() > 0]
        if not panes:
            return
        focus: QWidget | None = QApplication.focusWidget() or panes[0].window().focusWidget()
        here = next(
            (at for at, pane in enumerate(panes) if focus is not None and (pane is focus or pane.isAncestorOf(focus))),
            None,
        )
        at = (0 if direction > 0 else -1) if here is None else (here + direction) % len(panes)
        pane = panes[at]
        name = pane.property(_ENTRANCE)
        target = pane.findChild(QWidget, name) if name else first_focusable(pane)
        pane.window().activateWindow()  # a pane may be in a window of its own
        (target or pane).setFocus(Qt.FocusReason.ShortcutFocusReason)
        announce(pane, pane.accessibleName() or pane.windowTitle())


def first_focusable(pane: QWidget) -> QWidget | None:
    """The widget of a pane that Tab reaches first; None when it has none."""
    if pane.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return pane
    widget = pane.nextInFocusChain()
    while widget is not None and widget is not pane:
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and pane.isAncestorOf(widget) and widget.isVisible() and widget.isEnabled():
            return widget
        widget = widget.nextInFocusChain()
    return None
