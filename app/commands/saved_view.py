"""Commands about the searches a person keeps in their rail."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.commands.base import Tx, handles
from app.model.saved_view import SavedView

MOST_BYTES = 4_096
"""Of a filter: a few words, and ids of some tags, queues and people."""

NAME_LIMIT = 80

MOST_PLACES = 10_000


@dataclass(frozen=True, slots=True)
class SaveView:
    """Keep a search under a name, or change one that is kept."""

    view_id: UUID
    name: str
    filter: dict[str, Any] = field(default_factory=dict)
    sort: str = ""
    position: int = 0


@handles("save_view", 1)
def save_view(cmd: SaveView, tx: Tx) -> None:
    """Write the actor's row.

    Raises:
        Refused: ``rejected/empty``; ``rejected/too_long``; ``rejected/invalid``: a place that is none;
            ``rejected/forbidden``: it is somebody else's.
    """
    name = " ".join(cmd.name.split())
    tx.require(bool(name), "rejected", "empty")
    size = len(json.dumps(cmd.filter, ensure_ascii=False).encode())
    fits = len(name) <= NAME_LIMIT and size <= MOST_BYTES and len(cmd.sort) <= SavedView.sort.type.length
    tx.require(fits, "rejected", "too_long", limit=NAME_LIMIT)
    tx.require(0 <= cmd.position <= MOST_PLACES, "rejected", "invalid", field="position")
    row = tx.find(SavedView, cmd.view_id)
    if row is None:
        assert tx.actor.id is not None
        row = SavedView(id=cmd.view_id, user_id=tx.actor.id, name=name, filter=cmd.filter, sort=cmd.sort)
        row.position = cmd.position
        tx.put(row)
        return
    tx.require(row.user_id == tx.actor.id, "rejected", "forbidden")
    row.name, row.filter, row.sort, row.position = name, cmd.filter, cmd.sort, cmd.position


@dataclass(frozen=True, slots=True)
class RemoveView:
    """Keep a search no longer."""

    view_id: UUID


@handles("remove_view", 1)
def remove_view(cmd: RemoveView, tx: Tx) -> None:
    """Delete the actor's row; nothing happens when it is not there. Raises ``Refused``: ``rejected/forbidden``."""
    row = tx.find(SavedView, cmd.view_id)
    if row is None:
        return
    tx.require(row.user_id == tx.actor.id, "rejected", "forbidden")
    tx.remove(row)
