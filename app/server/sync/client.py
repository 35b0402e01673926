"""The device behind a request: known, of this user, not revoked."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.model.sync import SyncClient
from app.server.auth.token import Bearer
from app.server.errors import Denied
from app.server.ready import Ask, Ready, ask

_DEVICE = Ready(
    select(SyncClient.user_id, SyncClient.revoked, SyncClient.last_mid, SyncClient.backup_mid).where(
        SyncClient.ws == bindparam("ws"), SyncClient.client_id == bindparam("client")
    )
)


class Device(NamedTuple):
    """A device as a pull needs it."""

    ws: UUID
    client_id: UUID
    last_mid: int
    backup_mid: int | None


def seen_device(session: Session, who: Bearer, client: UUID) -> Device:
    """What is known of the device; only read. Raises ``Denied`` as ``device_of`` does."""
    if client != who.client:
        raise Denied(403, "wrong_client")
    found = ask(session.connection(), [Ask(_DEVICE, {"ws": who.ws, "client": client})])[0]
    if not found:
        raise Denied(401, "unauthorised")
    user_id, revoked, last_mid, backup_mid = found[0]
    if user_id != who.user_id or revoked:
        raise Denied(403, "revoked")
    return Device(who.ws, client, last_mid, backup_mid)


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
