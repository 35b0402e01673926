"""The command by which a desk tells how long its person worked on a request that is over."""

from dataclasses import dataclass
from uuid import UUID

from app.commands.base import Tx, handles
from app.domain.call import LONGEST_S
from app.model.handling import HandlingTime


@dataclass(frozen=True, slots=True)
class LogHandling:
    """Keep the actor's own time on a conversation. ``handling_id``: made by the desk, so that twice is once."""

    conversation_id: UUID
    handling_id: UUID
    seconds: int


@handles("log_handling", 1)
def log_handling(cmd: LogHandling, tx: Tx) -> None:
    """Write the row. Raises ``Refused``: ``rejected/invalid``: nobody works that long in one go."""
    tx.require(0 < cmd.seconds <= 30 * LONGEST_S, "rejected", "invalid", field="seconds")
    if tx.actor.id is None or tx.find(HandlingTime, cmd.handling_id) is not None:
        return
    tx.put(
        HandlingTime(
            id=cmd.handling_id, conversation_id=cmd.conversation_id, user_id=tx.actor.id, seconds=cmd.seconds,
            at=tx.now,
        )
    )  # fmt: skip
