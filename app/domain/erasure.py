"""What can be erased, and what of an entry stays when it is."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID


class Target(StrEnum):
    """What a person may ask to be erased; a whole conversation goes by retention only."""

    ENTRY = "entry"
    ATTACHMENT = "attachment"
    CUSTOMER = "customer"
    CONVERSATION = "conversation"


SWEEP = "sweep_erased"
"""Kind of the effect that takes files off the disk once what named them is gone and that is committed."""

REDACTED = "redacted"
"""Mark in the payload of an erased entry."""

NOTHING = "—"
"""What stands for a name or a subject that was erased."""

_STAYS = ("channel", "elsewhere", "direction", "seconds", "score", "of", "promise_id", "due_at", "state")
"""Fields of a payload that say nothing about a person."""


def subject_of(target: Target, key: UUID | str) -> str:
    """How an erasure names its subject. ``key``: an id, or its canonical text."""
    return f"{target.value}:{key}"


def blank_payload(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What is left of an erased entry: that there was one, in which channel, and no text."""
    return {name: payload[name] for name in _STAYS if name in payload} | {"text": "", REDACTED: True}
