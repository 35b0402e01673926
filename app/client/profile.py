"""Profiles on this computer: a folder each, one running desk each."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import platformdirs

from app.client.port import Person, Problem, Profile, Trouble

if TYPE_CHECKING:
    from filelock import FileLock

_NAME = "deskhand"


@dataclass(frozen=True, slots=True)
class Folders:
    """Where everything of this person lies."""

    data: Path
    config: Path

    @property
    def profiles(self) -> Path:
        """One folder a profile."""
        return self.data / "profiles"

    @property
    def trial(self) -> Path:
        """The trial server's own files."""
        return self.data / "trial"


def user_folders() -> Folders:
    """The folders of the person at this computer."""
    data = Path(platformdirs.user_data_dir(_NAME, appauthor=False))
    return Folders(data, Path(platformdirs.user_config_dir(_NAME, appauthor=False)))


def profile_key(server_id: UUID, ws: UUID, user_id: UUID) -> str:
    """The folder's name: the server's address may change, the profile stays."""
    import hashlib

    return hashlib.sha256(server_id.bytes + ws.bytes + user_id.bytes).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Stored:
    """A profile with what only the engine needs: the device's id and the address used to sign in.

    ``kept``: the next start goes on without a password.
    """

    profile: Profile
    client: UUID
    email: str = ""
    kept: bool = True


def write_profile(stored: Stored) -> None:
    """Write the profile's own file, whole or not at all."""
    profile, person = stored.profile, stored.profile.person
    data = {
        "server_url": profile.server_url,
        "trial": profile.trial,
        "client": str(stored.client),
        "email": stored.email,
        "kept": stored.kept,
        "server_id": str(person.server_id),
        "ws": str(person.ws),
        "workspace": person.workspace,
        "user_id": str(person.user_id),
        "user_name": person.user_name,
        "locale": person.locale,
        "timezone": person.timezone,
        "chat_url": person.chat_url,
        "mail_address": person.mail_address,
        "names": dict(person.names),
    }
    profile.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = profile.folder / "profile.json.part"
    aside.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    aside.replace(profile.folder / "profile.json")


def read_profiles(folders: Folders) -> list[Stored]:
    """All profiles, the one used last first; a folder without a readable file is left out."""
    found = []
    for path in folders.profiles.glob("*/profile.json"):
        try:
            found.append((path.stat().st_mtime, _read(path)))
        except (OSError, ValueError, KeyError):
            continue
    return [stored for _, stored in sorted(found, key=lambda it: it[0], reverse=True)]


def _read(path: Path) -> Stored:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    person = Person(
        UUID(data["server_id"]), UUID(data["ws"]), data["workspace"], UUID(data["user_id"]), data["user_name"],
        data["locale"], data["timezone"], data["chat_url"], data["mail_address"],
        data.get("names", {}),
    )  # fmt: skip
    profile = Profile(path.parent.name, path.parent, data["server_url"], person, trial=data["trial"])
    return Stored(profile, UUID(data["client"]), data["email"], data.get("kept", True) is True)


PATIENCE_S = 1.0
"""Whoever wants to work waits so long for an errand that writes down what the server said: moments (decisions/0087)."""


def lock_profile(folder: Path, patience_s: float = 0.0) -> "FileLock":
    """Take the profile for this process.

    Raises:
        Trouble: ``SECOND_INSTANCE``: another window of this person has it.
    """
    from filelock import FileLock, Timeout

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(str(folder / "lock"), mode=0o600, thread_local=False)  # the last thread lets it go
    try:
        lock.acquire(timeout=patience_s)
    except Timeout as error:
        raise Trouble(Problem.SECOND_INSTANCE, str(os.getpid())) from error
    return lock
