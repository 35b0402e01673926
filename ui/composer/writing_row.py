"""What belongs to writing: its row gives way in a window of few lines while nobody writes."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from ui.widgets.elided_label import ElidedLabel


class Hint(ElidedLabel):
    """The quiet words of the composer, beside its buttons; what has no room there stands in a line of its own."""

    said = Signal()
    """They are others."""

    overflowed = Signal(str)
    """They have no room here, and no shorter form. Carries them, empty: they have."""

    _short = _long = ""

    def set_text(self, text: str, short: str = "") -> None:
        """Show another text; ``short``: what stands for it where it has no room."""
        self._short = short
        super().set_text(text)
        self.said.emit()

    def _tell(self) -> None:
        super()._tell()
        long = self._text if not self._short and self._width() > self.width() else ""
        if long != self._long:
            self._long = long
            self.overflowed.emit(long)
            self.update()

    @property
    def _painted(self) -> str:
        if self._long:
            return ""
        return self._short if self._short and self._width() > self.width() else self._text


class WritingRow(QObject):
    """Shows a row while there is room, a text, a hint, or the keyboard in the composer."""

    def __init__(self, row: QWidget, around: QWidget, hint: Hint) -> None:
        """``around``: the composer, as far as the keyboard may be in it."""
        super().__init__(around)
        self._row, self._around, self._hint = row, around, hint
        self._is_needed = self._has_room = True
        self._has_keys = False
        hint.said.connect(self._show)
        QApplication.instance().focusChanged.connect(self._on_focus_changed)  # type: ignore[union-attr]

    def set_room(self, *, has_room: bool) -> None:
        """Whether the window has more than a few lines."""
        self._has_room = has_room
        self._show()

    def set_needed(self, *, is_needed: bool) -> None:
        """Whether there is something to be sent."""
        self._is_needed = is_needed
        self._show()

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Nobody has the keyboard while another window is in front: then all stays as it is."""
        if now is not None:
            self._has_keys = self._around.isAncestorOf(now)
            self._show()

    @Slot()
    def _show(self) -> None:
        wanted = self._has_room or self._has_keys or self._is_needed or bool(self._hint.text)
        if wanted is self._row.isHidden():
            self._row.setVisible(wanted)
