"""Answering by another channel than the customer wrote by: it asks first where that is one more step for them."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.client.customer_row import CustomerCard
from app.client.row import ConversationCard
from app.domain.answering import Way, is_preferred, is_unhappy
from app.domain.channel import Channel
from app.language.plain_text import one_line
from ui.composer.envelope import Envelope
from ui.composer.line import ComposerLine
from ui.composer.outgoing import hindrance_words, obstacle, ways_of
from ui.translation import _
from ui.widgets.menu import pop_up
from ui.wording import channel_name

ASKED_FOR, NEEDS_LETTER, NO_ANSWER = "asked_for", "needs_letter", "no_answer"
"""Reasons as they are logged."""

_SHOWN = 60


class ChannelSwitch(QObject):
    """Every way to the customer in a menu: those that cannot be taken say why."""

    switched = Signal()
    """The reply goes by another channel now."""
    impossible = Signal(str)
    """Nobody can be answered by any channel. Carries the sentence."""

    def __init__(self, line: ComposerLine, envelope: Envelope, under: QWidget) -> None:
        """``under``: where the menu opens."""
        super().__init__(line)
        self._line = line
        self._envelope = envelope
        self._under = under
        self._card: ConversationCard | None = None
        self._customer: CustomerCard | None = None
        line.closed.connect(line.hide)

    def show_for(self, card: ConversationCard | None, customer: CustomerCard | None) -> None:
        """The conversation as it is now."""
        self._card, self._customer = card, customer

    def switch(self, *, by_key: bool = True) -> None:
        """Offer the ways; where the request itself takes no answer, say why."""
        card = self._card
        if card is None:
            return
        found = self._ways(card)
        why = obstacle(card, next((it.channel for it in found if it.hindrance is None), card.row.channel))
        if why:
            self.impossible.emit(why)
            return
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        pop_up(menu, self._under.mapToGlobal(self._under.rect().bottomLeft()), by_key=by_key)
        if by_key and (other := self._other(card, found)) is not None:
            menu.setActiveAction(menu.actions()[found.index(other)])

    def menu(self) -> QMenu:
        """The ways as they are offered."""
        menu = QMenu(self._under)
        menu.setAccessibleName(_("Answer by another channel"))
        group, card = QActionGroup(menu), self._card
        for way in self._ways(card) if card is not None else ():
            act = menu.addAction(way_words(way), partial(self.take, way.channel))
            act.setCheckable(True)
            act.setChecked(card is not None and way.channel is self._chosen(card))
            act.setEnabled(way.hindrance is None)
            group.addAction(act)
        return menu

    def take(self, channel: Channel) -> None:
        """Answer by that channel, after a question where one is due."""
        card = self._card
        if card is None or channel is self._chosen(card):
            return
        if channel is card.row.channel:
            self._take(None, "")
        elif not self._envelope.switched and self._asks(card, channel):
            self._ask(card, channel)
        else:
            self._take(channel, self._envelope.switched)

    def _ways(self, card: ConversationCard) -> Sequence[Way]:
        return ways_of(card, self._customer)

    def _chosen(self, card: ConversationCard) -> Channel:
        return self._envelope.channel or card.row.channel

    def _other(self, card: ConversationCard, found: Sequence[Way]) -> Way | None:
        """What one most likely wants: the first way that is not taken now."""
        return next((it for it in found if it.hindrance is None and it.channel is not self._chosen(card)), None)

    def _asks(self, card: ConversationCard, channel: Channel) -> bool:
        if self._customer is None:
            return True
        scores = self._customer.facts.get("csat", ())
        wish = next((it.value for it in self._customer.preferences if it.key == "channel"), "")
        unhappy = is_unhappy(card.kind, [float(it) for it in scores if isinstance(it, int | float)])
        return unhappy or not is_preferred(channel, wish)

    def _ask(self, card: ConversationCard, channel: Channel) -> None:
        words = _("Why not by {channel}? The reason is written into the log.")
        second = (_("It needs a letter"), NEEDS_LETTER)
        if channel is not Channel.EMAIL:
            second = (_("They do not answer there"), NO_ANSWER)
        self._line.ask(
            words.format(channel=channel_name(card.row.channel)),
            [
                (_("They asked for it"), self._because(channel, ASKED_FOR)),
                (second[0], self._because(channel, second[1])),
                (_("Stay there"), self._line.hide),
            ],
        )

    def _because(self, channel: Channel, reason: str) -> Callable[[], None]:
        return lambda: self._take(channel, reason)

    def _take(self, channel: Channel | None, reason: str) -> None:
        self._envelope.channel, self._envelope.switched = channel, reason
        self._line.hide()
        self.switched.emit()


def way_words(way: Way) -> str:
    """The channel, and where they are there or why it cannot be taken."""
    more = hindrance_words(way.hindrance)
    if not more and way.channel is Channel.EMAIL:
        more = ", ".join(one_line(it, _SHOWN) for it in way.addresses[:2])
    return " · ".join(it for it in (channel_name(way.channel), more) if it).replace("&", "&&")
