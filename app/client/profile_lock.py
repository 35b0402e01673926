"""One running desk a profile: a lock on a file of its folder, which the system takes back however the process ends."""

import errno
import os
import sys
from pathlib import Path

from app.client.port import Problem, Trouble

_HELD = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})
"""What systems say of a file that somebody else has locked."""

if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class ProfileLock:
    """Held from now on until ``release``, at most once on this computer."""

    def __init__(self, folder: Path) -> None:
        """Make the folder where there is none.

        Raises:
            Trouble: ``SECOND_INSTANCE``: another window of this person has it.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(self._file)
        except OSError as error:
            os.close(self._file)
            if error.errno in _HELD:
                raise Trouble(Problem.SECOND_INSTANCE, str(os.getpid())) from error
            raise

    def release(self) -> None:
        """Let another window have the profile. Twice is once."""
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)
