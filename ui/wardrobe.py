"""What the person chose, worn at once by the whole program: language, look, text size."""

from pathlib import Path

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from app.client.settings import Settings, load_settings, save_settings
from ui.theme.controller import Look, ThemeController
from ui.translation import set_language


class Wardrobe(QObject):
    """Reads the settings, keeps them, and dresses the application in them."""

    def __init__(self, app: QApplication, controller: ThemeController, folder: Path, language: str = "") -> None:
        """``language``: of this run only, wins over the settings until one is changed."""
        super().__init__(controller)
        self._app = app
        self._controller = controller
        self._folder = folder
        self._language = language
        self._qt_words = QTranslator(self)
        self.settings = load_settings(folder)
        self.wear()

    def change(self, settings: Settings) -> None:
        """Keep these settings and wear them."""
        self._language = ""
        self.settings = settings
        save_settings(self._folder, settings)
        self.wear()

    def wear(self) -> None:
        """Dress all windows in the settings of now."""
        system = "ru" if QLocale.system().language() is QLocale.Language.Russian else "en"
        language = self._language or self.settings.language or system
        set_language(language)
        self._app.removeTranslator(self._qt_words)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language == "ru" and self._qt_words.load("qtbase_ru", folder):
            self._app.installTranslator(self._qt_words)
        self._controller.set_look(Look(self.settings.theme))
        self._controller.set_text_percent(self.settings.text_size)
        for widget in QApplication.topLevelWidgets():
            QApplication.sendEvent(widget, QEvent(QEvent.Type.LanguageChange))
