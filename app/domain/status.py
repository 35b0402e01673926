"""Statuses, kinds and priorities of a conversation, and which status may follow which."""

from enum import StrEnum


class Status(StrEnum):
    """Where a conversation stands. The codes go over the wire and into the database."""

    NEW = "new"
    OPEN = "open"
    WAITING_CUSTOMER = "waiting_customer"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"
    SPAM = "spam"


class Kind(StrEnum):
    """What a conversation is about; each kind has its own fields and deadlines."""

    QUESTION = "question"
    REQUEST = "request"
    INCIDENT = "incident"
    COMPLAINT = "complaint"
    CLAIM = "claim"


class Priority(StrEnum):
    """How much a conversation outranks its deadline in the list."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


ACTIVE = frozenset({Status.NEW, Status.OPEN, Status.WAITING_CUSTOMER, Status.ON_HOLD})
"""Statuses in which somebody still has something to do."""

_NEXT: dict[Status, frozenset[Status]] = {
    Status.NEW: frozenset({Status.OPEN, Status.WAITING_CUSTOMER, Status.ON_HOLD, Status.RESOLVED, Status.SPAM}),
    Status.OPEN: frozenset({Status.WAITING_CUSTOMER, Status.ON_HOLD, Status.RESOLVED, Status.SPAM}),
    Status.WAITING_CUSTOMER: frozenset({Status.OPEN, Status.ON_HOLD, Status.RESOLVED}),
    Status.ON_HOLD: frozenset({Status.OPEN, Status.WAITING_CUSTOMER, Status.RESOLVED}),
    Status.RESOLVED: frozenset({Status.OPEN, Status.CLOSED}),
    Status.CLOSED: frozenset(),
    Status.SPAM: frozenset({Status.OPEN}),
}


def may_follow(current: Status, wanted: Status) -> bool:
    """Tell whether an operator may move a conversation from ``current`` to ``wanted``; staying is always allowed."""
    return wanted is current or wanted in _NEXT[current]


def may_follow_reply(current: Status, wanted: Status) -> bool:
    """Tell whether a reply may leave a conversation in ``wanted``: a solved one is reopened by the reply itself."""
    reopened = current is Status.RESOLVED and wanted in _NEXT[Status.OPEN]
    return may_follow(current, wanted) or reopened


def after_customer_message(current: Status) -> Status | None:
    """Status after a message of the customer, or None when it must start a new, linked conversation."""
    if current is Status.CLOSED:
        return None
    if current in {Status.WAITING_CUSTOMER, Status.ON_HOLD, Status.RESOLVED}:
        return Status.OPEN
    return current
