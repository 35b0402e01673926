"""One line about the customer that is always in sight: how to address them, what not to do, what we owe them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.client.customer_row import CustomerCard
from app.language.plain_text import one_line
from ui.theme.icon import paint_icon
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import Painted, draw_elided, text_width
from ui.widgets.foreign import tooltip
from ui.wording import addressed, due_text


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know, with its icon and colour."""

    icon: str
    text: str
    role: str = "text.secondary"
    short: str = ""
    """What is said of it where there is no room for all; empty: the beginning of ``text``."""


class CustomerStrip(Painted):
    """Facts side by side, the most important first; what does not fit is in the tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("customer_strip")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._facts: tuple[Fact, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is shown."""
        return self._facts

    def show_customer(self, customer: CustomerCard | None, zone: ZoneInfo, now: datetime) -> None:
        """Show another customer, or nothing."""
        self._facts = () if customer is None else facts(customer, zone, now)
        told = " · ".join(fact.text for fact in self._facts)
        self.setAccessibleName(_("Customer: {facts}").format(facts=told))
        self.setToolTip(tooltip(told))
        self.update()

    def sizeHint(self) -> QSize:
        """28 px high."""
        return QSize(theme().size("conversation.min"), theme().size("strip"))

    def minimumSizeHint(self) -> QSize:
        """As narrow as need be."""
        return QSize(theme().space(10), theme().size("strip"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Icon and words of each fact while there is room."""
        look = theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.color("bg.panel"))
        line = look.color("border.subtle")
        painter.fillRect(0, 0, self.width(), 1, line)
        painter.fillRect(0, self.height() - 1, self.width(), 1, line)
        painter.setFont(look.font("meta", tabular=True))
        x, side = look.space(6), look.size("icon.sm")
        between = max(0, len(self._facts) - 1) * look.space(5)
        marks = len(self._facts) * (side + look.space(2))
        room = self.width() - 2 * x - between - marks
        texts = worded(self._facts, room, lambda text: text_width(text, painter.font()))
        natural = [text_width(text, painter.font()) for text in texts]
        widths = fitted(natural, room, 2 * look.space(10))
        for fact, text, width in zip(self._facts, texts, widths, strict=True):
            paint_icon(painter, QRectF(x, 0, side, self.height()), fact.icon, fact.role)
            painter.setPen(look.color(fact.role))
            draw_elided(painter, QRectF(x + side + look.space(2), 0, width + 1, self.height()), text)
            x += side + look.space(2) + width + look.space(5)


def worded(facts: Sequence[Fact], room: int, measure: Callable[[str], int]) -> list[str]:
    """What is said of each: all of it, or in short, the last first, when together they do not fit."""
    texts = [fact.text for fact in facts]
    for at in reversed(range(len(texts))):
        if sum(map(measure, texts)) <= room:
            break
        texts[at] = facts[at].short or texts[at]
    return texts


def fitted(widths: list[int], room: int, least: int) -> list[int]:
    """Each its natural width, the vital first; when room is short the last give way first, down to ``least``."""
    fitting = list(widths)
    for at in reversed(range(len(fitting))):
        excess = sum(fitting) - room
        if excess <= 0:
            break
        fitting[at] = max(min(least, fitting[at]), fitting[at] - excess)
    return fitting


def facts(customer: CustomerCard, zone: ZoneInfo, now: datetime) -> tuple[Fact, ...]:
    """What the strip says, the vital first."""
    known = {preference.key: one_line(preference.value) for preference in reversed(customer.preferences)}
    made: list[Fact] = []
    if customer.vip:
        made.append(Fact("crown", _("VIP"), "vip"))
    if manner := addressed(customer):
        made.append(Fact("user-round", manner))
    if known.get("do_not"):
        made.append(Fact("hand", known["do_not"], "danger"))
    reach = ", ".join(known[key] for key in ("channel", "time") if known.get(key))
    if reach:
        made.append(Fact("message-circle", reach))
    due = [promise for promise in customer.promises if promise.state == "open"]
    if due:
        first = min(due, key=lambda promise: promise.due_at)
        late = first.due_at <= now
        due_at = due_text(first.due_at, now, zone)
        words = _("{promise}, by {time}").format(promise=one_line(first.text), time=due_at)
        made.append(Fact("handshake", words, "danger" if late else "promise", _("by {time}").format(time=due_at)))
    if not made and not customer.first_contact:
        made.append(Fact("user-round", one_line(customer.name)))
    if customer.first_contact and not customer.preferences:
        made.append(Fact("sparkles", _("First contact. Ask how they prefer to be reached.")))
    return tuple(made)
