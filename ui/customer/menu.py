"""What can be done about a customer, as a menu."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QMenu, QWidget

from app.client.customer_row import CustomerCard
from app.commands.identity import RemoveIdentity, VerifyIdentity
from app.commands.merge_customers import PartCustomers
from app.language.plain_text import one_line
from ui.customer.knowing import WRITTEN, Knowing, titles
from ui.translation import _
from ui.wording import button_text


def customer_menu(
    customer: CustomerCard, knowing: Knowing, edit: Callable[[str], None], merge: Callable[[], None],
    data: Callable[[], None], parent: QWidget,
) -> QMenu:  # fmt: skip
    """Facts to write down, choices with a tick, addresses, two customers that are one, and all of their data."""
    menu = QMenu(parent)
    menu.setObjectName("customer_menu")
    names = titles()
    for fact in WRITTEN:
        menu.addAction(_("{fact}…").format(fact=names[fact]), partial(edit, fact))
    menu.addSeparator()
    vip = menu.addAction(_("VIP"))
    vip.setCheckable(True)
    vip.setChecked(customer.vip)
    vip.triggered.connect(partial(_crown, knowing, customer, not customer.vip))
    menu.addMenu(_choices(menu, customer, knowing, "address_form", _("Form of address"), _manners()))
    menu.addMenu(_choices(menu, customer, knowing, "language", _("Language"), _languages()))
    _add_addresses(menu, customer, knowing)
    menu.addSeparator()
    menu.addAction(_("The same person as…"), merge)
    for merge_id, name in merges(customer):
        text = _("Part from “{name}” again").format(name=button_text(name))
        menu.addAction(text, partial(knowing.give, PartCustomers(customer.id, merge_id)))
    if knowing.may_see_to_data(customer):
        menu.addSeparator()
        menu.addAction(_("Data of this person…"), data)
    return menu


def merges(customer: CustomerCard) -> list[tuple[UUID, str]]:
    """Who was merged with this customer, with the names they had."""
    found = customer.facts.get("merged", [])
    return [(UUID(it["id"]), one_line(str(it["name"]), 60)) for it in found if isinstance(it, dict)]


def _choices(
    menu: QMenu, customer: CustomerCard, knowing: Knowing, key: str, title: str, choices: list[tuple[str, str]]
) -> QMenu:  # fmt: skip
    known = next((it.value for it in customer.preferences if it.key == key), "")
    submenu = QMenu(title, menu)
    for value, name in choices:
        action = submenu.addAction(name)
        action.setCheckable(True)
        action.setChecked(value == known)
        action.triggered.connect(partial(_prefer, knowing, customer, key, value))
    return submenu


def _prefer(knowing: Knowing, customer: CustomerCard, key: str, value: str, _checked: bool = False) -> None:
    knowing.prefer(customer, key, value)


def _manners() -> list[tuple[str, str]]:
    return [("formal", _("formal")), ("informal", _("informal")), ("", _("not known"))]


def _languages() -> list[tuple[str, str]]:
    return [("ru", "Русский"), ("en", "English"), ("", _("not known"))]


def _add_addresses(menu: QMenu, customer: CustomerCard, knowing: Knowing) -> None:
    if not customer.identities:
        return
    addresses = QMenu(_("Addresses"), menu)
    for it in customer.identities:
        of = addresses.addMenu(button_text(it.value))
        sure = of.addAction(_("Made sure that it is theirs"))
        sure.setCheckable(True)
        sure.setChecked(it.verified)
        sure.triggered.connect(partial(_verify, knowing, customer, it.id, not it.verified))
        of.addAction(_("Not theirs: take it off"), partial(knowing.give, RemoveIdentity(customer.id, it.id)))
    menu.addMenu(addresses)


def _crown(knowing: Knowing, customer: CustomerCard, vip: bool, _checked: bool = False) -> None:
    knowing.set_vip(customer, vip)


def _verify(
    knowing: Knowing, customer: CustomerCard, identity_id: UUID, verified: bool, _checked: bool = False
) -> None:  # fmt: skip
    knowing.give(VerifyIdentity(customer.id, identity_id, verified))
