"""The sign-in window: welcome on the left, the form on the right."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.client.port import Problem, Trouble
from app.resource import LANGUAGES
from ui.signin.form import SignInForm
from ui.signin.passphrase import PassphraseForm
from ui.signin.recovery import RecoveryForm
from ui.signin.words import sentence
from ui.theme.controller import Look, ThemeController
from ui.theme.icon import app_icon, app_mark
from ui.theme.tokens import theme
from ui.translation import _, language
from ui.widgets.base import follow
from ui.widgets.choice import Choice

_OF_A_RECOVERY = frozenset({Problem.NO_RECOVERY, Problem.WRONG_RECOVERY_KEY})
_LANGUAGE_NAMES = {"en": "English", "ru": "Русский"}
_LEFT_WIDTH_STEPS = 7  # of space(10): 336 px, the mock-up's 344 rounded to the scale


class Welcome(QWidget):
    """Name, what the program is for, language and look."""

    language_chosen = Signal(str)
    """Carries ``en`` or ``ru``."""

    def __init__(self, controller: ThemeController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self.setProperty("surface", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.mark, self.title, self.words = QLabel(), QLabel(), QLabel()
        for label in (self.title, self.words):
            label.setWordWrap(True)
        self.words.setProperty("role", "secondary")
        self.languages, self.looks = Choice(), Choice()
        for code in LANGUAGES:
            self.languages.addItem(_LANGUAGE_NAMES[code], code)
        for _look in Look:
            self.looks.addItem("", _look)
        self.languages.setCurrentIndex(self.languages.findData(language()))
        self.languages.activated.connect(self._on_language_activated)
        self.looks.activated.connect(self._on_look_activated)
        self._choices = QHBoxLayout()
        self.languages.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)  # its names are read whole
        self._choices.addWidget(self.languages)
        self._choices.addWidget(self.looks)
        self._choices.addStretch(1)
        self._column = QVBoxLayout(self)
        for part in (self.mark, self.title, self.words):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self._column.addLayout(self._choices)
        self.retranslate()
        self.restyle()

    def _on_language_activated(self, row: int) -> None:
        self.language_chosen.emit(self.languages.itemData(row))

    def _on_look_activated(self, row: int) -> None:
        self._controller.set_look(Look(self.looks.itemData(row)))

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_column"):
            follow(self, event)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """All words."""
        self.title.setText(_("Welcome to Deskhand"))
        self.words.setText(
            _("Calls, mail and chats in one place, with the promises you made to each customer kept in sight.")
        )
        self.languages.setAccessibleName(_("Language"))
        self.looks.setAccessibleName(_("Look"))
        names = {
            Look.SYSTEM: _("Match system"),
            Look.LIGHT: _("Light"),
            Look.DARK: _("Dark"),
            Look.HIGH_CONTRAST: _("High contrast"),
        }
        for row in range(self.looks.count()):
            self.looks.setItemText(row, names[Look(self.looks.itemData(row))])

    def restyle(self) -> None:
        """Sizes of now."""
        look = theme()
        self.setFixedWidth(look.space(10) * _LEFT_WIDTH_STEPS + look.space(4))
        side, top = look.space(9) + look.space(2), look.space(10) - look.space(2)
        self._column.setContentsMargins(side, top, side, look.space(8) + look.space(2))
        self._column.setSpacing(look.space(6) - look.space(1))
        self._choices.setSpacing(look.space(4))
        self.mark.setPixmap(app_mark(look.space(10) + look.space(3), self.devicePixelRatioF()))
        self.title.setFont(look.font("metric"))
        self.words.setFont(look.font("reading"))
        self.looks.setCurrentIndex(self.looks.findData(self._controller.look))


class SignInWindow(QWidget):
    """Quick and calm: no network until Enter, every problem in place."""

    submitted = Signal(object)
    """Carries ``SignIn``."""
    passphrase_given = Signal(str)
    """Carries the passphrase."""
    trial_requested = Signal()
    """The person wants the trial."""
    language_chosen = Signal(str)
    """Carries ``en`` or ``ru``."""

    def __init__(
        self, controller: ThemeController, parent: QWidget | None = None, *, has_profiles: bool = False
    ) -> None:
        """``has_profiles``: there is data on this computer, hence a passphrase was chosen before."""
        super().__init__(parent)
        self._has_profiles = has_profiles
        self.setObjectName("signin")
        self.setWindowIcon(app_icon())
        self.setWindowTitle("Deskhand")
        self.welcome = Welcome(controller)
        self.form, self.passphrase, self.recovery = SignInForm(), PassphraseForm(), RecoveryForm()
        self.lost = ""
        """The profile whose outbox no key opens."""
        self.pages = QStackedWidget()
        for page in (self.form, self.passphrase, self.recovery):
            self.pages.addWidget(page)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.welcome)
        row.addWidget(self.pages, 1)
        self.form.submitted.connect(self.submitted)
        self.form.trial_requested.connect(self.trial_requested)
        self.passphrase.submitted.connect(self.passphrase_given)
        self.recovery.other.clicked.connect(self._on_other)
        self.welcome.language_chosen.connect(self.language_chosen)
        look = theme()
        self.resize(look.size("window.min.width"), look.size("window.min.height"))
        self.form.server.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def fill(self, server: str, email: str = "") -> None:
        """What is known already; the cursor goes to the first empty field."""
        self.form.know_server(server)
        self.form.email.field.setText(email)
        parts = (self.form.server, self.form.email, self.form.password)
        empty = next((part for part in parts if not part.field.text()), self.form.password)
        empty.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_passphrase(self, *, is_new: bool) -> None:
        """There is no keyring."""
        self.pages.setCurrentWidget(self.passphrase)
        self.passphrase.ask(is_new=is_new)

    def _on_other(self) -> None:
        self.pages.setCurrentWidget(self.form)

    def set_busy(self, busy: bool) -> None:
        """While a try runs."""
        self.form.set_busy(busy)
        self.passphrase.set_busy(busy)
        self.recovery.set_busy(busy)

    def show_trouble(self, trouble: Trouble) -> None:
        """Say it on the page it belongs to."""
        self.set_busy(False)
        if trouble.problem is Problem.KEYRING_ABSENT and self.pages.currentWidget() is self.form:
            self.ask_passphrase(is_new=not self._has_profiles)
            return
        if trouble.problem is Problem.KEYS_LOST:
            self.lost = trouble.detail
            self.pages.setCurrentWidget(self.recovery)
            self.recovery.ask()
            return
        words = sentence(trouble)
        if self.pages.currentWidget() is self.passphrase:
            self.passphrase.show_problem(words)
        elif trouble.problem in _OF_A_RECOVERY:
            self.recovery.show_problem(words)
        else:
            self.pages.setCurrentWidget(self.form)
            self.form.show_problem(words)
