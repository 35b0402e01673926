"""The few seconds in which a sent letter can be taken back: the bars, their key, and what the bridge does then."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from app.client.port import Link
from app.commands.author import ServeAuthor
from app.commands.block import BlockCustomer
from app.commands.conversation import ResolveConversation
from app.commands.junk import MarkCustomer, MarkJunk
from app.commands.merge_customers import MergeCustomers
from app.commands.message import Reply
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation.join_act import leaving_words
from ui.promises import promise_words, told_together
from ui.translation import _, ngettext
from ui.widgets.toast import UNDO_MS, UndoBar

Words = Callable[[], str]
"""What leaves, as one says it now: the language and the network may have changed."""


def _has_text(widget: QWidget | None) -> bool:
    if isinstance(widget, QTextEdit | QPlainTextEdit):
        return bool(widget.toPlainText())
    return isinstance(widget, QLineEdit) and bool(widget.text())


def _words(command: object) -> str:
    if isinstance(command, MarkJunk):
        return _junk_words(command)
    if isinstance(command, MarkCustomer):
        return _("Counts as a customer from now on: {sender}").format(sender=command.pattern)
    if isinstance(command, ResolveConversation):
        return ngettext("{count} request solved", "{count} requests solved", 1).format(count=1)
    if told := leaving_words(command) or promise_words(command):
        return told
    if isinstance(command, ServeAuthor):
        return _("The author is the customer now") if command.serves else _("Answers go to who passed it on")
    if isinstance(command, MergeCustomers):
        return _("The two customers are one now")
    if hasattr(command, "customer_id"):
        return _("Written down of the customer")
    return _("The chat is being blocked") if isinstance(command, BlockCustomer) else _("The letter is leaving")


def _junk_words(command: MarkJunk) -> str:
    if not command.pattern:
        return _("Set aside: not a customer")
    count = 1 + len(command.other_ids)
    return ngettext(
        "Not a customer: {sender}. {count} request set aside", "Not a customer: {sender}. {count} requests set aside",
        count,
    ).format(sender=command.pattern, count=count)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Offer:
    """What can be undone together. ``stays``: until its own time is over, whatever is done after it."""

    bar: UndoBar
    change_ids: tuple[UUID, ...]
    words: tuple[Words, ...]
    stays: bool

    def said(self) -> str:
        """What the bar says of them."""
        return " · ".join(each() for each in self.words)


class UndoSend(QObject):
    """Offers undo for what is leaving: the newest act, and above it every letter that has not left yet."""

    def __init__(self, bridge: DeskBridge, action: QAction, place: QWidget) -> None:
        super().__init__(place)
        self._bridge = bridge
        self._action = action
        self._place = place
        self._offers: list[_Offer] = []
        self._bars: list[UndoBar] = [self._new_bar()]
        action.setEnabled(False)
        action.triggered.connect(self.undo)
        bridge.submitted.connect(self._on_submitted)
        bridge.given_along.connect(self._on_given_along)

    @property
    def bar(self) -> UndoBar:
        """The bar of the newest offer; while there is none, a hidden one."""
        return self._offers[-1].bar if self._offers else self._bars[0]

    @property
    def bars(self) -> list[UndoBar]:
        """All that are shown, the oldest first."""
        return [it.bar for it in self._offers]

    @Slot()
    def undo(self) -> None:
        """Take the newest leaving change back, or all that left together; the next time the one before it."""
        if self._offers:
            self._take_back(self._offers[-1].bar)

    def refresh(self) -> None:
        """What is shown says what is so now, in the language of now."""
        for it in reversed(self._offers):  # those above stand on those below
            it.bar.say(it.said())

    def offer(self, change_ids: Sequence[UUID], words: Words, undo_ms: int = UNDO_MS, *, stays: bool = False) -> None:
        """Say what leaves; one undo is for all of it. An act takes the place of the one before, a letter of none."""
        for it in [it for it in self._offers if not it.stays]:
            it.bar.finish()
        shown = self.bars
        bar = next((it for it in self._bars if it not in shown), None) or self._add_bar()
        self._offers.append(_Offer(bar, tuple(change_ids), (words,), stays))
        bar.offer(words(), milliseconds=undo_ms)
        self._arrange()

    def _new_bar(self) -> UndoBar:
        bar = UndoBar(self._place)
        bar.action_pressed.connect(partial(self._take_back, bar))
        bar.expired.connect(partial(self._drop, bar))
        return bar

    def _add_bar(self) -> UndoBar:
        self._bars.append(self._new_bar())
        return self._bars[-1]

    def _take_back(self, bar: UndoBar) -> None:
        change_ids = next((it.change_ids for it in self._offers if it.bar is bar), ())
        self._drop(bar)
        bar.finish()
        for change_id in reversed(change_ids):
            self._bridge.undo(change_id)

    @Slot(object, object, int)
    def _on_submitted(self, change_id: UUID, command: object, undo_ms: int) -> None:
        if undo_ms <= 0:
            return
        words = self._of_letter(command) if isinstance(command, Reply) else partial(_words, command)
        self.offer((change_id,), words, undo_ms, stays=isinstance(command, Reply))

    @Slot(object, object, int)
    def _on_given_along(self, change_id: UUID, given: Mapping[UUID, object], undo_ms: int) -> None:
        """It comes back with what it went with; of what is gone at once it is undone alone."""
        words = partial(told_together, list(given.values()))
        at = next((at for at, it in enumerate(self._offers) if change_id in it.change_ids), None)
        if at is None:
            self.offer(tuple(given), words, undo_ms)
            return
        before = self._offers[at]
        self._offers[at] = replace(before, change_ids=(*before.change_ids, *given), words=(*before.words, words))
        self.refresh()

    def _of_letter(self, letter: Reply) -> Words:
        """Whose it is: there may be several bars."""
        card = self._bridge.queries.card(letter.conversation_id)
        name = "" if card is None else one_line(card.row.customer_name, 60)
        if not name:
            return partial(_words, letter)
        return partial(self._letter_words, name)

    def _letter_words(self, name: str) -> str:
        leaves = self._bridge.status.link in (Link.LIVE, Link.POLLING)
        told = _("{name}: the letter is leaving") if leaves else _("{name}: the letter waits for the network")
        return told.format(name=name)

    def _drop(self, bar: UndoBar) -> None:
        self._offers = [it for it in self._offers if it.bar is not bar]
        self._arrange()

    def _arrange(self) -> None:
        """The newest at the foot and with the key, those before it above; the key is ours while there is one."""
        for at, bar in enumerate(self.bars, 1):
            bar.stand(self.bars[at:])
        self._action.setEnabled(bool(self._offers))
        app = QApplication.instance()
        assert app is not None
        if self._offers:
            app.installEventFilter(self)
        else:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While a bar is up, the undo key of an empty field is ours: the field would swallow it to undo nothing."""
        return (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and event.matches(QKeySequence.StandardKey.Undo)
            and not _has_text(QApplication.focusWidget())
        )
