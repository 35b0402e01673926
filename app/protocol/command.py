"""Command values to wire arguments and back."""

from typing import Any

import app.commands.all  # noqa: F401  registers every command
from app.commands.base import REGISTRY, Registered, registered
from app.protocol.wire import convert, plain


class UnknownCommand(ValueError):
    """No command of that name and version is known here."""


def to_wire(command: object) -> tuple[str, dict[str, Any]]:
    """Wire name and arguments of a command value."""
    args: dict[str, Any] = plain(command)
    return registered(command).wire_name, args


def from_wire(name: str, args: dict[str, Any]) -> tuple[Registered, Any]:
    """The registration and the validated command value.

    Raises:
        UnknownCommand: the name is not registered.
        BadMessage: an argument is missing or of another type.
    """
    entry = REGISTRY.get(name)
    if entry is None:
        raise UnknownCommand(name)
    return entry, convert(args, entry.command)
