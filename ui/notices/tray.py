"""The icon beside the clock: four states with a dot, how many notices were not seen. Nothing lives only there."""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.resource import resource_folder
from ui.translation import _, ngettext


class TrayState(StrEnum):
    """What the dot says; the code names the drawing."""

    AVAILABLE = "available"
    BUSY = "busy"
    OFFLINE = "offline"
    RINGING = "ringing"


def tray_icon(state: TrayState, *, dark: bool) -> QIcon:
    """The drawing for a panel that is dark or light."""
    return QIcon(str(resource_folder() / "icons" / f"tray-{state.value}-{'dark' if dark else 'light'}.svg"))


class Tray(QObject):
    """Made once a window; where the desktop has no tray only the badge of the taskbar is kept."""

    shown = Signal()
    """The icon was pressed: the window is wanted."""

    def __init__(self, actions: Callable[[], list[QAction]], parent: QObject) -> None:
        """``actions``: what the menu of the icon offers, in the window's language of now."""
        super().__init__(parent)
        self._actions = actions
        self._state, self._unseen, self._name = TrayState.AVAILABLE, 0, "Deskhand"
        self._menu = QMenu()
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self._menu)
        self.icon.activated.connect(self._on_activated)
        self._menu.aboutToShow.connect(self._fill)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._show)
        self._hints = hints
        self._fill()
        self._show()
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.icon.show()

    def show_state(self, state: TrayState, unseen: int) -> None:
        """Another dot or count."""
        if (state, unseen) != (self._state, self._unseen):
            self._state, self._unseen = state, unseen
            self._show()

    @property
    def words(self) -> str:
        """What the icon says when one points at it."""
        states = {
            TrayState.AVAILABLE: _("available"),
            TrayState.BUSY: _("do not disturb"),
            TrayState.OFFLINE: _("offline"),
            TrayState.RINGING: _("incoming call"),
        }
        told = ngettext("{count} notice not seen", "{count} notices not seen", self._unseen).format(count=self._unseen)
        return " · ".join(part for part in ("Deskhand", states[self._state], told if self._unseen else "") if part)

    def close(self) -> None:
        """Take icon and badge away."""
        self._hints.colorSchemeChanged.disconnect(self._show)
        self.icon.hide()
        QGuiApplication.instance().setBadgeNumber(0)  # type: ignore[union-attr]
        self._menu.deleteLater()
        self.deleteLater()

    @Slot()
    def _show(self) -> None:
        dark = self._hints.colorScheme() is Qt.ColorScheme.Dark
        self.icon.setIcon(tray_icon(self._state, dark=dark))
        self.icon.setToolTip(self.words)
        QGuiApplication.instance().setBadgeNumber(self._unseen)  # type: ignore[union-attr]

    @Slot()
    def _fill(self) -> None:
        self._menu.clear()
        self._menu.addActions(self._actions())

    @Slot(object)
    def _on_activated(self, why: QSystemTrayIcon.ActivationReason) -> None:
        if why in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.shown.emit()
