"""Commands about texts that are not sent yet: kept for their author's other desks, offered to a successor."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.commands.base import Tx, handles
from app.model.draft import Draft
from app.model.identifier import derived_id

MOST_BYTES = 65_536
"""As long as a message may be; a longer text stays on its computer."""

_EARLIER = 5


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """Keep the actor's unsent text. ``kind``: reply or note; ``base_rev``: of the text this one was written over."""

    conversation_id: UUID
    kind: str
    text: str
    base_rev: int
    desk_id: UUID


@handles("save_draft", 1)
def save_draft(cmd: SaveDraft, tx: Tx) -> None:
    """Replace the text; what another desk wrote meanwhile is kept beside it, nothing is lost.

    Raises:
        Refused: ``rejected/too_long``; ``rejected/invalid``: of no such kind, or nobody's.
    """
    tx.require(tx.actor.id is not None and cmd.kind in ("reply", "note"), "rejected", "invalid")
    tx.require(len(cmd.text.encode()) <= MOST_BYTES, "rejected", "too_long", limit=MOST_BYTES)
    assert tx.actor.id is not None
    draft_id = id_of_draft(tx.actor.id, cmd.conversation_id, cmd.kind)
    draft = tx.find(Draft, draft_id)
    if draft is None:
        draft = Draft(id=draft_id, user_id=tx.actor.id, conversation_id=cmd.conversation_id, kind=cmd.kind)
        draft.text, draft.rev, draft.desk_id, draft.at, draft.earlier = cmd.text, 1, cmd.desk_id, tx.now, []
        tx.put(draft)
        return
    if draft.text == cmd.text:
        return
    if draft.rev != cmd.base_rev and draft.desk_id != cmd.desk_id and draft.text.strip():
        draft.earlier = [_kept(draft), *draft.earlier][:_EARLIER]
    draft.text, draft.desk_id, draft.at = cmd.text, cmd.desk_id, tx.now
    draft.rev += 1


@dataclass(frozen=True, slots=True)
class SettleDraft:
    """What was offered has been used, or is not wanted: a predecessor's text, or one of another desk."""

    conversation_id: UUID
    draft_id: UUID


@handles("settle_draft", 1)
def settle_draft(cmd: SettleDraft, tx: Tx) -> None:
    """Take the offer away. A second run changes nothing. Raises ``NotLocal`` when the draft is not here."""
    draft = tx.find(Draft, cmd.draft_id)
    if draft is None or draft.conversation_id != cmd.conversation_id:
        return
    if draft.offered_to == tx.actor.id:
        draft.offered_to = None
    if draft.user_id == tx.actor.id and draft.earlier:
        draft.earlier = []


def sent(conversation_id: UUID, kind: str, body: str, tx: Tx) -> None:
    """The actor's text has left with a message: it is no draft any more, at any desk."""
    if tx.actor.id is None:
        return
    draft = tx.find(Draft, id_of_draft(tx.actor.id, conversation_id, kind))
    if draft is not None and draft.text and draft.text.strip() in body:
        draft.text = ""
        draft.rev += 1


def id_of_draft(user_id: UUID, conversation_id: UUID, kind: str) -> UUID:
    """The one draft of a user in a conversation and of a kind."""
    return derived_id("draft", user_id, conversation_id, kind)


def _kept(draft: Draft) -> dict[str, Any]:
    return {"text": draft.text, "at": draft.at.isoformat()}
