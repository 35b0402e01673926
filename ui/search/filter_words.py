"""Filters in words: what a chip says, what a button adds, which values are offered."""

from app.domain.channel import Channel
from app.domain.status import Status
from app.language.search.filter import CHANNELS, STATUSES, channels_named, statuses_named
from ui.translation import _, language
from ui.wording import channel_name, status_name

CROSS = "  ×"
"""A sign that a press takes it away."""


def filter_name(name: str) -> str:
    """What the filter asks about."""
    return {
        "from": _("Customer"),
        "queue": _("Queue"),
        "tag": _("Tag"),
        "channel": _("Channel"),
        "status": _("Status"),
        "after": _("Since"),
        "before": _("Before"),
    }[name]


def add_text(name: str) -> str:
    """On the button that begins it."""
    return f"+ {filter_name(name)}"


def chip_text(name: str, value: str) -> str:
    """On its chip, with a sign that a press takes it away."""
    if name == "channel":
        value = ", ".join(channel_name(it) for it in channels_named(value)) or value
    if name == "status":
        value = ", ".join(status_name(it) for it in statuses_named(value)) or value
    return f"{filter_name(name)}: {value}{CROSS}"


def offered_values(name: str) -> list[str] | None:
    """Values in the window's language; None: they are looked up in the data."""
    russian = language() == "ru"
    if name == "channel":
        return [CHANNELS[it][0] if russian else it.value for it in Channel]
    if name == "status":
        return [STATUSES[it][0] if russian else it.value for it in Status]
    if name in ("after", "before"):
        return ["сегодня", "вчера", "7д", "30д", "90д"] if russian else ["today", "yesterday", "7d", "30d", "90d"]
    return None
