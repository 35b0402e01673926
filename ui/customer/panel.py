"""The customer panel: who writes, how to reach them, what we owe them, what they bought, what was before."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.client.port import Touched
from app.client.row import CustomerCard
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.customer.row import address_line, history_line, mark, order_line, promise_line
from ui.customer.sparkline import Scores
from ui.theme.tokens import theme
from ui.translation import _, ngettext
from ui.widgets.avatar import Avatar
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.fact import KeyValueRow, SectionHeader
from ui.wording import addressed, channel_name, customer_now, zone_of

_MOST_ORDERS, _MOST_HISTORY, _MOST_PROMISES = 5, 6, 4


class CustomerPanel(QScrollArea):
    """Shows one customer; reads it anew when it was touched, and once a minute for the clock."""

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("customer_panel")
        self.setWidgetResizable(True)
        self._bridge = bridge
        self._id: UUID | None = None
        self._shown: CustomerCard | None = None
        self._zone = zone_of(bridge.desk.person.timezone)
        self._minute = QTimer(self, interval=60_000)
        self._minute.timeout.connect(self._show_again)
        bridge.settled.connect(self._on_touched)
        self._show_again()

    def show_customer(self, customer_id: UUID | None) -> None:
        """Show another customer, or nobody."""
        self._id = customer_id
        self._show_again()
        self.verticalScrollBar().setValue(0)

    def _on_touched(self, touched: Touched) -> None:
        if self._id is None or not (self._id in touched.customers or touched.everything):
            return
        if self._bridge.queries.customer(self._id) != self._shown:  # a new message changes little here
            self._show_again()

    def _show_again(self) -> None:
        customer = self._shown = self._bridge.queries.customer(self._id) if self._id else None
        page = QWidget()
        page.setProperty("surface", "panel")
        look = theme()
        column = QVBoxLayout(page)
        column.setContentsMargins(look.space(5) + 2, look.space(4) + 2, look.space(5) + 2, look.space(4) + 2)
        column.setSpacing(0)
        if customer is not None:
            for part in self._parts(customer):
                column.addWidget(part)
        column.addStretch(1)
        place = self.verticalScrollBar().value()
        self.setWidget(page)
        self.verticalScrollBar().setValue(place)
        name = one_line(customer.name) if customer else ""
        self.setAccessibleName(_("Customer {name}").format(name=name) if name else _("Customer"))

    def _parts(self, customer: CustomerCard) -> list[QWidget]:
        facts = customer.facts
        return [
            self._head(customer),
            *self._facts(customer),
            Scores((("NPS", _numbers(facts.get("nps"))), (_("CSAT, year"), _numbers(facts.get("csat"))))),
            *self._promises(customer),
            *self._orders(customer),
            *self._history(customer),
            *self._addresses(customer),
        ]

    def _head(self, customer: CustomerCard) -> QWidget:
        look = theme()
        head = QWidget()
        row, names, title = QHBoxLayout(head), QVBoxLayout(), QHBoxLayout()
        row.setContentsMargins(0, 0, 0, look.space(2))
        row.setSpacing(look.space(5))
        names.setSpacing(0)
        title.setSpacing(look.space(3))
        name = one_line(customer.name) or _("No name yet")
        title.addWidget(ElidedLabel(name, "title"))
        if customer.vip:
            crown = mark("crown", "vip")
            crown.setAccessibleName(_("VIP"))
            title.addWidget(crown)
        title.addStretch(1)
        names.addLayout(title)
        names.addWidget(ElidedLabel(summary(customer), "meta", "text.secondary"))
        row.addWidget(Avatar(name))
        row.addLayout(names, 1)
        return head

    def _facts(self, customer: CustomerCard) -> list[QWidget]:
        known = {preference.key: one_line(preference.value) for preference in reversed(customer.preferences)}
        made: list[QWidget] = []
        if not customer.preferences and customer.first_contact:
            made.append(_hint(_("First contact. Ask how they prefer to be reached.")))
        made.append(KeyValueRow(_("Address as"), addressed(customer) or _("without a name")))
        reach = known.get("channel") or ", ".join(
            dict.fromkeys(channel_name(it) for it, _address in customer.addresses)
        )
        if reach:
            made.append(KeyValueRow(_("Channel"), reach))
        made.append(KeyValueRow(_("Time"), self._time(customer, known.get("time", ""))))
        if known.get("do_not"):
            made.append(KeyValueRow(_("Please do not"), known["do_not"], "danger"))
        for name, key in ((_("On the page"), "page"), (_("Came from"), "referrer")):
            if isinstance(customer.facts.get(key), str):
                made.append(KeyValueRow(name, one_line(customer.facts[key], 120)))
        if customer.blocked_until is not None and customer.blocked_until > self._bridge.desk.now():
            until = f"{customer.blocked_until.astimezone(self._zone):%d.%m.%Y %H:%M}"
            made.append(KeyValueRow(_("Chat"), _("blocked until {time}").format(time=until), "danger"))
        if customer.organisation:
            made.append(KeyValueRow(_("Company"), one_line(customer.organisation)))
        made.append(_gap())
        return made

    def _time(self, customer: CustomerCard, preferred: str) -> str:
        clock = f"{customer_now(customer, self._bridge.desk.person.timezone, self._bridge.desk.now()):%H:%M}"
        told = _("{time} there").format(time=clock)
        if not customer.timezone and customer.utc_offset_minutes is None:
            told = _("{time} here, theirs unknown").format(time=clock)
        return " · ".join(part for part in (preferred, told) if part)

    def _promises(self, customer: CustomerCard) -> list[QWidget]:
        if not customer.promises:
            return []
        settled = [promise for promise in customer.promises if promise.state in ("kept", "broken")]
        kept = sum(1 for promise in settled if promise.state == "kept")
        remark = _("{kept} of {all} in time").format(kept=kept, all=len(settled)) if settled else ""
        shown = sorted(customer.promises, key=lambda promise: (promise.state != "open", promise.due_at))
        now = self._bridge.desk.now()
        return [
            SectionHeader(_("Promises"), remark, "handshake", "promise"),
            *(promise_line(promise, now, self._zone) for promise in shown[:_MOST_PROMISES] if promise.state == "open"),
        ]

    def _orders(self, customer: CustomerCard) -> list[QWidget]:
        if not customer.orders:
            return []
        return [SectionHeader(_("Orders"), "", "package"), *map(order_line, customer.orders[:_MOST_ORDERS])]

    def _history(self, customer: CustomerCard) -> list[QWidget]:
        if not customer.history:
            return []
        now = self._bridge.desk.now()
        lines = [history_line(row, now, self._zone) for row in customer.history[:_MOST_HISTORY]]
        return [SectionHeader(_("History"), "", "history"), *lines]

    def _addresses(self, customer: CustomerCard) -> list[QWidget]:
        if not customer.addresses:
            return []
        return [SectionHeader(_("Addresses"), "", "at-sign"), *(address_line(*pair) for pair in customer.addresses)]

    # ------------------------------------------------------------------ window, theme, language

    def changeEvent(self, event: QEvent) -> None:
        """Another look or language: show again."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LanguageChange) and hasattr(self, "_minute"):
            QTimer.singleShot(0, self, self._show_again)

    def showEvent(self, event: QShowEvent) -> None:
        """The clock goes on."""
        super().showEvent(event)
        self._minute.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing ticks unseen."""
        super().hideEvent(event)
        self._minute.stop()


def summary(customer: CustomerCard) -> str:
    """``Kazan · customer since 2019 · 14 orders``."""
    orders = customer.facts.get("orders")
    count = orders if isinstance(orders, int) and orders > 0 else len(customer.orders)
    parts = [one_line(customer.city)]
    if customer.since is not None:
        parts.append(_("customer since {year}").format(year=customer.since.year))
    if count:
        parts.append(ngettext("{count} order", "{count} orders", count).format(count=count))
    if customer.first_contact and not count:
        parts.append(_("first contact"))
    return " · ".join(part for part in parts if part)


def _numbers(values: object) -> Sequence[float]:
    if not isinstance(values, list):
        return []
    return [float(value) for value in values if isinstance(value, int | float)]


def _hint(text: str) -> QLabel:
    made = QLabel(text)
    made.setWordWrap(True)
    made.setProperty("role", "secondary")
    made.setFont(theme().font("meta"))
    return made


def _gap() -> QWidget:
    made = QWidget()
    made.setFixedHeight(theme().space(3))
    return made
