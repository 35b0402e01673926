"""A handover with words: the note that goes with an assignment, or with another queue, and how the two are known."""

from uuid import UUID

from app.model.identifier import derived_id


def handover_id(entry_id: UUID) -> UUID:
    """The entry of the note that goes with the assignment, or the change of queue, of that entry: on both sides."""
    return derived_id("handover", entry_id)
