"""Names of feeds and the rule which feeds a conversation belongs to.

A feed is the unit of permission, ordering, poke and bootstrap: ``w`` the workspace, ``q:`` a queue, ``t:`` a team,
``r:`` a role, ``u:`` a user.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.role import RoleCode

WORKSPACE = "w"
"""The feed everybody is granted. It never holds customer data."""

ERASURES = "erased"
"""No feed that anybody follows: its version counts what was erased in the workspace (decisions/0078)."""

WINDOW = timedelta(days=180)
"""How long a closed conversation stays in its feeds; a workspace may choose another."""


def queue_feed(queue_id: UUID) -> str:
    """Feed of one queue."""
    return f"q:{queue_id}"


def team_feed(team_id: UUID) -> str:
    """Feed of one team."""
    return f"t:{team_id}"


def role_feed(role: RoleCode) -> str:
    """Feed of everybody who holds a role."""
    return f"r:{role.value}"


def user_feed(user_id: UUID) -> str:
    """Feed of one user."""
    return f"u:{user_id}"


def conversation_feeds(
    queue_id: UUID,
    assignee_id: UUID | None,
    watcher_ids: Iterable[UUID],
    *,
    closed_at: datetime | None,
    now: datetime,
    window: timedelta = WINDOW,
) -> frozenset[str]:
    """Feeds of a conversation: its queue, its assignee and its watchers; none once closed longer ago than ``window``.

    A conversation closed exactly ``window`` ago has left.
    """
    if closed_at is not None and now - closed_at >= window:
        return frozenset()
    people = set(watcher_ids) | ({assignee_id} if assignee_id is not None else set())
    return frozenset({queue_feed(queue_id)} | {user_feed(person) for person in people})
