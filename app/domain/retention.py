"""How long an inbox keeps what was written through it, once a conversation is closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

DAYS = "retention_days"
ACT = "retention_act"
"""Settings of an inbox: after how many days, and ``redact`` (the default) or ``delete``."""

MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class Retention:
    """``delete``: not even that there was a conversation stays."""

    after: timedelta
    delete: bool


def retention_of(settings: Mapping[str, Any]) -> Retention | None:
    """The rule of an inbox; None: it keeps everything. What is no sensible number of days keeps everything, too."""
    days = settings.get(DAYS)
    if isinstance(days, str) and days.isascii() and days.isdigit():  # as the command line sets it
        days = int(days)
    if isinstance(days, bool) or not isinstance(days, int) or not 0 < days <= MOST_DAYS:
        return None
    return Retention(timedelta(days=days), settings.get(ACT) == "delete")
