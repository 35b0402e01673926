"""What a delivery report changes at the letter of ours that it is about."""

from collections.abc import Sequence

from app.domain.delivery import DeliveryState
from app.domain.reason import Reason
from app.domain.why import Why
from app.model.conversation import Delivery
from app.server.channels.email.address import parse_addresses
from app.server.channels.email.arrival import safe
from app.server.channels.email.bounce import Failure
from app.server.channels.email.machine import MachineKind, MachineReason
from app.server.channels.email.outgoing import read_outgoing
from app.server.channels.email.thread import Thread
from app.server.channels.email.words import refusal
from app.server.conversations.service import set_delivery
from app.server.transaction import ServerTx

_LEFT = frozenset({DeliveryState.SENT, DeliveryState.DELIVERED})


def returned(tx: ServerTx, machine: MachineReason | None, thread: Thread) -> list[str]:
    """Tell the operator at their letter that it did not arrive; says why, for the report's own entry.

    A copy that did not arrive leaves the letter sent, with a remark: the customer has it.
    """
    if machine is None or machine.kind is not MachineKind.BOUNCE or thread.sent_entry_id is None:
        return []
    lost = [failure for failure in machine.failures if failure.permanent]
    if machine.failures and not lost:
        return [_not_lost(machine.failures)]
    delivery = tx.find(Delivery, thread.sent_entry_id)
    if delivery is None or delivery.conversation_id != thread.conversation_id:
        return []
    copies = _copies(tx, delivery) if lost else frozenset()
    own = [it for it in lost if not {it.address.lower(), it.original.lower()} & copies]
    if lost and not own:
        address = safe(lost[0].address)
        if delivery.state in _LEFT:
            set_delivery(tx, delivery.entry_id, delivery.state, _reason(lost[0]))
        return [Why(f"a copy of its letter did not arrive: {address}", "bounce.copy", address=address)]
    reason = _reason(own[0]) if own else Reason("mail.returned")
    set_delivery(tx, delivery.entry_id, DeliveryState.FAILED, reason)
    return [Why("its letter is marked as not delivered", "bounce.failed")]


def _not_lost(failures: Sequence[Failure]) -> Why:
    if all(it.arrived for it in failures):
        return Why("the letter has arrived, or was passed on", "bounce.arrived")
    return Why("the letter is late, its server keeps trying", "bounce.late")


def _reason(failure: Failure) -> Reason:
    return refusal(safe(failure.address), safe(failure.reason), status=failure.status)


def _copies(tx: ServerTx, delivery: Delivery) -> frozenset[str]:
    """Who only got a copy of a letter."""
    outgoing = read_outgoing(tx.session, tx.ws, delivery.entry_id)
    if outgoing is None:
        return frozenset()
    named = {it.address.lower() for it in parse_addresses(str(outgoing.entry.payload.get("cc", "")))}
    return frozenset(named - {it.address.lower() for it in outgoing.to})
