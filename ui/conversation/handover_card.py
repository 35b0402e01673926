"""The card that tells who takes a request over what they should know, before their first answer."""

from contextlib import suppress
from datetime import datetime, tzinfo

from PySide6.QtCore import QEvent, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.client.handover import TOLD, HandoverRow, HandoversRead
from app.client.port import Trouble
from app.language.plain_text import one_line, shown_body
from ui.theme.icon import icon_pixmap
from ui.theme.tokens import theme
from ui.translation import _, language, said_in
from ui.widgets.base import follow
from ui.widgets.button import Button, IconButton
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.scrolled import Scrolled
from ui.wording import moment_text

_LETTERS, _MOST_LINES = 1_200, 10
_GAP = "{facts}"


class HandoverCard(QWidget):
    """A yellow card, as a note is one: the giver's own words and what is not to be asked again.

    Closed with its button or Esc; the note with the whole summary stays in the talk.
    """

    note_wanted = Signal(object)
    """The whole note is to be seen. Carries its ``UUID``."""

    def __init__(self, read: HandoversRead, parent: QWidget | None = None) -> None:
        """``read``: what was put away before, and where that is kept."""
        super().__init__(parent)
        self.setObjectName("handover_card")
        self._read = read
        self._shown: HandoverRow | None = None
        self._mark, self._title = QLabel(), ElidedLabel(step="bodyStrong", role="note.text")
        self._words, self._told_title, self._told = QLabel(), ElidedLabel(step="bodyStrong", role="note.text"), QLabel()
        self.whole, self.close_button = Button(look="link"), IconButton("x", "")
        self.whole.clicked.connect(self._on_whole)
        self.close_button.clicked.connect(self.put_away)
        for label in (self._words, self._told):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column, self._head = QVBoxLayout(self), QHBoxLayout()
        self._head.addWidget(self._mark)
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self.whole)
        self._head.addWidget(self.close_button)
        self._body = Scrolled(self._words, self._told_title, self._told)
        self._column.addLayout(self._head)
        self._column.addWidget(self._body)
        self.restyle()
        self.hide()

    def show_handover(self, handover: HandoverRow | None, now: datetime, zone: tzinfo) -> None:
        """Show what came with the request; None, or what was closed before: nothing."""
        self._shown = handover
        if handover is None or handover.note_id in self._read:
            self.hide()
            return
        words, told, is_whole = parted(handover.text, signed=handover.to_me)
        title = _("Handed over to you") if handover.to_me else _("Handed over to your queue")
        at = moment_text(handover.at, now, zone)
        self._title.set_text(" · ".join(it for it in (title, one_line(handover.giver, 60), at) if it))
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._told_title.set_text(_("Already told by the customer, do not ask again"))
        self._told.setText(told)
        for part in (self._told_title, self._told):
            part.setVisible(bool(told))
        self._body.setAccessibleName(title)
        again = f"{self._told_title.text}: {told}" if told else ""
        self.setAccessibleName("\n".join(it for it in (self._title.text, words, again) if it))
        self.close_button.set_name(_("I have read it"))
        self.whole.setText(_("Whole note"))
        self.whole.setVisible(not is_whole)
        self.show()

    @property
    def text(self) -> str:
        """All it says."""
        return self.accessibleName()

    @Slot()
    def put_away(self) -> None:
        """It has been read; on this computer it does not come back."""
        if self._shown is not None:
            with suppress(Trouble):  # a full disk: the card comes back after the next start
                self._read.add(self._shown.note_id)
        self.hide()

    @Slot()
    def _on_whole(self) -> None:
        if self._shown is not None:
            self.note_wanted.emit(self._shown.note_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if hasattr(self, "_head"):
            follow(self, event)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Whoever shows it says it anew."""

    def restyle(self) -> None:
        """Colours and distances of now."""
        look = theme()
        self._column.setContentsMargins(look.space(6) + look.space(4), look.space(4), look.space(6), look.space(5))
        for column in (self._column, self._body.column):
            column.setSpacing(look.space(1))
        self._head.setSpacing(look.space(4))
        side = look.size("icon")
        self._mark.setPixmap(icon_pixmap("arrow-right-left", "note.text", side, self.devicePixelRatioF()))
        for label in (self._words, self._told):
            label.setFont(look.font("body"))
            palette = label.palette()
            palette.setColor(label.foregroundRole(), look.color("note.text"))
            label.setPalette(palette)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card of a note."""
        look = theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.color("bg.surface"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.color("note.border"))
        painter.setBrush(look.color("note.bg"))
        side, above = look.space(5), look.space(2)
        rect = QRectF(self.rect()).adjusted(side + 0.5, above + 0.5, -side - 0.5, -above - 0.5)
        painter.drawRoundedRect(rect, look.radius("lg"), look.radius("lg"))


def parted(text: str, *, signed: bool) -> tuple[str, str, bool]:
    """The giver's own words, or without any the summary; what the customer has told already; and whether that is all.

    ``signed``: it was written to somebody by name, which is left out. A note for a queue begins with words.
    """
    starts = tuple(said_in(it, TOLD).partition(_GAP)[0] for it in dict.fromkeys((language(), "ru", "en")))
    lines = text.split("\n")[1 if signed and text.startswith("@") else 0 :]
    words: list[str] = []
    told = ""
    for line in lines:
        start = next((it for it in starts if line.startswith(it)), "")
        if start:
            told = line[len(start) :]
        else:
            words.append(line)
    own, _blank, rest = "\n".join(words).strip().partition("\n\n")
    shown, cut = shown_body(own, _LETTERS, _MOST_LINES)
    told, cut_told = shown_body(told, _LETTERS)
    return shown + ("…" if cut else ""), told, not (cut or cut_told or rest.strip())
