"""Rows of the shop itself: workspace, people, teams, queues, inboxes, tags, reusable texts."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from app.domain.channel import Channel
from app.domain.role import RoleCode
from app.model.account import Credential
from app.model.base import Base
from app.model.conversation import Tag, Template
from app.model.workspace import Inbox, Queue, QueueTeam, Role, Team, TeamMember, User, UserRole, Workspace
from app.server.administration import role_id
from app.server.sample.script import Frame


def house_rows(
    frame: Frame,
    house: Mapping[str, Any],
    password_hash: str,
    outgoing: Mapping[str, Any],
    files: Mapping[str, tuple[str, int]],
) -> Iterator[Base]:
    """All rows that no customer is in. ``outgoing``: how the mailbox sends, merged into its settings.

    ``files``: hash and size of those that are kept, by their names in the resources.
    """
    shop = house["workspace"]
    own_hours = {str(frame.id("queue", it["key"])): it["hours"] for it in house["queues"] if "hours" in it}
    hours = {**shop["hours"], "queues": own_hours}
    settings = {"first_user_id": str(frame.id("user", house["users"][0]["key"])), "hours": hours}
    yield Workspace(
        id=frame.ws, name=shop["name"], names=shop["names"], locale=shop["locale"], timezone=shop["timezone"],
        settings=settings,
    )  # fmt: skip
    yield from _roles(frame, house["roles"])
    yield from _queues(frame, house["queues"])
    yield from _teams(frame, house["teams"])
    yield from _users(frame, house["users"], password_hash)
    yield from _inboxes(frame, house["inboxes"], outgoing)
    for key, names in house["tags"].items():
        yield Tag(id=frame.id("tag", key), name=names["ru"], names=names)
    yield from _templates(frame, house["templates"], files)


def _roles(frame: Frame, titles: Mapping[str, str]) -> Iterator[Base]:
    for code, title in titles.items():
        yield Role(id=role_id(frame.ws, RoleCode(code)), code=RoleCode(code), title=title)


def _queues(frame: Frame, queues: list[dict[str, Any]]) -> Iterator[Base]:
    for position, it in enumerate(queues):
        yield Queue(
            id=frame.id("queue", it["key"]), name=it["names"]["ru"], names=it["names"], icon=it["icon"],
            position=position, reply_target_s=it["reply_target_min"] * 60,
        )  # fmt: skip


def _teams(frame: Frame, teams: list[dict[str, Any]]) -> Iterator[Base]:
    for it in teams:
        team_id = frame.id("team", it["key"])
        yield Team(id=team_id, name=it["name"])
        for queue in it["queues"]:
            link_id = frame.id("queue_team", queue, it["key"])
            yield QueueTeam(id=link_id, queue_id=frame.id("queue", queue), team_id=team_id)


def _users(frame: Frame, users: list[dict[str, Any]], password_hash: str) -> Iterator[Base]:
    for it in users:
        user_id = frame.id("user", it["key"])
        yield User(id=user_id, name=it["name"], locale=it["locale"], active=True)
        yield Credential(user_id=user_id, email=it["email"], password_hash=password_hash, failures=0)
        for code in it["roles"]:
            link_id, held = frame.id("user_role", it["key"], code), role_id(frame.ws, RoleCode(code))
            yield UserRole(id=link_id, user_id=user_id, role_id=held)
        for team in it["teams"]:
            yield TeamMember(
                id=frame.id("team_member", it["key"], team), user_id=user_id, team_id=frame.id("team", team)
            )


def _inboxes(frame: Frame, inboxes: list[dict[str, Any]], outgoing: Mapping[str, Any]) -> Iterator[Base]:
    for it in inboxes:
        channel = Channel(it["channel"])
        settings = {**it.get("settings", {}), **(outgoing if channel is Channel.EMAIL else {})}
        yield Inbox(
            id=frame.id("inbox", it["channel"]), name=it["name"], channel=channel, address=it["address"],
            queue_id=frame.id("queue", it["queue"]), settings=settings,
        )  # fmt: skip


def _templates(frame: Frame, templates: list[dict[str, Any]], files: Mapping[str, tuple[str, int]]) -> Iterator[Base]:
    for number, it in enumerate(templates):
        yield Template(
            id=frame.id("template", number), title=it["title"], body=it["body"], locale=it["locale"],
            channel=it.get("channel", ""), team_id=_maybe(frame, "team", it.get("team")),
            owner_id=_maybe(frame, "user", it.get("owner")),
            files=[
                {"id": str(frame.id("text file", number, name)), "name": name, "content_type": "application/pdf",
                 "size": files[file][1], "blob": files[file][0]}
                for name, file in it.get("files", ()) if file in files
            ],
        )  # fmt: skip


def _maybe(frame: Frame, kind: str, key: str | None) -> UUID | None:
    return None if key is None else frame.id(kind, key)
