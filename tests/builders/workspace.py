"""A workspace with two queues, two teams and their people."""

from dataclasses import dataclass
from uuid import UUID

from app.commands.base import SYSTEM
from app.domain.channel import Channel
from app.domain.role import RoleCode
from app.model.account import Credential
from app.model.identifier import new_id
from app.model.workspace import Inbox, Queue, QueueTeam, Team, TeamMember, User, UserRole, Workspace
from app.server.administration import put_roles, role_id
from app.server.unit_of_work import ServerTx, UnitOfWork


@dataclass(frozen=True)
class Shop:
    """Ids of what was made. Anna works queue ``sales``, Boris ``support``, Vera manages and sees both."""

    ws: UUID
    sales: UUID
    support: UUID
    sales_team: UUID
    support_team: UUID
    mail: UUID
    support_mail: UUID
    chat: UUID
    anna: UUID
    boris: UUID
    vera: UUID


def make_shop(uow: UnitOfWork) -> Shop:
    """Write it in one transaction."""
    shop = Shop(*(new_id() for _ in Shop.__dataclass_fields__))
    uow.run(shop.ws, SYSTEM, lambda tx: _put(tx, shop))
    return shop


def _put(tx: ServerTx, shop: Shop) -> None:
    tx.put(Workspace(id=shop.ws, name="Дом и Свет", settings={}))
    put_roles(tx)
    for queue, team, name in ((shop.sales, shop.sales_team, "Sales"), (shop.support, shop.support_team, "Support")):
        tx.put(Queue(id=queue, name=name, names={}, reply_target_s=1_800))
        tx.put(Team(id=team, name=name))
        tx.put(QueueTeam(id=new_id(), queue_id=queue, team_id=team))
    for inbox, queue, channel, address in (
        (shop.mail, shop.sales, Channel.EMAIL, "sales@shop.example"),
        (shop.support_mail, shop.support, Channel.EMAIL, "support@shop.example"),
        (shop.chat, shop.sales, Channel.CHAT, "shop"),
    ):
        tx.put(Inbox(id=inbox, name=address, channel=channel, address=address, queue_id=queue, settings={}))
    put_user(tx, shop.anna, "Анна Ким", teams=[shop.sales_team])
    put_user(tx, shop.boris, "Борис Ли", teams=[shop.support_team])
    put_user(tx, shop.vera, "Вера Цой", role=RoleCode.SERVICE_MANAGER)


def put_user(
    tx: ServerTx,
    user_id: UUID,
    name: str,
    *,
    role: RoleCode | None = RoleCode.OPERATOR,
    teams: list[UUID] | None = None,
) -> None:
    """A user with a role and teams; signs in by ``<id>@shop.example``, never by password here."""
    tx.put(User(id=user_id, name=name))
    tx.put(Credential(user_id=user_id, email=f"{user_id}@shop.example", password_hash=""))
    if role is not None:
        tx.put(UserRole(id=new_id(), user_id=user_id, role_id=role_id(tx.ws, role)))
    for team in teams or ():
        tx.put(TeamMember(id=new_id(), team_id=team, user_id=user_id))
