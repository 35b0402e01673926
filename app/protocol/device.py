"""Messages about devices: which computers people signed in on, and which of them may go on."""

from datetime import datetime
from uuid import UUID

from app.protocol.wire import Message

DEVICES_PATH = "/v1/devices"


class DeviceShown(Message, frozen=True):
    """One installation of one person. ``seen_at``: when it last sent something or signed in."""

    client: UUID
    user_id: UUID
    user_name: str
    name: str
    seen_at: datetime
    revoked: bool = False


class DeviceList(Message, frozen=True):
    """Every device of the workspace, the one seen last first."""

    devices: list[DeviceShown]


class RevokeDevice(Message, frozen=True):
    """Take a device's access away, or give it back: ``revoked`` false."""

    revoked: bool = True
