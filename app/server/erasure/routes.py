"""Endpoint of one person's data, for administrators; every use is written down."""

import tempfile
from collections.abc import Iterator
from typing import IO, Annotated
from uuid import UUID

from fastapi import Depends
from fastapi.responses import StreamingResponse

from app.commands.base import Actor
from app.domain.entry import AuthorKind
from app.domain.role import EXPORT_CUSTOMER, may
from app.protocol.versions import CUSTOMERS_PATH
from app.server import audit
from app.server.auth.token import Bearer
from app.server.erasure.export import collect, write_zip
from app.server.errors import Denied
from app.server.feed.grants import roles_of
from app.server.http import bearer, uuid_or_404
from app.server.parts import Parts
from app.server.router import Router
from app.server.sync.client import device_of
from app.server.transaction import ServerTx

IN_MEMORY = 4_194_304
CHUNK = 262_144


def routes(parts: Parts) -> Router:
    """``/v1/customers``."""
    router = Router(tags=["customers"])
    signed_in = bearer(parts)

    @router.get(CUSTOMERS_PATH + "{customer_id}/export", summary="All data of one person as a ZIP")
    def export(customer_id: str, who: Annotated[Bearer, Depends(signed_in)], notes: bool = True) -> StreamingResponse:
        key = uuid_or_404(customer_id)
        file = exported(parts, who, key, notes=notes)
        said = {"Content-Disposition": f'attachment; filename="{key}.zip"', "X-Content-Type-Options": "nosniff"}
        return StreamingResponse(_chunks(file), headers=said, media_type="application/zip")

    return router


def exported(parts: Parts, who: Bearer, customer_id: UUID, *, notes: bool) -> IO[bytes]:
    """The ZIP of a customer, whatever queue they are in. Raises ``Denied``: 403 ``forbidden``, 404 ``not_found``."""
    with parts.database.read() as session:
        device_of(session, who, who.client)
        if not may(roles_of(session, who.ws, who.user_id), EXPORT_CUSTOMER):
            raise Denied(403, "forbidden")
        found = collect(session, who.ws, customer_id, notes=notes)
    if found is None:
        raise Denied(404, "not_found")
    parts.uow.run(who.ws, Actor(AuthorKind.USER, who.user_id), lambda tx: _note(tx, customer_id))
    language = found.language if found.language in parts.catalogues else "en"
    file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  closed by whoever reads it
    write_zip(found, file, who.ws, parts.blobs, parts.catalogues[language], parts.clock.now())
    file.seek(0)
    return file


def _note(tx: ServerTx, customer_id: UUID) -> None:
    audit.note(tx, EXPORT_CUSTOMER, customer_id)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
