"""What stands above the timeline: the header, the strip about the customer, and what could not be done."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.client.customer_row import CustomerCard
from app.client.row import ConversationCard, QueueRow
from app.domain.sender import DOUBTFUL
from app.domain.status import Status
from app.language.named import in_language
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation.abuse import Abuse, act
from ui.conversation.ask_line import AskLine
from ui.conversation.block_words import linked_text, number_text
from ui.conversation.entry_text import TimelineWords
from ui.conversation.handover_card import HandoverCard
from ui.conversation.header import ConversationHeader
from ui.conversation.request_act import RequestActs
from ui.conversation.strip import CustomerStrip
from ui.conversation.suspected_line import SuspectedLine
from ui.conversation.talk_menu import TalkMenu
from ui.conversation.timeline_model import TimelineModel
from ui.conversation.trouble_line import TroubleLine
from ui.translation import _, language

_TICK_MS = 1_000


class ConversationTop(QWidget):
    """Shows a card with everything that has to be looked up for it; its deadline runs while it is seen."""

    def __init__(self, bridge: DeskBridge, words: TimelineWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._words = words
        self._shown: tuple[ConversationCard, CustomerCard | None] | None = None
        self.header, self.strip, self.trouble = ConversationHeader(self), CustomerStrip(self), TroubleLine(self)
        self.junk = AskLine("junk_line", "ban", self)
        self.suspected = SuspectedLine(bridge, self)
        self.receipt = AskLine("receipt_line", "mail-check", self)
        self.author = AskLine("author_line", "forward", self)
        self.merged = AskLine("merged_line", "git-merge", self)
        self.begun = AskLine("begun_line", "square-pen", self)
        self.handover = HandoverCard(bridge.desk.handovers, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        lines = (self.begun, self.junk, self.suspected, self.merged, self.author, self.receipt)
        for part in (self.header, self.trouble, self.strip, *lines, self.handover):
            column.addWidget(part)
        self.header.abuse_chosen.connect(self._on_abuse_chosen)
        self.header.owner.state_of = bridge.standing.of
        bridge.standing.changed.connect(self.header.show_standing)
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self.tick)

    def serve(self, acts: RequestActs, model: TimelineModel) -> None:
        """Let what is chosen and answered here be done; ``model``: what is written below."""
        self.suspected.serve(acts, model)
        self.suspected.declined.connect(partial(self.header.wanted.emit, "junk-choose"))
        self.header.offered = acts.offered
        self.header.status_chosen.connect(acts.set_status)
        self.header.assignee_chosen.connect(acts.assign)
        self.header.number_copied.connect(acts.copy_number)
        self.junk.accepted.connect(acts.mark_customer)
        self.author.accepted.connect(acts.serve_author)
        self.author.declined.connect(acts.serve_sender)
        self.receipt.accepted.connect(acts.send_receipt)
        self.receipt.declined.connect(acts.decline_receipt)
        self.begun.accepted.connect(acts.discard_letter)

    def offer(self, talk: TalkMenu, show_entry: Callable[[UUID], object]) -> None:
        """Let the rest be done from here too; ``show_entry`` brings an entry into sight."""
        self.handover.note_wanted.connect(show_entry)
        self.header.also = talk.add_to_request
        self.header.promises = talk.promises.menu
        talk.paper.failed.connect(self.trouble.say)
        self.header.pills.pressed.connect(talk.pop_field)
        self.merged.accepted.connect(talk.open_merged)
        self.merged.declined.connect(talk.joins.unmerge)

    def show_card(self, card: ConversationCard) -> CustomerCard | None:
        """Show a conversation and its customer; returns the customer."""
        queries, person, now = self._bridge.queries, self._bridge.desk.person, self._bridge.desk.now()
        customer = queries.customer(card.row.customer_id)
        self.header.tag_names = {it.name: in_language(it.names, it.name, language()) for it in queries.tags()}
        self.header.show_card(card, self._queue(card.row.queue_id), tuple(queries.users()), person.user_id, now)
        self.header.show_promise(self._words.promise_due(card.row.promise_text, card.row.promise_due_at))
        self.strip.show_customer(customer, self._words.zone, now)
        self._show_junk(card)
        self._shown = card, customer
        until = customer.blocked_until if customer is not None else None
        self.header.set_blocked(until is not None and until > now)
        self._show_receipt(card)
        self._show_author(card)
        self._show_merged(card)
        self._show_begun(card)
        self.suspected.look()
        self.handover.show_handover(card.handover, now, self._words.zone)
        return customer

    def _show_begun(self, card: ConversationCard) -> None:
        if card.begun is None:
            self.begun.hide()
        else:
            self.begun.ask(_("Only you see this request, on this computer, until the letter is sent."), _("Discard"))

    def _show_merged(self, card: ConversationCard) -> None:
        there = card.fields.merged_into
        if there is None:
            self.merged.hide()
            return
        request = linked_text(there)
        told = _("This request was merged into {request}: new messages go there.").format(request=request)
        opens = _("Open {request}").format(request=number_text(there.number))
        self.merged.ask(told, opens, _("Take the merge back"))

    def _show_author(self, card: ConversationCard) -> None:
        letter = card.passed_on
        if letter is None or card.row.status in (Status.SPAM, Status.CLOSED):
            self.author.hide()
            return
        author = one_line(f"{letter.name} <{letter.address}>" if letter.name else letter.address)
        if letter.author_id != card.row.customer_id:
            told = _("Forwarded: the author is {author}").format(author=author)
            self.author.ask(told, _("Make them the customer"))
        else:
            told = _("Answers go to the author of the forwarded letter, {author}").format(author=author)
            back = _("Answer {name} instead").format(name=one_line(letter.sender, 40)) if letter.sender_id else ""
            self.author.ask(told, "", back)

    def _show_receipt(self, card: ConversationCard) -> None:
        if card.receipt_for is not None and card.row.status is not Status.SPAM:
            asked = _("The customer asks to be told that you have read the letter.")
            self.receipt.ask(asked, _("Send a receipt"), _("Don't send"))
        else:
            self.receipt.hide()

    def _show_junk(self, card: ConversationCard) -> None:
        if card.row.status is Status.SPAM:
            self.junk.ask(_("Set aside as not a customer's request."), _("A customer after all"))
        elif card.row.machine in DOUBTFUL and card.row.status is not Status.CLOSED:
            self.junk.ask(_("Taken for a program's letter: nothing answers it."), _("A person wrote it"))
        else:
            self.junk.hide()

    def tick(self) -> None:
        """Time went on."""
        self.header.tick(self._bridge.desk.now())

    @Slot(object)
    def _on_abuse_chosen(self, choice: Abuse) -> None:
        if self._shown is not None:
            act(self._bridge, *self._shown, choice)

    def _queue(self, queue_id: UUID) -> QueueRow | None:
        return next((queue for queue in self._bridge.queries.queues() if queue.id == queue_id), None)

    def showEvent(self, event: QShowEvent) -> None:
        """Deadlines go on."""
        super().showEvent(event)
        self._timer.start()
        self.tick()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing ticks unseen."""
        super().hideEvent(event)
        self._timer.stop()
