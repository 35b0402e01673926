"""The plum strip that asks what becomes of what is promised: in its place beside the work, never over it."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.theme.icon import icon_pixmap
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.button import Button, IconButton
from ui.widgets.flow import FlowLayout
from ui.widgets.key_badge import told_key

_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
_KEY = "Ctrl+E"
"""Of solving: whoever tries it again is led to the answers."""


class OwedLine(QWidget):
    """Takes no keys until it is asked to: who goes on typing types where they did. Escape in it leaves all as it is."""

    kept = Signal()
    """It is done."""
    move_wanted = Signal()
    """It is to be owed by another time."""
    left_open = Signal()
    """It stays owed as it is."""
    closed = Signal()
    """Nothing is decided, and nothing goes on."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._mark, self._words, self._hint = QLabel(), QLabel(), QLabel()
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self.keep, self.move_on, self.leave = Button(look="small"), Button(look="small"), Button(look="small")
        self.close_button = IconButton("x", "")
        self.buttons = (self.keep, self.move_on, self.leave)
        signals = (self.kept, self.move_wanted, self.left_open, self.closed)
        for button, told in zip((*self.buttons, self.close_button), signals, strict=True):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(told)
            button.installEventFilter(self)
        self._top, self._answers, self._column = QHBoxLayout(), FlowLayout(), QVBoxLayout(self)
        self._top.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._top.addWidget(self._words, 1)
        self._top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        for part in (*self.buttons, self._hint):
            self._answers.addWidget(part)
        self._hint.setProperty("role", "secondary")
        self._column.addLayout(self._top)
        self._column.addLayout(self._answers)
        self._several = False
        self._words.installEventFilter(self)
        self.restyle()
        self.retranslate()
        self.hide()

    @property
    def hint(self) -> str:
        """How it is answered by keys."""
        return self._hint.text()

    @property
    def text(self) -> str:
        """What it asks; empty while it is hidden."""
        return "" if self.isHidden() else self._words.text()

    def ask(self, text: str, *, several: bool) -> None:
        """Ask that; ``several``: about more than one promise."""
        self._words.setText(text)
        self._several = several
        self.retranslate()
        self.show()
        self._keep_height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Words that are narrower are higher; arrows stay among the answers, a button would lead out of the line."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._step(watched, Qt.Key(event.key()))
        if watched is self._words and event.type() is QEvent.Type.Resize:
            self._keep_height()
        return super().eventFilter(watched, event)

    def _step(self, pressed: QObject, key: Qt.Key) -> bool:
        at = next((at for at, it in enumerate(self.buttons) if it is pressed), None)
        step = _STEPS.get(key, 0)
        if at is None or not step:
            return False
        self.buttons[(at + step) % len(self.buttons)].setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def _keep_height(self) -> None:
        """In a low window the hint gives way: a question that is half to be read is none."""
        self._words.setMinimumHeight(0)  # else a label is never less high than it was
        self._words.setMinimumHeight(max(0, self._words.heightForWidth(self._words.width())))

    def take_keys(self) -> None:
        """The first answer has the keyboard."""
        self.keep.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def has_keys(self) -> bool:
        """Whether the keyboard is in it."""
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape is a no."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_several"):
            follow(self, event)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """The answers; the question is said anew by whoever asks."""
        told = (_("All are kept"), _("Move them…")) if self._several else (_("It is kept"), _("Move it…"))
        text = self._words.text()
        self.setAccessibleName(text)
        for button, words in zip(self.buttons, (*told, _("Leave open")), strict=True):
            button.setText(words)
            button.setAccessibleName(f"{words}. {text}" if text else words)
        shown = told_key(_KEY)
        self._hint.setText(_("{key}: to the answers").format(key=shown) if shown else "")
        self.close_button.set_name(_("Do not solve yet"), "Esc")

    def restyle(self) -> None:
        """Colours and distances of now."""
        look = theme()
        self._column.setContentsMargins(look.space(5), look.space(3), look.space(4), look.space(4))
        self._column.setSpacing(look.space(3))
        self._top.setSpacing(look.space(3))
        self._answers.setSpacing(look.space(3))
        self._hint.setFixedHeight(self.keep.sizeHint().height())
        for label in (self._words, self._hint):
            label.setFont(look.font("meta"))
        self._mark.setPixmap(icon_pixmap("handshake", "promise", look.size("icon"), self.devicePixelRatioF()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A quiet plum ground: the colour of promises alone."""
        QPainter(self).fillRect(self.rect(), theme().color("promise.subtle"))
