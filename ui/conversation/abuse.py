"""What an operator can do against abuse in the chat: warn, block for some days, hand to a lead."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtWidgets import QMenu

from app.client.customer_row import CustomerCard
from app.client.row import ConversationCard, UserRow
from app.commands.block import BlockCustomer, UnblockCustomer
from app.commands.conversation import AssignConversation
from app.commands.message import Reply
from app.domain.channel import Channel
from app.language.catalogue import marked
from app.resource import load_catalogue
from ui.bridge.desk_bridge import DeskBridge
from ui.translation import _, language, ngettext
from ui.wording import button_text

BLOCK_DAYS = (1, 7, 30)
UNDO_MS = 8_000
_WARNING = marked("Please write to us politely, or we will have to end this chat. We are glad to help you.")


@dataclass(frozen=True, slots=True)
class Abuse:
    """One choice: a warning, a block for ``days``, no block any more (0), or the lead it is handed to."""

    warn: bool = False
    days: int | None = None
    lead_id: UUID | None = None


def abuse_menu(
    parent: QMenu, users: tuple[UserRow, ...], is_blocked: bool, choosing: Callable[[Abuse], Callable[[], object]]
) -> QMenu:
    """The part of a menu about abuse; ``choosing`` makes what a choice does."""
    menu = QMenu(_("Abuse"), parent)
    menu.addAction(_("Warn the visitor"), choosing(Abuse(warn=True)))
    for days in BLOCK_DAYS:
        text = ngettext("Block for {count} day", "Block for {count} days", days).format(count=days)
        menu.addAction(text, choosing(Abuse(days=days)))
    if is_blocked:
        menu.addAction(_("Take messages again"), choosing(Abuse(days=0)))
    menu.addSeparator()
    leads = [user for user in users if user.lead]
    for user in leads:
        text = _("Hand to the lead: {name}").format(name=button_text(user.name))
        menu.addAction(text, choosing(Abuse(lead_id=user.id)))
    if not leads:
        menu.addAction(_("There is no lead to hand it to")).setEnabled(False)
    return menu


def act(bridge: DeskBridge, card: ConversationCard, customer: CustomerCard | None, choice: Abuse) -> None:
    """Submit what was chosen; a block waits some seconds for its undo, everything works offline."""
    row, entry_id = card.row, bridge.new_id()
    if choice.warn:
        spoken = (customer.locale if customer else "") or language()
        text = load_catalogue(spoken[:2]).gettext(_WARNING) if spoken[:2] in ("ru", "en") else _WARNING
        bridge.submit(Reply(row.id, entry_id, text, Channel.CHAT, card.seen_seq))
    elif choice.lead_id is not None:
        bridge.submit(AssignConversation(row.id, entry_id, choice.lead_id, row.assignee_id))
    elif choice.days:
        bridge.submit(BlockCustomer(row.id, entry_id, choice.days), undo_ms=UNDO_MS)
    else:
        bridge.submit(UnblockCustomer(row.id, entry_id))
