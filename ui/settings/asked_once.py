"""A question where its answer is needed, with the safe answer first."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.theme.tokens import theme
from ui.widgets.announce import announce
from ui.widgets.button import Button


class AskedOnce(QWidget):
    """Hidden until something is asked; Escape is the safe answer."""

    agreed = Signal()
    """The person said yes."""

    left = Signal()
    """The person said no."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = QLabel()
        self.question.setTextFormat(Qt.TextFormat.PlainText)
        self.question.setWordWrap(True)
        self.keep, self.go = Button(), Button(look="primary danger")
        row = QHBoxLayout()
        row.setSpacing(theme().space(4))
        row.addStretch(1)
        row.addWidget(self.keep)
        row.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(4))
        column.addWidget(self.question)
        column.addLayout(row)
        self.keep.clicked.connect(self._on_kept)
        self.go.clicked.connect(self._on_gone)
        self.hide()

    def ask(self, question: str, *, keep: str, go: str) -> None:
        """Ask, in these words; the focus goes to the safe answer, which says what it answers."""
        self.question.setText(question)
        for answer, words in ((self.keep, keep), (self.go, go)):
            answer.setText(words)
            answer.setAccessibleDescription(question)
        self.show()
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self.come_into_sight)  # once it has its place
        announce(self, question)

    @Slot()
    def come_into_sight(self) -> None:
        """On a page that is higher than its window the question is what is seen of it."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            for part in (self.question, self.go):
                area.ensureWidgetVisible(part)

    @Slot()
    def _on_kept(self) -> None:
        self.hide()
        self.left.emit()

    @Slot()
    def _on_gone(self) -> None:
        self.hide()
        self.agreed.emit()

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape answers here; it does not close the window around."""
        if event.key() == Qt.Key.Key_Escape:
            self._on_kept()
        else:
            super().keyPressEvent(event)
