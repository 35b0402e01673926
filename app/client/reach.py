"""Whether a server answers at an address, and if not, what stands in the way: for the words of the sign-in."""

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.client.sync.world import Offline


class Reach(StrEnum):
    """What became of asking an address."""

    FOUND = "found"
    UNNAMED = "unnamed"
    """No computer has that name, as far as this network knows."""
    REFUSED = "refused"
    """The computer is there, nothing listens at that port."""
    SILENT = "silent"
    CERTIFICATE = "certificate"
    """Its certificate is not trusted here: another server answers, or a company's own is missing."""
    PROXY = "proxy"
    PORTAL = "portal"
    """Something else than Deskhand answers."""
    BAD_ADDRESS = "bad_address"


_BY_NAME = {
    "ConnectTimeout": Reach.SILENT,
    "ReadTimeout": Reach.SILENT,
    "SSLError": Reach.CERTIFICATE,
    "ProxyError": Reach.PROXY,
    "ConnectionError": Reach.REFUSED,
    "InvalidURL": Reach.BAD_ADDRESS,
    "InvalidSchema": Reach.BAD_ADDRESS,
    "MissingSchema": Reach.BAD_ADDRESS,
    "LocationParseError": Reach.BAD_ADDRESS,
}
"""By the exceptions of requests, whose names ``Offline`` carries."""


def look_at(url: str) -> Reach:
    """Ask for a sign of life, without a sign-in. Blocks for some seconds at most."""
    from app.client.sync.transport import greet
    from app.client.sync.world import Offline

    try:
        greet(url)
    except Offline as offline:
        return reach_of(offline)
    return Reach.FOUND


def reach_of(offline: "Offline") -> Reach:
    """What stood in the way of that answer."""
    from app.client.sync.world import Portal

    if isinstance(offline, Portal):
        return Reach.PORTAL
    if "NameResolutionError" in repr(offline.__cause__):
        return Reach.UNNAMED
    return _BY_NAME.get(offline.reason, Reach.SILENT)
