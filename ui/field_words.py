"""Fields of a request in words: their names, what they hold, and what was changed."""

from app.client.row import EntryRow
from app.domain.request_field import Disposition, FieldName
from app.domain.status import Kind, Priority
from app.language.plain_text import one_line
from ui.translation import _
from ui.widgets.pill import PillKind


def kind_name(kind: Kind) -> str:
    """What a request is about."""
    names = {
        Kind.QUESTION: _("Question"),
        Kind.REQUEST: _("Wish"),
        Kind.INCIDENT: _("Incident"),
        Kind.COMPLAINT: _("Complaint"),
        Kind.CLAIM: _("Claim"),
    }
    return names[kind]


def priority_name(priority: Priority) -> str:
    """How urgent it is."""
    names = {
        Priority.LOW: _("Low"),
        Priority.NORMAL: _("Normal"),
        Priority.HIGH: _("High"),
        Priority.URGENT: _("Urgent"),
    }
    return names[priority]


def priority_look(priority: Priority) -> tuple[PillKind, str]:
    """Fill and icon of a priority that is shown; colour is never alone."""
    looks = {
        Priority.LOW: (PillKind.NEUTRAL, "arrow-down"),
        Priority.HIGH: (PillKind.WARNING, "arrow-up"),
        Priority.URGENT: (PillKind.DANGER, "chevrons-up"),
    }
    return looks.get(priority, (PillKind.NEUTRAL, "minus"))


def disposition_name(code: str) -> str:
    """How it ended; a code of a newer server as it is."""
    names = {
        "": _("Not said"),
        Disposition.ANSWERED: _("Answered"),
        Disposition.FIXED: _("Fixed"),
        Disposition.REPLACED: _("Replaced"),
        Disposition.REFUNDED: _("Money returned"),
        Disposition.ORDERED: _("Order placed"),
        Disposition.CALL_BACK: _("To be called back"),
        Disposition.PASSED_ON: _("Passed on"),
        Disposition.NO_ANSWER: _("Customer did not answer"),
        Disposition.DUPLICATE: _("Duplicate"),
        Disposition.DECLINED: _("Declined"),
    }
    return names.get(code, one_line(code, 40))


def field_name(name: str) -> str:
    """A field; a code of a newer server as it is."""
    names = {
        FieldName.PRIORITY: _("Priority"),
        FieldName.KIND: _("Kind"),
        FieldName.DISPOSITION: _("Outcome"),
        FieldName.SUBJECT: _("Subject"),
        FieldName.ORDER: _("Order"),
    }
    return names.get(name, one_line(name, 40))  # type: ignore[call-overload,no-any-return]


def field_value(name: str, value: str) -> str:
    """What a field holds."""
    if name == FieldName.PRIORITY and value in set(Priority):
        return priority_name(Priority(value))
    if name == FieldName.KIND and value in set(Kind):
        return kind_name(Kind(value))
    if name == FieldName.DISPOSITION:
        return disposition_name(value)
    return _("“{text}”").format(text=one_line(value, 120)) if value else _("empty")


def field_event(entry: EntryRow) -> str:
    """A change of a field as the log tells it."""
    payload = entry.payload
    name = str(payload.get("field", ""))
    before, after = (field_value(name, str(payload.get(it) or "")) for it in ("from", "to"))
    told = _("{field}: {before} → {after}").format(field=field_name(name), before=before, after=after)
    return _("{change} (a colleague's change was overwritten)").format(change=told) if payload.get("unseen") else told
