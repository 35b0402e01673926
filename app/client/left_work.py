"""What somebody who is not at the screen left unsent at this computer, and what becomes of it."""

from dataclasses import dataclass
from enum import StrEnum


class Course(StrEnum):
    """What becomes of it, as far as is known now."""

    DONE = "done"
    """Nothing of it waits for the server."""
    SENDING = "sending"
    OFFLINE = "offline"
    """The server does not answer; it is tried again."""
    ELSEWHERE = "elsewhere"
    """That person has the profile open, in this window or in another one."""
    FULL = "full"
    """The disk has no room to note what the server said; it is tried again."""
    SIGN_IN = "sign_in"
    """A passphrase, or no sign-in that is still good."""
    REVOKED = "revoked"
    """This computer was signed out from afar."""
    KEYRING = "keyring"
    LOST = "lost"
    """No key opens it."""
    UPGRADE = "upgrade"


@dataclass(frozen=True, slots=True)
class LeftWork:
    """Of one profile. ``unsent``: changes that wait for the server; None: not known, it could not be opened.

    ``attention``: what was held or refused, for that person alone to decide.
    """

    key: str
    name: str
    course: Course
    unsent: int | None = None
    attention: int = 0
