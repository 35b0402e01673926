"""The composer's first line: by which channel and to whom, or that it is a note."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.channel import Channel
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.pill import Chip, Pill, PillButton, PillKind
from ui.wording import channel_icon, channel_name


class TopBar(QWidget):
    """Shows the channel and the form of address; its button switches between reply and note."""

    switched = Signal()
    """The other kind of text is wanted."""
    channel_pressed = Signal()
    """Another channel is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._channel: Channel | None = None
        self._addressed = ""
        self._is_note = False
        self._may_switch = True
        self._warning = ""
        self.is_other = False
        """Is it another channel than the customer's?"""
        self._chip, self._channel_chip = Chip(), PillButton()
        self._channel_chip.setObjectName("channel_switch")
        self._channel_chip.clicked.connect(self.channel_pressed)
        self._words = ElidedLabel(step="meta", role="text.secondary")
        self._switch = PillButton()
        self._switch.setObjectName("note_switch")
        self._switch.clicked.connect(self.switched)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._chip)
        self._row.addWidget(self._channel_chip)
        self._row.addWidget(self._words, 1)
        self._row.addWidget(self._switch)
        self.restyle()

    @property
    def words(self) -> str:
        """What is said beside the channel."""
        return self._words.text

    def show_target(self, channel: Channel | None, addressed: str, *, is_note: bool, may_switch: bool) -> None:
        """Show by which channel and how; ``may_switch`` False: only notes are possible."""
        self._channel, self._addressed = channel, addressed
        self._is_note, self._may_switch = is_note, may_switch
        self.retranslate()

    def warn(self, words: str) -> None:
        """Say in a quiet place that a colleague is answering, empty for nobody; nothing is forbidden."""
        if words != self._warning:
            self._warning = words
            self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_row"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Height and distances of now."""
        look = theme()
        self.setFixedHeight(look.size("composer.top"))
        self._row.setContentsMargins(look.space(4), 0, look.space(4), 0)
        self._row.setSpacing(look.space(3))

    def retranslate(self) -> None:
        """All words."""
        if self._is_note:
            self._chip.set_pill(Pill(_("Note"), PillKind.WARNING, "lock"))
            self._words.set_role("note.text")
            self._words.set_text(_("visible to the team only, the customer never sees it"))
            self._switch.set_pill(Pill(_("Reply to the customer"), PillKind.OUTLINE, "corner-down-left"))
        elif self._channel is not None:
            self._channel_chip.set_pill(Pill(channel_name(self._channel), PillKind.ACCENT, channel_icon(self._channel)))
            self._channel_chip.setToolTip(_("Answer by another channel"))
            self._words.set_role("warning" if self._warning else "text.secondary")
            parts = (_("another channel") if self.is_other else _("same channel"), self._addressed)
            self._words.set_text(self._warning or " · ".join(part for part in parts if part))
            self._switch.set_pill(Pill(_("Note"), PillKind.OUTLINE, "lock"))
        self._chip.setVisible(self._is_note)
        self._channel_chip.setVisible(not self._is_note and self._channel is not None)
        self._switch.setVisible(self._may_switch)
