"""Roles and the one permission matrix: who may give which command and see which queues."""

from collections.abc import Iterable
from enum import StrEnum


class RoleCode(StrEnum):
    """A role a user may hold; several at once add up."""

    OPERATOR = "operator"
    SALES = "sales"
    TECHNICIAN = "technician"
    SERVICE_MANAGER = "service_manager"
    LEAD = "lead"
    ANALYST = "analyst"
    ADMIN = "admin"


_OWN = frozenset({"see_notices"})
"""What only concerns the person who gives it."""

_DESK = _OWN | frozenset(
    {
        "reply",
        "open_by_phone",
        "open_by_mail",
        "log_call",
        "log_handling",
        "note",
        "assign",
        "resolve",
        "set_status",
        "mark_junk",
        "mark_customer",
        "block",
        "unblock",
        "answer_receipt",
        "take_back",
        "send_again",
        "serve_author",
        "tag",
        "set_field",
        "link",
        "merge",
        "unmerge",
        "move_entries",
        "unmove_entries",
        "mark_read",
        "send_later",
        "change_later",
        "cancel_later",
        "save_template",
        "remove_template",
        "give_up_text_file",
        "save_draft",
        "settle_draft",
        "give_up_file",
        "make_promise",
        "settle_promise",
        "move_promise",
        "state_preference",
        "follow_up",
        "change_queue",
        "watch",
        "save_view",
        "remove_view",
        "edit_customer",
        "set_organisation",
        "add_identity",
        "remove_identity",
        "verify_identity",
        "merge_customers",
        "part_customers",
        "look_up",
    }
)

REDACT, SET_HOLD, EXPORT_CUSTOMER = "redact", "set_hold", "export_customer"
"""What is done with all data of a person."""

_KEEPER = frozenset({REDACT, SET_HOLD})
"""Making things go for good, and keeping them."""

SHARE_TEXTS = "share_texts"
"""Texts to reuse of a team or the workspace."""

MATRIX: dict[RoleCode, frozenset[str]] = {
    RoleCode.OPERATOR: _DESK,
    RoleCode.SALES: _DESK,
    RoleCode.TECHNICIAN: _DESK,
    RoleCode.SERVICE_MANAGER: _DESK | {SHARE_TEXTS},
    RoleCode.LEAD: _DESK | _KEEPER | {SHARE_TEXTS},
    RoleCode.ANALYST: _OWN,
    RoleCode.ADMIN: _DESK | _KEEPER | {SHARE_TEXTS, "administer_inboxes", "administer_devices", EXPORT_CUSTOMER},
}
"""What each role may do: commands by wire name without version, and requests to the server by a name of their own."""

SEES_ALL_QUEUES = frozenset({RoleCode.ADMIN, RoleCode.SERVICE_MANAGER})
"""Roles granted every queue of the workspace; the others get the queues of their teams."""


def may(roles: Iterable[RoleCode], command: str) -> bool:
    """Tell whether any of ``roles`` allows the command of that wire name (without version)."""
    return any(command in MATRIX[role] for role in roles)
