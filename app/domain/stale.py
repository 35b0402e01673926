"""When a reply is held back because the talk has moved on since it was written."""

from datetime import timedelta

STALE_AFTER = timedelta(hours=12)
"""A command older than this is shown again before it is sent (sync.md 2.4)."""

LIVE_CHAT_GRACE = timedelta(seconds=60)
"""In live chat a customer's newer message does not hold a reply younger than this (sync.md 2.4)."""


def command_age(since_stamped: timedelta, monotonic: timedelta) -> timedelta:
    """Age of a command: the larger of server-clock age (skew taken out) and the desk's own monotonic age."""
    return max(since_stamped, monotonic)


def is_stale(*, newer_messages: bool, newer_from_customer_only: bool, age: timedelta, live_chat: bool) -> bool:
    """Tell whether a reply must be held.

    ``newer_messages``: a message of the customer or of another author is newer than what its author had seen.
    ``newer_from_customer_only``: all of them are the customer's. A reply exactly as old as a limit is held.
    """
    if age >= STALE_AFTER:
        return True
    if not newer_messages:
        return False
    return not (live_chat and newer_from_customer_only and age < LIVE_CHAT_GRACE)
