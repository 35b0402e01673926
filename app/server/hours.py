"""Opening hours as a workspace keeps them: ``settings["hours"]``, with ``queues`` for those that have their own."""

from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.business_hours import Calendar, calendar


def queue_hours(settings: Mapping[str, Any], timezone: str, queue_id: UUID) -> Calendar | None:
    """The hours of a queue: its own, else the workspace's; None: somebody is always there.

    ``{"timezone": "Europe/Moscow", "week": {"mon": ["09:00-18:00"]}, "holidays": ["2027-01-01"],
    "queues": {queue id: {"week": …}}}``; a zone named there wins over the workspace's.
    """
    own = settings.get("hours")
    if not isinstance(own, Mapping):
        return None
    queues = own.get("queues")
    of_queue = queues.get(str(queue_id)) if isinstance(queues, Mapping) else None
    chosen = of_queue if isinstance(of_queue, Mapping) else own
    return calendar(chosen, zone_of(str(chosen.get("timezone") or own.get("timezone") or timezone)))


def zone_of(name: str) -> tzinfo:
    """The time zone of that IANA name; UTC when nobody knows it."""
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        return UTC
