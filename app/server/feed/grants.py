"""Who may follow which feed: computed from roles and teams, stored as the only read permission."""

from collections import defaultdict
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from app.domain.feed import WORKSPACE, queue_feed, role_feed, team_feed, user_feed
from app.domain.role import SEES_ALL_QUEUES, RoleCode
from app.model.sync import FeedGrant
from app.model.workspace import Queue, QueueTeam, Role, TeamMember, User, UserRole, Workspace
from app.server.ready import Ask, Ready, ask

MEMBERSHIPS = frozenset({"user", "role", "user_role", "team", "team_member", "queue", "queue_team"})
"""Kinds whose change may change grants."""

_GRANTED = Ready(select(FeedGrant.feed).where(FeedGrant.ws == bindparam("ws"), FeedGrant.user_id == bindparam("user")))


def grants_of(
    user_id: UUID, roles: frozenset[RoleCode], team_ids: frozenset[UUID], queue_ids: frozenset[UUID]
) -> frozenset[str]:
    """Feeds of one user: workspace, own, teams, roles and queues. A user without a role is granted none."""
    if not roles:
        return frozenset()
    feeds = {WORKSPACE, user_feed(user_id)}
    feeds |= {team_feed(team_id) for team_id in team_ids}
    feeds |= {role_feed(role) for role in roles}
    return frozenset(feeds | {queue_feed(queue_id) for queue_id in queue_ids})


def granted(session: Session, ws: UUID, user_id: UUID) -> frozenset[str]:
    """The stored grants of a user."""
    session.flush()
    found = ask(session.connection(), [Ask(_GRANTED, {"ws": ws, "user": user_id})])[0]
    return frozenset(feed for (feed,) in found)


def roles_of(session: Session, ws: UUID, user_id: UUID) -> frozenset[RoleCode]:
    """The roles a user holds; none when the user was switched off."""
    query = (
        select(Role.code)
        .join(UserRole, (UserRole.ws == Role.ws) & (UserRole.role_id == Role.id))
        .join(User, (User.ws == UserRole.ws) & (User.id == UserRole.user_id))
        .where(Role.ws == ws, UserRole.user_id == user_id, User.active)
    )
    return frozenset(session.scalars(query))


def refresh_grants(session: Session, ws: UUID) -> frozenset[UUID]:
    """Recompute all grants of a workspace under its row lock; returns the users whose grants changed."""
    session.execute(select(Workspace.id).where(Workspace.ws == ws).with_for_update())
    wanted = _wanted(session, ws)
    stored: dict[UUID, set[str]] = defaultdict(set)
    for user_id, feed in session.execute(select(FeedGrant.user_id, FeedGrant.feed).where(FeedGrant.ws == ws)):
        stored[user_id].add(feed)
    changed = set()
    for user_id in stored.keys() | wanted.keys():
        now, before = wanted.get(user_id, frozenset()), stored.get(user_id, set())
        if now == before:
            continue
        changed.add(user_id)
        gone = before - now
        if gone:
            mine = (FeedGrant.ws == ws) & (FeedGrant.user_id == user_id)
            session.execute(delete(FeedGrant).where(mine, FeedGrant.feed.in_(gone)))
        session.add_all(FeedGrant(ws=ws, user_id=user_id, feed=feed) for feed in now - before)
    session.flush()
    return frozenset(changed)


def _wanted(session: Session, ws: UUID) -> dict[UUID, frozenset[str]]:
    roles: dict[UUID, set[RoleCode]] = defaultdict(set)
    held = select(UserRole.user_id, Role.code).join(Role, (Role.ws == UserRole.ws) & (Role.id == UserRole.role_id))
    for user_id, code in session.execute(held.where(UserRole.ws == ws)):
        roles[user_id].add(code)
    teams: dict[UUID, set[UUID]] = defaultdict(set)
    for user_id, team_id in session.execute(select(TeamMember.user_id, TeamMember.team_id).where(TeamMember.ws == ws)):
        teams[user_id].add(team_id)
    queues: dict[UUID, set[UUID]] = defaultdict(set)
    for team_id, queue_id in session.execute(select(QueueTeam.team_id, QueueTeam.queue_id).where(QueueTeam.ws == ws)):
        queues[team_id].add(queue_id)
    every = frozenset(session.scalars(select(Queue.id).where(Queue.ws == ws)))
    return {
        user_id: grants_of(
            user_id,
            frozenset(roles[user_id]),
            frozenset(teams[user_id]),
            every
            if roles[user_id] & SEES_ALL_QUEUES
            else frozenset().union(*(queues[team] for team in teams[user_id])),
        )
        for user_id in session.scalars(select(User.id).where(User.ws == ws, User.active))
    }
