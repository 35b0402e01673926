"""What tests do to the files of a server: they grow old, and are looked at as they lie."""

import os
from pathlib import Path
from uuid import UUID

from app.server.blobs.store import BlobStore

WS = UUID(int=1)


def grow_old(store: BlobStore, ws: UUID, sha256: str, then: float) -> None:
    """A file was kept last at that time, and its pack written to."""
    path = store._path(ws, sha256)
    if path.exists():
        os.utime(path, (then, then))
    with store._packs._index._writing() as connection:
        connection.execute("UPDATE place SET kept_at = ? WHERE name = ?", (then, name_of(store, path)))
        connection.execute("UPDATE pack SET kept_at = ?", (then,))


def name_of(store: BlobStore, path: Path) -> str:
    """How packs call it."""
    return path.relative_to(store._folder).as_posix()


def where_it_is(folder: Path, *traces: bytes) -> list[str]:
    """Files below the folder that hold any of these bytes."""
    found = {it: it.read_bytes() for it in folder.rglob("*") if it.is_file()}
    return sorted(it.name for it, content in found.items() if any(trace in content for trace in traces))


def kept(store: BlobStore, *files: bytes) -> list[str]:
    """Their names; they were written together."""
    names, done = store.begin(WS, files)
    done.result()
    return names


def packs(folder: Path) -> list[Path]:
    """The files that small ones lie in."""
    return sorted(folder.glob("*.pack"))


def sealed(store: BlobStore, name: str) -> bytes:
    """What a pack holds of it."""
    content = store._packs.read(name_of(store, store._path(WS, name)))
    assert content is not None
    return content


def pieces(content: bytes) -> list[bytes]:
    """Its bytes in parts long enough to be met nowhere by chance."""
    return [content[at : at + 12] for at in range(0, len(content) - 11, 12)]
