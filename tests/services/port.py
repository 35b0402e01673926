"""A port of loopback for a program that is told where to listen."""

import socket
from contextlib import suppress
from pathlib import Path
from random import SystemRandom

_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
_SPAN = 12_000


def free_port() -> int:
    """One where nobody listens, below those the kernel gives to connections: none takes it before it is listened at."""
    below = int(_RANGE.read_text("ascii").split()[0]) if _RANGE.exists() else 32_768
    while True:
        port = SystemRandom().randrange(below - _SPAN, below)  # tests seed the other one, all workers alike
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
