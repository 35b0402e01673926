"""The guide: an opening line made for this customer, and what the draft already covers."""

from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.client.port import Touched
from app.client.row import ConversationCard, ConversationRow, EntryRow
from app.domain.answering import is_unhappy
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.language.care import Care, care_said
from app.language.greeting import Greeting, Point, greeting_points
from ui.bridge.desk_bridge import DeskBridge
from ui.guide.care_list import CareList
from ui.guide.checklist import Checklist
from ui.guide.opening import (
    as_felt,
    as_signed,
    as_spoken,
    cared_for,
    declined,
    is_informal,
    locale_of,
    needs_care,
    opening_for,
)
from ui.theme.icon import icon_pixmap
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.button import IconButton
from ui.widgets.elided_label import ElidedLabel
from ui.wording import customer_now


class _Bar(QWidget):
    """A coloured bar at the left of the opening line."""

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, 0, theme().size("selection.bar"), self.height(), theme().color("accent"))


class GuidePanel(QScrollArea):
    """The greeting: the one stage whose standard there is, so none is counted that cannot be reached.

    Ticks follow the draft until the operator decides otherwise.
    """

    insert_requested = Signal(str)
    """The opening line is wanted in the reply. Carries its text."""
    phrase_requested = Signal(str)
    """A sentence is wanted where one writes. Carries its text."""
    refused = Signal(str)
    """The opening line was wanted and there is none to put in. Carries why, in words."""

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("guide_panel")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._bridge = bridge
        self._id: UUID | None = None
        self._opening: Greeting | None = None
        self._draft, self._spoken, self._is_elsewhere = "", False, False
        self._locale, self._declined, self._sober = "ru", "", False
        self._said: frozenset[Point] = frozenset()
        self._cared: frozenset[Care] | None = None
        self._row: ConversationRow | None = None
        self._mark, self._title = QLabel(), ElidedLabel(step="bodyStrong")
        self._name = ElidedLabel(step="bodyStrong")
        self._bar, self._line = _Bar(), QLabel()
        self.insert_button = IconButton("corner-down-left", "")
        self._points, self.care = Checklist(Point), CareList()
        self.checks = self._points.rows
        self._lay_out()
        self.insert_button.clicked.connect(self.insert)
        self.care.phrase_wanted.connect(self.phrase_requested)
        bridge.settled.connect(self._on_touched)
        self.restyle()
        self.show_conversation(None)

    def _lay_out(self) -> None:
        page = self._page = QWidget(self.viewport())
        page.setProperty("surface", "panel")
        self._column, self._head = QVBoxLayout(page), QHBoxLayout()
        self._head.addWidget(self._mark)
        self._head.addWidget(self._title, 1)
        self._quote = QHBoxLayout(self._bar)
        self._line.setWordWrap(True)
        self._line.setTextFormat(Qt.TextFormat.PlainText)
        self._line.setProperty("role", "secondary")
        self._quote.addWidget(self._line, 1)
        self._quote.addWidget(self.insert_button, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(self._head)
        self._column.addWidget(self._name)
        self._column.addWidget(self._bar)
        self._column.addWidget(self._points)
        self._column.addWidget(self.care)
        self._column.addStretch(1)
        self.setWidget(page)

    # ------------------------------------------------------------------ what the shell does

    def show_conversation(self, conversation_id: UUID | None) -> None:
        """Help with another conversation."""
        if conversation_id != self._id:
            self._points.forget()
            self.care.forget()
            self._draft = self._bridge.queries.draft(conversation_id) if conversation_id else ""
        self._id = conversation_id
        self._refresh()

    def leave(self, conversation_id: UUID | None) -> None:
        """Another conversation is being opened: the line made for the one before is gone at once."""
        if conversation_id != self._id:
            self._id, self._opening = None, None
            if self._line.text():  # an empty one would be laid out and painted all the same
                self._line.clear()

    def set_spoken(self, spoken: bool, *, elsewhere: bool = False) -> None:
        """On the telephone everything is said and nothing is written; to somebody ``elsewhere`` nothing is offered."""
        if (spoken, elsewhere) != (self._spoken, self._is_elsewhere):
            self._spoken, self._is_elsewhere = spoken, elsewhere
            self._refresh()

    @property
    def conversation_id(self) -> UUID | None:
        """The conversation it helps with now."""
        return self._id

    def set_draft(self, text: str) -> None:
        """What is written to the customer now."""
        self._draft = text
        self._tick()

    def insert(self) -> None:
        """Ask for the opening line in the reply, once; say why when there is none."""
        if self._opening is None:
            self.refused.emit(self._line.text())
        elif self._draft.startswith(self._opening.text):
            self.refused.emit(_("The greeting is in the reply already."))
        else:
            self.insert_requested.emit(self._opening.text)

    @property
    def opening_text(self) -> str:
        """The offered line, empty when none is."""
        return self._opening.text if self._opening else ""

    # ------------------------------------------------------------------ inside

    def _on_touched(self, touched: Touched) -> None:
        if self._id is not None and (self._id in touched.conversations or touched.everything):
            self._refresh()

    def _refresh(self) -> None:
        card = self._bridge.queries.card(self._id) if self._id and not self._is_elsewhere else None
        self._opening, self._said, self._declined, self._sober, self._cared = None, frozenset(), "", False, None
        self._row = card.row if card is not None else None
        if card is not None:
            self._prepare(card)
        self._page.setVisible(card is not None)
        self.retranslate()

    def _prepare(self, card: ConversationCard) -> None:
        desk, queries = self._bridge.desk, self._bridge.queries
        customer = queries.customer(card.row.customer_id)
        if customer is None:
            return
        self._declined = declined(customer)
        local = customer_now(customer, desk.person.timezone, desk.now())
        timeline = queries.timeline(card.row.id)
        customer = as_signed(card, customer, timeline)
        ours = [entry for entry in timeline if _is_our_message(entry, card.row.id)]
        today = [entry for entry in ours if entry.at.astimezone(local.tzinfo).date() == local.date()]
        self._locale = locale_of(card, customer, desk.person, timeline)
        put_off = [it.text for it in desk.drafts.later(card.row.id) if not it.reason]
        told = (*map(_text, today), *put_off)
        self._said = frozenset(point for text in told for point in greeting_points(text, self._locale))
        # who has already been answered today is greeted: to do it again in the middle of a talk would be odd
        greeted_at = desk.now() if put_off else max((entry.at for entry in today), default=None)
        card = as_felt(card, timeline)
        self._sober = is_unhappy(card.kind, ())
        card, greeted_at = as_spoken(card, greeted_at) if self._spoken else (card, greeted_at)
        self._opening = opening_for(card, customer, desk.person, local, greeted_at, locale=self._locale)
        if needs_care(card, customer):
            told = (*map(_text, ours), *put_off)
            known = cared_for(customer, self._locale)
            self._cared = frozenset(known.union(*(care_said(text, self._locale) for text in told)))
            self.care.set_manner(self._locale, informal=is_informal(customer), spoken=self._spoken)

    def _tick(self) -> None:
        self._points.cover(self._said | greeting_points(self._draft, self._locale))
        if self._cared is not None:
            self.care.cover(self._cared | care_said(self._draft, self._locale))

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        super().changeEvent(event)
        if hasattr(self, "checks") and self.widget() is not None:
            if event.type() is QEvent.Type.LanguageChange:
                QTimer.singleShot(0, self, self._refresh)
            else:
                follow(self, event)

    def restyle(self) -> None:
        """Distances of now."""
        look = theme()
        self._column.setContentsMargins(*([look.space(5) + look.space(1), look.space(4)] * 2))
        self._column.setSpacing(look.space(3))
        self._head.setSpacing(look.space(4))
        self._quote.setContentsMargins(look.space(5), 1, 0, 1)
        self._quote.setSpacing(look.space(3))
        self._line.setFont(look.font("body"))
        self._mark.setPixmap(icon_pixmap("route", "text.secondary", look.size("icon"), self.devicePixelRatioF()))

    def retranslate(self) -> None:
        """All words."""
        self._title.set_text(_("Guide"))
        self._name.set_text(_("Greeting"))
        offered = self._opening is not None
        none = _why_none(self._row, self._declined, greeted=bool(self._said))
        self._line.setText(_opening_words(self.opening_text, spoken=self._spoken) if offered else none)
        self.insert_button.setVisible(offered and not self._spoken)
        self.insert_button.set_name(_("Insert the opening line"))
        names = {
            Point.PRESENTATION: _("Say who you are"),
            Point.WISH: _("Wish a good day"),
            Point.READINESS: _("Say that you are ready to help"),
        }
        self._points.set_words(_("What to say"), names)
        self.checks[Point.WISH].setVisible(not self._sober)
        self._points.setVisible(not self._declined)
        self.care.retranslate()
        self.care.setVisible(self._cared is not None)
        self.setAccessibleName(_("Guide"))
        self._tick()


def _opening_words(text: str, *, spoken: bool) -> str:
    line = _("Say: “{text}”") if spoken else _("Open with: “{text}”")
    return line.format(text=" ".join(text.split()))


def _why_none(row: ConversationRow | None, wish: str, *, greeted: bool) -> str:
    if row is not None and row.machine:
        return _("A program wrote this. Nobody needs a greeting.")
    if row is not None and row.status is Status.SPAM:
        return _("This is not from a customer. Nobody needs a greeting.")
    if wish:
        return _("They asked: “{wish}”. Answer in your own words.").format(wish=wish)
    if greeted:
        return _("Already greeted today. Go straight to the matter.")
    return _("Already answered today. Go straight to the matter.")


def _is_our_message(entry: EntryRow, conversation_id: UUID) -> bool:
    ours = entry.kind is EntryKind.MESSAGE_OUT and entry.author_kind is AuthorKind.USER
    return ours and entry.conversation_id == conversation_id


def _text(entry: EntryRow) -> str:
    return str(entry.payload.get("text", ""))[:5_000]
