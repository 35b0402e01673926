"""Menus that a key opens: the first act is marked at once, so that arrows go on from it and Enter does it."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu


def pop_up(menu: QMenu, place: QPoint, *, by_key: bool) -> None:
    """Show a menu there; under a pointer nothing is marked before it moves."""
    menu.popup(place)
    if by_key:
        mark_first(menu)


def mark_first(menu: QMenu) -> None:
    """Mark the first act of a shown menu that can be chosen now."""
    first = next((it for it in menu.actions() if _can_be_chosen(it)), None)
    if first is not None:
        menu.setActiveAction(first)


def _can_be_chosen(action: QAction) -> bool:
    return action.isVisible() and action.isEnabled() and not action.isSeparator()
