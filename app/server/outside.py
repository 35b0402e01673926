"""Where this server goes on somebody's word: into the world, and into the site's own networks only where the site says.

An address that a person typed, or a name that leads there, must not become a way to look around behind the firewall.
"""

import socket
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network


class Inside(OSError):
    """The host lies in a network of the site's own that nobody has allowed."""


class Outside:
    """Opens connections to hosts that people named. Safe from any thread."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        """``allowed``: networks beside the world's, as 10.0.0.0/8."""
        self._allowed = [ip_network(it) for it in allowed]

    def connect(self, host: str, port: int, timeout_s: float) -> socket.socket:
        """A connection to the first address of the host that may be reached and answers.

        The name is asked once, and what it said is what is connected to.

        Raises:
            Inside: no address of it may be reached.
            OSError, UnicodeError: there is none, or nobody answers in time.
        """
        found = [str(it[4][0]) for it in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        reached = [it for it in dict.fromkeys(found) if self.may_reach(it)]
        if not reached:
            raise Inside(f"{host} lies inside")
        error: OSError | None = None
        for address in reached:
            try:
                return socket.create_connection((address, port), timeout_s)
            except OSError as said:
                error = said
        raise error or Inside(host)

    def may_reach(self, text: str) -> bool:
        """Tell whether an IP address is the world's, or one the site allows."""
        address = ip_address(text.partition("%")[0])
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        if any(address in it for it in self._allowed if it.version == address.version):
            return True
        return address.is_global and not address.is_multicast
