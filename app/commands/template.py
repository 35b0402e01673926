"""Commands about texts to reuse: one's own, a team's, or the workspace's."""

from dataclasses import dataclass
from uuid import UUID

from app.commands.base import Tx, handles
from app.model.conversation import Template

MOST_BYTES = 20_000
TITLE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class SaveTemplate:
    """Keep a text, or change one. ``team_id``: the team's; ``shared`` without a team: the workspace's; else one's own.

    ``locale`` and ``channel``: empty for any.
    """

    template_id: UUID
    title: str
    body: str
    locale: str = ""
    channel: str = ""
    shared: bool = False
    team_id: UUID | None = None


@handles("save_template", 1)
def save_template(cmd: SaveTemplate, tx: Tx) -> None:
    """Write it; the server has checked who may share.

    Raises:
        Refused: ``rejected/empty``, ``rejected/too_long``, ``rejected/forbidden``: it is somebody else's own.
    """
    title, body = " ".join(cmd.title.split()), cmd.body.strip()
    tx.require(bool(title and body) and tx.actor.id is not None, "rejected", "empty")
    fits = len(title) <= TITLE_LIMIT and len(body.encode()) <= MOST_BYTES
    tx.require(fits and len(cmd.locale) <= 16 and len(cmd.channel) <= 32, "rejected", "too_long", limit=MOST_BYTES)
    row = tx.find(Template, cmd.template_id)
    if row is None:
        row = Template(id=cmd.template_id, title=title, body=body, locale=cmd.locale, channel=cmd.channel)
        _place(row, cmd, tx)
        tx.put(row)
        return
    tx.require(row.owner_id in (None, tx.actor.id), "rejected", "forbidden")
    row.title, row.body, row.locale, row.channel = title, body, cmd.locale, cmd.channel
    _place(row, cmd, tx)


@dataclass(frozen=True, slots=True)
class RemoveTemplate:
    """Keep a text no longer."""

    template_id: UUID


@handles("remove_template", 1)
def remove_template(cmd: RemoveTemplate, tx: Tx) -> None:
    """Delete it; nothing happens when it is not there. Raises ``Refused``: ``rejected/forbidden``."""
    row = tx.find(Template, cmd.template_id)
    if row is None:
        return
    tx.require(row.owner_id in (None, tx.actor.id), "rejected", "forbidden")
    tx.remove(row)


def _place(row: Template, cmd: SaveTemplate, tx: Tx) -> None:
    row.team_id = cmd.team_id if cmd.shared else None
    row.owner_id = None if cmd.shared else tx.actor.id
