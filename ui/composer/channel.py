"""Answering by another channel than the customer wrote by: it asks first where that is one more step for them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.client.customer_row import CustomerCard
from app.client.row import ConversationCard
from app.domain.answering import is_preferred, is_unhappy
from app.domain.channel import Channel
from app.language.plain_text import one_line
from ui.composer.envelope import Envelope
from ui.composer.line import ComposerLine
from ui.composer.outgoing import obstacle
from ui.translation import _
from ui.wording import channel_name

ASKED_FOR, NEEDS_LETTER = "asked_for", "needs_letter"
"""Reasons as they are logged."""


class ChannelSwitch(QObject):
    """From chat to letter and back to the customer's own channel."""

    switched = Signal()
    """The reply goes by another channel now."""
    impossible = Signal(str)
    """There is no other channel. Carries the sentence."""

    def __init__(self, line: ComposerLine, envelope: Envelope) -> None:
        super().__init__(line)
        self._line = line
        self._envelope = envelope
        self._card: ConversationCard | None = None
        self._customer: CustomerCard | None = None
        line.closed.connect(line.hide)

    def show_for(self, card: ConversationCard | None, customer: CustomerCard | None) -> None:
        """The conversation as it is now."""
        self._card, self._customer = card, customer

    def switch(self) -> None:
        """Take the other channel, after a question where one is due."""
        card = self._card
        if card is None or obstacle(card):
            return
        if self._envelope.channel is not None:
            self._take(None, "")
            return
        if not self._has_letter(card):
            self.impossible.emit(_("There is no other way to this customer: no address is known."))
        elif self._asks(card):
            self._ask(card)
        else:
            self._take(Channel.EMAIL, "")

    def _has_letter(self, card: ConversationCard) -> bool:
        known = self._customer.addresses if self._customer is not None else ()
        return card.row.channel is not Channel.EMAIL and any(channel is Channel.EMAIL for channel, _value in known)

    def _asks(self, card: ConversationCard) -> bool:
        if self._customer is None:
            return True
        scores = self._customer.facts.get("csat", ())
        wish = next((it.value for it in self._customer.preferences if it.key == "channel"), "")
        unhappy = is_unhappy(card.kind, [float(it) for it in scores if isinstance(it, int | float)])
        return unhappy or not is_preferred(Channel.EMAIL, wish)

    def _ask(self, card: ConversationCard) -> None:
        words = _("{name} wrote by {channel}. Why answer by letter? It is written into the log.")
        name, channel = one_line(card.row.customer_name, 60), channel_name(card.row.channel)
        self._line.ask(
            words.format(name=name, channel=channel),
            [
                (_("They asked for it"), self._because(ASKED_FOR)),
                (_("It needs a letter"), self._because(NEEDS_LETTER)),
                (_("Stay in {channel}").format(channel=channel), self._line.hide),
            ],
        )

    def _because(self, reason: str) -> Callable[[], None]:
        return lambda: self._take(Channel.EMAIL, reason)

    def _take(self, channel: Channel | None, reason: str) -> None:
        self._envelope.channel, self._envelope.switched = channel, reason
        self._line.hide()
        self.switched.emit()
