"""The command that ties two requests together, or unties them; each stays a matter of its own."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.commands.base import Tx, handles
from app.domain.entry import EntryKind
from app.model.conversation import Conversation
from app.model.identifier import derived_id

MAX_LINKS = 50


@dataclass(frozen=True, slots=True)
class LinkConversations:
    """Say that two requests belong together; ``on`` False: that they do not. The other way round is the same."""

    conversation_id: UUID
    entry_id: UUID
    target_id: UUID
    on: bool = True

    @property
    def other_ids(self) -> list[UUID]:
        """What else its author has to reach."""
        return [self.target_id]


@handles("link", 1)
def link(cmd: LinkConversations, tx: Tx) -> None:
    """A set operation on both, told in both logs; a second run changes nothing.

    Raises:
        NotLocal: the desktop does not hold both.
        Refused: ``rejected/invalid``: it is the same request, or it has more links than anybody can read.
    """
    tx.require(cmd.conversation_id != cmd.target_id, "rejected", "invalid", field="target_id")
    one, other = (tx.get(Conversation, each) for each in (cmd.conversation_id, cmd.target_id))
    full = cmd.on and max(len(one.link_ids), len(other.link_ids)) >= MAX_LINKS
    tx.require(not full, "rejected", "invalid", field="target_id")
    for here, there, entry_id in ((one, other, cmd.entry_id), (other, one, derived_id("link", cmd.entry_id))):
        if (str(there.id) in here.link_ids) == cmd.on:
            continue
        kept = [it for it in here.link_ids if it != str(there.id)]
        here.link_ids = [*kept, str(there.id)] if cmd.on else kept
        payload: dict[str, Any] = {"with": str(there.id), "number": there.number, "on": cmd.on}
        tx.append_log(here, entry_id, EntryKind.LINK, payload)
