"""Why a machine decided something about an entry: its reasons as sentences, and what can be done about it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from app.client.row import EntryRow
from app.domain.entry import MESSAGES, AuthorKind
from app.domain.why import reasons_of
from app.language.plain_text import one_line
from app.language.why_words import why_sentence
from ui.theme.tokens import theme
from ui.translation import _, catalogue
from ui.widgets.button import Button


def why_sentences(entry: EntryRow) -> Sequence[str]:
    """The reasons an entry tells; of an entry a person made that nobody decided for them."""
    told = [one_line(why_sentence(reason, catalogue()), 600) for reason in reasons_of(entry.payload)]
    if switched := str(entry.payload.get("switched", "")):
        told.append(switched_sentence(switched))
    if told:
        return told
    if entry.author_kind is AuthorKind.USER:
        return [_("{name} did this; no machine decided anything.").format(name=one_line(entry.author_name))]
    if entry.payload.get("why"):  # stored before reasons had codes
        return [one_line(str(entry.payload["why"]), 600)]
    if entry.kind in MESSAGES:
        return [_("It came into the request that was open with the customer in this channel.")]
    return [_("No reason was stored with it.")]


def switched_sentence(reason: str) -> str:
    """Why an answer went by another channel than the customer's; a reason that is not known here as it was written."""
    told = {
        "asked_for": _("they asked for it"),
        "needs_letter": _("it needed a letter"),
        "no_answer": _("they did not answer there"),
    }.get(reason, one_line(reason, 200))
    return _("It went by another channel than the customer's: {reason}.").format(reason=told)


class WhyDialog(QDialog):
    """Reads like a list; Esc closes it."""

    move_wanted = Signal()
    """It does not belong here."""

    def __init__(self, entry: EntryRow, parent: QWidget | None = None, *, can_move: bool) -> None:
        super().__init__(parent)
        self.setObjectName("why_dialog")
        self.setWindowTitle(_("Why?"))
        self.reasons = QListWidget()
        self.reasons.setAccessibleName(_("Reasons"))
        self.reasons.setWordWrap(True)
        self.reasons.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.reasons.ensurePolished()
        self.reasons.addItems(list(why_sentences(entry)))
        self.reasons.setCurrentRow(0)
        self.elsewhere, self.close_it = Button(_("It belongs elsewhere…")), Button(_("Close"), look="primary")
        self.elsewhere.setVisible(can_move)
        self.close_it.setDefault(True)
        self.elsewhere.clicked.connect(self.accept)
        self.elsewhere.clicked.connect(self.move_wanted)
        self.close_it.clicked.connect(self.reject)
        column, row = QVBoxLayout(self), QHBoxLayout()
        row.addWidget(self.elsewhere)
        row.addStretch(1)
        row.addWidget(self.close_it)
        column.addWidget(self.reasons)
        column.addLayout(row)
        self.resize(theme().size("dialog"), theme().size("dialog") // 2)
