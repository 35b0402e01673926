"""A profile that nobody has open, held only while its files are used: its person never waits for it."""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from app.client.port import Problem, Trouble
from app.client.profile import lock_profile
from app.client.store.cipher import Connection
from app.client.store.database import StoreFiles, open_outbox
from app.client.store.outbox import Outbox

if TYPE_CHECKING:
    from filelock import FileLock


class GaveWay(Exception):
    """Somebody else has the profile, or has had it meanwhile: what is known of its outbox is no longer true."""


class HeldProfile:
    """The profile's lock and its outbox. Enter it again for each try; one thread.

    While a request is on its way the lock is free (``let_go``). Who takes the profile then needs not ask: afterwards
    the lock is taken, or the file tells that another connection has written to it, and nothing more is done here.
    """

    def __init__(self, folder: Path, ended: Callable[[], bool]) -> None:
        """``ended``: nothing more is to be done, for whatever reason."""
        self._folder = folder
        self._ended = ended
        self._lock: FileLock | None = None
        self._connection: Connection = None
        self._outbox: Outbox | None = None
        self._written = 0

    def open(self, files: StoreFiles) -> Outbox:
        """The outbox; closed at the exit. Raises ``Damaged``."""
        self._connection = open_outbox(files)
        self._outbox = Outbox(self._connection)
        return self._outbox

    def let_go(self) -> None:
        """Whoever wants the profile may have it."""
        self._written = self._written_elsewhere()
        self._unlock()

    def take(self) -> None:
        """Hold it again. Raises ``GaveWay``."""
        if self._ended():
            raise GaveWay
        self._take_lock()
        if self._written_elsewhere() != self._written:
            raise GaveWay

    def __enter__(self) -> "HeldProfile":
        """Raises ``GaveWay``."""
        if self._ended():
            raise GaveWay
        self._take_lock()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._outbox is not None:
            self._outbox.close()
        self._outbox = self._connection = None
        self._unlock()

    def _take_lock(self) -> None:
        try:
            self._lock = lock_profile(self._folder)
        except Trouble as trouble:
            if trouble.problem is not Problem.SECOND_INSTANCE:
                raise
            raise GaveWay from trouble

    def _unlock(self) -> None:
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.release()

    def _written_elsewhere(self) -> int:
        """A number that becomes another one when another connection, of any process, has written to the file."""
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
