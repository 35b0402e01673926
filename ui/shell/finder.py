"""The palette in this window: made when it is first asked for, over what the desk and the window have."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget

from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.palette.lookup import Lookup
from ui.palette.palette import Palette
from ui.palette.source import Texts
from ui.shell.frame import Frame
from ui.shell.navigator import Navigator
from ui.shell.palette_source import Actions, Places, SettingsByName
from ui.shell.screens import Screens
from ui.shell.search import Search
from ui.shell.workspace import Workspace


class Finder(QObject):
    """Ctrl+K and the field of the menu bar; F3 and Ctrl+F are its ``search``."""

    def __init__(
        self, window: Frame, bridge: DeskBridge, workspace: Workspace, navigator: Navigator, screens: Screens
    ) -> None:
        super().__init__(window)
        self._window, self._screens, self._navigator = window, screens, navigator
        self.search = Search(window, bridge, navigator, screens)
        self.palette = Palette(
            window,
            (
                Actions(window.shortcuts),
                Places(bridge, workspace.rail, window.shortcuts),
                SettingsByName(window.settings_requested.emit),
                Texts(bridge, screens.composer.quick_reply),
            ),
            Lookup(bridge.desk.finder, navigator.open, self),
            self._context,
            self._where,
        )
        bridge.settled.connect(self.palette.forget)

    @Slot()
    def open(self, text: str = "") -> None:
        """Show the palette with this text in it; shown already, it goes."""
        self.palette.open_with(text)

    def close(self) -> None:
        """The desk is leaving the window."""
        self.search.close()
        self.palette.scrim.deleteLater()
        self.palette.deleteLater()
        self.deleteLater()

    def _where(self) -> tuple[QWidget, int]:
        """The window one works in: this one, or that of the conversation when it was torn off."""
        torn = self._screens.conversation.window()
        if torn is not self._window and torn is QApplication.activeWindow():
            return torn, 0
        return self._window, self._window.head_height

    def _context(self) -> str:
        card = self._navigator.card()
        if card is None:
            return ""
        number = str(card.row.number) if card.row.number else ""
        return " · ".join(part for part in (number, one_line(card.row.customer_name, 40)) if part)
