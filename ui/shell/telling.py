"""What one is told, in this window: the bell of the status bar, the tray, and where a click leads."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QWindow
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.client.notice.policy import NoticeSettings
from app.client.notice.row import NoticeRow
from app.client.port import Link
from ui.bridge.desk_bridge import DeskBridge
from ui.notices.bell import Bell
from ui.notices.quiet import Quiet
from ui.notices.teller import Teller
from ui.notices.tray import Tray, TrayState
from ui.notices.ways import Ways
from ui.shell.frame import Frame
from ui.shell.navigator import Navigator
from ui.translation import _
from ui.widgets.passing import run

_AWAY = (Link.OFFLINE, Link.SIGNED_OUT)


class Telling(QObject):
    """The bell works at once; notices of the system, sounds and the tray come with ``start``."""

    def __init__(self, window: Frame, bridge: DeskBridge, navigator: Navigator) -> None:
        super().__init__(window)
        self._window, self._bridge, self._navigator = window, bridge, navigator
        self.teller = Teller(bridge, self._in_front, lambda: navigator.open_id, self)
        self.bell = Bell(window, window.status.height, bridge.zone, bridge.now)
        self._settings = NoticeSettings()
        self._ways: Ways | None = None
        self.tray: Tray | None = None
        self._quiet_menu: QMenu | None = None
        self._ringing = self._is_away = False
        self.teller.changed.connect(self._show)
        self.teller.opened.connect(self._on_opened)
        self.bell.chosen.connect(self._on_chosen)
        self.bell.all_seen.connect(self._on_all_seen)
        self.quiet = Quiet(bridge.now, self)
        self._quiet_key = f"quiet/{bridge.desk.person.user_id.hex}"
        self.bell.quiet_pressed.connect(self._on_quiet_pressed)
        self.bell.journal_wanted.connect(self.show_journal)
        navigator.opened.connect(self.teller.see_conversation)
        window.status.bell_requested.connect(self.bell.toggle)
        bridge.status_changed.connect(self._show)
        self.quiet.changed.connect(self._on_quiet_changed)
        self.quiet.restore(str(window.store.settings.value(self._quiet_key, "")))
        self._show()

    def start(self, ways: Callable[[Teller], Ways]) -> None:
        """Tell outside of the window, too."""
        self._ways = ways(self.teller)
        announcer = self._ways.announcer(self._bridge.desk.journal)
        announcer.settings = self._settings
        self.tray = Tray(self._tray_actions, self)
        self.tray.shown.connect(self.raise_window)
        self._announcer = announcer
        self.teller.start(announcer)
        self._show()

    def set_settings(self, settings: NoticeSettings) -> None:
        """What the person chose."""
        self._settings = settings
        if self._ways is not None:
            self._announcer.settings = settings

    def ring(self, title: str, conversation_id: UUID | None) -> None:
        """Tell of a call that comes in."""
        self.teller.tell_call(title, conversation_id)

    def show_call(self, *, ringing: bool, talking: bool) -> None:
        """The dot of the tray; while one talks nothing makes a sound."""
        self._ringing, self.teller.in_call = ringing, talking
        self._show()

    @Slot()
    def _on_quiet_pressed(self) -> None:
        self._offer_quiet(self.bell.quiet)

    def ask_quiet(self) -> None:
        """From the menu: what the bell's button does, beside the bell in the status bar."""
        self._offer_quiet(self._window.status.bell)

    def _offer_quiet(self, beside: QWidget) -> None:
        """Off at once, on by choosing for how long."""
        if self.quiet.is_on:
            self.quiet.end()
            return
        menu = self.quiet.menu(beside)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(beside.mapToGlobal(beside.rect().bottomLeft()))

    @Slot()
    def _on_quiet_changed(self) -> None:
        self._tell_how_quiet()
        self.bell.show_quiet(self.quiet.words)
        self._window.store.settings.setValue(self._quiet_key, self.quiet.kept)
        self._show()

    def set_away(self, away: bool) -> None:
        """Who is away is disturbed by calls alone; what came meanwhile stands in the bell."""
        self._is_away = away
        self._tell_how_quiet()

    def _tell_how_quiet(self) -> None:
        self.teller.undisturbed = self.quiet.is_on or self._is_away

    def show_journal(self) -> None:
        """What was told on this computer, and why not."""
        from ui.notices.journal import JournalDialog

        run(JournalDialog(self._bridge.desk.journal.lines(), self._bridge.now(), self._bridge.zone, self._window))

    @Slot()
    def raise_window(self) -> None:
        """To the front, from wherever it is."""
        if self._window.isMinimized():
            self._window.showNormal()
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    def close(self) -> None:
        """The desk is leaving the window."""
        if self._ways is not None:
            self._ways.close()
        if self.tray is not None:
            self.tray.close()
        if self._quiet_menu is not None:
            self._quiet_menu.deleteLater()
        self._window.status.bell_requested.disconnect(self.bell.toggle)
        self._window.status.show_bell(0)
        self.bell.deleteLater()
        self.deleteLater()

    @Slot()
    def _show(self) -> None:
        self.bell.show_notices(self.teller.rows)
        self._window.status.show_bell(self.teller.unseen, quiet=self.quiet.words)
        if self.tray is not None:
            self.tray.show_state(self._state(), self.teller.unseen)

    def _state(self) -> TrayState:
        if self._ringing:
            return TrayState.RINGING
        if self._bridge.status.link in _AWAY:
            return TrayState.OFFLINE
        return TrayState.BUSY if self.teller.undisturbed or self.teller.in_call else TrayState.AVAILABLE

    @Slot(object)
    def _on_chosen(self, row: NoticeRow) -> None:
        self.teller.see([row])
        self._navigator.open(row.conversation_id)

    @Slot()
    def _on_all_seen(self) -> None:
        self.teller.see(self.teller.rows)

    @Slot(object)
    def _on_opened(self, conversation_id: object) -> None:
        self.raise_window()
        if conversation_id is None:
            if not self.bell.isVisible():
                self.bell.toggle()
        else:
            self._navigator.open(conversation_id)  # type: ignore[arg-type]

    def _in_front(self) -> bool:
        """The keyboard is in our window, or in a dialog of it."""
        focus: QWindow | None = QApplication.focusWindow()
        return focus is not None

    def _fresh_menu(self) -> QMenu:
        """The tray's, with the times of now; the one before goes."""
        if self._quiet_menu is not None:
            self._quiet_menu.deleteLater()
        self._quiet_menu = self.quiet.menu(self._window)
        return self._quiet_menu

    def _tray_actions(self) -> list[QAction]:
        shortcuts = self._window.shortcuts
        opening = QAction(_("Show Deskhand"), self)
        opening.triggered.connect(self.raise_window)
        quiet = self._fresh_menu().menuAction()
        quiet.setText(self.quiet.words or _("Do not disturb"))
        return [opening, shortcuts["notifications"], quiet, shortcuts["quit"]]
