"""What a person is told of: kinds of notices, and how long they are kept."""

from datetime import timedelta
from enum import StrEnum

KEPT_FOR = timedelta(days=7)
"""How long the bell keeps a notice (design, section 7)."""

PROMISE_SOON = timedelta(minutes=15)
"""How long before its deadline a promise is told of (design, section 7)."""

MOST_MENTIONED = 20
"""People in one note; more is a mailing."""


class NoticeKind(StrEnum):
    """Why somebody is told. The codes go over the wire and into the database."""

    MENTION = "mention"
    ASSIGNED = "assigned"
    PROMISE_SOON = "promise_soon"
    PROMISE_BROKEN = "promise_broken"
    SLA_SOON = "sla_soon"
    SLA_MISSED = "sla_missed"
    SURVEY_LOW = "survey_low"


MUST_SEE = frozenset({NoticeKind.PROMISE_SOON, NoticeKind.PROMISE_BROKEN, NoticeKind.SLA_MISSED})
"""What is told again until somebody has seen it."""

ALSO_LEAD = frozenset({NoticeKind.PROMISE_BROKEN, NoticeKind.SLA_MISSED})
"""What the leads of the queue are told, too."""
