"""The right half of the sign-in window: server, e-mail, password, and the way without a server."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.client.reach import Reach
from ui.signin.address import full_address, is_encrypted
from ui.signin.people import PeopleList
from ui.signin.words import reach_words
from ui.theme.icon import icon, icon_pixmap
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.button import Button
from ui.widgets.field import LabelledField, PasswordField, lead


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a person typed. ``kept``: the next start is to go on without a password."""

    server: str
    email: str
    password: str
    kept: bool = True


class Rule(QWidget):
    """A line between two parts of a page."""

    def sizeHint(self) -> QSize:
        """With the distances above and below it."""
        return QSize(0, theme().space(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        """One px in the middle."""
        QPainter(self).fillRect(0, self.height() // 2, self.width(), 1, theme().color("border.subtle"))


class SignInForm(QWidget):
    """Fields that stay filled while a try fails; only the password is typed anew."""

    submitted = Signal(object)
    """All fields are filled and Enter or the button was pressed. Carries ``SignIn``."""

    server_named = Signal(str)
    """A server is to be looked for: a known one, or the cursor left another address. Carries the whole address."""

    log_requested = Signal()
    """What was tried so far is to be shown."""

    trial_requested = Signal()
    """The person wants to look around without a server."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "conversation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.people, self.title = PeopleList(), QLabel()
        self.server, self.email = LabelledField(""), LabelledField("")
        self.password = LabelledField("", PasswordField())
        lead(self.server.field, icon("server"))
        self.server.field.setPlaceholderText("help.example.com")
        self.server.field.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        self.email.field.setInputMethodHints(Qt.InputMethodHint.ImhEmailCharactersOnly)
        self.kept = QCheckBox()
        self.kept.setChecked(True)
        self.enter = Button(look="beside primary")
        self.trial = Button(look="large")
        self.problem = QLabel()
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.problem.setProperty("role", "danger")
        self._mark, self._no_server, self._no_server_more = QLabel(), QLabel(), QLabel()
        self._no_server_more.setWordWrap(True)
        self._no_server_more.setProperty("role", "secondary")
        self._line = Rule()
        self._system = QLabel()
        self._system.setWordWrap(True)
        self._system.setProperty("role", "tertiary")
        self.log = Button(look="link", icon_name="file-text")
        self._reach: Reach | None = None
        self._lay_out()
        self._connect()
        self.retranslate()
        self.restyle()

    def _lay_out(self) -> None:
        self._last = QHBoxLayout()
        self._last.addWidget(self.password, 1)
        self._last.addWidget(self.enter, 0, Qt.AlignmentFlag.AlignBottom)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._no_server)
        words.addWidget(self._no_server_more)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._mark)
        self._foot.addLayout(words, 1)
        self._foot.addWidget(self.trial)
        self._column = QVBoxLayout(self)
        for part in (self.people, self.title, self.server, self.email):
            self._column.addWidget(part)
        self._column.addLayout(self._last)
        self._column.addWidget(self.kept)
        self._column.addWidget(self.problem)
        self._column.addWidget(self._line)
        self._column.addLayout(self._foot)
        self._beside = QHBoxLayout()
        self._beside.addWidget(self._system, 1)
        self._beside.addWidget(self.log)
        self._column.addLayout(self._beside)
        self._column.addStretch(1)

    def _connect(self) -> None:
        self.server.field.editingFinished.connect(self.ask_for_server)
        self.server.field.textEdited.connect(self._on_server_edited)
        self.enter.clicked.connect(self._submit)
        self.trial.clicked.connect(self.trial_requested)
        self.log.clicked.connect(self.log_requested)
        for part in (self.server, self.email, self.password):
            part.field.returnPressed.connect(self._on_return_pressed)

    @property
    def address(self) -> str:
        """The server's whole address."""
        return full_address(self.server.field.text())

    def show_reach(self, address: str, reach: Reach) -> None:
        """What became of asking that address; one that was changed meanwhile is left alone."""
        if address == self.address:
            self._reach = reach
            encrypted = is_encrypted(address)
            role = "success" if reach is Reach.FOUND and encrypted else "warning"
            self.server.set_hint(reach_words(reach, encrypted=encrypted), role)

    def know_server(self, address: str) -> None:
        """Put in the address that was used before."""
        if address != self.server.field.text():
            self.server.field.setText(address)
            self._on_server_edited()

    def ask_for_server(self) -> None:
        """Let the server be looked for, unless it is known how it stands."""
        if self.address and self._reach is None:
            self.server_named.emit(self.address)

    def _on_server_edited(self) -> None:
        self._reach = None
        self.server.set_hint("")

    def set_busy(self, busy: bool) -> None:
        """While a try runs nothing can be changed; the words stay readable."""
        for part in (self.people, self.server, self.email, self.password, self.kept, self.enter, self.trial):
            part.setEnabled(not busy)
        self.enter.setText(_("Signing in…") if busy else _("Sign in"))

    def show_problem(self, words: str) -> None:
        """Say what went wrong; empty takes it away. The cursor goes where it can be put right."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
        if words:
            self.password.field.clear()
            self.password.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_return_pressed(self) -> None:
        self._submit()

    def _submit(self) -> None:
        for part in (self.server, self.email, self.password):
            if not part.field.text().strip():
                part.field.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.show_problem("")
        server = full_address(self.server.field.text())
        email, password = self.email.field.text().strip(), self.password.field.text()
        self.submitted.emit(SignIn(server, email, password, self.kept.isChecked()))

    # Qt

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_column"):
            follow(self, event)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """All words."""
        self.title.setText(_("Sign in to your team"))
        self.server.set_label(_("Server address"))
        self.email.set_label(_("E-mail"))
        self.password.set_label(_("Password"))
        self.kept.setText(_("Keep me signed in on this computer"))
        self.kept.setToolTip(
            _("Off: the next start asks for the password, which needs the network. What is unsent stays in any case.")
        )
        self.enter.setText(_("Sign in"))
        self.trial.setText(_("Try without a server"))
        self._no_server.setText(_("No server yet?"))
        if self._reach is not None:
            self.show_reach(self.address, self._reach)
        self.log.setText(_("Connection log"))
        self._system.setText(_("Proxy and certificates are those of the system."))
        self._no_server_more.setText(_("Use sample customers and calls. Nothing leaves this computer."))

    def restyle(self) -> None:
        """Sizes of now."""
        look = theme()
        side, top = look.space(10) + look.space(4), look.space(10) - look.space(2)
        self._column.setContentsMargins(side, top, side, look.space(8))
        self._column.setSpacing(look.space(5))
        self._last.setSpacing(look.space(5))
        self._foot.setSpacing(look.space(5))
        self.title.setFont(look.font("heading"))
        self.title.setContentsMargins(0, 0, 0, look.space(4))
        self._no_server.setFont(look.font("body", weight=500))
        self._no_server_more.setFont(look.font("meta"))
        self._system.setFont(look.font("meta"))
        mark: QPixmap = icon_pixmap("flask-conical", "text.secondary", look.size("icon.lg"), self.devicePixelRatioF())
        self._mark.setPixmap(mark)
        self.problem.setVisible(bool(self.problem.text()))
