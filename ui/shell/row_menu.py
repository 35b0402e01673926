"""The menu of a row in the list: the usual acts, by the same actions as everywhere."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Slot
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu

from ui.conversation_list.view import ConversationListView
from ui.shell.screens import Screens
from ui.shell.shortcuts import Shortcuts
from ui.translation import _
from ui.widgets.menu import pop_up

ACTS = ("assign", "tags", "followup", "mark-read", "", "junk", "solve")
"""Ids of actions; an empty one is a separator."""
OF_ONE = ("promise", "promise-kept", "promise-move")
"""Those that are about a single request."""


class RowMenu(QObject):
    """By the right button, which opens its row, or the menu key; of several that are picked it is about all of them."""

    def __init__(self, view: ConversationListView, shortcuts: Shortcuts, screens: Screens, parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._shortcuts, self._screens = view, shortcuts, screens
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._on_wanted)
        view.installEventFilter(self)  # the menu key is told to the view, the right button to its viewport

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The menu key opens it at the current row, its first act marked."""
        if isinstance(event, QContextMenuEvent) and event.reason() is not QContextMenuEvent.Reason.Mouse:
            self._pop_at_current(by_key=True)
            return True
        return super().eventFilter(watched, event)

    @Slot(QPoint)
    def _on_wanted(self, place: QPoint) -> None:
        if self._view.indexAt(place).isValid():
            self._pop_up(place, by_key=False)
        else:
            self._pop_at_current(by_key=False)

    def _pop_at_current(self, *, by_key: bool) -> None:
        if self._view.currentIndex().isValid():
            self._pop_up(self._view.visualRect(self._view.currentIndex()).center(), by_key=by_key)

    def _pop_up(self, place: QPoint, *, by_key: bool) -> None:
        menu = self._menu()
        menu.aboutToHide.connect(menu.deleteLater)
        pop_up(menu, self._view.viewport().mapToGlobal(place), by_key=by_key)

    def _menu(self) -> QMenu:
        menu = QMenu(self._view)
        menu.setObjectName("row_menu")
        if not self._view.picked_ids():
            menu.addAction(_("Open the request"), self._screens.talk.focus_composer)
            menu.addSeparator()
            for action_id in OF_ONE:
                menu.addAction(self._shortcuts[action_id])
            menu.addSeparator()
        for action_id in ACTS:
            if action_id:
                menu.addAction(self._shortcuts[action_id])
            else:
                menu.addSeparator()
        return menu
