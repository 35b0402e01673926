"""Writing notices: to whom, and of one thing once."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from app.domain.notice import NoticeKind
from app.domain.role import RoleCode
from app.model.identifier import derived_id
from app.model.notice import Notice
from app.model.workspace import QueueTeam, Role, TeamMember, User, UserRole
from app.server.transaction import ServerTx


def tell(
    tx: ServerTx, kind: NoticeKind, people: Iterable[UUID], conversation_id: UUID, subject_id: UUID, mark: object = ""
) -> None:
    """Tell these people, but not the one who did it; twice is once.

    ``mark``: what makes the same subject news again, as another deadline does.
    """
    for user_id in sorted(set(people)):
        if user_id == tx.actor.id:
            continue
        notice_id = _id_of(user_id, kind, subject_id, mark)
        if tx.find(Notice, notice_id) is not None:
            continue
        tx.put(
            Notice(
                id=notice_id, user_id=user_id, kind=kind.value, conversation_id=conversation_id,
                subject_id=subject_id, by_id=tx.actor.id, at=tx.now, seen_at=None,
            )
        )  # fmt: skip


def untell(tx: ServerTx, kind: NoticeKind, user_id: UUID, subject_id: UUID) -> None:
    """Something else tells them of the same; what they have seen stays."""
    notice = tx.find(Notice, _id_of(user_id, kind, subject_id, ""))
    if notice is not None and notice.seen_at is None:
        tx.remove(notice)


def _id_of(user_id: UUID, kind: NoticeKind, subject_id: UUID, mark: object) -> UUID:
    return derived_id("notice", user_id, kind.value, subject_id, mark)


def leads_of(tx: ServerTx, queue_id: UUID) -> set[UUID]:
    """Active leads among the people who work a queue."""
    query = (
        select(TeamMember.user_id)
        .join(QueueTeam, (QueueTeam.ws == TeamMember.ws) & (QueueTeam.team_id == TeamMember.team_id))
        .join(User, (User.ws == TeamMember.ws) & (User.id == TeamMember.user_id))
        .join(UserRole, (UserRole.ws == TeamMember.ws) & (UserRole.user_id == TeamMember.user_id))
        .join(Role, (Role.ws == UserRole.ws) & (Role.id == UserRole.role_id))
        .where(TeamMember.ws == tx.ws, QueueTeam.queue_id == queue_id, User.active, Role.code == RoleCode.LEAD)
    )
    return set(tx.session.scalars(query))
