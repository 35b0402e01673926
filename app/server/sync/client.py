"""The device behind a request: known, of this user, not revoked."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.model.sync import FeedFloor, FeedGrant, FeedHead, SyncClient
from app.server.auth.token import Bearer
from app.server.errors import Denied
from app.server.ready import Ask, Ready
from app.server.snapshot import Snapshot

_STANDING = Ready(
    select(
        SyncClient.user_id, SyncClient.revoked, SyncClient.last_mid, SyncClient.backup_mid,
        FeedGrant.feed, func.coalesce(FeedHead.version, 0), func.coalesce(FeedFloor.version, 0),
    )
    .outerjoin(FeedGrant, (FeedGrant.ws == SyncClient.ws) & (FeedGrant.user_id == SyncClient.user_id))
    .outerjoin(FeedHead, (FeedHead.ws == FeedGrant.ws) & (FeedHead.feed == FeedGrant.feed))
    .outerjoin(FeedFloor, (FeedFloor.ws == FeedGrant.ws) & (FeedFloor.feed == FeedGrant.feed))
    .where(SyncClient.ws == bindparam("ws"), SyncClient.client_id == bindparam("client"))
)  # fmt: skip


class Device(NamedTuple):
    """A device as a pull needs it."""

    ws: UUID
    client_id: UUID
    last_mid: int
    backup_mid: int | None


class Standing(NamedTuple):
    """A device, and of every feed that is granted to its user the version and the floor of tombstones."""

    device: Device
    heads: dict[str, int]
    floors: dict[str, int]

    @property
    def feeds(self) -> frozenset[str]:
        """What may be read."""
        return frozenset(self.heads)


def standing_of(view: Snapshot, who: Bearer, client: UUID) -> Standing:
    """What a reading request begins with, in one statement. Raises ``Denied`` as ``device_of`` does."""
    if client != who.client:
        raise Denied(403, "wrong_client")
    found = view.ask([Ask(_STANDING, {"ws": who.ws, "client": client})])[0]
    if not found:
        raise Denied(401, "unauthorised")
    user_id, revoked, last_mid, backup_mid = found[0][:4]
    if user_id != who.user_id or revoked:
        raise Denied(403, "revoked")
    feeds = [row[4:] for row in found if row[4] is not None]  # who is granted nothing has one row without a feed
    device = Device(who.ws, client, last_mid, backup_mid)
    return Standing(device, {feed: head for feed, head, _ in feeds}, {feed: floor for feed, _, floor in feeds})


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
