"""A text to reuse that is written and not saved, as it outlives the program."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ui.bridge.unfinished import Unfinished

PLACE = "template"
"""Under which name it is kept, one at a time."""


@dataclass(frozen=True, slots=True)
class KeptText:
    """``text_id``: of the text that was being changed, or of one that is not there yet."""

    text_id: UUID
    title: str
    body: str


def kept_text(unfinished: Unfinished) -> KeptText | None:
    """The text that was being written when the program ended; None: there is none, or it cannot be read."""
    left = unfinished.left()
    try:
        text_id, title, body = left
        return KeptText(UUID(text_id), str(title), str(body))
    except (TypeError, ValueError, AttributeError):
        return None


def told_of(text_id: UUID | None, title: str, body: str) -> list[Any]:
    """What is kept of it; nothing of a text without words."""
    return [str(text_id), title, body] if text_id is not None and (title.strip() or body.strip()) else []
