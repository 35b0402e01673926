"""One window a profile: a second start raises the first window and ends."""

import hashlib

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WITHIN_MS = 500


def name_of(*parts: str) -> str:
    """The meeting point of all starts with these parts: data folder, profile, trial or not."""
    return "deskhand-" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


def raise_first(name: str) -> bool:
    """Ask the first instance to come to the front; False when there is none."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_WITHIN_MS):
        return False
    socket.disconnectFromServer()
    return True


class Instance(QObject):
    """Listens for later starts."""

    raised = Signal()
    """Somebody started the program once more."""

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_new_connection)
        if not self._server.listen(name):  # a crash left its name behind; nobody answered on it
            QLocalServer.removeServer(name)
            self._server.listen(name)

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    @Slot()
    def _on_new_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.deleteLater()
        self.raised.emit()
