"""Files on their way to other programs: a private folder, harmless names, the mark of a file from elsewhere."""

import os
import shutil
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from app.language.plain_text import one_line

PREFIX = "deskhand-files-"
_LONGEST_NAME = 120
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))
"""No file system's separator, drive, stream or wildcard."""

_DEVICES = frozenset(["con", "prn", "aux", "nul"] + [f"{it}{n}" for it in ("com", "lpt") for n in range(1, 10)])
_ZONE = b"[ZoneTransfer]\r\nZoneId=3\r\n"


class Handout:
    """Copies of opened files; gone when the program ends, and those of a program that was killed at the next start."""

    def __init__(self, root: Path | None = None) -> None:
        self._root = root or Path(tempfile.gettempdir())
        self._folder: Path | None = None
        self._made = 0
        self._lock = threading.Lock()
        self._sweep()

    def give(self, name: str, content: bytes) -> Path:
        """A copy for another program: readable by this person alone, marked as coming from elsewhere. Any thread.

        Raises:
            OSError: it cannot be written.
        """
        with self._lock:
            if self._folder is None or not self._folder.is_dir():
                self._folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=self._root))  # 0700
            self._made += 1
            place = self._folder / str(self._made)  # the same name twice keeps its name
            place.mkdir(mode=0o700)
        path = place / safe_name(name)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mark_foreign(path)
        return path

    def close(self) -> None:
        """Delete all copies, as far as other programs let go of them."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _sweep(self) -> None:
        """Copies of a program that is no more."""
        for folder in self._root.glob(f"{PREFIX}*"):
            pid = folder.name.removeprefix(PREFIX).partition("-")[0]
            if pid.isdigit() and not _is_alive(int(pid)) and _is_mine(folder):
                shutil.rmtree(folder, ignore_errors=True)


def mark_foreign(path: Path) -> None:
    """Tell the system that the file comes from elsewhere, where it knows such a mark; elsewhere nothing happens."""
    with suppress(OSError):
        if sys.platform == "win32":
            Path(f"{path}:Zone.Identifier").write_bytes(_ZONE)
        elif sys.platform == "darwin":
            import subprocess

            mark = ["/usr/bin/xattr", "-w", "com.apple.quarantine", "0081;00000000;Deskhand;", str(path)]
            subprocess.run(mark, check=False, capture_output=True, timeout=10)


def safe_name(name: str) -> str:
    """A foreign file name that cannot be a path, a device or a hidden file; its kind stays visible."""
    clean = one_line(name, 4 * _LONGEST_NAME).translate(_NOT_IN_NAMES).strip(". ")
    stem, dot, kind = clean.rpartition(".")
    if dot and len(kind) <= 8:
        clean = f"{stem[: _LONGEST_NAME - len(kind) - 1].rstrip()}.{kind}"
    if clean.partition(".")[0].lower() in _DEVICES:
        clean = f"_{clean}"
    return clean[:_LONGEST_NAME] or "file"


def _is_alive(pid: int) -> bool:
    if sys.platform == "win32":
        return pid == os.getpid()  # files another program holds cannot be deleted there anyway
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _is_mine(folder: Path) -> bool:
    if sys.platform == "win32":
        return True
    with suppress(OSError):
        return folder.lstat().st_uid == os.getuid() and not folder.is_symlink()
    return False
