"""The device behind a request: known, of this user, not revoked."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from app.domain.feed import ERASURES
from app.model.sync import FeedFloor, FeedGrant, FeedHead, SyncClient
from app.server.auth.token import Bearer
from app.server.errors import Denied
from app.server.ready import Ask, Ready, Row
from app.server.snapshot import Snapshot

_SAID = aliased(FeedHead)
_ERASURES = select(_SAID.version).where(_SAID.ws == bindparam("ws"), _SAID.feed == ERASURES).scalar_subquery()
_STANDING = Ready(
    select(
        SyncClient.client_id, SyncClient.user_id, SyncClient.revoked, SyncClient.last_mid, SyncClient.backup_mid,
        func.coalesce(_ERASURES, 0), FeedGrant.feed, func.coalesce(FeedHead.version, 0),
        func.coalesce(FeedFloor.version, 0),
    )
    .outerjoin(FeedGrant, (FeedGrant.ws == SyncClient.ws) & (FeedGrant.user_id == SyncClient.user_id))
    .outerjoin(FeedHead, (FeedHead.ws == FeedGrant.ws) & (FeedHead.feed == FeedGrant.feed))
    .outerjoin(FeedFloor, (FeedFloor.ws == FeedGrant.ws) & (FeedFloor.feed == FeedGrant.feed))
    .where(SyncClient.ws == bindparam("ws"), SyncClient.client_id.in_(bindparam("clients", expanding=True)))
)  # fmt: skip


class Device(NamedTuple):
    """A device as a pull needs it."""

    ws: UUID
    client_id: UUID
    last_mid: int
    backup_mid: int | None


class Standing(NamedTuple):
    """A device, and of every feed that is granted to its user the version and the floor of tombstones.

    ``erasures``: how often something was erased in the workspace.
    """

    device: Device
    erasures: int
    heads: dict[str, int]
    floors: dict[str, int]

    @property
    def feeds(self) -> frozenset[str]:
        """What may be read."""
        return frozenset(self.heads)


def standing_of(view: Snapshot, who: Bearer, client: UUID) -> Standing:
    """What a reading request begins with, in one statement. Raises ``Denied`` as ``device_of`` does."""
    found = standings_of(view, [(who, client)])[0]
    if isinstance(found, Denied):
        raise found
    return found


def standings_of(view: Snapshot, asking: Sequence[tuple[Bearer, UUID]]) -> list[Standing | Denied]:
    """The same of several at once, each with the device that its message names, in one round trip."""
    devices: dict[UUID, dict[UUID, None]] = {}
    for who, client in asking:
        if client == who.client:
            devices.setdefault(who.ws, {})[client] = None
    asks = [Ask(_STANDING, {"ws": ws, "clients": list(clients)}) for ws, clients in devices.items()]
    known: dict[tuple[UUID, UUID], list[Row]] = defaultdict(list)
    for ws, rows in zip(devices, view.ask(asks), strict=True):
        for row in rows:
            known[(ws, row[0])].append(row[1:])
    return [_standing(who, client, known.get((who.ws, client), [])) for who, client in asking]


def _standing(who: Bearer, client: UUID, found: Sequence[Row]) -> Standing | Denied:
    if client != who.client:
        return Denied(403, "wrong_client")
    if not found:
        return Denied(401, "unauthorised")
    user_id, revoked, last_mid, backup_mid, erasures = found[0][:5]
    if user_id != who.user_id or revoked:
        return Denied(403, "revoked")
    feeds = [row[5:] for row in found if row[5] is not None]  # who is granted nothing has one row without a feed
    device = Device(who.ws, client, last_mid, backup_mid)
    heads, floors = {feed: head for feed, head, _ in feeds}, {feed: floor for feed, _, floor in feeds}
    return Standing(device, erasures, heads, floors)


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
