"""Fields of a request that anybody may fill in: which there are, and which values they take."""

from enum import StrEnum

from app.domain.status import Kind, Priority

MAX_SUBJECT = 300
MAX_ORDER = 64


class FieldName(StrEnum):
    """One field. The codes go over the wire and into the log."""

    PRIORITY = "priority"
    KIND = "kind"
    DISPOSITION = "disposition"
    SUBJECT = "subject"
    ORDER = "order"


class Disposition(StrEnum):
    """How a request or a call ended, as one label for reports."""

    ANSWERED = "answered"
    FIXED = "fixed"
    REPLACED = "replaced"
    REFUNDED = "refunded"
    ORDERED = "ordered"
    CALL_BACK = "call_back"
    PASSED_ON = "passed_on"
    NO_ANSWER = "no_answer"
    DUPLICATE = "duplicate"
    DECLINED = "declined"


_CODES: dict[FieldName, frozenset[str]] = {
    FieldName.PRIORITY: frozenset(Priority),
    FieldName.KIND: frozenset(Kind),
    FieldName.DISPOSITION: frozenset(Disposition) | {""},
}


def accepted(name: FieldName, value: str) -> str | None:
    """The value as it is kept: a known code, or one line of text; None when the field cannot hold it.

    A subject is never empty; disposition and order may be.
    """
    codes = _CODES.get(name)
    if codes is not None:
        return value if value in codes else None
    line = " ".join(value.split())
    if name is FieldName.SUBJECT:
        return line if 0 < len(line) <= MAX_SUBJECT else None
    return line if len(line) <= MAX_ORDER else None
