"""What a person may write down of a customer: each fact with its question, its present value, and its command."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from app.client.customer_row import CustomerCard
from app.commands.customer import EditCustomer, SetOrganisation, StatePreference
from app.commands.identity import AddIdentity, normalised
from app.domain.channel import Channel
from app.domain.role import EXPORT_CUSTOMER, REDACT, SET_HOLD
from ui.bridge.desk_bridge import DeskBridge
from ui.translation import _
from ui.widgets.toast import UNDO_MS

WRITTEN = ("name", "call_me", "channel", "time", "do_not", "city", "company", "address")
"""Facts that are written in words; the address forms and languages are chosen."""

_PREFERENCES = ("call_me", "channel", "time", "do_not")


def titles() -> dict[str, str]:
    """What each fact is called."""
    return {
        "name": _("Name ").strip(),  # the space makes it another word than the name of a thing
        "call_me": _("Address as"),
        "channel": _("Channel"),
        "time": _("Time"),
        "do_not": _("Please do not"),
        "city": _("City"),
        "company": _("Company"),
        "address": _("Address or number"),
    }


def value_of(customer: CustomerCard, fact: str) -> str:
    """As it is known now; empty: it is not."""
    if fact in _PREFERENCES:
        return next((it.value for it in customer.preferences if it.key == fact), "")
    return {"name": customer.name, "city": customer.city, "company": customer.organisation}.get(fact, "")


@dataclass(frozen=True, slots=True)
class Knowing:
    """Gives the commands; each can be undone for a few seconds."""

    bridge: DeskBridge

    def write(self, customer: CustomerCard, fact: str, text: str) -> str:
        """Write a fact down; returns what is wrong with it, empty when nothing is."""
        text = " ".join(text.split())
        wrong = self.wrong_with(customer, fact, text)
        made = None if wrong or text == value_of(customer, fact) else self._command(customer, fact, text)
        if made is not None:
            self._give(made)
        return wrong

    def wrong_with(self, customer: CustomerCard, fact: str, text: str) -> str:
        """Why it cannot be written down, empty when it can."""
        if fact == "name" and not text.strip():
            return _("A customer has a name.")
        if fact == "address" and self._address(customer, text) is None:
            return _("This is no address and no number. Write name@host or +7…")
        return ""

    def prefer(self, customer: CustomerCard, key: str, value: str) -> None:
        """A preference that is chosen, as the form of address; empty: it is not known any more."""
        self._give(StatePreference(customer.id, key, value, _("the operator")))

    def set_vip(self, customer: CustomerCard, vip: bool) -> None:
        """A person to whom the crown is given, or taken off."""
        self._give(EditCustomer(customer.id, vip=vip))

    def may_see_to_data(self, customer: CustomerCard) -> bool:
        """Whether this person may take, hold or erase all that is known of the customer."""
        allowed = any(self.bridge.queries.may(it) for it in (EXPORT_CUSTOMER, SET_HOLD, REDACT))
        return allowed and not customer.erased

    def give(self, command: object) -> None:
        """Any other of the panel's commands."""
        self._give(command)

    def _command(self, customer: CustomerCard, fact: str, text: str) -> object | None:
        makers: dict[str, Callable[[], object | None]] = {
            "name": lambda: EditCustomer(customer.id, name=text),
            "city": lambda: EditCustomer(customer.id, city=text),
            "company": lambda: SetOrganisation(customer.id, self._company(text), text),
            "address": lambda: self._address(customer, text),
        }
        if fact in _PREFERENCES:
            return StatePreference(customer.id, fact, text[:400], _("the operator"))
        return makers[fact]()

    def _company(self, name: str) -> UUID | None:
        """A known one of that name, or a fresh id."""
        if not name:
            return None
        known = (key for key, known in self.bridge.queries.organisations() if known.casefold() == name.casefold())
        return next(known, None) or self.bridge.new_id()

    def _address(self, customer: CustomerCard, text: str) -> object | None:
        channel = Channel.EMAIL if "@" in text else Channel.PHONE
        if not normalised(channel, text):
            return None
        return AddIdentity(customer.id, self.bridge.new_id(), channel, text)

    def _give(self, command: object) -> None:
        self.bridge.submit(command, undo_ms=UNDO_MS)
