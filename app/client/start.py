"""Wires the engine: profiles, sign-in, an open desk, a trial with its own server."""

import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.client.clock import Clock, ServerTime, SystemClock
from app.client.credentials import KeyVault, choose_vault, raw_keys
from app.client.desk import DeskParts, ProfileDesk
from app.client.leaving import bring_back
from app.client.machine import FORKED_MARK, DeskMachine, MachineParts, cache_name, outbox_name, refresh_name
from app.client.port import Desk, Person, Problem, Profile, Trouble
from app.client.profile import Folders, Stored, lock_profile, profile_key, read_profiles, user_folders, write_profile
from app.client.server_child import LOOPBACK, Announced, ServerChild, server_command
from app.client.store.blob_store import BlobStore
from app.client.store.database import StoreFiles, open_cache, open_outbox
from app.client.store.outbox import Outbox
from app.client.store.queries.screen import ScreenQueries
from app.client.store.queries.source import Source, known_person
from app.client.store.shelf import Shelf
from app.client.transfer import Transfers

if TYPE_CHECKING:
    from app.protocol.auth import Tokens


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The world around the engine; each part can be another one in a test."""

    folders: Folders = field(default_factory=user_folders)
    clock: Clock = field(default_factory=SystemClock)
    vault: KeyVault | None = None

    def vault_for(self, passphrase: str | None) -> KeyVault:
        """The given vault, or the one of this computer. Raises ``Trouble`` like ``choose_vault``."""
        return self.vault or choose_vault(self.folders.data, passphrase)


def profiles(around: Surroundings | None = None) -> Sequence[Profile]:
    """Profiles on this computer, the one used last first."""
    around = around or Surroundings()
    return [stored.profile for stored in read_profiles(around.folders)]


def sign_in(
    url: str,
    email: str = "",
    password: str = "",
    *,
    secret: str = "",
    passphrase: str | None = None,
    around: Surroundings | None = None,
) -> Profile:
    """Sign in with address and password (or a trial's one-time secret); makes or renews the profile. Blocks.

    Raises:
        Trouble: ``SIGN_IN_FAILED`` (``detail``: tries left), ``SERVER_UNREACHABLE``, or the vault's problems.
    """
    from app.client.sync.transport import SignInRefused, Transport
    from app.client.sync.world import Offline, TooOld
    from app.protocol.auth import SignIn

    around = around or Surroundings()
    vault = around.vault_for(passphrase)
    known = [it for it in read_profiles(around.folders) if it.profile.server_url == url and it.email == email]
    client = known[0].client if known and not _is_forked(known[0].profile) else None
    wish = SignIn(email=email, password=password, secret=secret, client=client, device=platform.node()[:80])
    try:
        tokens = Transport(url).sign_in(wish)
    except SignInRefused as error:
        raise Trouble(Problem.SIGN_IN_FAILED, "" if error.tries_left is None else str(error.tries_left)) from error
    except TooOld as error:
        raise Trouble(Problem.SERVER_TOO_OLD) from error
    except Offline as error:
        raise Trouble(Problem.SERVER_UNREACHABLE, str(error)) from error
    key = profile_key(tokens.server_id, tokens.ws, tokens.user_id)
    person = _person(tokens)
    profile = Profile(key, around.folders.profiles / key, url.rstrip("/"), person, trial=bool(secret))
    for name in (outbox_name(key), cache_name(key)):
        raw_keys(vault, name, 1, create=True)
    vault.set(refresh_name(key), tokens.refresh)
    write_profile(Stored(profile, tokens.client, email))
    (profile.folder / FORKED_MARK).unlink(missing_ok=True)
    return profile


def open_desk(
    profile: Profile, *, passphrase: str | None = None, around: Surroundings | None = None, held: bool = False
) -> Desk:
    """Open a profile's files and start its threads; answers queries at once, without the server.

    ``held``: the threads wait for ``begin``, so that the first list is painted before they import their libraries.

    Raises:
        Trouble: ``SECOND_INSTANCE``, or the vault's problems.
    """
    around = around or Surroundings()
    lock = lock_profile(profile.folder)
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
    files = StoreFiles(profile.folder, _key(vault, outbox_name(profile.key)), _key(vault, cache_name(profile.key)))
    connection, rebuilt = open_cache(files)
    outbox = Outbox(open_outbox(files))
    noticed = [Problem.CACHE_REBUILT] if rebuilt else []
    returned = bring_back(outbox)
    noticed += [] if returned is None else [returned]
    renumbered = _count_as(outbox, stored)
    time = ServerTime(around.clock, int(outbox.meta("skew_ms") or 0))
    unsent = BlobStore(files.unsent, files.outbox_key, synced=True)
    unsent.keep_only(outbox.named_files())
    blobs, transfers = Shelf(BlobStore(files.blobs, files.cache_key), unsent), Transfers()
    source = Source(connection, profile.person.ws.bytes, profile.person.user_id, outbox, blobs, transfers)
    person = known_person(source, profile.person)
    parts = DeskParts(
        person, ScreenQueries(source, time.now), source, outbox, blobs, around.clock, time, release
    )  # fmt: skip
    desk = ProfileDesk(parts, noticed)
    machine = DeskMachine(
        MachineParts(
            files, profile.key, profile.server_url, person, stored.client, vault, outbox, blobs, around.clock,
            time, renumbered, transfers,
        ),
        desk,
    )  # fmt: skip
    desk.run_with(machine)
    return desk, machine


def _count_as(outbox: Outbox, stored: Stored) -> bool:
    """Number what is unsent for this device's id; tells whether it was another one before."""
    known = outbox.meta("client")
    if known == str(stored.client):
        return False
    if known is None:
        outbox.set_meta("client", str(stored.client))
        return False
    outbox.renumber(stored.client)
    return True


def _person(tokens: "Tokens") -> Person:
    """Who signed in; what an older server does not tell has its default."""
    told = {name: text for name in ("locale", "timezone") if (text := str(getattr(tokens, name)))}
    return Person(
        tokens.server_id, tokens.ws, tokens.workspace, tokens.user_id, tokens.user_name, names=tokens.names, **told
    )


def _key(vault: KeyVault, name: str) -> bytes:
    found = raw_keys(vault, name, 1, create=name.endswith(":cache"))
    if found is None:
        raise Trouble(Problem.KEYRING_ABSENT, name)
    return found[0]


def _is_forked(profile: Profile) -> bool:
    return (profile.folder / FORKED_MARK).exists()


class Trial:
    """A server of one's own beside the window. ``profile``: signed in and ready to open; ``notices``: to be explained.

    A restarted server may have another port: the open desk is told, the profile stays.
    """

    def __init__(self, around: Surroundings, passphrase: str | None, folder: Path) -> None:
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

    def _signed_in(self, said: Announced) -> Profile:
        stored = self._known(said)
        if stored is None:
            profile = sign_in(said.url, secret=said.secret, passphrase=self._passphrase, around=self._around)
            stored = next(it for it in read_profiles(self._around.folders) if it.profile.key == profile.key)
        return self._moved(stored, said)

    def _known(self, said: Announced) -> Stored | None:
        vault = self._around.vault_for(self._passphrase)
        for it in read_profiles(self._around.folders):
            if it.profile.trial and str(it.profile.person.server_id) == said.server_id:
                signed_in = vault.get(refresh_name(it.profile.key)) and not _is_forked(it.profile)
                return it if signed_in else None
        return None

    def _moved(self, stored: Stored, said: Announced) -> Profile:
        mail = f"{LOOPBACK}:{said.mail_port}, {said.mail_address}" if said.mail_address else ""
        person = replace(stored.profile.person, chat_url=said.chat_url, mail_address=mail)
        profile = replace(stored.profile, server_url=said.url, person=person)
        write_profile(replace(stored, profile=profile))
        return profile

    def _on_announced(self, said: Announced) -> None:
        desk = self._desk
        if desk is not None:
            desk.move_to(said.url)


def _problems(said: Announced) -> tuple[Problem, ...]:
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
