"""Copies of encrypted files beside a backup, by the hash of their content: what is there is not copied again."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

Name = tuple[str, str]
"""Workspace and SHA-256."""


def files_in(folder: Path) -> list[Name]:
    """All files of a blob folder."""
    return sorted((it.parent.parent.name, it.name) for it in folder.glob("*/??/*") if len(it.name) == 64)


def copy_files(names: Iterable[Name], source: Path, to: Path) -> tuple[int, int]:
    """Copy those that are not there yet; returns how many were copied, and how many ``source`` does not have.

    On the disk at return; a file that is being copied when the power fails has no name yet.
    """
    copied = missing = 0
    folders: set[Path] = set()
    for name in names:
        final = path_of(to, name)
        if final.exists():
            continue
        final.parent.mkdir(parents=True, exist_ok=True)
        part = final.with_name(f".{final.name}.part")
        try:
            with path_of(source, name).open("rb") as read, part.open("wb") as write:
                shutil.copyfileobj(read, write)
                write.flush()
                os.fsync(write.fileno())
        except FileNotFoundError:
            part.unlink(missing_ok=True)
            missing += 1
            continue
        part.replace(final)
        folders.add(final.parent)
        copied += 1
    for each in folders:
        sync_folder(each)
    return copied, missing


def path_of(folder: Path, name: Name) -> Path:
    """Where a file lies, in the server's folder and in that of backups alike."""
    ws, sha256 = name
    return folder / ws / sha256[:2] / sha256


def sync_folder(folder: Path) -> None:
    """Names given in it survive a power cut."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
