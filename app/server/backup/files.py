"""Copies of encrypted files beside a backup, by the hash of their content: what is there is not copied again."""

import os
import shutil
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import IO

from app.server.blobs.disk import sync_folder
from app.server.blobs.packs import Packs

Name = tuple[str, str]
"""Workspace and SHA-256."""


def files_in(folder: Path) -> list[Name]:
    """All files of a blob folder, in packs or not."""
    alone = {(it.parent.parent.name, it.name) for it in folder.glob("*/??/*") if len(it.name) == 64}
    packed = {(ws, sha256) for ws, _, sha256 in (it.split("/") for it in Packs(folder).names())}
    return sorted(alone | packed)


def copy_files(names: Iterable[Name], source: Path, to: Path) -> tuple[int, int]:
    """Copy those that are not there yet; returns how many were copied, and how many ``source`` does not have.

    Each becomes a file of its own, so that a backup can let it go. On the disk at return; a file that is being copied
    when the power fails has no name yet.
    """
    copied = missing = 0
    folders: set[Path] = set()
    packs, there = Packs(source), Packs(to)
    for name in names:
        final = path_of(to, name)
        if final.exists() or there.read(_packed(name)) is not None:
            continue
        final.parent.mkdir(parents=True, exist_ok=True)
        part = final.with_name(f".{final.name}.part")
        try:
            with _open(packs, source, name) as read, part.open("wb") as write:
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
    """Where a file of its own lies, in the server's folder and in that of backups alike."""
    return folder / _packed(name)


def _packed(name: Name) -> str:
    ws, sha256 = name
    return f"{ws}/{sha256[:2]}/{sha256}"


def _open(packs: Packs, folder: Path, name: Name) -> IO[bytes]:
    packed = packs.read(_packed(name))
    return path_of(folder, name).open("rb") if packed is None else BytesIO(packed)
