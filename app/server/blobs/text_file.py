"""Files of texts to reuse: who reads them, which text waits for whose bytes, and what goes when a text lets it go."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, exists, select
from sqlalchemy.orm import Session

from app.commands.template import LOST, WAITS_FOR, GiveUpTextFile, PlainTemplate, RemoveTemplate, SaveTemplate, is_held
from app.domain.erasure import SWEEP
from app.model.conversation import Template
from app.model.sync import FeedRow
from app.model.workspace import Workspace
from app.server.transaction import ServerTx

OfText = PlainTemplate | RemoveTemplate | GiveUpTextFile
"""Commands that change a text."""


def may_read_in_text(session: Session, ws: UUID, feeds: frozenset[str], sha256: str) -> bool:
    """Tell whether a text in ``feeds`` holds the file now."""
    query = select(Template).join(FeedRow, (FeedRow.ws == Template.ws) & (FeedRow.id == Template.id))
    seen = (FeedRow.kind == Template.__tablename__, FeedRow.feed.in_(feeds), FeedRow.gone.is_(False))
    rows = session.scalars(query.where(Template.ws == ws, *seen, _names(sha256)))
    return any(it["blob"] == sha256 and is_held(it) for row in rows for it in row.files)


def is_in_text(ws: UUID, sha256: str) -> ColumnElement[bool]:
    """Whether a text names the file, be its bytes here or not."""
    return exists().where(Template.ws == ws, _names(sha256))


def before_text_changes(command: OfText, tx: ServerTx) -> None:
    """Wait for whoever changes files of texts just now; what this text will name no more is swept after the commit."""
    _one_at_a_time(tx)
    known = tx.find(Template, command.template_id)
    if known is None or not isinstance(command, SaveTemplate | RemoveTemplate):
        return
    kept = {it.blob for it in command.files} if isinstance(command, SaveTemplate) else set()
    gone = sorted({str(it["blob"]) for it in known.files} - kept)
    if gone:
        tx.effect(SWEEP, key=f"{SWEEP}:{tx.mint()}", payload={"blobs": gone})


def hold(row: Template, hashes: set[str]) -> None:
    """The text has these files itself from now on."""
    row.files = [_held(it) if it["blob"] in hashes else it for it in row.files]


def hold_arrived(tx: ServerTx, sha256: str, user_id: UUID) -> None:
    """The bytes came from that user: every text that waited for them has the file, and its readers are told."""
    _one_at_a_time(tx)
    for row in tx.session.scalars(select(Template).where(Template.ws == tx.ws, _names(sha256))).all():
        if any(it["blob"] == sha256 and it.get(WAITS_FOR) == str(user_id) for it in row.files):
            hold(row, {sha256})


def _one_at_a_time(tx: ServerTx) -> None:
    """A text may be written in the moment in which the bytes it waits for arrive: one of the two sees the other."""
    tx.session.execute(select(Workspace.id).where(Workspace.ws == tx.ws).with_for_update(key_share=True))


def _names(sha256: str) -> ColumnElement[bool]:
    return cast(Template.files, String).contains(sha256, autoescape=True)


def _held(file: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in file.items() if name not in (WAITS_FOR, LOST)}
