"""F3 over everything, Ctrl+F in the open conversation; the search window is made when it is first asked for."""

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Slot

from ui.bridge.desk_bridge import DeskBridge
from ui.shell.frame import Frame
from ui.shell.navigator import Navigator
from ui.shell.screens import Screens

if TYPE_CHECKING:
    from ui.search.window import SearchWindow


class Search(QObject):
    """Leads from what was found to where it is."""

    def __init__(self, window: Frame, bridge: DeskBridge, navigator: Navigator, screens: Screens) -> None:
        super().__init__(window)
        self._window, self._bridge, self._navigator = window, bridge, navigator
        self._screens = screens
        self._shown: SearchWindow | None = None
        window.shortcuts["find"].triggered.connect(self.find)

    @property
    def everywhere(self) -> "SearchWindow":
        """The search window."""
        if self._shown is None:
            from ui.search.window import SearchWindow

            self._shown = SearchWindow(self._bridge, self._window)
            self._shown.chosen.connect(self._on_chosen)
        return self._shown

    @Slot()
    def open(self, text: str = "") -> None:
        """Look everywhere, for this text or for what was looked for last."""
        self.everywhere.look_for(text)

    @Slot()
    def find(self) -> None:
        """Look in the open conversation."""
        self._screens.talk.finding.bar.open_with()

    def close(self) -> None:
        """The desk is leaving the window."""
        self._window.shortcuts["find"].triggered.disconnect(self.find)
        self._window.shortcuts["find"].setEnabled(False)
        if self._shown is not None:
            self._shown.stop()
            self._shown.hide()
            self._shown.deleteLater()
        self.deleteLater()

    @Slot(object, object, str)
    def _on_chosen(self, conversation_id: UUID, entry_id: UUID | None, typed: str) -> None:
        self._navigator.open(conversation_id)
        self._screens.conversation.window().activateWindow()
        if entry_id is None:
            return
        from app.language.search.query import without_filters

        self._screens.talk.finding.begin_reading()  # one came to read
        words = without_filters(typed)
        if words:
            self._screens.talk.finding.bar.open_with(words, entry_id)
        else:
            self._screens.talk.show_entry(entry_id)
