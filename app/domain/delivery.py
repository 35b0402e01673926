"""States of an outgoing message on its way to the customer."""

from datetime import timedelta
from enum import StrEnum


class DeliveryState(StrEnum):
    """How far a message got. ``unknown``: the provider may or may not have it; never sent again blindly."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"


AWAITING_UPLOAD = "awaiting_blobs"
AWAITING_CHECK = "awaiting_check"
AWAITING_FILES = (AWAITING_UPLOAD, AWAITING_CHECK)
"""Reasons of a delivery that waits for its files: their bytes, or their check for viruses."""

INFECTED = "file_infected"
LOST_FILES = ("file_lost", "file_too_large", INFECTED, "file_refused")
"""Why a desk gives a file up that it had named; the message then fails, and its author takes it back."""

NEVER_CAME = "files_never_came"
"""Nobody gave them up, and they did not come in all the time they were waited for."""

ACCOUNT_FAULTS = frozenset(
    {
        "smtp.unreachable", "smtp.silent", "smtp.certificate", "smtp.needs_tls", "smtp.wrong_password",
        "smtp.token_refused", "smtp.provider_away", "smtp.busy", "smtp.none",
    }
)  # fmt: skip
"""Reasons that lie with the account a message leaves by, and not with the message: mended, it lets all of them go."""

GIVEN_UP_AFTER = timedelta(days=5)
"""So long a message is tried (RFC 5321 4.5.4.1: at least four or five days)."""

REVIVED_WITHIN = timedelta(days=14)
"""So long after it was given up a message still goes out when its account is mended; later it would surprise."""

TAKEN_BACK = "taken_back"
"""Somebody has its text in an editor again; it never leaves by itself."""

MOVED_ON = "newer_messages"
"""The customer wrote while it waited to leave: its author looks at it again."""

WITHOUT_FILES = (*LOST_FILES, NEVER_CAME)
"""Why a message failed whose files the server does not have, or gives to nobody."""
