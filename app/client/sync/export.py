"""All data of one person from the server into a file: whole, or nothing is written."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

from app.client.inbox import Declined
from app.client.search import Saved

if TYPE_CHECKING:
    import requests

    from app.client.sync.transport import Transport

CHUNK = 262_144


def export_to(file: Path, transport: "Transport | None", customer_id: UUID, *, notes: bool) -> Saved | Declined:
    """Write what the server knows of a customer; a file of that name is replaced only by a whole one.

    ``disk``: it could not be written there.
    """
    from app.client.sync.office import asked

    aside = file.with_name(file.name + ".part")
    try:
        with aside.open("wb") as out:  # before the server gathers anything
            answer = asked(transport, lambda it: _written(it, customer_id, out, notes=notes))
        if isinstance(answer, Saved):
            aside.replace(file)
        return answer
    except OSError:
        return Declined("disk")
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def _written(transport: "Transport", customer_id: UUID, out: BinaryIO, *, notes: bool) -> Saved:
    """Raises what ``Transport.fetch`` does, ``Offline`` when the answer breaks off, ``OSError`` of the disk."""
    from app.protocol.versions import CUSTOMERS_PATH

    response = transport.fetch(f"{CUSTOMERS_PATH}{customer_id}/export?notes={str(notes).lower()}")
    with response:
        return Saved(sum(out.write(piece) for piece in _pieces(response)))


def _pieces(response: "requests.Response") -> Iterator[bytes]:
    """What the network does is told apart from what the disk does: for ``requests`` both are an ``OSError``."""
    import requests

    from app.client.sync.world import Offline

    try:
        yield from response.iter_content(CHUNK)
    except requests.RequestException as error:
        raise Offline(type(error).__name__) from error
