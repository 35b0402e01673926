"""Wires the engine: profiles, sign-in, an open desk, a trial with its own server."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.client.clock import ServerTime
from app.client.copy import open_copy
from app.client.credentials import KeyVault, raw_keys, refresh_name
from app.client.desk import DeskParts, ProfileDesk
from app.client.lease import CacheLease
from app.client.leaving import bring_back
from app.client.lost_key import begin_anew, outbox_key, recover
from app.client.machine import DeskMachine, MachineParts
from app.client.people import profiles
from app.client.port import Desk, Problem, Profile, Trouble
from app.client.profile import PATIENCE_S, Stored, lock_profile, read_profiles, write_profile
from app.client.recovery import seal_for
from app.client.signing_in import is_forked, remember, sign_in
from app.client.store.blob_store import BlobStore
from app.client.store.database import StoreFiles, open_outbox
from app.client.store.finder import CacheFinder
from app.client.store.outbox import Outbox
from app.client.store.queries.screen import ScreenQueries
from app.client.store.queries.source import Source, known_person
from app.client.store.shelf import Shelf
from app.client.surroundings import Surroundings
from app.client.transfer import Transfers
from app.domain.recovery_key import public_key

if TYPE_CHECKING:
    from app.client.server_child import Announced

__all__ = [
    "Surroundings",
    "Trial",
    "open_desk",
    "profiles",
    "put_outbox_aside",
    "recover_outbox",
    "remember",
    "sign_in",
    "start_trial",
]


def open_desk(
    profile: Profile, *, passphrase: str | None = None, around: Surroundings | None = None, held: bool = False
) -> Desk:
    """Open a profile's files and start its threads; answers queries at once, without the server.

    ``held``: the threads wait for ``begin``, so that the first list is painted before they import their libraries.

    Raises:
        Trouble: ``SECOND_INSTANCE``, or the vault's problems.
    """
    around = around or Surroundings()
    lock = lock_profile(profile.folder, PATIENCE_S)
    try:
        desk, machine = _open(profile, around, around.vault_for(passphrase), lock.release)
    except BaseException:
        lock.release()
        raise
    if not held:
        machine.start()
    return desk


def _open(
    profile: Profile, around: Surroundings, vault: KeyVault, release: Callable[[], None]
) -> tuple[ProfileDesk, DeskMachine]:
    stored = next(it for it in read_profiles(around.folders) if it.profile.key == profile.key)
    key = outbox_key(vault, profile.key, profile.folder)
    outbox = Outbox(open_outbox(StoreFiles(profile.folder, key, b"")))
    time = ServerTime(around.clock, int(outbox.meta("skew_ms") or 0))
    copy = open_copy(profile, key, vault, CacheLease(outbox, around.clock, time))
    seal_for(profile.folder, profile.key, key, public_key(copy.settings))
    returned = bring_back(outbox)
    noticed = [*copy.noticed, *([] if returned is None else [returned])]
    renumbered = _count_as(outbox, stored)
    unsent = BlobStore(copy.files.unsent, key, synced=True)
    unsent.keep_only(outbox.named_files())
    blobs, transfers = Shelf(BlobStore(copy.files.blobs, copy.files.cache_key), unsent), Transfers()
    source = Source(copy.connection, profile.person.ws.bytes, profile.person.user_id, outbox, blobs, transfers)
    person = known_person(source, profile.person)
    finder = CacheFinder(copy.files, person, time.now, source.pause)
    parts = DeskParts(
        person, ScreenQueries(source, time.now), source, outbox, blobs, around.clock, time,
        finder, partial(_release, finder, _forgetting(stored, vault)), partial(_shut, outbox, release),
    )  # fmt: skip
    desk = ProfileDesk(parts, noticed)
    machine = DeskMachine(
        MachineParts(
            copy.files, profile.key, profile.server_url, person, stored.client, vault, outbox, blobs, around.clock,
            time, copy.lease, renumbered, transfers, pause=source.pause,
        ),
        desk,
    )  # fmt: skip
    desk.run_with(machine)
    return desk, machine


def _release(finder: CacheFinder, forget: Callable[[], None]) -> None:
    finder.close()
    forget()


def _shut(outbox: Outbox, unlock: Callable[[], None]) -> None:
    outbox.close()
    unlock()


def _forgetting(stored: Stored, vault: KeyVault) -> Callable[[], None]:
    """At the end of a desk whose person is not to stay signed in: its tokens go, what is unsent stays."""

    def forget() -> None:
        if not stored.kept:
            with suppress(Trouble):  # a keyring that is locked now: the next start asks for the password all the same
                vault.forget(refresh_name(stored.profile.key))

    return forget


def _count_as(outbox: Outbox, stored: Stored) -> bool:
    """Number what is unsent for this device's id; tells whether the cache still counts by another one."""
    known = outbox.meta("client")
    if known == str(stored.client):
        return outbox.counts_anew
    if known is None:
        outbox.set_meta("client", str(stored.client))
        return False
    outbox.renumber(stored.client)
    return True


def recover_outbox(
    profile_key: str, typed: str, *, passphrase: str | None = None, around: Surroundings | None = None
) -> None:
    """Give the key of a profile's outbox to the keyring again, by the recovery key. Blocks.

    Raises:
        Trouble: ``NO_RECOVERY``, ``WRONG_RECOVERY_KEY``, or the vault's problems.
    """
    around = around or Surroundings()
    recover(_profile(around, profile_key), typed, around.vault_for(passphrase))


def put_outbox_aside(profile_key: str, *, around: Surroundings | None = None) -> None:
    """Begin anew without an outbox that cannot be opened; it is kept beside."""
    around = around or Surroundings()
    begin_anew(_profile(around, profile_key), around.clock.wall())


def _profile(around: Surroundings, key: str) -> Profile:
    return next(it.profile for it in read_profiles(around.folders) if it.profile.key == key)


class Trial:
    """A server of one's own beside the window. ``profile``: signed in and ready to open; ``notices``: to be explained.

    A restarted server may have another port: the open desk is told, the profile stays.
    """

    def __init__(self, around: Surroundings, passphrase: str | None, folder: Path) -> None:
        from app.client.server_child import ServerChild, server_command

        self._around = around
        self._passphrase = passphrase
        self._desk: ProfileDesk | None = None
        key = raw_keys(around.vault_for(passphrase), "trial:server", 1, create=True)
        if key is None:
            raise Trouble(Problem.KEYRING_ABSENT)
        self._child = ServerChild(server_command(folder), key[0], self._on_announced)
        said = self._child.start()
        self.notices = _problems(said)
        self.profile = self._signed_in(said)

    def open_desk(self) -> Desk:
        """Open the trial's desk, its threads held back until ``begin``. Raises like ``open_desk``."""
        desk = open_desk(self.profile, passphrase=self._passphrase, around=self._around, held=True)
        self._desk = desk if isinstance(desk, ProfileDesk) else None
        return desk

    @property
    def server_pid(self) -> int | None:
        """Process id of the server."""
        return self._child.pid

    def stop(self) -> None:
        """End the server; close the desk first."""
        self._child.stop()

    def _signed_in(self, said: "Announced") -> Profile:
        stored = self._known(said)
        if stored is None:
            profile = sign_in(said.url, secret=said.secret, passphrase=self._passphrase, around=self._around)
            stored = next(it for it in read_profiles(self._around.folders) if it.profile.key == profile.key)
        return self._moved(stored, said)

    def _known(self, said: "Announced") -> Stored | None:
        vault = self._around.vault_for(self._passphrase)
        for it in read_profiles(self._around.folders):
            if it.profile.trial and str(it.profile.person.server_id) == said.server_id:
                signed_in = vault.get(refresh_name(it.profile.key)) and not is_forked(it.profile)
                return it if signed_in else None
        return None

    def _moved(self, stored: Stored, said: "Announced") -> Profile:
        from app.client.server_child import LOOPBACK

        mail = f"{LOOPBACK}:{said.mail_port}, {said.mail_address}" if said.mail_address else ""
        person = replace(stored.profile.person, chat_url=said.chat_url, mail_address=mail)
        profile = replace(stored.profile, server_url=said.url, person=person)
        write_profile(replace(stored, profile=profile))
        return profile

    def _on_announced(self, said: "Announced") -> None:
        desk = self._desk
        if desk is not None:
            desk.move_to(said.url)


def _problems(said: "Announced") -> tuple[Problem, ...]:
    """What the server tells about its start, each once."""
    codes = dict.fromkeys(str(notice.get("code")) for notice in said.notices)
    return tuple(Problem(code) for code in codes if code in set(Problem))


def start_trial(*, passphrase: str | None = None, around: Surroundings | None = None) -> Trial:
    """Start the trial server and sign in. Blocks until the server is ready.

    Raises:
        Trouble: ``SERVER_UNREACHABLE``, or the vault's problems.
    """
    around = around or Surroundings()
    return Trial(around, passphrase, around.folders.trial)
