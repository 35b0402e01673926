"""Opening this computer's copy of the server's data, or a new, empty one when the old one may not be kept."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.client.credentials import KeyVault, cache_name, raw_keys
from app.client.lease import CacheLease
from app.client.port import Problem, Profile
from app.client.store.blob_store import BlobStore
from app.client.store.cipher import Connection, Damaged, connect
from app.client.store.database import StoreFiles, open_cache
from app.client.store.queries.source import workspace_settings
from app.domain.lease import lease_days


@dataclass(frozen=True, slots=True)
class Copy:
    """The opened copy. ``settings``: of the workspace, as the copy knows them."""

    files: StoreFiles
    connection: Connection
    lease: CacheLease
    settings: dict[str, Any]
    noticed: tuple[Problem, ...] = ()


def open_copy(profile: Profile, outbox_key: bytes, vault: KeyVault, lease: CacheLease) -> Copy:
    """Open it; when its lease is over it is deleted with its key, and an empty one is opened."""
    files = StoreFiles(profile.folder, outbox_key, _cache_key(vault, profile))
    connection, rebuilt = open_cache(files)
    settings = workspace_settings(connection, profile.person.ws.bytes)
    lease.days = lease_days(settings.get("lease_days"))
    if not lease.is_over():
        return Copy(files, connection, lease, settings, (Problem.CACHE_REBUILT,) if rebuilt else ())
    connection.close()
    forget_cache(vault, profile.key, files)
    lease.end()
    files = replace(files, cache_key=_cache_key(vault, profile))
    connection, _ = open_cache(files)
    return Copy(files, connection, lease, settings, (Problem.LEASE_OVER,))


def kept_settings(files: StoreFiles, ws: bytes) -> dict[str, Any]:
    """The workspace's settings as a copy knows them that nobody works with; empty when there is none."""
    if not files.cache.exists():
        return {}
    try:
        connection = connect(files.cache, files.cache_key)
    except Damaged:
        return {}
    try:
        return workspace_settings(connection, ws)
    except Damaged:  # a copy that was never filled has no tables
        return {}
    finally:
        connection.close()


def _cache_key(vault: KeyVault, profile: Profile) -> bytes:
    found = raw_keys(vault, cache_name(profile.key), 1, create=True)
    assert found is not None  # made when it was not there
    return found[0]


def forget_cache(vault: KeyVault, key: str, files: StoreFiles) -> None:
    """Delete the copy of the server's data with its key and files; the outbox stays."""
    vault.forget(cache_name(key))
    remove_cache(files.cache)
    BlobStore(files.blobs, files.cache_key).clear()


def remove_cache(path: Path) -> None:
    """Delete a cache file whose key is gone; where it is still open it is deleted at the next start."""
    for ending in ("", "-wal", "-shm"):
        try:
            path.with_name(path.name + ending).unlink(missing_ok=True)
        except PermissionError:
            return
