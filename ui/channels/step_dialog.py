"""A dialog of a few steps: bars above, one page at a time, what is wrong above the buttons."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.channels.page import plain_label
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.button import Button
from ui.widgets.step_bar import StepBar


class StepDialog(QDialog):
    """Knows only the order of its pages; what ``next`` does is said by who derives from it."""

    def __init__(self, pages: Sequence[tuple[QWidget, str]], parent: QWidget | None = None) -> None:
        """``pages``: each with its name."""
        super().__init__(parent)
        self._order = [page for page, _name in pages]
        self._names = dict(pages)
        self.pages, self.steps, self.step = QStackedWidget(), StepBar(), plain_label("secondary")
        self.problem = plain_label("danger")
        self.back, self.cancel, self.next = Button(_("Back")), Button(_("Cancel")), Button(look="primary")
        for page in self._order:
            self.pages.addWidget(page)
        self._lay_out()
        self.next.setDefault(True)
        self.back.setAutoDefault(False)
        self.cancel.setAutoDefault(False)
        self.back.clicked.connect(self._on_back)
        self.cancel.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        look = theme()
        foot = QHBoxLayout()
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.next)
        column = QVBoxLayout(self)
        column.setContentsMargins(*([look.space(6)] * 4))
        column.setSpacing(look.space(5))
        for part in (self.steps, self.step):
            column.addWidget(part)
        column.addWidget(self.pages, 1)
        column.addWidget(self.problem)
        column.addLayout(foot)
        width = round(look.size("dialog") * max(1.0, look.text_scale))
        self.resize(width, width * 3 // 4)

    @property
    def page(self) -> QWidget:
        """The one that is shown."""
        return self._order[self.pages.currentIndex()]

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after it."""
        return self.page is self._order[-1]

    def show_page(self, page: QWidget, next_words: str, focus: QWidget | None = None) -> None:
        """Show a step, ready to be worked with."""
        self.pages.setCurrentWidget(page)
        at, count = self._order.index(page) + 1, len(self._order)
        self.steps.set_stage(at, count)
        told = _("Step {at} of {count} · {name}")
        self.step.setText(told.format(at=at, count=count, name=self._names[page]))
        self.back.setVisible(at > 1)
        self.next.setText(next_words)
        self.say("")
        self.set_busy(False)
        (focus or self.next).setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, words: str) -> None:
        """What is wrong."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def set_busy(self, busy: bool, words: str = "") -> None:
        """While the server is asked nothing can be changed."""
        for part in (self.pages, self.back, self.next):
            part.setEnabled(not busy)
        if busy:
            self.say("")
            self.step.setText(words)

    @Slot()
    def _on_back(self) -> None:
        self.step_back(self._order[self.pages.currentIndex() - 1])

    def step_back(self, page: QWidget) -> None:
        """The person goes back to a page."""
        self.show_page(page, _("Next"))
