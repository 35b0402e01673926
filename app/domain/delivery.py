"""States of an outgoing message on its way to the customer."""

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

MOVED_ON = "newer_messages"
"""The customer wrote while it waited to leave: its author looks at it again."""

WITHOUT_FILES = (*LOST_FILES, NEVER_CAME)
"""Why a message failed whose files the server does not have, or gives to nobody."""
