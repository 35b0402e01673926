"""What colleagues left unsent at this computer, in the status bar: seen while it is there, and by name."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot

from app.client.left_work import Course, LeftWork
from app.language.plain_text import one_line
from ui.left_words import amount_words, left_words
from ui.translation import _, ngettext
from ui.widgets.foreign import tooltip
from ui.widgets.status_cell import StatusCell

REVOKED_MS = 20_000
"""How long the sentence stands that tells whose work stays here."""

_GOES = (Course.DONE, Course.SENDING, Course.OFFLINE, Course.ELSEWHERE)
"""What comes right by itself."""


class LeftCell(StatusCell):
    """Hidden by whoever lays the cells out when it has no text."""

    changed = Signal(object)
    """Carries the ``LeftWork`` of those of whom something is unsent."""

    revoked = Signal(str, int)
    """Somebody was signed out from afar whose work was to go out. Carries the sentence to say, and for how many ms."""

    def __init__(self) -> None:
        super().__init__()
        self.left: tuple[LeftWork, ...] = ()

    @Slot(object)
    def show_left(self, left: Sequence[LeftWork]) -> None:
        """Of everybody but the person who works here."""
        known = {it.key for it in self.left if it.course is Course.REVOKED}
        self.left = tuple(it for it in left if it.unsent)
        self.retranslate()
        self.changed.emit(self.left)
        for it in self.left:
            if it.course is Course.REVOKED and it.key not in known:
                said = _("{name} was signed out here from afar. Their unsent work stays on this computer, encrypted.")
                self.revoked.emit(said.format(name=one_line(it.name)), REVOKED_MS)

    def retranslate(self) -> None:
        """All words."""
        count = sum(it.unsent or 0 for it in self.left)
        stuck = any(it.course not in _GOES for it in self.left)
        words = ngettext("Colleagues: {count} unsent", "Colleagues: {count} unsent", count).format(count=count)
        if len(self.left) == 1:
            words = amount_words(self.left[0].name, count, 0)
        look = {"icon": "triangle-alert", "role": "warning"} if stuck else {"icon": "cloud-upload"}
        self.show_text(words if self.left else "", **look if self.left else {})
        told = "; ".join(left_words(it) for it in self.left)
        self.setToolTip(tooltip(told))
        self.setAccessibleDescription(told)
