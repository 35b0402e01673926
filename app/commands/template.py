"""Commands about texts to reuse, and the files they bring along: one's own, a team's, or the workspace's."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.commands.base import Tx, handles
from app.commands.message import FileOfMessage
from app.domain.attachment import MAIL_BYTES, MAX_FILES
from app.domain.delivery import LOST_FILES
from app.model.conversation import Template

MOST_BYTES = 20_000
TITLE_LIMIT = 200

WAITS_FOR, LOST = "waits_for", "lost"
"""Of a text's file: who has yet to send its bytes, and why they never come."""


@dataclass(frozen=True, slots=True)
class PlainTemplate:
    """A text without files, as desks wrote it before it could have some; outboxes may still hold one.

    ``team_id``: the team's; ``shared`` without a team: the workspace's; else one's own.
    ``locale`` and ``channel``: empty for any.
    """

    template_id: UUID
    title: str
    body: str
    locale: str = ""
    channel: str = ""
    shared: bool = False
    team_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SaveTemplate(PlainTemplate):
    """Keep a text, or change one. ``files``: all that go with it from now on; the same bytes count once."""

    files: list[FileOfMessage] = field(default_factory=list)


@handles("save_template", 2)
def save_template(cmd: SaveTemplate, tx: Tx) -> None:
    """Write it; the server has checked who may share, and lets files count whose bytes it has from their sender.

    Raises:
        Refused: ``rejected/empty``, ``rejected/too_long``, ``rejected/forbidden``: it is somebody else's own,
            ``rejected/invalid``: more files than a message may have.
    """
    fits = len(cmd.files) <= MAX_FILES and sum(it.size for it in cmd.files) <= MAIL_BYTES
    tx.require(fits, "rejected", "invalid", field="files")
    row = _written(cmd, tx)
    row.files = _files(cmd.files, row.files, tx)


@handles("save_template", 1)
def plain_template(cmd: PlainTemplate, tx: Tx) -> None:
    """Write it; the files it has stay. Raises like ``save_template``."""
    _written(cmd, tx)


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


@dataclass(frozen=True, slots=True)
class GiveUpTextFile:
    """The bytes of a text's file will never reach the server from here; ``reason`` is one of ``LOST_FILES``."""

    template_id: UUID
    blob: str
    reason: str


@handles("give_up_text_file", 1)
def give_up_text_file(cmd: GiveUpTextFile, tx: Tx) -> None:
    """Say so in the text, when it waits for the actor's bytes. A second run changes nothing.

    Raises:
        Refused: ``rejected/invalid``: there is no such reason.
    """
    tx.require(cmd.reason in LOST_FILES, "rejected", "invalid", field="reason")
    row = tx.find(Template, cmd.template_id)
    mine = str(tx.actor.id)
    if row is not None and any(it["blob"] == cmd.blob and it.get(WAITS_FOR) == mine for it in row.files):
        lost = {LOST: cmd.reason}
        row.files = [it | lost if it["blob"] == cmd.blob and it.get(WAITS_FOR) == mine else it for it in row.files]


def is_held(file: dict[str, Any]) -> bool:
    """Whether the text has the file itself: its bytes came from who attached it."""
    return WAITS_FOR not in file


def _written(cmd: PlainTemplate, tx: Tx) -> Template:
    """The row with its words, new or changed."""
    title, body = " ".join(cmd.title.split()), cmd.body.strip()
    tx.require(bool(title and body) and tx.actor.id is not None, "rejected", "empty")
    fits = len(title) <= TITLE_LIMIT and len(body.encode()) <= MOST_BYTES
    tx.require(fits and len(cmd.locale) <= 16 and len(cmd.channel) <= 32, "rejected", "too_long", limit=MOST_BYTES)
    row = tx.find(Template, cmd.template_id)
    if row is None:
        row = Template(id=cmd.template_id, title=title, body=body, locale=cmd.locale, channel=cmd.channel, files=[])
        _place(row, cmd, tx)
        tx.put(row)
        return row
    tx.require(row.owner_id in (None, tx.actor.id), "rejected", "forbidden")
    row.title, row.body, row.locale, row.channel = title, body, cmd.locale, cmd.channel
    _place(row, cmd, tx)
    return row


def _place(row: Template, cmd: PlainTemplate, tx: Tx) -> None:
    row.team_id = cmd.team_id if cmd.shared else None
    row.owner_id = None if cmd.shared else tx.actor.id


def _files(wanted: Sequence[FileOfMessage], before: Sequence[dict[str, Any]], tx: Tx) -> list[dict[str, Any]]:
    """As the row keeps them: what it held stays held, what is new waits for the bytes of who attached it."""
    held = {it["blob"] for it in before if is_held(it)}
    waiting = {(it["id"], it["blob"]): it for it in before if not is_held(it)}
    files: dict[str, dict[str, Any]] = {}
    for it in wanted:
        known = waiting.get((str(it.id), it.blob), {WAITS_FOR: str(tx.actor.id)})
        state = {} if it.blob in held else {name: known[name] for name in (WAITS_FOR, LOST) if name in known}
        named = {"id": str(it.id), "name": it.name[:255], "content_type": it.content_type[:127]}
        files.setdefault(it.blob, named | {"size": it.size, "blob": it.blob} | state)
    return list(files.values())
