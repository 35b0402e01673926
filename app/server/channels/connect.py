"""Brings the channels into a server process. Each channel is a package with a module ``connect``."""

import socket
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from app.server.parts import Parts

CHANNELS = ("app.server.channels.email.connect", "app.server.channels.webchat.connect",
            "app.server.channels.joined.connect")  # fmt: skip


def connect_channels(parts: Parts) -> None:
    """Let every channel add its sender, pages and streams: ``connect(parts)``."""
    for name in CHANNELS:
        if is_built(name):
            import_module(name).connect(parts)


def is_built(name: str) -> bool:
    """Tell whether a module is part of this build; imports its packages but not the module."""
    package = name.rpartition(".")[0]
    return (package == "app.server" or is_built(package)) and find_spec(name) is not None


def open_mail_doors(parts: Parts, open_port: Callable[[str, int], socket.socket], mail_port: int) -> None:
    """Open a trial's mail receiver and its loopback sink: ``open_receiver`` and ``open_sink(parts, listener)``.

    Each returns how to close it. An outgoing server in an inbox's settings may name the port as ``"sink"``.
    """
    name = CHANNELS[0]
    if not is_built(name):
        return
    email = import_module(name)
    for door, preferred, opener in (("mail", mail_port, email.open_receiver), ("sink", 0, email.open_sink)):
        listener = open_port(door, preferred)
        parts.doors[door] = listener.getsockname()[1]
        parts.stops.append(opener(parts, listener))
