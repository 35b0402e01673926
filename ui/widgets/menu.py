"""Menus: one that a key opens has its first act marked, so that arrows go on from it; all go when they are outdated."""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu


def pop_up(menu: QMenu, place: QPoint, *, by_key: bool) -> None:
    """Show a menu there; under a pointer nothing is marked before it moves."""
    menu.popup(place)
    first = next((it for it in menu.actions() if _can_be_chosen(it)), None)
    if not by_key or first is None:
        return
    if first.menu() is None:
        menu.setActiveAction(first)
    else:  # that would open the menu in it, too
        down = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(menu, down)


def close_menus() -> None:
    """Close every open menu with those it hangs from: what they offer is about something else now."""
    while isinstance(menu := QApplication.activePopupWidget(), QMenu):
        menu.close()
        if menu is QApplication.activePopupWidget():
            return


def _can_be_chosen(action: QAction) -> bool:
    return action.isVisible() and action.isEnabled() and not action.isSeparator()
