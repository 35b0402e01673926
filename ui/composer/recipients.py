"""Who gets the letter: the customer, and copies that the operator chose; who got the last one is offered."""

from collections.abc import Container, Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.client.customer_row import CustomerCard
from app.client.row import ConversationCard, EntryRow
from app.domain.answering import MOST_ASKED, addresses_in
from app.domain.channel import Channel
from app.domain.entry import EntryKind
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.envelope import Envelope
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow, show_when
from ui.widgets.button import Button
from ui.widgets.elided_label import ElidedLabel

_LOOKED_AT = 50


class Recipients(QWidget):
    """One line under the channel, for letters only."""

    changed = Signal()
    """Other copies."""

    def __init__(self, envelope: Envelope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recipients")
        self._envelope = envelope
        self.usual: list[str] = []
        """Who else got the customer's last letter."""
        self.known: set[str] = set()
        """Everybody who had part in the talk."""
        self.answered: set[str] = set()
        """Whom we have written to in it, and the customer's own addresses."""
        self._sender = ""
        self._opened: UUID | None = None
        self._version: tuple[object, ...] = ()
        """Of what was read: while one types, nothing of it changes."""
        self._words = ElidedLabel(step="meta", role="text.secondary")
        self.field = QLineEdit()
        self.field.setObjectName("cc_field")
        self.field.returnPressed.connect(self._on_typed)
        self.field.hide()
        self.all, self.more, self.other = Button(look="link"), Button(look="link"), Button(look="link")
        self.all.clicked.connect(self._on_all)
        self.other.clicked.connect(self._on_other)
        self.more.clicked.connect(self._on_more)
        self._row = QHBoxLayout(self)
        for part, stretch in ((self._words, 1), (self.field, 2), (self.other, 0), (self.all, 0), (self.more, 0)):
            self._row.addWidget(part, stretch)
        self.restyle()
        self.retranslate()

    @property
    def writer(self) -> str:
        """Whose letter is answered."""
        return self._sender

    @property
    def to(self) -> str:
        """Who gets the letter; several with commas between."""
        return self._envelope.to or self._sender

    @property
    def text(self) -> str:
        """What it says."""
        return "" if self.isHidden() else self._words.text

    def show_for(
        self, card: ConversationCard | None, customer: CustomerCard | None, bridge: DeskBridge, *, is_letter: bool
    ) -> None:
        """Say who gets a letter of that conversation; hidden for everything else."""
        opened = card.row.id if card is not None else None
        if opened != self._opened:  # an address typed for one customer is not for the next
            self._opened, self._version = opened, ()
            self._envelope.asked = ()
            self.field.clear()
            self.field.hide()
        show_when(self, card is not None and is_letter)
        if card is None or not is_letter:
            return
        version, is_whole = _version(card, customer), card.seen_seq >= card.log_head
        if version != self._version or not is_whole:  # letters of a log that is still coming change nothing else here
            self._version = version
            self._read(card, customer, bridge)
        self.retranslate()

    def _read(self, card: ConversationCard, customer: CustomerCard | None, bridge: DeskBridge) -> None:
        """Who has part in the talk, by its newest letters."""
        own = {it.address.lower() for it in bridge.queries.inboxes()}
        entries = bridge.queries.timeline(card.row.id, _LOOKED_AT)
        letters = [it for it in entries if it.conversation_id == card.row.id and _is_letter(it)]
        self._sender, asked = _addresses_of(letters, customer, own)
        if self._envelope.asked and asked != self._envelope.asked:
            self._envelope.to_sender = False  # that was chosen against another wish
        self._envelope.asked = asked
        self.known = {it for letter in letters for it in _parties(letter)}
        addresses = {value.lower() for _channel, value in customer.addresses} if customer else set()
        ours = (it.payload for it in letters if it.kind is EntryKind.MESSAGE_OUT)
        self.answered = addresses.union(*(addresses_in(f"{it.get('to', '')}, {it.get('cc', '')}") for it in ours))
        self.known |= addresses
        begun, is_answered = _begun(entries, card.row.id), any(it.kind is EntryKind.MESSAGE_IN for it in letters)
        self._envelope.begun = begun if begun in addresses and not is_answered else ""
        last = next((it for it in reversed(letters) if it.kind is EntryKind.MESSAGE_IN), None)
        around = _parties(last) if last is not None else []
        self.usual = [it for it in around if it not in own and it != self._sender]

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_row"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Distances of now."""
        look = theme()
        self._row.setContentsMargins(look.space(5), look.space(1), look.space(4), look.space(1))
        self._row.setSpacing(look.space(3))

    def retranslate(self) -> None:
        """All words."""
        copies = self._envelope.cc
        parts = [_("To: {address}").format(address=one_line(self.to) or _("the customer's address"))]
        asked = one_line(", ".join(self._envelope.asked))
        if asked and self._envelope.to_sender:
            parts.append(_("the letter asks to be answered at {address}").format(address=asked))
        elif asked:
            parts.append(_("as the letter from {address} asks").format(address=one_line(self._sender)))
        if copies:
            parts.append(_("Copy: {addresses}").format(addresses=", ".join(copies)))
        left = [it for it in self.usual if it not in copies]
        if left:
            parts.append(_("the last letter also went to {addresses}").format(addresses=", ".join(left)))
        self._words.set_text(" · ".join(parts))
        self._words.set_role("warning" if left or asked else "text.secondary")
        self.other.setVisible(bool(asked))
        self.other.setText(_("As asked") if self._envelope.to_sender else _("To the sender"))
        self.all.setText(_("Copy to all"))
        self.all.setVisible(bool(left))
        self.more.setText(_("No copies") if copies else _("Copy…"))
        self.field.setPlaceholderText(_("Address, another address"))
        self.field.setAccessibleName(_("Who else gets the letter"))
        self.setAccessibleName(self._words.text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the field."""
        if event.key() == Qt.Key.Key_Escape and self.field.isVisible():
            self.field.hide()
            return
        super().keyPressEvent(event)

    def settle(self) -> None:
        """The letter is about to go: what is typed and was not taken yet is meant."""
        if not self.field.isHidden():
            self._on_typed()

    def add(self, addresses: Sequence[str]) -> None:
        """They get a copy, too."""
        own = self._envelope.cc
        to = addresses_in(self.to)
        own += [it for it in addresses if it not in own and it not in to]
        self.retranslate()
        self.changed.emit()

    def remove(self, addresses: Sequence[str]) -> None:
        """They get none."""
        self._envelope.cc[:] = [it for it in self._envelope.cc if it not in addresses]
        self.retranslate()
        self.changed.emit()

    def _on_all(self) -> None:
        self.add(self.usual)

    def _on_other(self) -> None:
        self.answer_sender(not self._envelope.to_sender)

    def answer_sender(self, is_wanted: bool) -> None:
        """Answer whom the letter is from, or where it asks to be answered."""
        self._envelope.to_sender = is_wanted
        self.retranslate()
        self.changed.emit()

    def _on_more(self) -> None:
        if self._envelope.cc:
            self.remove(list(self._envelope.cc))
            return
        self.ask()

    def ask(self) -> None:
        """Let addresses for copies be typed."""
        self.field.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_typed(self) -> None:
        found = addresses_in(self.field.text())
        if found or not self.field.text().strip():
            self.field.clear()
            self.field.hide()
            self.add(found)


def _begun(entries: Sequence[EntryRow], conversation_id: UUID) -> str:
    """The address a request was begun for; empty: somebody wrote or called."""
    first = (it.payload for it in entries if it.conversation_id == conversation_id and it.kind is EntryKind.CUSTOMER)
    return next((str(it["address"]).lower() for it in first if it.get("begun")), "")


def _version(card: ConversationCard, customer: CustomerCard | None) -> tuple[object, ...]:
    """Another one as soon as there may be another letter or address; a draft that is typed on makes none."""
    row, addresses = card.row, customer.addresses if customer is not None else ()
    return row.id, card.log_head, card.seen_seq, row.last_message_at, row.unsent, addresses


def _is_letter(entry: EntryRow) -> bool:
    kinds = (EntryKind.MESSAGE_IN, EntryKind.MESSAGE_OUT)
    return entry.kind in kinds and entry.payload.get("channel") == Channel.EMAIL.value


def _parties(entry: EntryRow) -> list[str]:
    """Everybody a letter names, its sender first."""
    return addresses_in(", ".join(str(entry.payload.get(name, "")) for name in ("from", "to", "cc")))


def _addresses_of(
    letters: Sequence[EntryRow], customer: CustomerCard | None, own: Container[str]
) -> tuple[str, tuple[str, ...]]:
    """As the server chooses: that of the customer's last letter here, else the first one known; and where it asks for
    the answer, empty when that is no other address.
    """
    mine = [value.lower() for channel, value in customer.addresses if channel is Channel.EMAIL] if customer else []
    for letter in reversed(letters):
        if letter.kind is EntryKind.MESSAGE_IN and not letter.payload.get("machine"):
            for address in addresses_in(str(letter.payload.get("from", ""))):
                if address in mine:
                    wished = addresses_in(str(letter.payload.get("reply_to", "")))
                    asked = tuple(it for it in wished if it not in own)[:MOST_ASKED]
                    return address, () if asked == (address,) else asked
    return mine[0] if mine else "", ()
