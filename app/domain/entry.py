"""Kinds of entries in a conversation's log, and which of them the customer sees."""

from enum import StrEnum


class EntryKind(StrEnum):
    """What happened; the payload's fields follow from the kind (``app.model.log_entry``)."""

    MESSAGE_IN = "message_in"
    MESSAGE_OUT = "message_out"
    NOTE = "note"
    STATUS = "status"
    ASSIGNED = "assigned"
    CALL = "call"
    SURVEY = "survey"
    BLOCK = "block"
    PROMISE = "promise"
    RECEIPT = "receipt"
    CUSTOMER = "customer"
    FOLLOW_UP = "follow_up"
    FIELD = "field"
    LINK = "link"
    MERGE = "merge"
    MOVE = "move"
    QUEUE = "queue"


class AuthorKind(StrEnum):
    """Who made an entry."""

    USER = "user"
    CUSTOMER = "customer"
    SYSTEM = "system"


MESSAGES = frozenset({EntryKind.MESSAGE_IN, EntryKind.MESSAGE_OUT})
"""Entries the customer sees; only these can make a reply stale."""

DECISIONS = frozenset({EntryKind.MESSAGE_OUT, EntryKind.STATUS, EntryKind.ASSIGNED})
"""Entries by which a colleague, or a rule, may have moved status or owner."""
