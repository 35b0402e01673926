"""The settings of the person at this computer: opened, changed by a key, worn at once."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.client.settings import Settings
from ui.shell.status_bar import SAID_LONG_MS
from ui.shell.window import MainWindow
from ui.wardrobe import Wardrobe
from ui.whole_file import unkept_words

if TYPE_CHECKING:
    from ui.settings.dialog import SettingsDialog


class Preferences(QObject):
    """Shows the dialog; tells who works with a setting that it is another one."""

    changed = Signal(object)
    """Carries the ``Settings`` that hold now."""

    def __init__(self, wardrobe: Wardrobe, window: MainWindow, config: Path, parent: QObject) -> None:
        """``config``: where files of this person's choices are kept."""
        super().__init__(parent)
        self._wardrobe = wardrobe
        self._window = window
        self._config = config
        self._dialog: SettingsDialog | None = None
        window.settings_requested.connect(self.show)
        wardrobe.changed.connect(self._on_worn)
        wardrobe.unkept.connect(self._on_unkept)
        window.take_settings(wardrobe.settings)

    @property
    def settings(self) -> Settings:
        """Those of now."""
        return self._wardrobe.settings

    @Slot(str)
    def show(self, name: str = "") -> None:
        """Open the dialog, at that setting or group when one is named."""
        from ui.settings.dialog import SettingsDialog

        dialog = self._dialog = SettingsDialog(
            self.settings,
            self._window,
            channels=self._window.shortcuts["channels"],
            policy=self._wardrobe.policy,
            extra=self._window.settings_pages(),
        )
        dialog.changed.connect(self.change)
        if name:
            dialog.go_to(name)
        dialog.exec()
        self._dialog = None
        dialog.deleteLater()

    @Slot(object)
    def change(self, settings: Settings) -> None:
        """Keep and wear these."""
        self._wardrobe.change(settings)
        self._on_worn(self._wardrobe.settings)

    @Slot(str)
    def speak(self, language: str) -> None:
        """The language chosen at the sign-in."""
        self.change(replace(self.settings, language=language))

    @Slot(object)
    def _on_worn(self, settings: Settings) -> None:
        if self._dialog is not None:
            self._dialog.show_settings(settings)
        self._window.take_settings(settings)
        self.changed.emit(settings)

    @Slot(str)
    def _on_unkept(self, reason: str) -> None:
        """In the bar of the window; the dialog before it says it itself."""
        words = unkept_words(reason)
        if self._dialog is not None:
            self._dialog.tell(words)
        self._window.status.say(words, SAID_LONG_MS)
