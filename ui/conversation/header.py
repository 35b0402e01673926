"""The two lines above the timeline: what it is about, where it stands, whose it is, how much time is left."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, Signal, SignalInstance, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from app.client.row import ConversationCard, QueueRow, UserRow
from app.domain.channel import Channel
from app.domain.status import ACTIVE, Status, may_follow
from app.language.plain_text import one_line
from ui.conversation.abuse import abuse_menu
from ui.conversation.field_pills import FieldPills
from ui.conversation.header_room import share_room
from ui.conversation.owner_button import OwnerButton
from ui.conversation.promise_button import PromiseButton
from ui.deadline import reply_deadline
from ui.theme.tokens import theme
from ui.translation import _, language
from ui.widgets.base import follow
from ui.widgets.button import IconButton
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.pill import Chip, Pill, StatusChip
from ui.widgets.sla_ring import SlaLabel
from ui.widgets.tag_row import TagRow
from ui.wording import status_kind, status_name

_LATER_KEY = "Ctrl+T"


class ConversationHeader(QWidget):
    """Shows a ``ConversationCard``; says what the operator chose, changes nothing itself."""

    status_chosen = Signal(object)
    """Another status was chosen. Carries the ``Status``."""
    assignee_chosen = Signal(object)
    """Another owner was chosen. Carries the user's ``UUID``, or None for "back in the queue"."""
    abuse_chosen = Signal(object)
    """What is done against abuse in the chat. Carries an ``Abuse``."""
    number_copied = Signal()
    """The number is to be put on the clipboard."""
    wanted = Signal(str)
    """Something else is to be done with the request. Carries the id of its action."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conversation_header")
        self.setProperty("surface", "conversation")
        self._card: ConversationCard | None = None
        self._queue: QueueRow | None = None
        self._users: tuple[UserRow, ...] = ()
        self.offered: Callable[[Callable[[], object]], Callable[[], object]] = lambda act: act
        """Makes an act one of the shown request alone, whatever is open when it is chosen."""
        self.also: Callable[[QMenu], None] = lambda menu: None
        """What else stands in the menu of more actions."""
        self.tag_names: Mapping[str, str] = {}
        """Names of tags in the window's language, by those in the card."""
        self.promises: Callable[[QWidget], QMenu] = QMenu
        """Makes the menu of what is promised."""
        self._me: object = None
        self._is_blocked = False
        self._title = ElidedLabel(step="title")
        self._number = ElidedLabel(step="meta", role="text.tertiary", tabular=True)
        self._number.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)  # the title gives way
        self._sla = SlaLabel()
        self.aside = IconButton("calendar-clock", "")
        self.aside.setObjectName("header_follow_up")
        self._more = IconButton("ellipsis", "")
        self._status = StatusChip()
        self.pills = FieldPills(self)
        self._place = Chip()
        self._tags = TagRow()
        self._promise = PromiseButton()
        self.owner = OwnerButton()
        self._people = ElidedLabel(step="meta", role="text.secondary")
        self._status.clicked.connect(lambda: _pop(self.status_menu(), self._status))
        self.owner.clicked.connect(lambda: _pop(self.assignee_menu(), self.owner))
        self.aside.clicked.connect(lambda: self.wanted.emit("followup"))
        self._more.clicked.connect(lambda: _pop(self.more_menu(), self._more))
        self._promise.clicked.connect(lambda: _pop(self.promises(self._promise), self._promise))
        self._lay_out()

    def _lay_out(self) -> None:
        self._top, self._bottom, self._column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        self._top.addWidget(self._title)
        self._top.addWidget(self._number)
        self._top.addStretch(1)
        self._top.addWidget(self._sla)
        self._top.addWidget(self.aside)
        self._top.addWidget(self._more)
        for part in (self._status, self._place, self._tags, self._promise, self.pills):
            self._bottom.addWidget(part)
        self._bottom.addStretch(1)
        self._bottom.addWidget(self._people)
        self._bottom.addWidget(self.owner)
        self._column.addLayout(self._top)
        self._column.addLayout(self._bottom)
        self.restyle()

    def show_card(
        self, card: ConversationCard, queue: QueueRow | None, users: tuple[UserRow, ...], me: object, now: datetime
    ) -> None:
        """Show a conversation; ``users`` are offered as owners, ``me`` first."""
        self._card, self._queue, self._users, self._me = card, queue, users, me
        row = card.row
        self._title.set_text(one_line(row.subject) or _("Without a subject"))
        self._number.set_text(_("№ {number}").format(number=row.number) if row.number else _("new, no number yet"))
        self._status.set_status(status_name(row.status), status_kind(row.status))
        self._status.setAccessibleName(_("Status: {status}. Change").format(status=status_name(row.status)))
        name = (queue.names.get(language()) or queue.name) if queue else card.queue_name
        self._place.set_pill(Pill(one_line(name), icon=queue.icon if queue else "inbox"))
        self._place.setVisible(bool(name))
        self._place.setMinimumWidth(min(self._place.sizeHint().width(), 2 * theme().space(10)))
        self.pills.show_card(card)
        self._tags.set_tags([one_line(self.tag_names.get(tag, tag), 40) for tag in card.tags])
        self.owner.show_owner(card)
        self.aside.setEnabled(row.status in ACTIVE)
        is_aside = row.follow_up_at is not None and row.follow_up_at > now
        self.aside.set_lit(is_aside)
        self.aside.set_name(_("Put aside: change until when") if is_aside else _("Follow up later"), _LATER_KEY)
        self.tick(now)
        self._share_room()

    @Slot()
    def show_standing(self) -> None:
        """Colleagues do something else now."""
        if self._card is not None:
            self.owner.show_owner(self._card)
            self._share_room()

    def set_blocked(self, is_blocked: bool) -> None:
        """Whether messages of the customer are taken now."""
        self._is_blocked = is_blocked

    def show_people(self, words: str) -> None:
        """Which colleagues look at it or answer it, empty for none; there is room for it, so that nothing jumps."""
        if words != self._people.text:
            self._people.set_text(words)
            self._share_room()

    @property
    def people(self) -> str:
        """What is said of colleagues."""
        return self._people.text

    def show_promise(self, text: str) -> None:
        """The open promise, empty for none."""
        before = self._promise.isHidden(), self._promise.sizeHint()
        self._promise.show_promise(text)
        if (self._promise.isHidden(), self._promise.sizeHint()) != before:
            self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer tags fit now."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        around = self._column.contentsMargins()
        width = self.width() - around.left() - around.right()
        share_room(self._bottom, width, self._promise, self.pills, self._tags)

    def tick(self, now: datetime) -> None:
        """Time went on."""
        if self._card is not None:
            self._sla.set_sla(reply_deadline(self._card.row, now))

    def status_menu(self) -> QMenu:
        """Statuses that may follow the present one."""
        menu = QMenu(self)
        if self._card is None:
            return menu
        current = self._card.row.status
        for status in Status:
            if status is not current and may_follow(current, status) and status is not Status.CLOSED:
                menu.addAction(status_name(status), self._choosing(self.status_chosen, status))
        if menu.isEmpty():
            menu.addAction(_("This request is closed")).setEnabled(False)
        return menu

    def assignee_menu(self) -> QMenu:
        """Colleagues to give it to."""
        menu = QMenu(self)
        if self._card is None:
            return menu
        choosing = partial(self._choosing, self.assignee_chosen)
        self.owner.offer(menu, self._card.row.assignee_id, self._me, self._users, choosing)
        return menu

    def more_menu(self) -> QMenu:
        """What is done rarely."""
        menu = QMenu(self)
        if self._card is None:
            return menu
        if may_follow(self._card.row.status, Status.RESOLVED) and self._card.row.status is not Status.RESOLVED:
            menu.addAction(_("Solve"), self._choosing(self.status_chosen, Status.RESOLVED))
        if self._card.row.assignee_id != self._me:
            menu.addAction(_("Assign to me"), self._choosing(self.assignee_chosen, self._me))
        if self._card.row.channel is Channel.CHAT:
            menu.addMenu(abuse_menu(menu, self._users, self._is_blocked, partial(self._choosing, self.abuse_chosen)))
        copies = self.offered(self.number_copied.emit)
        menu.addAction(_("Copy number"), copies).setEnabled(self._card.row.number is not None)
        self.also(menu)
        return menu

    def _choosing(self, signal: SignalInstance, choice: object) -> Callable[[], object]:
        return self.offered(partial(signal.emit, choice))

    # ------------------------------------------------------------------ theme and language

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_column"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Distances of now."""
        look = theme()
        self._column.setContentsMargins(look.space(6), look.space(4), look.space(5), look.space(4))
        self._column.setSpacing(look.space(1))
        self._top.setSpacing(look.space(4))
        self._bottom.setSpacing(look.space(3))

    def retranslate(self) -> None:
        """Fixed words; the pane shows the card anew."""
        self._more.set_name(_("More actions"))


def _pop(menu: QMenu, under: QWidget) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(under.mapToGlobal(under.rect().bottomLeft()))
