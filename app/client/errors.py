"""Sentences about what the world did: what happened, what is kept, what to do."""

from dataclasses import dataclass

from app.client.port import Problem
from app.language.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Sentence:
    """Three short sentences of one problem."""

    happened: str
    kept: str
    to_do: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.happened, self.kept, self.to_do) if part)


def explain(problem: Problem, catalogue: Catalogue) -> Sentence:
    """The problem in the language of ``catalogue``."""
    return (_of_the_keys(catalogue) | _of_this_computer(catalogue) | _of_the_server(catalogue))[problem]


def _of_the_keys(catalogue: Catalogue) -> dict[Problem, Sentence]:
    _ = catalogue.gettext
    untouched = _("The data is untouched.")
    return {
        Problem.KEYRING_LOCKED: Sentence(
            _("The system's keyring is locked, so the data on this computer cannot be opened."),
            untouched,
            _("Unlock the keyring and try again."),
        ),
        Problem.KEYRING_ABSENT: Sentence(
            _("This system has no keyring to keep the keys in."),
            untouched,
            _("Enter a passphrase; it will be asked at each start."),
        ),
        Problem.WRONG_PASSPHRASE: Sentence(
            _("This is not the passphrase of this profile."), untouched, _("Try again.")
        ),
        Problem.KEYS_LOST: Sentence(
            _("The keyring of this computer no longer has the key to what you wrote and has not gone out."),
            _("It is still here, encrypted."),
            _("Ask whoever runs your server for the recovery key."),
        ),
        Problem.NO_RECOVERY: Sentence(
            _("Nothing on this computer was sealed for a recovery key, so none can open it."),
            untouched,
            _("Bring the keyring back from a backup, or begin without it."),
        ),
        Problem.WRONG_RECOVERY_KEY: Sentence(
            _("This is not the recovery key of this workspace, or it was mistyped."), untouched, _("Try again.")
        ),
    }


def _of_this_computer(catalogue: Catalogue) -> dict[Problem, Sentence]:
    _ = catalogue.gettext
    safe = _("What you wrote is kept on this computer.")
    return {
        Problem.PORT_TAKEN: Sentence(
            _("Another program uses the trial server's usual port."),
            _("The server took a free one, and everything works as before."),
            _("The new address is in the status bar."),
        ),
        Problem.SECOND_INSTANCE: Sentence(
            _("Deskhand is already open for this profile."), safe, _("Use the window that is open.")
        ),
        Problem.CACHE_REBUILT: Sentence(
            _("The copy of the server's data on this computer was damaged."),
            _("Everything unsent is kept."),
            _("The copy is being fetched anew; nothing needs to be done."),
        ),
        Problem.DISK_FULL: Sentence(
            _("The disk is full, the last change could not be saved."),
            _("The text stays in the editor, everything saved before is kept."),
            _("Free some space and send it again."),
        ),
        Problem.DISK_FULL_KEPT: Sentence(
            _("The disk is full, so Deskhand cannot go on sending and receiving."),
            _("Everything you gave is kept and goes out by itself."),
            _("Free some space."),
        ),
        Problem.CLOCK_WRONG: Sentence(
            _("This computer's clock is wrong."),
            _("Deadlines are counted by the server's clock."),
            _("Correct date and time in the system's settings."),
        ),
    }


def _of_the_server(catalogue: Catalogue) -> dict[Problem, Sentence]:
    _ = catalogue.gettext
    safe = _("What you wrote is kept on this computer.")
    return {
        Problem.SERVER_UNREACHABLE: Sentence(
            _("The server does not answer."), safe, _("Check the address and the network, then try again.")
        ),
        Problem.SIGN_IN_FAILED: Sentence(_("Address or password are wrong."), "", _("Check both and try again.")),
        Problem.SERVER_TOO_OLD: Sentence(
            _("This version of Deskhand no longer fits the server."),
            _("What is unsent still goes out."),
            _("Install the newer version."),
        ),
        Problem.REVOKED: Sentence(
            _("This device's access was withdrawn, and the copy of the server's data was deleted."),
            _("Unsent changes stay on this computer, encrypted."),
            _("Ask the administrator."),
        ),
        Problem.LEASE_OVER: Sentence(
            _("This computer has not reached the server for too long, so its copy of the server's data was deleted."),
            _("Unsent changes stay on this computer, encrypted."),
            _("Connect to the server; the data comes back by itself."),
        ),
        Problem.UNSENT_RETURNED: Sentence(
            _("Deskhand ended before a message had left."),
            _("Its text is the draft of its conversation again."),
            _("Read it and send it again."),
        ),
        Problem.UNSOLVED_RETURNED: Sentence(
            _("Deskhand ended before a message had left, so the status you gave after it was not set either."),
            _("The text is the draft of its conversation again, and the conversation stays open."),
            _("Read it and send it again, then set the status."),
        ),
    }
