"""The command by which a person says that they have seen what they were told."""

from dataclasses import dataclass
from uuid import UUID

from app.commands.base import Tx, handles
from app.model.notice import Notice


@dataclass(frozen=True, slots=True)
class SeeNotices:
    """Remember that the actor has seen these notices."""

    notice_ids: list[UUID]


@handles("see_notices", 1)
def see_notices(cmd: SeeNotices, tx: Tx) -> None:
    """Mark the actor's own ones; those that are gone, seen already or somebody else's are left alone."""
    for notice_id in cmd.notice_ids:
        notice = tx.find(Notice, notice_id)
        if notice is not None and notice.user_id == tx.actor.id and notice.seen_at is None:
            notice.seen_at = tx.now
