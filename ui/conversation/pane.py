"""The conversation pane: header, strip, timeline and the composer it is given, kept fresh together."""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QStackedLayout, QVBoxLayout, QWidget

from app.client.port import Touched
from app.client.row import ConversationCard, CustomerCard, QueueRow
from app.commands.conversation import AssignConversation, MarkRead, ResolveConversation, SetStatus
from app.domain.entry import EntryKind
from app.domain.status import Status, may_follow
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation.document import Documents
from ui.conversation.entry_text import TimelineWords
from ui.conversation.header import ConversationHeader
from ui.conversation.opener import Opener
from ui.conversation.strip import CustomerStrip
from ui.conversation.timeline_delegate import TimelineDelegate
from ui.conversation.timeline_model import TimelineModel
from ui.conversation.timeline_view import TimelineView
from ui.theme.controller import ThemeController
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.empty_state import EmptyState
from ui.wording import clock_text

_BETWEEN_ANNOUNCEMENTS = timedelta(seconds=3)
_FEWEST_LINES, _FEWEST_LINES_LOW = 3, 2


class ComposerPart(Protocol):
    """What the pane needs of a composer; ``ui.shell`` joins the two."""

    def open(self, card: ConversationCard | None, customer: CustomerCard | None) -> None: ...
    def refresh(self, card: ConversationCard, customer: CustomerCard | None) -> None: ...
    def set_seen(self, seq: int) -> None: ...
    def set_fewest_lines(self, lines: int) -> None: ...
    def focus_text(self) -> None: ...
    def flush(self) -> None: ...
    def reply(self) -> None: ...
    def note(self) -> None: ...
    def send(self) -> None: ...
    def send_with_status(self) -> None: ...
    def quick_reply(self) -> None: ...


class ConversationPane(QWidget):
    """Shows one conversation at a time. All changes leave as commands through the bridge."""

    solved = Signal(object)
    """The open request was solved here. Carries its ``UUID``; the list then goes to the next one."""
    opened = Signal(object)
    """Another conversation is shown. Carries its ``ConversationCard``, or None."""

    heard = Signal(str)
    """The customer wrote in the open conversation; at most once in 3 s. Carries the sentence to announce politely."""

    def __init__(
        self, bridge: DeskBridge, controller: ThemeController | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("conversation_pane")
        self.setProperty("surface", "conversation")
        self._bridge = bridge
        self._id: UUID | None = None
        self._card: ConversationCard | None = None
        self._seen: dict[UUID, int] = {}
        self._heard_at: datetime | None = None
        self._composer: ComposerPart | None = None
        desk = bridge.desk
        self._words = TimelineWords(desk.person, bridge.queries, desk.now)
        self._documents = Documents(bridge.queries.blob, desk.want_blob)
        self._model = TimelineModel(bridge.queries, self._words, self)
        delegate = TimelineDelegate(self._model.item, self._documents, self._words, self)
        self.header, self.strip = ConversationHeader(), CustomerStrip()
        self.timeline = TimelineView(self._model, delegate, self._documents)
        self.opener = Opener(bridge, self._words, self)
        self._newer = QPushButton(self.timeline)
        self._empty = EmptyState("inbox")
        self._tick = QTimer(self, interval=1_000)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.restyle()
        self.open(None)

    def _lay_out(self) -> None:
        full, self._pages = QWidget(), QStackedLayout(self)
        self._column = QVBoxLayout(full)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.header)
        self._column.addWidget(self.strip)
        self._column.addWidget(self.timeline, 1)
        self._pages.addWidget(full)
        self._pages.addWidget(self._empty)
        self._newer.hide()

    def _connect(self) -> None:
        self._bridge.touched.connect(self._on_touched)
        self.header.status_chosen.connect(self.set_status)
        self.header.assignee_chosen.connect(self.assign)
        self.header.number_copied.connect(self._copy_number)
        self.timeline.seen_changed.connect(self._on_seen_changed)
        self.timeline.link_activated.connect(self.opener.open_link)
        self.timeline.file_activated.connect(self.opener.save_file)
        self.timeline.whole_requested.connect(self.opener.show_whole)
        self.timeline.newer_below.connect(self._newer.setVisible)
        self._newer.clicked.connect(self.timeline.to_end)
        self._tick.timeout.connect(self._on_tick)

    def set_composer(self, composer: ComposerPart) -> None:
        """Put the composer under the timeline; called once, by the shell."""
        assert isinstance(composer, QWidget)
        self._composer = composer
        self._column.addWidget(composer)

    # ------------------------------------------------------------------ what the shell does

    @property
    def conversation_id(self) -> UUID | None:
        """What is open."""
        return self._id

    @property
    def card(self) -> ConversationCard | None:
        """The open conversation as it is known now."""
        return self._card

    def open(self, conversation_id: UUID | None) -> None:
        """Show a conversation where it was left; None shows that nothing is chosen."""
        card = self._bridge.queries.card(conversation_id) if conversation_id else None
        self._id, self._card = (conversation_id if card else None), card
        self._newer.hide()
        self._pages.setCurrentIndex(0 if card else 1)
        if card is None or conversation_id is None:
            self._model.open(None)
            if self._composer:
                self._composer.open(None, None)
        else:
            customer = self._show_card(card)
            if self._composer:
                self._composer.open(card, customer)
                self._composer.set_seen(self._seen.get(conversation_id, 0))
            self.timeline.open(conversation_id)
        self.opened.emit(card)

    def focus_composer(self) -> None:
        """Put the cursor where one writes."""
        if self._composer is not None:
            self._composer.focus_text()

    def flush(self) -> None:
        """Save what is typed now: before the window closes, before a crash dialog."""
        if self._composer is not None:
            self._composer.flush()

    def reply(self) -> None:
        """Write to the customer."""
        self._tell_composer("reply")

    def note(self) -> None:
        """Write to colleagues."""
        self._tell_composer("note")

    def send(self) -> None:
        """Send what is written, then wait for the customer."""
        self._tell_composer("send")

    def send_with_status(self) -> None:
        """Send what is written, with a status to choose."""
        self._tell_composer("send_with_status")

    def quick_reply(self) -> None:
        """Offer texts to reuse."""
        self._tell_composer("quick_reply")

    def _tell_composer(self, gesture: str) -> None:
        if self._composer is not None and self._id is not None:
            getattr(self._composer, gesture)()

    def solve(self) -> None:
        """Solve the open request and tell so; nothing happens when it already is."""
        card = self._card
        if card is None or card.row.status is Status.RESOLVED or not may_follow(card.row.status, Status.RESOLVED):
            return
        self._bridge.submit(ResolveConversation(card.row.id, self._bridge.new_id(), card.status_rev))
        self.solved.emit(card.row.id)

    def set_status(self, status: Status) -> None:
        """Move the open request to another status."""
        if status is Status.RESOLVED:
            self.solve()
        elif self._card is not None:
            row = self._card.row
            self._bridge.submit(SetStatus(row.id, self._bridge.new_id(), status, self._card.status_rev))

    def assign(self, user_id: UUID | None) -> None:
        """Give the open request to a colleague, or back to its queue."""
        if self._card is not None:
            row = self._card.row
            self._bridge.submit(AssignConversation(row.id, self._bridge.new_id(), user_id, row.assignee_id))

    # ------------------------------------------------------------------ keeping it fresh

    def _show_card(self, card: ConversationCard) -> CustomerCard | None:
        queries, person, now = self._bridge.queries, self._bridge.desk.person, self._bridge.desk.now()
        customer = queries.customer(card.row.customer_id)
        self.header.show_card(card, self._queue(card.row.queue_id), tuple(queries.users()), person.user_id, now)
        self.header.show_promise(self._promise_words(card))
        self.strip.show_customer(customer, self._words.zone, now)
        return customer

    def _queue(self, queue_id: UUID) -> QueueRow | None:
        return next((queue for queue in self._bridge.queries.queues() if queue.id == queue_id), None)

    def _promise_words(self, card: ConversationCard) -> str:
        due = card.row.promise_due_at
        if due is None:
            return ""
        name = one_line(card.row.promise_text, 60) or _("Promise")
        today = self._bridge.desk.now().astimezone(self._words.zone).date()
        when = clock_text(due, self._words.zone)
        if due.astimezone(self._words.zone).date() != today:
            when = f"{self._words.date_of(due)}, {when}"
        return _("{promise}, by {time}").format(promise=name, time=when)

    def _on_touched(self, touched: Touched) -> None:
        if touched.workspace or touched.everything:
            self._words.forget()
        if self._id is None or self._card is None:
            return
        mine = self._id in touched.conversations or self._card.row.customer_id in touched.customers
        if mine or touched.everything or touched.workspace:
            self._reload(self._id)

    def _reload(self, conversation_id: UUID) -> None:
        card = self._bridge.queries.card(conversation_id)
        if card is None:
            self.open(None)
            return
        self._card = card
        customer = self._show_card(card)
        if self._documents.has_arrived():
            self.timeline.relayout()
        if self.timeline.reload():
            self._tell_heard()
        if self._composer is not None:
            self._composer.refresh(card, customer)

    def _tell_heard(self) -> None:
        last, now = self._model.item(self._model.rowCount() - 1), self._bridge.desk.now()
        if last.entry is None or last.entry.kind is not EntryKind.MESSAGE_IN:
            return
        if self._heard_at is None or now - self._heard_at >= _BETWEEN_ANNOUNCEMENTS:
            self._heard_at = now
            self.heard.emit(_("New message. {sentence}").format(sentence=self._words.sentence(last)))

    def _on_seen_changed(self, seq: int) -> None:
        if self._id is None or seq <= self._seen.get(self._id, 0):
            return
        self._seen[self._id] = seq
        if self._composer is not None:
            self._composer.set_seen(seq)
        if self._card is not None and self._card.row.unread:
            self._bridge.submit(MarkRead(self._id, seq))

    def _on_tick(self) -> None:
        now = self._bridge.desk.now()
        self.header.tick(now)

    def _copy_number(self) -> None:
        if self._card is not None and self._card.row.number is not None:
            QGuiApplication.clipboard().setText(str(self._card.row.number))

    # ------------------------------------------------------------------ window, theme, language

    def showEvent(self, event: QShowEvent) -> None:
        """Deadlines go on."""
        super().showEvent(event)
        self._tick.start()
        self._on_tick()
        if self._id is not None:
            self._on_seen_changed(self.timeline.seen_seq())

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing ticks unseen."""
        super().hideEvent(event)
        self._tick.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window leaves the composer two lines."""
        super().resizeEvent(event)
        self._place_newer()
        if self._composer is not None:
            low = self.window().height() < theme().size("break.short")
            self._composer.set_fewest_lines(_FEWEST_LINES_LOW if low else _FEWEST_LINES)

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_tick"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Lay the timeline out anew."""
        self._newer.setFont(theme().font("meta", weight=500))
        self.timeline.relayout()
        self._place_newer()

    def retranslate(self) -> None:
        """All words."""
        self.timeline.setAccessibleName(_("Conversation"))
        self._empty.set_text(_("Choose a request on the left."))
        self._newer.setText(_("New below"))
        self.header.retranslate()
        if self._card is not None:
            self._show_card(self._card)
        self._model.retell()
        self.timeline.relayout()

    def _place_newer(self) -> None:
        self._newer.adjustSize()
        self._newer.move(
            (self.timeline.width() - self._newer.width()) // 2,
            self.timeline.height() - self._newer.height() - theme().space(4),
        )
