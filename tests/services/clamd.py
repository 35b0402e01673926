"""The real clamd of Debian (clamav-daemon) with one signature of its own: EICAR; no freshclam, nothing global."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.fakes.clamd import EICAR
from tests.services.process import child

PROGRAM = shutil.which("clamd") or "/usr/sbin/clamd"
WITHIN_S = 60


@contextmanager
def running_clamd(folder: Path) -> Iterator[Path]:
    """Its socket."""
    signatures, path = folder / "signatures", folder / "c"
    signatures.mkdir(parents=True)
    (signatures / "own.ndb").write_text(f"Eicar-Test:0:0:{EICAR.hex()}\n")
    settings = {
        "LocalSocket": path, "DatabaseDirectory": signatures, "Foreground": "yes", "LogFile": folder / "log",
        "StreamMaxLength": "60M", "MaxFileSize": "60M", "MaxScanSize": "60M",
    }  # fmt: skip
    config = folder / "clamd.conf"
    config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    with child([PROGRAM, "--config-file", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        end = time.monotonic() + WITHIN_S
        while not path.exists():
            assert time.monotonic() < end, (folder / "log").read_text()
            time.sleep(0.05)
        yield path
