"""Lines of the customer panel: a promise, an order, an earlier request, an address."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.client.customer_row import HistoryRow, IdentityRow, OrderRow, PromiseRow
from app.client.search import PastLine
from app.language.plain_text import one_line
from ui.customer.past_row import PastRow
from ui.theme.icon import icon_pixmap
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.sla_ring import Sla, SlaLabel, SlaState, left_text
from ui.wording import channel_icon, channel_name, clock_text, money_text, short_day, status_name

_SOON = timedelta(hours=1)
_DAY_COLUMN = 52


def line(*parts: QWidget, sentence: str, run: Callable[[], object] | None = None, hint: str = "") -> QWidget:
    """Parts side by side; the ``ElidedLabel`` that may grow is the one with an expanding policy.

    ``run``: a press; ``hint``: what that does, in words.
    """
    made = QWidget() if run is None else PastRow(run, hint)
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 1, 0, 1)
    row.setSpacing(theme().space(4))
    for part in parts:
        row.addWidget(part)
    made.setAccessibleName(sentence)
    return made


def label(text: str, role: str = "text.primary", *, grows: bool = False, weight: int = 400) -> ElidedLabel:
    """A small text of one line."""
    made = ElidedLabel(one_line(text), "meta", role, weight=weight, tabular=True)
    policy = QSizePolicy.Policy.Expanding if grows else QSizePolicy.Policy.Maximum
    made.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
    return made


def mark(icon_name: str, role: str = "text.tertiary") -> QLabel:
    """A small icon."""
    made = QLabel()
    made.setPixmap(icon_pixmap(icon_name, role, theme().size("icon.sm"), made.devicePixelRatioF()))
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


def promise_line(
    promise: PromiseRow, now: datetime, zone: tzinfo, run: Callable[[QWidget], object] | None = None
) -> QWidget:
    """``Give a date   by 15:00 · 28 min``; without a date only when it is settled. ``run`` gets the line."""
    text = one_line(promise.text)
    if promise.state != "open":
        words = _("kept") if promise.state == "kept" else _("missed") if promise.state == "broken" else _("withdrawn")
        role = "success" if promise.state == "kept" else "text.tertiary"
        return line(label(text, grows=True), label(words, role), sentence=f"{text}: {words}")
    left = promise.due_at - now
    same_day = promise.due_at.astimezone(zone).date() == now.astimezone(zone).date()
    day = "" if same_day else short_day(promise.due_at.astimezone(zone).date(), now.astimezone(zone).date()) + ", "
    due = _("by {time}").format(time=day + clock_text(promise.due_at, zone))
    state = SlaState.LATE if left <= timedelta() else SlaState.AT_RISK if left <= _SOON else SlaState.ON_TRACK
    share = max(0.0, min(1.0, left / timedelta(hours=2)))
    told = f"{due} · {left_text(left)}" if same_day else due
    parts, hint = (label(text, grows=True), SlaLabel(Sla(state, told, share))), _("Press Enter for what can be done")
    sentence = f"{text}: {told}"
    if run is None:
        return line(*parts, sentence=sentence)
    made = line(*parts, sentence=sentence, run=lambda: run(made), hint=hint)
    return made


def order_line(order: OrderRow) -> QWidget:
    """``48-20917  Lamp, 2 pcs.   12 480 ₽``."""
    money = money_text(order.amount_minor, order.currency)
    number, amount = label(order.number, weight=500), label(money)
    for part in (number, amount):  # the title gives way
        part.setMinimumWidth(min(part.sizeHint().width(), theme().size("kv.key")))
    return line(
        number,
        label(order.title, grows=True),
        amount,
        sentence=f"{order.number}, {one_line(order.title)}, {money}",
    )


def history_line(row: HistoryRow, now: datetime, zone: tzinfo, run: Callable[[UUID], object]) -> QWidget:
    """``3 Nov  [mail]  Delivery date · solved``; ``run`` opens it."""
    told = f"{one_line(row.subject)} · {status_name(row.status).lower()}"
    return _past(row, told, now, zone, partial(run, row.conversation_id))


def past_line(row: PastLine, now: datetime, zone: tzinfo, run: Callable[[UUID], object]) -> QWidget:
    """The same of one that is not here; of a queue that is not granted no word: ``3 Nov  [mail]  Legal · solved``."""
    number = f"№ {row.number}" if row.number else ""
    parts = (row.queue_name, number, row.subject, status_name(row.status).lower())
    opens = None if row.conversation_id is None else partial(run, row.conversation_id)
    return _past(row, " · ".join(one_line(part) for part in parts if part), now, zone, opens)


def _past(
    row: HistoryRow | PastLine, told: str, now: datetime, zone: tzinfo, run: Callable[[], object] | None
) -> QWidget:
    day = short_day(row.at.astimezone(zone).date(), now.astimezone(zone).date())
    when = label(day, "text.tertiary")
    when.setFixedWidth(round(_DAY_COLUMN * theme().text_scale))
    sentence = f"{day}, {channel_name(row.channel)}, {told}"
    return line(when, mark(channel_icon(row.channel)), label(told, grows=True), sentence=sentence, run=run)


def address_line(identity: IdentityRow) -> QWidget:
    """An address with its channel, and whether it is sure."""
    told = ""
    if identity.verified:
        told = _("checked")
    elif identity.added:
        told = _("not checked")
    sentence = f"{channel_name(identity.channel)}: {one_line(identity.value)}"
    parts: list[QWidget] = [mark(channel_icon(identity.channel)), label(identity.value, grows=True)]
    if told:
        parts.append(label(told, "success" if identity.verified else "text.tertiary"))
        sentence = f"{sentence}, {told}"
    return line(*parts, sentence=sentence)
