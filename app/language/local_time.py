"""The customer's own time of day."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_LARGEST_OFFSET = 14 * 60
"""Minutes: the farthest zones lie at UTC+14 and UTC-12; a mail that claims more has a broken Date."""


def local_time(stated_zone: str, header_offset_minutes: int | None, workspace_zone: str, now: datetime) -> datetime:
    """``now`` as the customer's clock shows it.

    The zone the customer stated wins, then the offset of the Date header or the browser, then the workspace's zone,
    then UTC. A zone that nobody knows and an impossible offset are passed over.

    Raises:
        ValueError: ``now`` has no zone.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    zone = _zone(stated_zone) or _offset(header_offset_minutes) or _zone(workspace_zone) or UTC
    return now.astimezone(zone)


def _zone(name: str) -> tzinfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):  # unknown, not a key, or the name of a folder of zones
        return None


def _offset(minutes: int | None) -> tzinfo | None:
    if minutes is None or not -12 * 60 <= minutes <= _LARGEST_OFFSET:
        return None
    return timezone(timedelta(minutes=minutes))
