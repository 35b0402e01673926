"""Asks the server about the computers people are signed in at, over the desk's own connection.

Made when a desk opens, so its libraries are imported on first use.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from app.client.inbox import Declined
from app.client.sync.office import ask

if TYPE_CHECKING:
    from app.client.computer import ComputerRow, ComputersThere
    from app.client.sync.transport import Transport
    from app.protocol.device import DeviceShown


class ServerComputers:
    """Implements ``app.client.computer.Computers``. Any thread."""

    def __init__(self, transport: "Callable[[], Transport | None]") -> None:
        """``transport``: None while the desk's threads have not started."""
        self._transport = transport

    def mine(self) -> "ComputersThere | Declined":
        """Those of the person at this desk."""
        from app.protocol.device import OWN_DEVICES_PATH

        return self._list(OWN_DEVICES_PATH)

    def everybody(self) -> "ComputersThere | Declined":
        """Those of all people of the workspace; for administrators."""
        from app.protocol.device import DEVICES_PATH

        return self._list(DEVICES_PATH)

    def sign_out(self, computer_id: UUID) -> "ComputerRow | Declined":
        """Take its access away."""
        return self._set_revoked(computer_id, revoked=True)

    def let_in(self, computer_id: UUID) -> "ComputerRow | Declined":
        """Give its access back."""
        return self._set_revoked(computer_id, revoked=False)

    def _list(self, path: str) -> "ComputersThere | Declined":
        from app.client.computer import ComputersThere
        from app.protocol.device import DeviceList

        answer = ask(self._transport(), "GET", path, None, DeviceList)
        if isinstance(answer, Declined):
            return answer
        return ComputersThere([_row(it) for it in answer.devices], answer.lease_days)

    def _set_revoked(self, computer_id: UUID, *, revoked: bool) -> "ComputerRow | Declined":
        from app.protocol.device import DEVICES_PATH, DeviceShown, RevokeDevice

        path = f"{DEVICES_PATH}/{computer_id}/revoke"
        answer = ask(self._transport(), "POST", path, RevokeDevice(revoked=revoked), DeviceShown)
        return answer if isinstance(answer, Declined) else _row(answer)


def _row(it: "DeviceShown") -> "ComputerRow":
    from app.client.computer import ComputerRow

    return ComputerRow(
        it.client, it.user_id, it.user_name, it.name, it.seen_at, it.since_at, it.here, it.revoked, it.may_return
    )
