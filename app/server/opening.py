"""How a trial opens: a workspace at first start, a one-time sign-in, the line the desktop waits for."""

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from app.domain.channel import Channel
from app.model.workspace import Inbox, User, Workspace
from app.server.auth.service import OneTimeSecret
from app.server.auth.token import new_secret
from app.server.parts import Parts

if TYPE_CHECKING:
    from app.server.sample.workspace import SampleWorkspace

SINK = {"smtp_host": "127.0.0.1", "smtp_port": "sink"}
"""An outgoing server as an inbox configures it; a port with a name is one this process opened (``Parts.doors``)."""


def ensure_workspace(parts: Parts) -> None:
    """Make the sample workspace when the database holds none."""
    with parts.database.read() as session:
        known = session.scalar(select(Workspace.id).limit(1))
    if known is None:
        make_sample(parts)


def make_sample(parts: Parts) -> "SampleWorkspace":
    """Make the sample workspace, its mailbox sending into this process's sink.

    Raises:
        Trouble: it is already there.
    """
    from app.server.sample.workspace import build

    return build(parts.uow, now=parts.clock.now(), blobs=parts.blobs, outgoing=SINK)


def offer_secret(parts: Parts) -> str:
    """A sign-in of the trial's operator that is good once."""
    with parts.database.read() as session:
        workspace = session.scalars(select(Workspace).order_by(Workspace.ws)).first()
        if workspace is None:
            return ""
        first = workspace.settings.get("first_user_id")
        query = select(User.id).where(User.ws == workspace.ws, User.active).order_by(User.id)
        user_id = UUID(first) if first else session.scalar(query)
    if user_id is None:
        return ""
    secret = new_secret()
    parts.auth.one_time = OneTimeSecret(secret, workspace.ws, user_id)
    return secret


def doors_of(parts: Parts) -> dict[str, Any]:
    """Where a customer of the trial writes: the chat page and the mail address."""
    with parts.database.read() as session:
        inboxes = session.scalars(select(Inbox).order_by(Inbox.ws, Inbox.id)).all()
    slug = next((it.address for it in inboxes if it.channel is Channel.CHAT), "")
    mail = next((it.address for it in inboxes if it.channel is Channel.EMAIL), "")
    host, port = parts.config.host, parts.doors.get("api", 0)
    return {"chat_url": f"http://{host}:{port}/chat/{slug}" if slug else "", "mail_address": mail}


def opening_line(parts: Parts, notices: list[dict[str, Any]]) -> str:
    """The one line a trial prints on standard output."""
    return json.dumps(
        {
            "port": parts.doors["api"],
            "secret": offer_secret(parts),
            "mail_port": parts.doors.get("mail", 0),
            **doors_of(parts),
            "server_id": str(parts.server_id),
            "notices": notices,
        }
    )
