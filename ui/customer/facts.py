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
from ui.customer.row import mark
from ui.theme.tokens import theme
from ui.translation import _, ngettext
from ui.widgets.avatar import Avatar
from ui.widgets.button import IconButton
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.fact import KeyValueRow
from ui.widgets.pill import Chip, Pill, PillKind
from ui.wording import addressed, channel_name, customer_now
from ui.zone import zone_of


class Head:
    """Avatar, name, crown, and the button of the menu."""

    def __init__(self, open_menu: Callable[[], None]) -> None:
        self._open_menu = open_menu
        self.button: IconButton | None = None

    def build(self, customer: CustomerCard) -> QWidget:
        """Made anew for each customer."""
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
        if customer.first_contact:  # a line of its own: beside the name both would be cut
            new = Chip(Pill(_("New customer"), PillKind.ACCENT, "sparkles"))
            names.addWidget(new, 0, Qt.AlignmentFlag.AlignLeft)
        row.addWidget(Avatar(name))
        row.addLayout(names, 1)
        self.button = button = IconButton("ellipsis", _("What is known of the customer"))
        button.setObjectName("customer_menu_button")
        button.clicked.connect(self._open_menu)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return head


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

    def build(self, customer: CustomerCard, edited: str) -> list[QWidget]:
        """Made anew for each customer and each change; what is being typed stays."""
        typed = self.typed if self._is_of == (customer.id, edited) else ""
        self._field, self._is_of = None, (customer.id, edited)
        known = {preference.key: one_line(preference.value) for preference in reversed(customer.preferences)}
        made: list[QWidget] = []
        if not customer.preferences and customer.first_contact:
            made.append(_hint(_("First contact. Ask how they prefer to be reached.")))
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
        names = titles()
        if edited and edited not in shown:
            made.append(self._field_of(customer, edited, typed))
        for fact, value in shown.items():
            if fact == edited:
                made.append(self._field_of(customer, fact, typed))
            elif value:
                row = EditableRow(names[fact], value, "danger" if fact == "do_not" else "text.primary")
                row.wanted.connect(lambda fact=fact: self._edit(fact))
                made.append(row)
        return [*made, *self._seen(customer), _gap()]

    def leave(self) -> None:
        """Nobody is shown: the field goes with its page."""
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

    def _seen(self, customer: CustomerCard) -> list[QWidget]:
        """What a page told of a visitor, and a block."""
        made: list[QWidget] = []
        for name, key in ((_("On the page"), "page"), (_("Came from"), "referrer")):
            if isinstance(customer.facts.get(key), str):
                made.append(KeyValueRow(name, one_line(customer.facts[key], 120)))
        if customer.blocked_until is not None and customer.blocked_until > self._bridge.desk.now():
            until = f"{customer.blocked_until.astimezone(self._zone):%d.%m.%Y %H:%M}"
            made.append(KeyValueRow(_("Chat"), _("blocked until {time}").format(time=until), "danger"))
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
