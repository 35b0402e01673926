"""Addresses of requests and messages: ``deskhand://request/<id>`` and ``…/<id of the entry>``, copied and opened."""

from urllib.parse import urlsplit
from uuid import UUID

SCHEME = "deskhand"
_PLACE = "request"
_MOST = 200


def link_to(conversation_id: UUID, entry_id: UUID | None = None) -> str:
    """The address of a request, or of an entry in it."""
    address = f"{SCHEME}://{_PLACE}/{conversation_id}"
    return address if entry_id is None else f"{address}/{entry_id}"


def linked(address: str) -> tuple[UUID, UUID | None] | None:
    """Request and entry of an address; None when it is none of ours. It comes from anywhere: nothing else is read."""
    if len(address) > _MOST:
        return None
    try:
        parts = urlsplit(address)
        ids = [UUID(it) for it in parts.path.strip("/").split("/")]
    except ValueError:
        return None
    if (parts.scheme, parts.netloc) != (SCHEME, _PLACE) or not 1 <= len(ids) <= 2:
        return None
    return ids[0], ids[1] if len(ids) == 2 else None
