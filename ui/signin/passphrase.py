"""The passphrase that protects the data of this computer when it has no keyring."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.theme.tokens import theme
from ui.translation import _, ngettext
from ui.widgets.base import follow
from ui.widgets.button import Button
from ui.widgets.field import LabelledField, PasswordField

SHORTEST = 8


class PassphraseForm(QWidget):
    """Asks for the passphrase, or, the first time, for a new one twice."""

    submitted = Signal(str)
    """A passphrase was typed. Carries it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "conversation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._is_new = False
        self.title, self.why, self.problem = QLabel(), QLabel(), QLabel()
        for label in (self.why, self.problem):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.why.setProperty("role", "secondary")
        self.problem.setProperty("role", "danger")
        self.first, self.again = LabelledField("", PasswordField()), LabelledField("", PasswordField())
        self.enter = Button(look="large primary")
        self._column = QVBoxLayout(self)
        for part in (self.title, self.why, self.first, self.again, self.problem):
            self._column.addWidget(part)
        self._column.addWidget(self.enter, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)
        self.enter.clicked.connect(self._submit)
        self.first.field.returnPressed.connect(self._submit)
        self.again.field.returnPressed.connect(self._submit)
        self.ask(is_new=False)
        self.restyle()

    def ask(self, *, is_new: bool) -> None:
        """Start over: for a new passphrase, or for the one chosen before."""
        self._is_new = is_new
        self.first.field.clear()
        self.again.field.clear()
        self.again.setVisible(is_new)
        self.show_problem("")
        self.retranslate()
        self.first.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, words: str) -> None:
        """Say what went wrong; empty takes it away."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def set_busy(self, busy: bool) -> None:
        """While the key is derived."""
        for part in (self.first, self.again, self.enter):
            part.setEnabled(not busy)

    def _submit(self) -> None:
        typed = self.first.field.text()
        if self._is_new and len(typed) < SHORTEST:
            words = ngettext("At least {count} character.", "At least {count} characters.", SHORTEST)
            self.show_problem(words.format(count=SHORTEST))
        elif self._is_new and typed != self.again.field.text():
            self.show_problem(_("The two passphrases differ."))
        elif typed:
            self.show_problem("")
            self.submitted.emit(typed)

    # Qt

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_column"):
            follow(self, event)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """All words."""
        self.title.setText(_("Choose a passphrase") if self._is_new else _("Your passphrase"))
        self.why.setText(
            _("This computer has no keyring. Choose a passphrase: it protects your data and is asked at each start.")
            if self._is_new
            else _("It opens the data on this computer. Nobody can restore it for you.")
        )
        self.first.set_label(_("Passphrase"))
        self.again.set_label(_("Once more"))
        self.enter.setText(_("Continue"))

    def restyle(self) -> None:
        """Sizes of now."""
        look = theme()
        side, top = look.space(10) + look.space(4), look.space(10) - look.space(2)
        self._column.setContentsMargins(side, top, side, look.space(8))
        self._column.setSpacing(look.space(5))
        self.title.setFont(look.font("heading"))
