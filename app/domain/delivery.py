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
