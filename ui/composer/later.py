"""Answers for a later time: put off, seen above the text, given another time, taken back."""

from datetime import datetime

from PySide6.QtCore import QObject, QTime, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QWidget

from app.client.drafting import LaterText
from app.client.row import ConversationCard
from app.commands.later import AUTHOR_GONE, TOO_LATE, CancelLater, ChangeLater
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.face import ComposerFace
from ui.time_choice import TimeField
from ui.translation import _
from ui.widgets.form import space_out
from ui.wording import clock_text, short_day

_SHOWN = 120


class LaterLine(QObject):
    """Shows the first of the open conversation; works without a connection like everything else."""

    taken_back = Signal(object)
    """The answer is a draft again. Carries the ``LaterText``."""

    def __init__(self, bridge: DeskBridge, face: ComposerFace) -> None:
        super().__init__(face)
        self._bridge = bridge
        self._face = face
        self._shown: tuple[LaterText, str] | None = None
        face.send_button.now = bridge.now

    def show_for(self, card: ConversationCard | None) -> None:
        """Tell of the next answer that is to leave, or of one that was kept."""
        found = self._bridge.desk.drafts.later(card.row.id) if card is not None else ()
        if card is None or not found:
            self._shown = None
            self._face.later.hide()
            return
        first, words = found[0], _words(found[0], self._bridge)
        if (first, words) == self._shown:
            return
        self._shown = (first, words)
        self._face.later.ask(
            words,
            [
                (_("Send now"), lambda: self._change(card, first, self._bridge.now())),
                (_("Another time…"), lambda: self._ask_time(card, first)),
                (_("Take back"), lambda: self._take_back(card, first)),
            ],
        )

    def _change(self, card: ConversationCard, text: LaterText, at: datetime | None) -> None:
        if at is not None:
            seen = self._face.envelope.seen_seq
            self._bridge.submit(ChangeLater(card.row.id, text.later_id, at, seen))
            self.show_for(card)

    def _ask_time(self, card: ConversationCard, text: LaterText) -> None:
        self._change(card, text, ask_time(self._bridge.now(), self._face))

    def _take_back(self, card: ConversationCard, text: LaterText) -> None:
        if self._bridge.submit(CancelLater(card.row.id, text.later_id)) is None:
            return  # it still leaves at its time: in the editor it would be sent twice
        self.show_for(card)
        self.taken_back.emit(text)


def ask_time(now: datetime, parent: QWidget) -> datetime | None:
    """Let the operator choose an instant of their wall clock; None: they did not."""
    dialog = TimeDialog(now, parent)
    chosen = dialog.time() if dialog.exec() else None
    dialog.deleteLater()
    return chosen


class TimeDialog(QDialog):
    """Day and time, tomorrow at nine to begin with."""

    def __init__(self, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("later_time")
        self.setWindowTitle(_("Send later"))
        self.field = TimeField(now)
        self.field.setTime(QTime(9, 0))
        self.field.setAccessibleName(_("When to send"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Send later"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        space_out(form)
        form.addRow(_("When to send"), self.field)
        form.addRow(buttons)

    def time(self) -> datetime:
        """The chosen instant."""
        return self.field.instant


def _words(text: LaterText, bridge: DeskBridge) -> str:
    now = bridge.now()
    start = one_line(text.text, _SHOWN) or _("files")
    day, today = text.send_at.astimezone(bridge.zone).date(), now.date()
    when = clock_text(text.send_at, bridge.zone)
    when = when if day == today else f"{short_day(day, today)}, {when}"
    if text.reason == "newer_messages":
        return _("Not sent, {when}: newer messages came. “{text}”").format(when=when, text=start)
    if text.reason == TOO_LATE:
        return _("Not sent, {when}: it came to the server hours after its time. “{text}”").format(when=when, text=start)
    if text.reason == AUTHOR_GONE:
        return _("Not sent, {when}: who wrote it no longer works here. “{text}”").format(when=when, text=start)
    if text.reason == "file_id_taken":
        return _("Not sent, {when}: a file of it belongs to another message. “{text}”").format(when=when, text=start)
    if text.reason:
        return _("Not sent, {when}: this request takes no answer now. “{text}”").format(when=when, text=start)
    return _("Will be sent {when}: “{text}”").format(when=when, text=start)
