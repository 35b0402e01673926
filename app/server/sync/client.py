"""The device behind a request: known, of this user, not revoked."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.model.sync import SyncClient
from app.server.auth.token import Bearer
from app.server.errors import Denied


def device_of(session: Session, who: Bearer, client: UUID, *, lock: bool = False) -> SyncClient:
    """The device's row.

    Raises:
        Denied: 403 ``revoked``, or ``wrong_client`` when token and message name different devices; 401
            ``unauthorised``: it is not known (any more: its sign-in is newer than the backup this server comes from).
    """
    if client != who.client:
        raise Denied(403, "wrong_client")
    query = select(SyncClient).where(SyncClient.ws == who.ws, SyncClient.client_id == client)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise Denied(401, "unauthorised")
    if found.user_id != who.user_id or found.revoked:
        raise Denied(403, "revoked")
    return found
