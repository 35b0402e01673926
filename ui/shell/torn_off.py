"""The conversation in a window of its own, for a second screen; every key works there as in the main window."""

from PySide6.QtCore import QByteArray, QEvent, QObject, QSettings, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.shell.frame import Frame
from ui.shell.workspace import Workspace
from ui.theme.icon import app_icon
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.empty_state import EmptyState

_OPEN, _GEOMETRY = "torn-off/open", "torn-off/geometry"


class TornWindow(QWidget):
    """Holds what was torn off. Closing it gives it back."""

    closing = Signal()
    """The window was closed by its operator."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setObjectName("torn_window")
        self.setWindowIcon(app_icon())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(content)
        look = theme()
        self.setMinimumSize(look.size("conversation.min"), look.size("conversation.min"))
        self.resize(look.size("reading.max"), look.size("break.short"))

    def closeEvent(self, event: QCloseEvent) -> None:
        """What it holds goes back first."""
        self.closing.emit()
        super().closeEvent(event)


class Left(EmptyState):
    """What the main window shows in its place."""

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_column"):
            follow(self, event)
        QWidget.changeEvent(self, event)

    def retranslate(self) -> None:
        """Its own words."""
        self.set_text(_("The conversation is in a window of its own."), _("Bring it back"), "monitor")


class TearOff(QObject):
    """Tears the conversation off and brings it back; remembers where its window was and whether it was open."""

    def __init__(self, window: Frame, workspace: Workspace, settings: QSettings) -> None:
        super().__init__(window)
        self._main = window
        self._workspace = workspace
        self._settings = settings
        self.torn: TornWindow | None = None
        window.windowTitleChanged.connect(self._on_titled)
        if settings.value(_OPEN) in (True, "true"):
            self.toggle()

    @Slot()
    def toggle(self) -> None:
        """Tear off, or bring back."""
        if self.torn is not None:
            self.torn.close()
            return
        left = Left()
        left.retranslate()
        left.pressed.connect(self.toggle)
        self.torn = TornWindow(self._workspace.take_conversation(left))
        self.torn.addActions(list(self._main.shortcuts.actions.values()))
        self.torn.closing.connect(self._on_closing)
        kept = self._settings.value(_GEOMETRY)
        if not (isinstance(kept, QByteArray) and self.torn.restoreGeometry(kept)):
            self._to_other_screen(self.torn)
        self._settings.setValue(_OPEN, True)
        self._on_titled()
        self.torn.show()
        self.torn.activateWindow()

    def close(self) -> None:
        """The desk leaves: the next start tears off again."""
        was_open = self.torn is not None
        if self.torn is not None:
            self.torn.close()
        self._settings.setValue(_OPEN, was_open)
        self.deleteLater()

    @Slot()
    def _on_closing(self) -> None:
        torn, self.torn = self.torn, None
        if torn is not None:
            self._settings.setValue(_GEOMETRY, torn.saveGeometry())
            self._settings.setValue(_OPEN, False)
            self._workspace.give_back_conversation()
            torn.deleteLater()

    @Slot()
    def _on_titled(self) -> None:
        if self.torn is not None:
            self.torn.setWindowTitle(_("Conversation") + f" — {self._main.windowTitle()}")

    def _to_other_screen(self, torn: TornWindow) -> None:
        """Where the main window is not, when there is such a screen."""
        here = self._main.screen()
        others: list[QScreen] = [it for it in QGuiApplication.screens() if it is not here]
        if others:
            torn.setScreen(others[0])
            torn.setGeometry(others[0].availableGeometry())
