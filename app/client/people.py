"""Who works at this computer: profiles, and how much of each person's work has not gone out."""

from collections.abc import Sequence
from dataclasses import replace

from app.client.credentials import KeyVault, refresh_name
from app.client.lost_key import outbox_key
from app.client.port import Problem, Profile, Trouble
from app.client.profile import Stored, read_profiles
from app.client.store.cipher import Damaged
from app.client.store.database import OUTBOX, StoreFiles, open_outbox
from app.client.store.outbox import Outbox
from app.client.surroundings import Surroundings
from app.client.unsent import tally


def profiles(around: Surroundings | None = None) -> Sequence[Profile]:
    """Profiles on this computer, the one used last first; without asking the keyring."""
    around = around or Surroundings()
    return [stored.profile for stored in read_profiles(around.folders)]


def people(around: Surroundings | None = None, passphrase: str | None = None) -> Sequence[Profile]:
    """The same without trials, with what of each has not gone out, and whether it is signed in. Asks the keyring.

    Nothing is sent here: what is unsent goes out under that person's own sign-in or not at all (``app.client.errand``).
    """
    around = around or Surroundings()
    known = [it for it in read_profiles(around.folders) if not it.profile.trial]
    try:
        vault = around.vault_for(passphrase) if known else None
    except Trouble:
        vault = None
    return [_told(it, vault) for it in known]


def _told(stored: Stored, vault: KeyVault | None) -> Profile:
    profile = replace(stored.profile, email=stored.email)
    if vault is None:
        return profile
    try:
        signed_in = stored.kept and bool(vault.get(refresh_name(profile.key)))
        unsent, attention = _tally(profile, vault)
        return replace(profile, unsent=unsent, attention=attention, signed_in=signed_in)
    except Trouble as trouble:
        return replace(profile, problems=(trouble.problem,))
    except Damaged:
        return replace(profile, problems=(Problem.KEYS_LOST,))


def _tally(profile: Profile, vault: KeyVault) -> tuple[int, int]:
    if not (profile.folder / OUTBOX).exists():
        return 0, 0
    key = outbox_key(vault, profile.key, profile.folder)
    outbox = Outbox(open_outbox(StoreFiles(profile.folder, key, b"")))
    try:
        return tally(outbox)
    finally:
        outbox.close()
