"""What the person chose, worn at once by the whole program: language, look, text size."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, QTranslator, Signal, Slot
from PySide6.QtWidgets import QApplication

from app.client.policy import load_policy, policy_folder
from app.client.settings import Settings, load_settings, save_settings, with_values
from ui.theme.controller import Look, ThemeController
from ui.theme.remote import is_remote
from ui.translation import set_language


class Wardrobe(QObject):
    """Reads the settings, keeps them, and dresses the application in them; what the policy decides wins."""

    changed = Signal(object)
    """The look or the text size was changed by a key. Carries the ``Settings``."""
    unkept = Signal(str)
    """What was chosen is worn, but could not be written. Carries the system's reason."""

    def __init__(self, app: QApplication, controller: ThemeController, folder: Path, language: str = "") -> None:
        """``language``: of this run only, wins over the settings until another one is chosen."""
        super().__init__(controller)
        self._app = app
        self._controller = controller
        self._folder = folder
        self._language = language
        self._spoken = ""
        self._qt_words = QTranslator(self)
        self._dressing = False
        self.policy = load_policy(policy_folder())
        self._own = load_settings(folder)
        self.settings = self.policy.over(self._own)
        self.wear()
        controller.changed.connect(self._on_look_changed)

    def change(self, settings: Settings) -> None:
        """Keep these settings and wear them."""
        if settings.language != self.settings.language:
            self._language = ""
        kept = {name: getattr(self._own, name) for name in self.policy.values}
        self._own = with_values(settings, kept)
        self.settings = self.policy.over(self._own)
        reason = self._save()
        self.wear()
        if reason:
            self.unkept.emit(reason)

    def _save(self) -> str:
        try:
            save_settings(self._folder, self._own)
        except OSError as error:
            return error.strerror or str(error)
        return ""

    def wear(self) -> None:
        """Dress all windows in the settings of now."""
        self._dressing = True
        try:
            self._dress()
        finally:
            self._dressing = False

    def _dress(self) -> None:
        chosen = self.settings
        plain = chosen.plain == "on" or (chosen.plain == "auto" and is_remote())
        self._controller.set_motion(chosen.motion, plain=plain)
        self._controller.set_look(Look(chosen.theme))
        self._controller.set_text_percent(chosen.text_size)
        self._speak()

    def _speak(self) -> None:
        """Another language is told to all windows; while it is the same one nobody hears of it."""
        system = "ru" if QLocale.system().language() is QLocale.Language.Russian else "en"
        language = self._language or self.settings.language or system
        if language == self._spoken:
            return
        self._spoken = language
        set_language(language)
        self._app.removeTranslator(self._qt_words)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language == "ru" and self._qt_words.load("qtbase_ru", folder):
            self._app.installTranslator(self._qt_words)
        _tell_of_language()

    @Slot()
    def _on_look_changed(self) -> None:
        """By its keys or at the sign-in: kept like any other choice."""
        worn = replace(self.settings, theme=self._controller.look.value, text_size=self._controller.text_percent)
        if worn != self.settings and not self._dressing:
            self.change(worn)
            self.changed.emit(self.settings)


def _tell_of_language() -> None:
    """Posted to all windows, then delivered: one that goes while another is told of it is told nothing any more."""
    told = QEvent.Type.LanguageChange
    QApplication.removePostedEvents(None, told)  # type: ignore[arg-type]  # of the translator, to everybody: once is enough
    for widget in QApplication.topLevelWidgets():
        QApplication.postEvent(widget, QEvent(told))
    QApplication.sendPostedEvents(None, told)
