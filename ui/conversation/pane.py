"""The conversation pane: what stands above, the timeline and the composer it is given, kept fresh together."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QStackedLayout, QVBoxLayout, QWidget

from app.client.customer_row import CustomerCard
from app.client.port import Touched
from app.client.row import ConversationCard, EntryRow
from app.commands.conversation import MarkRead
from app.commands.message import Reply, WriteNote
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation.document import Documents
from ui.conversation.entry_text import TimelineWords
from ui.conversation.finding import Finding
from ui.conversation.hearing import Hearing
from ui.conversation.newer_button import NewerButton
from ui.conversation.opener import Opener
from ui.conversation.request_act import RequestActs
from ui.conversation.solving import Solving
from ui.conversation.talk_menu import TalkMenu
from ui.conversation.timeline_delegate import TimelineDelegate
from ui.conversation.timeline_model import TimelineModel
from ui.conversation.timeline_view import TimelineView
from ui.conversation.top import ConversationTop
from ui.conversation.unsent_part import UnsentPart
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import Solid, follow
from ui.widgets.empty_state import EmptyState
from ui.widgets.menu import close_menus

_FEWEST_LINES, _FEWEST_LINES_LOW, _FEWEST_LINES_LEAST = 3, 2, 1
_FEW_LINES = 24
"""A window with room for fewer lines leaves one to each text that is empty."""
_ANY_DIALOG = 2
"""So many windows are there at least when something is asked or offered."""


class ComposerPart(Protocol):
    """What the pane needs of a composer; ``ui.shell`` joins the two."""

    @property
    def unsent(self) -> UnsentPart: ...

    def open(self, card: ConversationCard | None, customer: CustomerCard | None) -> None: ...
    def refresh(self, card: ConversationCard, customer: CustomerCard | None) -> None: ...
    def set_seen(self, seq: int) -> None: ...
    def set_fewest_lines(self, lines: int) -> None: ...
    def focus_text(self) -> None: ...
    def flush(self) -> None: ...
    def take_back(self, entry: EntryRow) -> None: ...


class ConversationPane(Solid):
    """Shows one conversation at a time. All changes leave as commands through the bridge."""

    solved = Signal(object)
    """The open request was solved here. Carries its ``UUID``; the list then goes to the next one."""
    opened = Signal(object)
    """Another conversation is shown. Carries its ``ConversationCard``, or None."""
    requested = Signal(object)
    """Another request is to be shown. Carries its ``UUID``."""
    heard = Signal(str)
    """The customer wrote in the open conversation; at most once in 3 s. Carries the sentence to announce politely."""

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conversation_pane")
        self._bridge = bridge
        self._seen: dict[UUID, int] = {}
        self._composer: ComposerPart | None = None
        self._is_opening = False
        self._words = TimelineWords(bridge.desk.person, bridge.queries, bridge.desk.now)
        self._hearing = Hearing(self._words, bridge.desk.now, self.heard.emit)
        self._documents = Documents(bridge.queries.blob, bridge.desk.want_blob, self)
        self._model = TimelineModel(bridge.queries, self._words, self)
        delegate = TimelineDelegate(self._model.item, self._documents, self._words, self)
        self.acts = RequestActs(bridge, self)
        self.body = QWidget(self)
        self.top = ConversationTop(bridge, self._words, self.body)
        self.header, self.strip = self.top.header, self.top.strip
        self.timeline = TimelineView(self._model, delegate, self._documents, self.body)
        self.opener = Opener(bridge, self._words, self)
        self.talk = TalkMenu(bridge, self.acts, self._words, self)
        self.slots = self.talk.slots
        self.finding = Finding(bridge.desk.finder, self.timeline, self._documents)
        self._newer, self._empty = NewerButton(self.timeline), EmptyState("inbox", parent=self)
        self._pages, self._column = _laid_out(self, (self.top, self.finding.bar, self.timeline), self._empty)
        self._connect()
        self.retranslate()
        self.open(None)

    def _connect(self) -> None:
        self._bridge.touched.connect(self._on_touched)
        self._bridge.submitted.connect(self._on_submitted)
        self._bridge.troubled.connect(self._on_troubled)
        self.acts.solved.connect(self.solved)
        self.top.serve(self.acts, self._model)
        self.timeline.seen_changed.connect(self._on_seen_changed)
        self.opener.serve(self.timeline.acts)
        self.top.offer(self.talk, self.show_entry)
        self.talk.serve(self.timeline.acts, lambda: self._model.item_at(self.timeline.currentIndex()))
        self.talk.request_opened.connect(self.requested)
        self.timeline.newer_below.connect(self._newer.tell)
        self.opener.failed.connect(self.top.trouble.say)
        self.opener.files.done.connect(self.top.trouble.hide)
        self.opener.files.begun.connect(self._model.show_begun)
        self._newer.clicked.connect(self.timeline.to_end)
        self.opened.connect(self.finding.show_card)

    def set_composer(self, composer: ComposerPart) -> None:
        """Put the composer under the timeline; called once, by the shell."""
        assert isinstance(composer, QWidget)
        self._composer = composer
        self.timeline.acts.taken_back.connect(composer.take_back)
        self._column.addWidget(composer)
        self.solving = Solving(self._bridge, self.acts, composer.unsent, self)

    @property
    def conversation_id(self) -> UUID | None:
        """What is open."""
        return self.card.row.id if self.card else None

    @property
    def card(self) -> ConversationCard | None:
        """The open conversation as it is known now."""
        return self.acts.card

    def open(self, conversation_id: UUID | None) -> None:
        """Show a conversation where it was left; None shows that nothing is chosen."""
        card = self._bridge.queries.card(conversation_id) if conversation_id else None
        _take_questions_back(self, conversation_id)
        self.acts.open(card)
        self._newer.hide()
        self.opener.files.forget()
        self.top.trouble.hide()
        self._pages.setCurrentIndex(0 if card else 1)
        if card is None or conversation_id is None:
            self._model.open(None)
            if self._composer:
                self._composer.open(None, None)
        else:
            customer = self.top.show_card(card)
            if self._composer:
                self._composer.open(card, customer)
                self._composer.set_seen(self._seen.get(conversation_id, 0))
            self._is_opening = True
            self.timeline.open(conversation_id)
            self._is_opening = False
        self.opened.emit(card)

    def focus_composer(self) -> None:
        """Put the cursor where one writes."""
        if self._composer is not None:
            self._composer.focus_text()

    def flush(self) -> None:
        """Save what is typed and what was read: before the window closes, before a crash dialog."""
        self.acts.flush()
        if self._composer is not None:
            self._composer.flush()

    def solve(self) -> None:
        """Solve the open request."""
        self.acts.solve()

    def show_entry(self, entry_id: UUID) -> bool:
        """Bring an entry into sight and stand on it, however old; False: it is not here."""
        return self.timeline.go_to(entry_id)

    # ------------------------------------------------------------------ keeping it fresh

    def _on_touched(self, touched: Touched) -> None:
        _unsee(self._seen, touched)
        if touched.workspace or touched.everything:
            self._words.forget()
        if (card := self.card) is None:
            return
        mine = card.row.id in touched.conversations or card.row.customer_id in touched.customers
        if mine or touched.everything or touched.workspace:
            self._reload(card.row.id)
        elif card.row.id in touched.drafts and self._composer is not None:
            self._composer.refresh(card, self._bridge.queries.customer(card.row.customer_id))

    def _reload(self, conversation_id: UUID) -> None:
        if (card := self._bridge.queries.card(conversation_id)) is None:
            self.open(None)
            return
        self.acts.card = card
        if self._documents.has_arrived():
            self.timeline.relayout()
        self._read_again()  # first, and painted at once: what was written is waited for, not what stands around
        if self.card is not card:
            return  # that it was read has shown it anew already
        customer = self.top.show_card(card)
        if self._composer is not None:
            self._composer.refresh(card, customer)
        self.opener.files.arrived()

    def _on_submitted(self, _change_id: object, command: object, _undo_ms: int) -> None:
        """A note is painted from what was stored: the writer may be busy with a page of the server."""
        if isinstance(command, WriteNote) and command.conversation_id == self.conversation_id:
            self._read_again(just_written=True)

    def _read_again(self, *, just_written: bool = False) -> None:
        if self.timeline.reload(just_written=just_written):
            self._hearing.tell(self._model.newest)

    def _on_troubled(self, command: object, sentence: str) -> None:
        # the composer says it beside its text; that something was read, nobody asked to store
        if not isinstance(command, Reply | WriteNote | MarkRead):
            self.top.trouble.say(sentence)

    def _on_seen_changed(self, seq: int) -> None:
        if self.card is None or seq <= self._seen.get(self.card.row.id, 0):
            return
        self._seen[self.card.row.id] = seq
        if self._composer is not None:
            self._composer.set_seen(seq)
        self.acts.mark_read(seq, at_rest=self._is_opening)

    # ------------------------------------------------------------------ window, theme, language

    def showEvent(self, event: QShowEvent) -> None:
        """What is seen now counts as seen."""
        super().showEvent(event)
        self._on_seen_changed(self.timeline.place.seen_seq())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window leaves the composer two lines, with large text one."""
        super().resizeEvent(event)
        _share_height(self, self._composer)

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_empty"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Lay the timeline out anew."""
        _share_height(self, self._composer)
        self.timeline.relayout()

    def retranslate(self) -> None:
        """All words."""
        self.timeline.setAccessibleName(_("Conversation"))
        self._empty.set_text(_("Choose a request on the left."))
        self.header.retranslate()
        if self.card is not None:
            self.top.show_card(self.card)
        self._model.retell()
        self.timeline.relayout()


def _laid_out(pane: ConversationPane, parts: Sequence[QWidget], empty: QWidget) -> tuple[QStackedLayout, QVBoxLayout]:
    """Two pages, the parts in a column with room for the last of them, or ``empty``; the pages and the column."""
    full, pages = pane.body, QStackedLayout(pane)
    column = QVBoxLayout(full)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        column.addWidget(part, int(part is parts[-1]))
    pages.addWidget(full)
    pages.addWidget(empty)
    return pages, column


def _share_height(pane: QWidget, composer: ComposerPart | None) -> None:
    """Of a window, low in px or for its text."""
    look, height = theme(), pane.window().height()
    lines = _FEWEST_LINES_LOW if height < look.size("break.short") else _FEWEST_LINES
    if height < _FEW_LINES * look.line("reading"):
        lines = _FEWEST_LINES_LEAST
    if composer is not None:
        composer.set_fewest_lines(lines)


def _unsee(seen: dict[UUID, int], touched: Touched) -> None:
    """After a restore numbers name other entries: what is on the screen then is marked anew."""
    for it in list(seen) if touched.everything else seen.keys() & touched.anew:
        del seen[it]


def _take_questions_back(pane: ConversationPane, next_id: UUID | None) -> None:
    """What is asked about one request is not answered for the next: a call or a notice may open it meanwhile."""
    windows = [it for it in QGuiApplication.topLevelWindows() if it.isVisible()]
    if pane.conversation_id == next_id or len(windows) < _ANY_DIALOG:
        return  # to look through all parts of the pane takes as long as to read what is opened
    close_menus()
    for dialog in pane.findChildren(QDialog):
        if dialog.isVisible():
            dialog.reject()
