"""Messages about devices: which computers people signed in on, and which of them may go on."""

from datetime import datetime
from uuid import UUID

from app.domain.lease import DAYS
from app.protocol.wire import Message

DEVICES_PATH = "/v1/devices"
OWN_DEVICES_PATH = DEVICES_PATH + "/mine"


class DeviceShown(Message, frozen=True):
    """One installation of one person. ``seen_at``: when it last sent something, signed in or renewed its sign-in.

    ``since_at``: when it signed in first; None: nobody knows. ``here``: it is the one that asks. ``may_return``: it is
    revoked, and whoever asks may let it in again.
    """

    client: UUID
    user_id: UUID
    user_name: str
    name: str
    seen_at: datetime
    since_at: datetime | None = None
    revoked: bool = False
    here: bool = False
    may_return: bool = False


class DeviceList(Message, frozen=True):
    """Devices, the one seen last first. ``lease_days``: how long each keeps its copy without the server."""

    devices: list[DeviceShown]
    lease_days: int = DAYS


class RevokeDevice(Message, frozen=True):
    """Take a device's access away, or give it back: ``revoked`` false."""

    revoked: bool = True
