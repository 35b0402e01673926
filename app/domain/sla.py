"""Clocks of conversations: how a first-reply target turns into on track, due soon, at risk, breached."""

from datetime import datetime, timedelta
from enum import StrEnum

AT_RISK = 0.25
"""Share of the target left below which a clock is at risk (design tokens, ``sla``)."""

DUE_SOON = 0.5
"""Share of the target left at or below which a clock is due soon (design tokens, ``sla``)."""


class Clock(StrEnum):
    """State of a clock, from calm to late."""

    ON_TRACK = "on_track"
    DUE_SOON = "due_soon"
    AT_RISK = "at_risk"
    BREACHED = "breached"


def reply_clock(opened: datetime, now: datetime, *, target: timedelta, on_hold: timedelta = timedelta()) -> Clock:
    """Classify a conversation's first-reply clock.

    ``on_hold`` is the time spent waiting for the customer; it never counts against the agent.
    A clock exactly at its target is breached, so "0 min left" and red appear together.

    Raises:
        ValueError: ``target`` is not positive; a policy without a target has no clock at all.
    """
    if target <= timedelta():
        raise ValueError(f"target must be positive, got {target}")
    left = target - (now - opened - on_hold)
    if left <= timedelta():
        return Clock.BREACHED
    if left < target * AT_RISK:
        return Clock.AT_RISK
    return Clock.DUE_SOON if left <= target * DUE_SOON else Clock.ON_TRACK
