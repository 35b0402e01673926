"""The keyring no longer opens what is unsent: the recovery key does, or one begins anew beside it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.button import Button
from ui.widgets.field import LabelledField, PasswordField


class RecoveryForm(QWidget):
    """Asks for the recovery key. Beginning anew is asked twice."""

    submitted = Signal(str)
    """The key was typed. Carries it."""

    anew_requested = Signal()
    """Go on without what is unsent; it stays beside, encrypted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "conversation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sure = False
        self.title, self.why, self.problem = QLabel(), QLabel(), QLabel()
        for label in (self.why, self.problem):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.why.setProperty("role", "secondary")
        self.problem.setProperty("role", "danger")
        self.key = LabelledField("", PasswordField())
        self.enter, self.anew = Button(look="large primary"), Button(look="large")
        self.other = Button(look="link")
        self._foot = QHBoxLayout()
        self._foot.addWidget(self.enter)
        self._foot.addWidget(self.anew)
        self._foot.addStretch(1)
        self._foot.addWidget(self.other)
        self._column = QVBoxLayout(self)
        for part in (self.title, self.why, self.key, self.problem):
            self._column.addWidget(part)
        self._column.addLayout(self._foot)
        self._column.addStretch(1)
        self.enter.clicked.connect(self._submit)
        self.anew.clicked.connect(self._begin_anew)
        self.key.field.returnPressed.connect(self._submit)
        self.ask()
        self.restyle()

    def ask(self) -> None:
        """Start over."""
        self._sure = False
        self.key.field.clear()
        self.show_problem("")
        self.retranslate()
        self.key.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, words: str) -> None:
        """Say what went wrong; empty takes it away."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def set_busy(self, busy: bool) -> None:
        """While a key is tried."""
        for part in (self.key, self.enter, self.anew):
            part.setEnabled(not busy)

    def _submit(self) -> None:
        typed = self.key.field.text().strip()
        if typed:
            self.show_problem("")
            self.submitted.emit(typed)

    def _begin_anew(self) -> None:
        if self._sure:
            self.anew_requested.emit()
            return
        self._sure = True
        self.show_problem(
            _("What is unsent will not go out. It is put aside, encrypted, and the recovery key can still open it.")
        )
        self.retranslate()

    # Qt

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_column"):
            follow(self, event)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """All words."""
        self.title.setText(_("The key to your unsent work is lost"))
        self.why.setText(
            _(
                "The keyring of this computer no longer has it. What you wrote is still here, encrypted. "
                "Whoever runs your server has the recovery key."
            )
        )
        self.key.set_label(_("Recovery key"))
        self.enter.setText(_("Open what is unsent"))
        self.other.setText(_("Somebody else signs in"))
        self.anew.setText(_("Yes, begin without it") if self._sure else _("Begin without it…"))

    def restyle(self) -> None:
        """Sizes of now."""
        look = theme()
        side, top = look.space(10) + look.space(4), look.space(10) - look.space(2)
        self._column.setContentsMargins(side, top, side, look.space(8))
        self._column.setSpacing(look.space(5))
        self._foot.setSpacing(look.space(5))
        self.title.setFont(look.font("heading"))
