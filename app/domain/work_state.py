"""What somebody who serves customers does right now, as they say it themselves."""

from enum import StrEnum


class WorkState(StrEnum):
    """Everything but ``AVAILABLE`` is away from the customers: nothing but a call disturbs."""

    AVAILABLE = "available"
    BREAK = "break"
    LUNCH = "lunch"
    MEETING = "meeting"
    TRAINING = "training"
