"""One window a profile: a second start raises the first window and ends."""

from PySide6.QtCore import QCryptographicHash, QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WITHIN_MS = 500

MOST_BYTES = 4_096
"""Of a message; a link of a switchboard is far shorter."""


def name_of(*parts: str) -> str:
    """The meeting point of all starts with these parts: data folder, profile, trial or not."""
    digest = QCryptographicHash.hash("\0".join(parts).encode(), QCryptographicHash.Algorithm.Sha256)
    return "deskhand-" + digest.data().hex()[:24]


def raise_first(name: str, message: str = "") -> bool:
    """Ask the first instance to come to the front, and hand it a message; False when there is none."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_WITHIN_MS):
        return False
    if message:
        socket.write(message.encode()[:MOST_BYTES])
        socket.waitForBytesWritten(_WITHIN_MS)
    socket.disconnectFromServer()
    return True


class Instance(QObject):
    """Listens for later starts."""

    raised = Signal()
    """Somebody started the program once more."""

    asked = Signal(str)
    """The later start handed over a message: any text, from any program of this person."""

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
        self.raised.emit()
        socket.setReadBufferSize(MOST_BYTES)
        socket.disconnected.connect(self._on_said)
        socket.readyRead.connect(self._on_more)
        if socket.state() is QLocalSocket.LocalSocketState.UnconnectedState:
            self._take(socket)

    @Slot()
    def _on_more(self) -> None:
        """Who says too much is not listened to any longer."""
        socket = self.sender()
        if isinstance(socket, QLocalSocket) and socket.bytesAvailable() >= MOST_BYTES:
            socket.disconnected.disconnect(self._on_said)
            self._take(socket)
            socket.abort()

    @Slot()
    def _on_said(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._take(socket)

    def _take(self, socket: QLocalSocket) -> None:
        """What was said, once the other has gone."""
        said = bytes(socket.readAll().data()).decode("utf-8", "replace")
        socket.deleteLater()
        if said:
            self.asked.emit(said)
