"""What an administrator does from the command line: workspaces, users, inboxes."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.commands.base import SYSTEM
from app.domain.channel import Channel
from app.domain.role import RoleCode
from app.model.account import Credential
from app.model.identifier import derived_id, new_id
from app.model.workspace import Inbox, Queue, QueueTeam, Role, Team, TeamMember, User, UserRole, Workspace
from app.server.auth.password import hash_password
from app.server.errors import Trouble
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork


def create_workspace(
    uow: UnitOfWork, name: str, *, locale: str = "ru", timezone: str = "Europe/Moscow", queue: str = "Inbox",
    names: Mapping[str, str] | None = None,
) -> UUID:  # fmt: skip
    """Make a workspace with every role, one team and one queue; returns its id. ``names``: its name by language."""
    ws = new_id()

    def work(tx: ServerTx) -> None:
        tx.put(Workspace(id=ws, name=name, names=dict(names or {}), locale=locale, timezone=timezone, settings={}))
        put_roles(tx)
        team = Team(id=new_id(), name=name)
        first = Queue(id=new_id(), name=queue, names={})
        tx.put(team)
        tx.put(first)
        tx.put(QueueTeam(id=derived_id(first.id, team.id), queue_id=first.id, team_id=team.id))

    uow.run(ws, SYSTEM, work)
    return ws


def put_roles(tx: ServerTx) -> None:
    """Every role of ``app.domain.role`` as a row of the workspace."""
    for code in RoleCode:
        title = code.value.replace("_", " ").capitalize()
        tx.put(Role(id=role_id(tx.ws, code), code=code, title=title))


def role_id(ws: UUID, code: RoleCode) -> UUID:
    """The id of a role's row."""
    return derived_id("role", ws, code.value)


def add_user(  # noqa: PLR0913  the fields of a person
    uow: UnitOfWork,
    ws: UUID,
    *,
    name: str,
    email: str,
    password: str,
    roles: Iterable[RoleCode] = (RoleCode.OPERATOR,),
    locale: str = "ru",
) -> UUID:
    """Make a user of every team of the workspace; returns the id.

    Raises:
        Trouble: somebody has that address.
    """
    hashed, user_id = hash_password(password), new_id()
    codes = list(roles)

    def work(tx: ServerTx) -> None:
        address = email.strip().lower()
        if tx.session.scalar(select(Credential.user_id).where(Credential.email == address)) is not None:
            raise Trouble(f"There is already a user with the address {address}. Nothing was changed.")
        tx.put(User(id=user_id, name=name, locale=locale))
        tx.put(Credential(user_id=user_id, email=address, password_hash=hashed))
        for code in codes:
            link = UserRole(id=derived_id(user_id, code.value), user_id=user_id, role_id=role_id(ws, code))
            tx.put(link)
        for team_id in tx.session.scalars(select(Team.id).where(Team.ws == ws)).all():
            tx.put(TeamMember(id=derived_id(team_id, user_id), team_id=team_id, user_id=user_id))

    uow.run(ws, SYSTEM, work)
    return user_id


def add_inbox(  # noqa: PLR0913  the fields of an inbox
    uow: UnitOfWork,
    ws: UUID,
    *,
    channel: Channel,
    name: str,
    address: str,
    queue: str = "",
    settings: dict[str, Any] | None = None,
) -> UUID:
    """Make an inbox that fills the queue of that name (the first one by default); returns its id.

    Raises:
        Trouble: there is no such queue.
    """
    inbox_id = new_id()

    def work(tx: ServerTx) -> None:
        query = select(Queue.id).where(Queue.ws == ws).order_by(Queue.position, Queue.id)
        queue_id = tx.session.scalar((query.where(Queue.name == queue) if queue else query).limit(1))
        if queue_id is None:
            raise Trouble(f"There is no queue {queue!r} in this workspace. Nothing was changed.")
        inbox = Inbox(id=inbox_id, name=name, channel=channel, address=address, queue_id=queue_id)
        inbox.settings = settings or {}
        tx.put(inbox)

    uow.run(ws, SYSTEM, work)
    return inbox_id
