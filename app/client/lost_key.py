"""When the keyring no longer has the key of an outbox: opening it by the recovery key, or beginning anew beside it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.client.credentials import KeyVault, outbox_name, raw_keys
from app.client.port import Problem, Profile, Trouble
from app.client.recovery import FILE, open_sealed
from app.client.store.cipher import Damaged, connect
from app.client.store.database import OUTBOX

_PARTS = (OUTBOX, f"{OUTBOX}-wal", f"{OUTBOX}-shm", FILE, "unsent")


def outbox_key(vault: KeyVault, profile_key: str, folder: Path) -> bytes:
    """The key of a profile's outbox; made when there is no outbox yet.

    Raises:
        Trouble: ``KEYS_LOST`` (``detail``: the profile): there is an outbox, and the keyring no longer opens it.
    """
    found = raw_keys(vault, outbox_name(profile_key), 1, create=not (folder / OUTBOX).exists())
    if found is None:
        raise Trouble(Problem.KEYS_LOST, profile_key)
    return found[0]


def recover(profile: Profile, typed: str, vault: KeyVault) -> None:
    """Open the outbox by the recovery key and give its key to the keyring again.

    Raises:
        Trouble: ``NO_RECOVERY``, ``WRONG_RECOVERY_KEY``, or the vault's problems; nothing was changed.
    """
    key = open_sealed(profile.folder, profile.key, typed)
    try:
        connect(profile.folder / OUTBOX, key).close()
    except Damaged as error:
        raise Trouble(Problem.WRONG_RECOVERY_KEY) from error
    vault.set(outbox_name(profile.key), key.hex())


def begin_anew(profile: Profile, now: datetime) -> Sequence[Path]:
    """Put what cannot be opened aside; nothing is deleted, and the recovery key still opens it there."""
    aside = profile.folder / f"lost-{now:%Y%m%dT%H%M%S}"
    aside.mkdir(mode=0o700)
    moved = []
    for name in _PARTS:
        path = profile.folder / name
        if path.exists():
            moved.append(path.rename(aside / name))
    return moved
