"""``deskhand --recover``: the outbox's key back into the keyring by the recovery key, without a window."""

import sys
from getpass import getpass

from app.client.errors import explain
from app.client.port import Trouble
from app.resource import load_catalogue


def recover(profile: str, language: str) -> int:
    """Ask for the key and open the outbox of a profile, the one used last by default; the exit code."""
    from app.client.start import profiles, recover_outbox

    catalogue = load_catalogue(language or "en")
    known = [it for it in profiles() if profile in ("", it.key) and not it.trial]
    if not known:
        print(catalogue.gettext("There is no such profile on this computer."), file=sys.stderr)
        return 1
    prompt = catalogue.gettext("Recovery key") + ": "
    typed = getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().strip()
    try:
        recover_outbox(known[0].key, typed)
    except Trouble as trouble:
        print(explain(trouble.problem, catalogue), file=sys.stderr)
        return 1
    print(catalogue.gettext("The outbox opens again. Start Deskhand and sign in; what is unsent goes out by itself."))
    return 0
