"""What an administrator does about devices, in one transaction each."""

import base64
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.cache_budget import LEAST_MB
from app.domain.lease import MOST_DAYS
from app.domain.recovery_key import KEY_BYTES, SETTING
from app.model.sync import SyncClient
from app.model.workspace import User, Workspace
from app.protocol.device import DeviceList, DeviceShown
from app.server import audit
from app.server.errors import Denied
from app.server.transaction import ServerTx

ADMINISTER = "administer_devices"
"""In the permission matrix."""

LEASE_DAYS, COPY_MB = "lease_days", "cache_mb"
"""In ``Workspace.settings``, which every desk has."""


def devices(session: Session, ws: UUID) -> DeviceList:
    """Every device of the workspace, the one seen last first."""
    rows = session.execute(
        select(SyncClient, User.name)
        .outerjoin(User, (User.ws == SyncClient.ws) & (User.id == SyncClient.user_id))
        .where(SyncClient.ws == ws)
        .order_by(SyncClient.seen_at.desc(), SyncClient.client_id)
    ).all()
    return DeviceList(devices=[_shown(device, name or "") for device, name in rows])


def revoke(tx: ServerTx, client: UUID, *, revoked: bool) -> DeviceShown:
    """Take the access of a device away, or give it back; twice is once.

    Its refresh tokens stay: asked for new ones the server says *revoked*, so that the desk deletes its copy and says
    why, instead of only asking for a password.

    Raises:
        Denied: 404 ``not_found``.
    """
    device = tx.session.get(SyncClient, (tx.ws, client), with_for_update=True, populate_existing=True)
    if device is None:
        raise Denied(404, "not_found")
    if device.revoked != revoked:
        device.revoked = revoked
        audit.note(tx, "device_revoked" if revoked else "device_allowed", client, user=str(device.user_id))
    user = tx.find(User, device.user_id)
    return _shown(device, "" if user is None else user.name)


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


def _shown(device: SyncClient, user_name: str) -> DeviceShown:
    return DeviceShown(
        client=device.client_id,
        user_id=device.user_id,
        user_name=user_name,
        name=device.name,
        seen_at=device.seen_at,
        revoked=device.revoked,
    )
