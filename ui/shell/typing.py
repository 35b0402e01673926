"""Who is writing in an open chat, both ways; nothing of it is kept."""

from PySide6.QtCore import QEvent, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.client.port import Touched
from app.client.row import ConversationCard
from app.domain.channel import Channel
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import beside_reading, follow
from ui.widgets.elided_label import ElidedLabel

SAY_EVERY_MS = 3_000


class TypingLine(QWidget):
    """The line above the composer of a chat. It keeps its height, so that nothing jumps while somebody writes.

    Where there is next to no room it is there only while somebody writes.
    """

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("typing_line")
        self._bridge = bridge
        self._card: ConversationCard | None = None
        self._keeps_room = True
        self._words = ElidedLabel(step="meta", role="text.secondary")
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._words)
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._stop)
        self._said = QTimer(self, interval=SAY_EVERY_MS, singleShot=True)
        bridge.customer_types.connect(self._on_customer_types)
        bridge.touched.connect(self._on_touched)
        self.restyle()
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text

    @Slot(object)
    def show_card(self, card: ConversationCard | None) -> None:
        """Another conversation is open; only a chat has somebody at the other end."""
        self._card = card if card is not None and card.row.channel is Channel.CHAT else None
        self._stop()

    @Slot(int)
    def set_fewest_lines(self, lines: int) -> None:
        """The window leaves so many lines to a text that is empty."""
        self._keeps_room = lines > 1
        self._show()

    def _show(self) -> None:
        self.setVisible(self._card is not None and (self._keeps_room or bool(self.text)))

    def say(self) -> None:
        """The operator is writing to the customer: let them see it, again while it goes on."""
        if self._card is not None and not self._said.isActive():
            self._said.start()
            self._bridge.desk.presence.say(self._card.row.id)

    @Slot(object, int)
    def _on_customer_types(self, conversation_id: object, seconds: int) -> None:
        if self._card is not None and conversation_id == self._card.row.id:
            self._words.set_text(_("{name} is writing…").format(name=one_line(self._card.row.customer_name)))
            self._rest.start(seconds * 1_000)
            self._show()

    @Slot(object)
    def _on_touched(self, touched: Touched) -> None:
        """What was being written is here, most likely."""
        if self._card is not None and self._card.row.id in touched.conversations:
            self._stop()

    @Slot()
    def _stop(self) -> None:
        self._rest.stop()
        self._words.set_text("")
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_said"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Distances of now."""
        self._place()
        self.setFixedHeight(theme().line("meta"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Over the field one writes in."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        side = beside_reading(self.width(), theme().space(6))
        self._column.setContentsMargins(side, 0, side, 0)

    def retranslate(self) -> None:
        """The words go in a moment."""
        self._stop()
