"""What went wrong, in one sentence each: what happened, what is kept, what to do."""

from app.client.port import Problem, Trouble
from ui.translation import _


def sentence(trouble: Trouble, server: str = "") -> str:
    """The sentence of a problem; ``server`` is the address it is about."""
    sentences = {
        Problem.PORT_TAKEN: _("The usual port is taken; another one is used. Nothing else changes."),
        Problem.SECOND_INSTANCE: _("Deskhand is already open with this profile. Its window has been raised."),
        Problem.KEYRING_LOCKED: _(
            "The keyring of this computer is locked. Your data is safe. Unlock it and try again."
        ),
        Problem.KEYRING_ABSENT: _(
            "This computer has no keyring. Choose a passphrase: it protects your data and is asked at each start."
        ),
        Problem.WRONG_PASSPHRASE: _("The passphrase is wrong. Your data is safe. Try again."),
        Problem.CACHE_REBUILT: _("The local copy was damaged and is fetched anew. What you wrote is all here."),
        Problem.DISK_FULL: _("The disk is full. Your text is kept in the window. Free some space and try again."),
        Problem.CLOCK_WRONG: _("The clock of this computer is wrong. Deadlines are counted by the server's time."),
        Problem.SERVER_UNREACHABLE: _("{server} does not answer. Check the address or network."),
        Problem.SIGN_IN_FAILED: _("The e-mail or password is wrong."),
        Problem.SERVER_TOO_OLD: _("This server does not fit this Deskhand. Ask your administrator to update it."),
        Problem.REVOKED: _("This computer may not sign in any more. What you wrote is kept. Ask your team lead."),
    }
    words = sentences[trouble.problem].format(server=server or _("The server"))
    return f"{words} {trouble.detail}".strip() if trouble.problem is Problem.SIGN_IN_FAILED else words
