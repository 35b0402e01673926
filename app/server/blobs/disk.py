"""What has to be done so that a name survives a power cut."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Names given in it, and taken away, are on the disk; elsewhere than on POSIX that cannot be asked for."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
