"""What somebody who writes for the first time is asked and told, each with a sentence to put into the reply."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.language.care import Care, care_phrase
from ui.guide.checklist import Checklist
from ui.translation import _
from ui.widgets.button import IconButton


class CareList(Checklist):
    """Shown while a talk is the customer's first."""

    phrase_wanted = Signal(str)
    """A sentence is wanted in the reply. Carries it; it may have gaps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Care, parent)
        self._locale, self._informal = "ru", False
        self.buttons = {step: IconButton("corner-down-left", "") for step in Care}
        for step, button in self.buttons.items():
            self.put_beside(step, button)
            button.clicked.connect(lambda _checked=False, kept=step: self._on_wanted(kept))

    def set_manner(self, locale: str, *, informal: bool, spoken: bool) -> None:
        """The customer's language and form of address; on the telephone nothing is put in."""
        self._locale, self._informal = locale, informal
        for step, button in self.buttons.items():
            button.setVisible(not spoken)
            self.rows[step].setToolTip(self._phrase(step))

    def retranslate(self) -> None:
        """All words."""
        names = {
            Care.ADDRESS: _("Ask how to address them"),
            Care.REACH: _("Ask how they prefer to be reached"),
            Care.NEXT: _("Say what happens next, and by when"),
            Care.BACK: _("Say how to reach you again"),
        }
        self.set_words(_("First contact"), names)
        for step, button in self.buttons.items():
            button.set_name(_("Insert: {step}").format(step=names[step]))

    def _phrase(self, step: Care) -> str:
        return care_phrase(step, self._locale, informal=self._informal)

    def _on_wanted(self, step: Care) -> None:
        self.phrase_wanted.emit(self._phrase(step))
