"""What is asked before a reply goes: something newer is there, somebody is new to the talk, it was a note just now."""

from collections.abc import Callable, Sequence
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QElapsedTimer, QObject, Signal

from app.client.row import ConversationCard, EntryRow
from app.domain.answering import strangers
from app.domain.channel import Channel
from app.domain.entry import MESSAGES, AuthorKind
from app.domain.status import Status
from app.language.gap import gaps
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.envelope import Envelope
from ui.composer.line import ComposerLine
from ui.composer.recipients import Recipients
from ui.translation import _, ngettext

_SHOWN = 160
_LOOKED_AT = 50
_AFTER_NOTE_MS = 3_000
"""So soon after switching from a note, a hand may still believe to write one (pain 13)."""


class OwedPart(Protocol):
    """What asks about promises before a request is solved."""

    def stops(self, ids: Sequence[UUID], go_on: Callable[[], object]) -> bool: ...
    def along(self, ids: Sequence[UUID]) -> list[object]: ...
    def withdraw(self) -> None: ...


class Guards(QObject):
    """Each asks once for one reply; a yes goes on sending."""

    newest_wanted = Signal()
    """The newest message is to be shown in the timeline."""
    note_wanted = Signal()
    """What is written was meant for colleagues."""

    def __init__(self, bridge: DeskBridge, line: ComposerLine, envelope: Envelope, recipients: Recipients) -> None:
        super().__init__(line)
        self._bridge = bridge
        self._line = line
        self._envelope = envelope
        self._recipients = recipients
        self._since_note = QElapsedTimer()
        self._may_stay: set[str] = set()
        """What looks like a gap and is meant so."""
        self.owed: OwedPart | None = None
        """Asked about last, and only before an answer that solves."""
        line.closed.connect(line.hide)

    def note_left(self) -> None:
        """The operator switched from the note to the reply."""
        self._since_note.start()

    def forget(self) -> None:
        """Another conversation, or the reply has left."""
        self._line.hide()
        self._since_note.invalidate()
        self._may_stay.clear()
        if self.owed is not None:
            self.owed.withdraw()

    def is_unfilled(self, body: str, go_on: Callable[[], None]) -> bool:
        """Ask about the first gap of the text, unless somebody said that it is none."""
        gap = next((it for it in gaps(body) if it.name not in self._may_stay), None)
        if gap is not None:
            words = _("Fill in “{name}” first: Tab goes there.").format(name=gap.name)
            self._line.ask(words, [(_("Send it as it is"), lambda: self._leave_gaps(body, go_on))])
        return gap is not None

    def stops(self, card: ConversationCard, then: Status | None, go_on: Callable[[], None]) -> bool:
        """Ask if there is something to ask; ``go_on`` sends after a yes."""
        asked = self._newer(card, go_on) or self._asked_elsewhere(card, go_on) or self._new_people(card, go_on)
        asked = asked or self._just_a_note(go_on)
        if not asked:
            self._line.hide()
        return asked or self._is_owed(card, then, go_on)

    def _is_owed(self, card: ConversationCard, then: Status | None, go_on: Callable[[], None]) -> bool:
        return self.owed is not None and then is Status.RESOLVED and self.owed.stops((card.row.id,), go_on)

    def along(self, card: ConversationCard, then: Status | None) -> Sequence[object]:
        """What was decided of the promises, to be given together with the answer that solves."""
        return () if self.owed is None or then is not Status.RESOLVED else self.owed.along((card.row.id,))

    def _newer(self, card: ConversationCard, go_on: Callable[[], None]) -> bool:
        seen = max(self._envelope.seen_seq, self._envelope.confirmed_seq or 0)
        newer = [it for it in self._bridge.queries.timeline(card.row.id, _LOOKED_AT) if self._counts(it, card, seen)]
        if not newer:
            return False
        last = newer[-1]
        words = ngettext(
            "{count} message you have not seen. {author}: “{text}”",
            "{count} messages you have not seen. {author}: “{text}”",
            len(newer),
        )
        text = one_line(str(last.payload.get("text", "")), _SHOWN)
        author = one_line(last.author_name, 60)
        self._line.ask(
            words.format(count=len(newer), author=author, text=text),
            [(_("Show it"), self._show), (_("Send all the same"), lambda: self._confirm(last.seq or 0, go_on))],
        )
        return True

    def _counts(self, entry: EntryRow, card: ConversationCard, seen: int) -> bool:
        """A message of the customer or of another author that came after what was on the screen."""
        mine = entry.author_kind is AuthorKind.USER and entry.author_name == self._bridge.desk.person.user_name
        return (
            entry.conversation_id == card.row.id
            and entry.seq is not None
            and entry.seq > seen
            and entry.kind in MESSAGES
            and entry.author_kind is not AuthorKind.SYSTEM
            and not mine
            and not entry.payload.get("machine")
        )

    def _asked_elsewhere(self, card: ConversationCard, go_on: Callable[[], None]) -> bool:
        """The letter asks to be answered where nobody was written to yet: somebody else may have written it."""
        if (self._envelope.channel or card.row.channel) is not Channel.EMAIL or self._envelope.to_sender:
            return False
        asked, sender = self._envelope.asked, self._recipients.writer
        new = strangers(asked, self._recipients.answered | self._envelope.approved)
        if not new:
            return False
        words = _("The letter came from {sender} and asks to be answered at {address}, an address new to this talk.")
        yes = _("Send to {address}").format(address=asked[0])
        if len(asked) > 1:
            words = _("The letter came from {sender} and asks to be answered at {address}. New to this talk: {new}.")
            yes = _("Send to all of them")
        self._line.ask(
            words.format(sender=sender, address=", ".join(asked), new=", ".join(new)),
            [
                (yes, lambda: self._approve(new, go_on)),
                (_("Send to {address}").format(address=sender), lambda: self._answer_sender(go_on)),
            ],
        )
        return True

    def _answer_sender(self, go_on: Callable[[], None]) -> None:
        self._recipients.answer_sender(True)
        self._line.hide()
        go_on()

    def _new_people(self, card: ConversationCard, go_on: Callable[[], None]) -> bool:
        if (self._envelope.channel or card.row.channel) is not Channel.EMAIL:
            return False
        new = strangers(self._envelope.cc, self._recipients.known | self._envelope.approved)
        if not new:
            return False
        words = _("{addresses} had no part in this so far. They will read the letter and what it quotes.")
        self._line.ask(
            words.format(addresses=", ".join(new)),
            [(_("Send to them too"), lambda: self._approve(new, go_on)), (_("Leave out"), lambda: self._leave(new))],
        )
        return True

    def _just_a_note(self, go_on: Callable[[], None]) -> bool:
        if not self._since_note.isValid() or self._since_note.hasExpired(_AFTER_NOTE_MS):
            return False
        self._since_note.invalidate()
        self._line.ask(
            _("You were writing a note just now. This goes to the customer."),
            [(_("Send to the customer"), self._then(go_on)), (_("Make it a note"), self._then(self.note_wanted.emit))],
        )
        return True

    def _show(self) -> None:
        self._line.hide()
        self.newest_wanted.emit()

    def _confirm(self, seq: int, go_on: Callable[[], None]) -> None:
        self._envelope.confirmed_seq = seq
        self._line.hide()
        go_on()

    def _approve(self, addresses: list[str], go_on: Callable[[], None]) -> None:
        self._envelope.approved.update(addresses)
        self._line.hide()
        go_on()

    def _leave_gaps(self, body: str, go_on: Callable[[], None]) -> None:
        self._may_stay.update(it.name for it in gaps(body))
        self._line.hide()
        go_on()

    def _leave(self, addresses: list[str]) -> None:
        self._recipients.remove(addresses)
        self._line.hide()

    def _then(self, act: Callable[[], None]) -> Callable[[], None]:
        def go() -> None:
            self._line.hide()
            act()

        return go
