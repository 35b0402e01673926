"""Lines of the customer panel: a promise, an order, an earlier request, an address."""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import NamedTuple
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.client.customer_row import HistoryRow, IdentityRow, OrderRow, PromiseRow
from app.client.search import PastLine
from app.domain.channel import Channel
from app.language.phone import number_of
from app.language.plain_text import one_line
from ui.customer.page import Part
from ui.customer.past_row import PastRow
from ui.deadline import promise_deadline
from ui.theme.icon import icon_pixmap
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.fact import SectionHeader
from ui.widgets.sla_ring import Sla, SlaLabel
from ui.wording import channel_icon, channel_name, clock_text, money_text, short_day, status_name

_DAY_COLUMN = 52


class Words(NamedTuple):
    """A small text of one line. ``grows``: it takes what room there is; ``keeps``: it is not cut for another.

    ``is_day``: as wide as the days of the other lines.
    """

    text: str
    role: str = "text.primary"
    grows: bool = False
    weight: int = 400
    keeps: bool = False
    is_day: bool = False


class Mark(NamedTuple):
    """A small icon."""

    icon: str


Bit = Words | Mark | Sla


def line(
    kind: str, *bits: Bit, sentence: str, about: Hashable = None,
    run: Callable[[QWidget], object] | None = None, hint: str = "",
) -> Part:  # fmt: skip
    """Parts side by side. ``run``: a press, with the line; what it does may differ only with ``about``."""
    kinds = tuple(bit[2:] if isinstance(bit, Words) else type(bit) for bit in bits)
    return Part(
        (kind, kinds, run is None), (bits, sentence, about),
        partial(_built, bits, None if run is None else hint), partial(_fill, bits=bits, sentence=sentence, run=run),
    )  # fmt: skip


def _built(bits: Sequence[Bit], hint: str | None) -> QWidget:
    made = QWidget() if hint is None else PastRow(hint)
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 1, 0, 1)
    row.setSpacing(theme().space(4))
    for bit in bits:
        row.addWidget(_label(bit) if isinstance(bit, Words) else QLabel() if isinstance(bit, Mark) else SlaLabel())
    return made


def _label(words: Words) -> ElidedLabel:
    made = ElidedLabel("", "meta", weight=words.weight, tabular=True)
    policy = QSizePolicy.Policy.Expanding if words.grows else QSizePolicy.Policy.Maximum
    made.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
    if words.is_day:
        made.setFixedWidth(round(_DAY_COLUMN * theme().text_scale))
    return made


def _fill(made: QWidget, bits: Sequence[Bit], sentence: str, run: Callable[[QWidget], object] | None) -> None:
    made.setAccessibleName(sentence)
    if isinstance(made, PastRow) and run is not None:
        made.run = partial(run, made)
    row = made.layout()
    for at, bit in enumerate(bits):
        if row is not None and (item := row.itemAt(at)) is not None:
            _tell(item.widget(), bit)


def _tell(part: QWidget | None, bit: Bit) -> None:
    if isinstance(part, ElidedLabel) and isinstance(bit, Words):
        part.set_text(one_line(bit.text))
        part.set_role(bit.role)
        if bit.keeps:  # the title gives way
            part.setMinimumWidth(min(part.sizeHint().width(), theme().size("kv.key")))
    elif isinstance(part, SlaLabel) and isinstance(bit, Sla):
        part.set_sla(bit)
    elif isinstance(part, QLabel) and isinstance(bit, Mark):
        set_mark(part, bit.icon)


def set_mark(label: QLabel, icon_name: str, role: str = "text.tertiary") -> None:
    """Show a small icon."""
    label.setPixmap(icon_pixmap(icon_name, role, theme().size("icon.sm"), label.devicePixelRatioF()))
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)


def promise_line(
    promise: PromiseRow, now: datetime, zone: tzinfo, run: Callable[[QWidget], object] | None = None
) -> Part:
    """``Give a date   by 15:00 · 28 min``; without a date only when it is settled. ``run`` gets the line."""
    text = one_line(promise.text)
    if promise.state != "open":
        words = _("kept") if promise.state == "kept" else _("missed") if promise.state == "broken" else _("withdrawn")
        role = "success" if promise.state == "kept" else "text.tertiary"
        return line("promise", Words(text, grows=True), Words(words, role), sentence=f"{text}: {words}")
    owed = promise_deadline(promise.due_at, now)
    same_day = promise.due_at.astimezone(zone).date() == now.astimezone(zone).date()
    day = "" if same_day else short_day(promise.due_at.astimezone(zone).date(), now.astimezone(zone).date()) + ", "
    due = _("by {time}").format(time=day + clock_text(promise.due_at, zone))
    told = f"{due} · {owed.text}" if same_day else due
    bits = (Words(text, grows=True), Sla(owed.state, told, owed.share))
    hint = _("Press Enter for what can be done")
    return line("promise", *bits, sentence=f"{text}: {told}", about=promise, run=run, hint=hint)


def order_line(order: OrderRow) -> Part:
    """``48-20917  Lamp, 2 pcs.   12 480 ₽``."""
    money = money_text(order.amount_minor, order.currency)
    return line(
        "order",
        Words(order.number, weight=500, keeps=True),
        Words(order.title, grows=True),
        Words(money, keeps=True),
        sentence=f"{order.number}, {one_line(order.title)}, {money}",
    )


def history_line(row: HistoryRow, now: datetime, zone: tzinfo, run: Callable[[UUID], object]) -> Part:
    """``3 Nov  [mail]  Delivery date · solved``; ``run`` opens it."""
    told = f"{one_line(row.subject)} · {status_name(row.status).lower()}"
    return _past(row, told, now, zone, run)


def past_line(row: PastLine, now: datetime, zone: tzinfo, run: Callable[[UUID], object]) -> Part:
    """The same of one that is not here; of a queue that is not granted no word: ``3 Nov  [mail]  Legal · solved``."""
    number = f"№ {row.number}" if row.number else ""
    parts = (row.queue_name, number, row.subject, status_name(row.status).lower())
    return _past(row, " · ".join(one_line(part) for part in parts if part), now, zone, run)


def _past(row: HistoryRow | PastLine, told: str, now: datetime, zone: tzinfo, run: Callable[[UUID], object]) -> Part:
    there = row.conversation_id
    day = short_day(row.at.astimezone(zone).date(), now.astimezone(zone).date())
    bits = (Words(day, "text.tertiary", is_day=True), Mark(channel_icon(row.channel)), Words(told, grows=True))
    opens = None if there is None else lambda _line: run(there)
    sentence, hint = f"{day}, {channel_name(row.channel)}, {told}", _("Press Enter to open it")
    return line("past", *bits, sentence=sentence, about=there, run=opens, hint=hint)


def address_line(identity: IdentityRow) -> Part:
    """An address with its channel, and whether it is sure."""
    told = ""
    if identity.verified:
        told = _("checked")
    elif identity.added:
        told = _("not checked")
    value = number_of(identity.value).written if identity.channel is Channel.PHONE else one_line(identity.value)
    sentence = f"{channel_name(identity.channel)}: {value}"
    bits: list[Bit] = [Mark(channel_icon(identity.channel)), Words(value, grows=True)]
    if told:
        bits.append(Words(told, "success" if identity.verified else "text.tertiary"))
        sentence = f"{sentence}, {told}"
    return line("address", *bits, sentence=sentence)


def header(icon_name: str, text: str, remark: str = "", role: str = "text.secondary") -> Part:
    """The line above a section."""
    made = partial(SectionHeader, "", "", icon_name, role)
    return Part(("header", icon_name), (text, remark), made, lambda it: it.set_text(text, remark))
