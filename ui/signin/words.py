"""What went wrong, as the sign-in window says it."""

from app.client.errors import explain
from app.client.port import Problem, Trouble
from app.client.reach import Reach
from ui.translation import _, catalogue, ngettext


def sentence(trouble: Trouble) -> str:
    """What happened, what is kept, what to do; after a wrong password also how many tries are left."""
    words = str(explain(trouble.problem, catalogue()))
    if trouble.problem is Problem.SERVER_UNREACHABLE and trouble.detail in set(Reach):
        kept = _("What you wrote is kept on this computer.")
        return f"{reach_words(Reach(trouble.detail))} {kept}"
    if trouble.problem is Problem.SIGN_IN_FAILED and trouble.detail.isdecimal():
        left = int(trouble.detail)
        tries = ngettext("{count} try left.", "{count} tries left.", left).format(count=left)
        words = f"{words} {tries}"
    return words


def reach_words(reach: Reach, *, encrypted: bool = True) -> str:
    """What became of asking for a server, and what to do about it."""
    words = {
        Reach.FOUND: _("Found, secure connection") if encrypted else _("Found; the connection is not encrypted"),
        Reach.UNNAMED: _("No server of this name is known here. Check the address, or the network."),
        Reach.REFUSED: _("The computer is there, but no Deskhand server listens. Check the address."),
        Reach.SILENT: _("The server does not answer. Check the address and the network."),
        Reach.CERTIFICATE: _(
            "This computer does not trust the server's certificate. Do not type a password; ask whoever runs it."
        ),
        Reach.PROXY: _("The proxy of this network lets nothing through. Check the system's proxy settings."),
        Reach.PORTAL: _(
            "Something else than Deskhand answers there. Check the address, or sign in to this network first."
        ),
        Reach.BAD_ADDRESS: _("This is no address of a server. It looks like help.example.com."),
    }
    return words[reach]
