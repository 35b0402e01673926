"""Lets a server tell people of what concerns them."""

from app.server import call
from app.server.notices import command
from app.server.notices.deadline import DeadlineWatch
from app.server.parts import Parts

__all__ = ["call", "command", "connect"]


def connect(parts: Parts) -> None:
    """A worker watches the deadlines; commands tell by themselves once ``command`` is imported."""
    parts.jobs.append(lambda it: DeadlineWatch(it.database, it.uow, it.clock))
