"""What people do about their devices and administrators about all of them, in one transaction each."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.cache_budget import LEAST_MB
from app.domain.lease import MOST_DAYS, lease_days
from app.domain.recovery_key import KEY_BYTES, SETTING
from app.domain.role import may
from app.model.administration import AuditEntry
from app.model.identifier import minted_at
from app.model.sync import SyncClient
from app.model.workspace import User, Workspace
from app.protocol.device import DeviceList, DeviceShown
from app.server import audit
from app.server.auth.token import Bearer
from app.server.errors import Denied
from app.server.feed.grants import roles_of
from app.server.transaction import ServerTx

ADMINISTER = "administer_devices"
"""In the permission matrix."""

SIGNED_OUT = "device_revoked"
"""In the audit log."""

LEASE_DAYS, COPY_MB = "lease_days", "cache_mb"
"""In ``Workspace.settings``, which every desk has."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, from which device; ``administers``: everybody's. The command line asks from none."""

    client: UUID | None = None
    user_id: UUID | None = None
    administers: bool = True

    def owns(self, device: SyncClient) -> bool:
        """Whether it is a device of the person who asks."""
        return device.user_id == self.user_id


def asked_by(session: Session, who: Bearer) -> Asker:
    """The person behind a request, with what their role allows."""
    return Asker(who.client, who.user_id, may(roles_of(session, who.ws, who.user_id), ADMINISTER))


def devices(session: Session, ws: UUID, asker: Asker | None = None, *, of: UUID | None = None) -> DeviceList:
    """Every device of the workspace, or ``of`` one user, the one seen last first."""
    query = (
        select(SyncClient, User.name)
        .outerjoin(User, (User.ws == SyncClient.ws) & (User.id == SyncClient.user_id))
        .where(SyncClient.ws == ws)
        .order_by(SyncClient.seen_at.desc(), SyncClient.client_id)
    )
    rows = session.execute(query if of is None else query.where(SyncClient.user_id == of)).all()
    asker, workspace = asker or Asker(), session.get(Workspace, (ws, ws))
    returning = _may_return(session, ws, asker, [device for device, _name in rows])
    shown = [_shown(device, name or "", asker, returning) for device, name in rows]
    return DeviceList(devices=shown, lease_days=lease_days(workspace and workspace.settings.get(LEASE_DAYS)))


def sign_out(tx: ServerTx, who: Bearer, client: UUID, *, revoked: bool) -> DeviceShown:
    """What ``revoke`` does, as a person asks for it: an administrator with every device, everybody with their own.

    Their own they let in again only when it was they who signed it out: what an administrator did stays.

    Raises:
        Denied: 403 ``forbidden``, whether there is such a device or not; for an administrator 404 ``not_found``.
    """
    asker = asked_by(tx.session, who)
    if not _may(tx, asker, _locked(tx, client), revoked=revoked):
        raise Denied(403, "forbidden")
    return revoke(tx, client, revoked=revoked, asker=asker)


def revoke(tx: ServerTx, client: UUID, *, revoked: bool, asker: Asker | None = None) -> DeviceShown:
    """Take the access of a device away, or give it back; twice is once.

    Its refresh tokens stay: asked for new ones the server says *revoked*, so that the desk deletes its copy and says
    why, instead of only asking for a password.

    Raises:
        Denied: 404 ``not_found``.
    """
    device, asker = _locked(tx, client), asker or Asker()
    if device is None:
        raise Denied(404, "not_found")
    if device.revoked != revoked:
        device.revoked = revoked
        audit.note(tx, SIGNED_OUT if revoked else "device_allowed", client, user=str(device.user_id))
    user = tx.find(User, device.user_id)
    returning = _may_return(tx.session, tx.ws, asker, [device])
    return _shown(device, "" if user is None else user.name, asker, returning)


def set_copy_budget(tx: ServerTx, megabytes: int) -> None:
    """How large the copy of a desk may grow by older logs. Raises ``Denied``: 400 ``bad_setting``."""
    if megabytes < LEAST_MB:
        raise Denied(400, "bad_setting", field=COPY_MB)
    _set(tx, COPY_MB, megabytes)
    audit.note(tx, "copy_budget_changed", None, megabytes=megabytes)


def set_lease(tx: ServerTx, days: int) -> None:
    """For how many days a desk may keep its copy without the server. Raises ``Denied``: 400 ``bad_setting``."""
    if not 1 <= days <= MOST_DAYS:
        raise Denied(400, "bad_setting", field=LEASE_DAYS)
    _set(tx, LEASE_DAYS, days)
    audit.note(tx, "lease_changed", None, days=days)


def set_recovery_key(tx: ServerTx, public: bytes) -> None:
    """Desks seal the keys of their outboxes for the owner of this key from their next start on.

    Raises:
        Denied: 400 ``bad_setting``: it is no X25519 key.
    """
    if len(public) != KEY_BYTES:
        raise Denied(400, "bad_setting", field=SETTING)
    _set(tx, SETTING, base64.urlsafe_b64encode(public).decode())
    audit.note(tx, "recovery_key_changed", None)


def _set(tx: ServerTx, name: str, value: object) -> None:
    workspace = tx.get(Workspace, tx.ws)
    workspace.settings = workspace.settings | {name: value}


def _locked(tx: ServerTx, client: UUID) -> SyncClient | None:
    return tx.session.get(SyncClient, (tx.ws, client), with_for_update=True, populate_existing=True)


def _may(tx: ServerTx, asker: Asker, device: SyncClient | None, *, revoked: bool) -> bool:
    if asker.administers:
        return True
    if device is None or not asker.owns(device):
        return False
    return revoked or not device.revoked or bool(_may_return(tx.session, tx.ws, asker, [device]))


def _may_return(session: Session, ws: UUID, asker: Asker, known: Iterable[SyncClient]) -> frozenset[UUID]:
    """Those signed out that whoever asks may let in again."""
    out = [it for it in known if it.revoked]
    if asker.administers or not out:
        return frozenset(it.client_id for it in out)
    own = [it.client_id for it in out if asker.owns(it)]
    signed_out = (AuditEntry.ws == ws) & (AuditEntry.what == SIGNED_OUT) & AuditEntry.subject_id.in_(own)
    query = select(AuditEntry.subject_id, AuditEntry.actor_id).where(signed_out)
    last = dict(session.execute(query.order_by(AuditEntry.at, AuditEntry.id)).all())
    return frozenset(it for it in own if last.get(it) == asker.user_id)


def _since(device: SyncClient) -> datetime | None:
    """When it signed in first: the server minted its id then, within that second. Another id tells nothing."""
    minted = minted_at(device.client_id)
    return None if minted is None or minted > device.seen_at + timedelta(days=1) else min(minted, device.seen_at)


def _shown(device: SyncClient, user_name: str, asker: Asker, returning: frozenset[UUID]) -> DeviceShown:
    return DeviceShown(
        client=device.client_id,
        user_id=device.user_id,
        user_name=user_name,
        name=device.name,
        seen_at=device.seen_at,
        since_at=_since(device),
        revoked=device.revoked,
        here=device.client_id == asker.client,
        may_return=device.client_id in returning,
    )
