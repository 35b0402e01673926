"""The upper part of the panel: who it is, and how to treat them; each fact is written where it stands."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.client.customer_row import CustomerCard
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.customer.editing import EditableRow, FactField
from ui.customer.knowing import titles, value_of
from ui.customer.page import Part
from ui.customer.row import set_mark
from ui.theme.tokens import theme
from ui.translation import _, ngettext
from ui.widgets.avatar import Avatar
from ui.widgets.button import IconButton
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.fact import KeyValueRow
from ui.widgets.pill import Chip, Pill, PillKind
from ui.wording import addressed, channel_name, clock_text, customer_now, whole_day
from ui.zone import zone_of


class Head(QWidget):
    """Avatar, name, crown, and the button of the menu."""

    def __init__(self, open_menu: Callable[[], None]) -> None:
        super().__init__()
        look = theme()
        self._name, self._summary = ElidedLabel("", "title"), ElidedLabel("", "meta", "text.secondary")
        self._avatar, self._crown = Avatar(), QLabel()
        set_mark(self._crown, "crown", "vip")
        self._crown.setAccessibleName(_("VIP"))
        self._new = Chip(Pill(_("New customer"), PillKind.ACCENT, "sparkles"))
        self.button = IconButton("ellipsis", _("What is known of the customer"))
        self.button.setObjectName("customer_menu_button")
        self.button.clicked.connect(open_menu)
        self.button.setFixedSize(look.size("hit.min"), look.size("hit.min"))
        row, names, title = QHBoxLayout(self), QVBoxLayout(), QHBoxLayout()
        row.setContentsMargins(0, 0, 0, look.space(2))
        row.setSpacing(look.space(5))
        names.setSpacing(look.space(1))
        title.setSpacing(look.space(3))
        title.addWidget(self._name)
        title.addWidget(self._crown)
        title.addStretch(1)
        title.addWidget(self.button)  # beside the name alone: what stands below has the whole width
        names.addLayout(title)
        names.addWidget(self._summary)
        names.addWidget(
            self._new, 0, Qt.AlignmentFlag.AlignLeft
        )  # a line of its own: beside the name both would be cut
        row.addWidget(self._avatar)
        row.addLayout(names, 1)

    def tell(self, name: str, about: str, *, vip: bool, is_new: bool) -> None:
        """Who it is."""
        self._name.set_text(name)
        self._summary.set_text(about)
        self._avatar.set_name(name)
        self._crown.setVisible(vip)
        self._new.setVisible(is_new)


class Facts:
    """Rows of keys and values; one of them may be a field."""

    def __init__(
        self,
        bridge: DeskBridge,
        edit: Callable[[str], None],
        write: Callable[[str], None],
        touch: Callable[[], None],
    ) -> None:
        """``edit`` and ``write`` get a fact's name and its words; ``touch`` is called at each key."""
        self._bridge, self._edit, self._write, self._touch = bridge, edit, write, touch
        self._zone = zone_of(bridge.desk.person.timezone)
        self._field: FactField | None = None
        self._is_of: tuple[UUID, str] | None = None

    def parts(self, customer: CustomerCard, edited: str) -> list[Part]:
        """The rows of a customer; what is being typed stays."""
        typed = self.typed if self._is_of == (customer.id, edited) else ""
        if self._is_of != (customer.id, edited):
            self._field, self._is_of = None, (customer.id, edited)
        known = {preference.key: one_line(preference.value) for preference in reversed(customer.preferences)}
        made: list[Part] = []
        if not customer.preferences and customer.first_contact:
            made.append(Part("how to reach them", None, _hint))
        reach = known.get("channel") or ", ".join(
            dict.fromkeys(channel_name(it) for it, _address in customer.addresses)
        )
        shown = {
            "call_me": addressed(customer) or _("without a name"),
            "channel": reach,
            "time": self._time(customer, known.get("time", "")),
            "do_not": known.get("do_not", ""),
            "company": one_line(customer.organisation),
        }
        if edited and edited not in shown:
            made.append(self._field_part(customer, edited, typed))
        for fact, value in shown.items():
            if fact == edited:
                made.append(self._field_part(customer, fact, typed))
            elif value:
                made.append(self._fact_part(fact, value))
        return [*made, *self._seen(customer), Part("gap", None, _gap)]

    def _fact_part(self, fact: str, value: str) -> Part:
        title = titles()[fact]

        def make() -> QWidget:
            row = EditableRow(title, value, "danger" if fact == "do_not" else "text.primary")
            row.wanted.connect(lambda: self._edit(fact))
            return row

        return Part(("fact", fact), value, make, lambda row: row.set_fact(title, value))

    def _field_part(self, customer: CustomerCard, fact: str, typed: str) -> Part:
        return Part(("field", customer.id, fact), None, lambda: self._field_of(customer, fact, typed))

    def leave(self) -> None:
        """Nobody is shown: the field goes with the lines."""
        self._field, self._is_of = None, None

    @property
    def typed(self) -> str:
        """What stands in the field; empty without one."""
        return self._field.field.text() if self._field is not None else ""

    def focus(self) -> None:
        """The cursor goes to the field."""
        if self._field is not None:
            self._field.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def put(self, text: str, wrong: str) -> None:
        """What was typed before, and what is wrong with it."""
        if self._field is not None:
            self._field.field.setText(text)
            self._field.say(wrong)

    def say(self, wrong: str) -> None:
        """What is wrong with what was written."""
        if self._field is not None:
            self._field.say(wrong)

    def _field_of(self, customer: CustomerCard, fact: str, typed: str) -> FactField:
        self._field = FactField(titles()[fact], typed or value_of(customer, fact))
        self._field.written.connect(self._write)
        self._field.left.connect(lambda: self._edit(""))
        self._field.field.textEdited.connect(lambda: self._touch())  # noqa: PLW0108  it takes no text
        return self._field

    def _seen(self, customer: CustomerCard) -> list[Part]:
        """What a page told of a visitor, and a block."""
        made: list[Part] = []
        for name, key in ((_("On the page"), "page"), (_("Came from"), "referrer")):
            if isinstance(customer.facts.get(key), str):
                made.append(_seen_part(name, one_line(customer.facts[key], 120)))
        if customer.blocked_until is not None and customer.blocked_until > self._bridge.desk.now():
            there = customer.blocked_until.astimezone(self._zone)
            until = f"{whole_day(there)}, {clock_text(there, self._zone)}"
            made.append(_seen_part(_("Chat"), _("blocked until {time}").format(time=until), "danger"))
        return made

    def _time(self, customer: CustomerCard, preferred: str) -> str:
        clock = f"{customer_now(customer, self._bridge.desk.person.timezone, self._bridge.desk.now()):%H:%M}"
        told = _("{time} there").format(time=clock)
        if not customer.timezone and customer.utc_offset_minutes is None:
            told = _("{time} here, theirs unknown").format(time=clock)
        return " · ".join(part for part in (preferred, told) if part)


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


def head_part(customer: CustomerCard, make: Callable[[], QWidget]) -> Part:
    """The head with this customer."""
    name, about = one_line(customer.name) or _("No name yet"), summary(customer)
    vip, is_new = customer.vip, customer.first_contact
    return Part("head", (name, about, vip, is_new), make, lambda it: it.tell(name, about, vip=vip, is_new=is_new))


def _seen_part(name: str, value: str, role: str = "text.primary") -> Part:
    return Part(("seen", name), value, lambda: KeyValueRow(name, value, role), lambda row: row.set_fact(name, value))


def _hint() -> QLabel:
    made = QLabel(_("First contact. Ask how they prefer to be reached."))
    made.setWordWrap(True)
    made.setProperty("role", "secondary")
    made.setFont(theme().font("meta"))
    made.setContentsMargins(0, 0, 0, theme().space(2))
    return made


def _gap() -> QWidget:
    made = QWidget()
    made.setFixedHeight(theme().space(3))
    return made
