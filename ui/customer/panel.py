"""The customer panel: who writes, how to reach them, what we owe them, what they bought, what was before."""

from uuid import UUID

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from app.client.customer_row import CustomerCard
from app.client.port import Touched
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.customer.facts import Facts, Head, head_part
from ui.customer.history import History
from ui.customer.knowing import Knowing
from ui.customer.menu import customer_menu
from ui.customer.page import Page, Part
from ui.customer.promises import Promises
from ui.customer.row import address_line, header, order_line
from ui.customer.sparkline import Scores
from ui.customer.unfinished import KEPT_AFTER_MS, UnfinishedFacts
from ui.theme.tokens import theme
from ui.translation import _
from ui.zone import zone_of

_MOST_ORDERS = 5


class CustomerPanel(QScrollArea):
    """Shows one customer; reads it anew when it was touched, and once a minute for the clock."""

    opened = Signal(object)
    """A conversation of the history is to be opened. Carries its ``UUID``."""

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("customer_panel")
        self.setWidgetResizable(True)
        self._bridge = bridge
        self._id: UUID | None = None
        self._shown: CustomerCard | None = None
        self._edited = ""
        self._knowing, self._unfinished = Knowing(bridge), UnfinishedFacts(bridge)
        self._typing = QTimer(self, singleShot=True, interval=KEPT_AFTER_MS)
        self._typing.timeout.connect(self._keep)
        self._head: Head | None = None
        self._page = Page(after=self)
        self._page.setProperty("surface", "panel")
        self.setWidget(self._page)
        self._facts = Facts(bridge, self.edit, self._write, self._typing.start)
        self.history = History(bridge, self)
        self.history.opened.connect(self.opened)
        self.promises = Promises(self)
        for part in (self.history, self.promises):
            part.changed.connect(self._show_again)
        self._zone = zone_of(bridge.desk.person.timezone)
        self._minute = QTimer(self, interval=60_000)
        self._minute.timeout.connect(self._on_minute)
        bridge.settled.connect(self._on_touched)
        self._show_anew()

    def show_customer(self, customer_id: UUID | None) -> None:
        """Show another customer, or nobody; what was being written of the former one is kept."""
        self.flush()
        self._id = customer_id
        self._edited, typed = self._unfinished.get(customer_id) if customer_id else ("", "")
        self.history.show_customer(customer_id)
        self.promises.begin()
        self._show_again()
        if self._shown is not None and self._edited:
            self._facts.put(typed, self._knowing.wrong_with(self._shown, self._edited, typed))
        self.verticalScrollBar().setValue(0)

    def flush(self) -> None:
        """What is being written is written down as if Enter had been pressed; what is wrong waits as it stands."""
        self._typing.stop()
        customer, typed = self._shown, self._facts.typed
        if customer is None or not self._edited:
            return
        if typed and self._knowing.write(customer, self._edited, typed):
            self._unfinished.keep(customer.id, self._edited, typed)
        else:
            self._unfinished.forget(customer.id, self._edited)

    @Slot()
    def open_menu(self) -> None:
        """All that can be done about the customer."""
        if self._shown is None or self._head is None:
            return
        button = self._head.button
        menu = customer_menu(self._shown, self._knowing, self.edit, self.merge, self.see_to_data, self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def edit(self, fact: str) -> None:
        """Write a fact where it stands, and keep what was written of another one; an empty name ends it."""
        self._typing.stop()
        if fact and fact != self._edited:
            self.flush()
        elif not fact and self._shown is not None:
            self._unfinished.forget(self._shown.id, self._edited)
        self._edited = fact
        self._show_again()
        if fact:
            self._facts.focus()

    def merge(self) -> None:
        """Ask who is the same person, and merge."""
        from app.commands.merge_customers import MergeCustomers
        from ui.customer.merge_dialog import MergeDialog

        customer = self._shown
        if customer is None:
            return
        dialog = MergeDialog(self._bridge.queries, self._bridge.desk.finder, customer, self)
        if dialog.exec() and (other := dialog.other) is not None:
            pair = (customer.id, other.customer_id)
            kept, gone = pair if dialog.stays.isChecked() else reversed(pair)
            self._knowing.give(MergeCustomers(kept, gone, self._bridge.new_id()))
        dialog.deleteLater()

    def see_to_data(self) -> None:
        """Have all data of the person as a file, keep it from being erased, or erase it."""
        from ui.customer.data_dialog import DataDialog

        if self._shown is not None:
            dialog = DataDialog(self._bridge, self._shown, self)
            dialog.exec()
            dialog.deleteLater()

    def _write(self, text: str) -> None:
        """What was written is kept; what is wrong with it is said where it stands."""
        if self._shown is None:
            return
        wrong = self._knowing.write(self._shown, self._edited, text)
        if wrong:
            self._facts.say(wrong)
        else:
            self.edit("")

    @Slot()
    def _keep(self) -> None:
        """What is half written outlives a crash; what was wiped away again is gone."""
        customer, typed = self._shown, self._facts.typed
        if customer is not None and typed:
            self._unfinished.keep(customer.id, self._edited, typed)
        elif customer is not None:
            self._unfinished.forget(customer.id, self._edited)

    @Slot()
    def _on_minute(self) -> None:
        if not self._edited:
            self._show_again()

    def _on_touched(self, touched: Touched) -> None:
        if self._id is None or not (self._id in touched.customers or touched.everything):
            return
        if not self._edited and self._bridge.queries.customer(self._id) != self._shown:  # a message changes little here
            self._show_again()

    def _show_again(self) -> None:
        customer = self._shown = self._bridge.queries.customer(self._id) if self._id else None
        if customer is None:
            self._facts.leave()
        place = self.verticalScrollBar().value()
        self._page.show_parts([] if customer is None else self._parts(customer))
        self.verticalScrollBar().setValue(place)
        name = one_line(customer.name) if customer else ""
        self.setAccessibleName(_("Customer {name}").format(name=name) if name else _("Customer"))

    def _show_anew(self) -> None:
        """In another look or language; what is being typed stays."""
        parts = [] if self._shown is None else self._parts(self._shown)
        self._page.forget()
        look = theme()
        side, top = look.space(5) + 2, look.space(4) + 2
        self._page.setContentsMargins(side, top, side, top)
        self._page.show_parts(parts)
        self._show_again()

    def _parts(self, customer: CustomerCard) -> list[Part]:
        facts = customer.facts
        scores = (("NPS", _numbers(facts.get("nps"))), (_("CSAT, year"), _numbers(facts.get("csat"))))
        return [
            head_part(customer, self._make_head),
            *self._facts.parts(customer, self._edited),
            Part("scores", scores, Scores, lambda it: it.set_scores(scores)),
            *self.promises.parts(customer, self._bridge.desk.now(), self._zone),
            *_orders(customer),
            *self.history.parts(customer, self._bridge.desk.now(), self._zone),
            *_addresses(customer),
        ]

    def _make_head(self) -> QWidget:
        self._head = Head(self.open_menu)
        return self._head

    # ------------------------------------------------------------------ window, theme, language

    def changeEvent(self, event: QEvent) -> None:
        """Another look or language: show again."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LanguageChange) and hasattr(self, "_minute"):
            QTimer.singleShot(0, self, self._show_anew)

    def showEvent(self, event: QShowEvent) -> None:
        """The clock goes on."""
        super().showEvent(event)
        self._minute.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing ticks unseen."""
        super().hideEvent(event)
        self._minute.stop()


def _orders(customer: CustomerCard) -> list[Part]:
    if not customer.orders:
        return []
    return [header("package", _("Orders")), *map(order_line, customer.orders[:_MOST_ORDERS])]


def _addresses(customer: CustomerCard) -> list[Part]:
    if not customer.identities:
        return []
    return [header("at-sign", _("Addresses")), *map(address_line, customer.identities)]


def _numbers(values: object) -> tuple[float, ...]:
    if not isinstance(values, list):
        return ()
    return tuple(float(value) for value in values if isinstance(value, int | float))
