"""A port of loopback for a program that is told where to listen."""

import socket
from contextlib import suppress
from pathlib import Path
from random import SystemRandom

_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
_SPAN = 12_000
_FOR_ALL = 1_024
"""Lower ones are for root alone."""


def free_port() -> int:
    """One where nobody listens, below those the kernel gives to connections: none takes it before it is listened at.

    Where connections may have all ports, it is one of theirs.
    """
    below = int(_RANGE.read_text("ascii").split()[0]) if _RANGE.exists() else 32_768
    lowest = below - _SPAN
    while True:
        # tests seed the other generator, all workers alike
        wanted = SystemRandom().randrange(lowest, below) if lowest >= _FOR_ALL else 0
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", wanted))
            port: int = probe.getsockname()[1]
            return port
