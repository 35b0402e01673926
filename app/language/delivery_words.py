"""Why a message of ours did not arrive: a sentence for every code, in the language of whoever reads it."""

from collections import defaultdict
from collections.abc import Mapping

from app.domain.delivery import ACCOUNT_FAULTS
from app.language.catalogue import Catalogue, marked

REFUSALS: dict[str, str] = {
    "mail.other": marked("The letter to {address} could not be delivered."),
    "mail.returned": marked("The letter came back: the other mail server could not deliver it."),
    "mail.1.1": marked("The address {address} does not exist."),
    "mail.1.2": marked("The mail domain of {address} does not exist."),
    "mail.1.3": marked("{address} is not a valid address."),
    "mail.1.6": marked("The mailbox {address} has moved and names no new address."),
    "mail.1.10": marked("The mail domain of {address} accepts no mail."),
    "mail.2.1": marked("The mailbox {address} is switched off."),
    "mail.2.2": marked("The mailbox {address} is full."),
    "mail.2.3": marked("The letter is too large for the mailbox {address}."),
    "mail.3.4": marked("The letter is too large for the mail server of {address}."),
    "mail.4.1": marked("The mail server of {address} does not answer."),
    "mail.4.4": marked("No mail server was found for {address}."),
    "mail.4.7": marked("The mail server of {address} did not answer for too long."),
    "mail.7.1": marked("The mail server of {address} refused the letter by its rules."),
    "mail.1": marked("The address {address} was not accepted."),
    "mail.2": marked("The mailbox {address} accepts no mail now."),
    "mail.4": marked("The mail server of {address} could not be reached."),
    "mail.7": marked("The mail server of {address} refused the letter by its rules."),
}
"""Codes of another mail server's no: ``mail.`` and class and subject of an enhanced code (RFC 3463)."""

OUTGOING: dict[str, str] = {
    "smtp.unreachable": marked("The outgoing mail server {host} does not answer ({said})."),
    "smtp.silent": marked(
        "The outgoing mail server {host} did not answer: we waited {minutes} min for its next word ({said})."
    ),
    "smtp.certificate": marked(
        "Nobody vouches for the certificate of the outgoing mail server {host} ({said}). Neither letter nor password "
        "went there."
    ),
    "smtp.needs_tls": marked("The outgoing mail server {host} offers no encryption ({said}). Nothing went there."),
    "smtp.wrong_password": marked(
        "The outgoing mail server {host} does not accept the password of the inbox ({said})."
    ),
    "smtp.token_refused": marked("The mail provider no longer lets us in ({said})."),
    "smtp.provider_away": marked("The mail provider did not renew our access yet ({said})."),
    "smtp.busy": marked("The outgoing mail server {host} takes no letters now ({said})."),
    "smtp.not_yet": marked("The outgoing mail server {host} did not take the letter yet ({said})."),
    "smtp.broken_off": marked(
        "The connection to the outgoing mail server {host} broke off before it had the whole letter ({said})."
    ),
    "smtp.none": marked("The inbox {inbox} has no outgoing mail server."),
    "smtp.interrupted": marked(
        "The server stopped while the letter was leaving. Ask the customer before you send it again."
    ),
    "smtp.cut_off": marked(
        "The mail server went away before it confirmed the letter. Ask the customer before you send it again."
    ),
    "smtp.unconfirmed": marked(
        "The mail server has the whole letter, but did not confirm it: we waited {minutes} min for its answer. Ask the "
        "customer before you send it again."
    ),
}
"""Codes of our own way out: what happened."""

_AGAIN = marked("The letter is tried again.")
WAITING: dict[str, str] = dict.fromkeys(OUTGOING, "") | {
    "smtp.unreachable": _AGAIN,
    "smtp.silent": _AGAIN,
    "smtp.certificate": _AGAIN,
    "smtp.needs_tls": _AGAIN,
    "smtp.provider_away": _AGAIN,
    "smtp.busy": _AGAIN,
    "smtp.not_yet": _AGAIN,
    "smtp.broken_off": _AGAIN,
    "smtp.wrong_password": marked("The letter is kept and goes out when an administrator has entered the right one."),
    "smtp.token_refused": marked(
        "The letter is kept and goes out when an administrator has signed in to the inbox again."
    ),
    "smtp.none": marked("The letter is kept and goes out when an administrator has entered one."),
}
"""What becomes of a letter that waits because of it; empty: it does not wait."""

_OVER_ACCOUNT = marked(
    "The letter is no longer tried. It still goes out when the inbox works again within two weeks: tell an "
    "administrator. Or take it back into the editor."
)
_OVER_LETTER = marked("The letter is no longer tried. Take it back into the editor to send it again.")

NOBODY: dict[str, str] = {
    "to.machine": marked("This conversation is with a machine. No mail may answer it."),
    "to.nobody": marked("The customer has no mail address."),
    "to.unasked": marked(
        "No address of the customer, and no letter of theirs here asks to be answered there: {address}"
    ),
    "to.ourselves": marked("The customer's address is one of our own inboxes."),
    "to.invalid": marked("{address} is not a valid address."),
    "from.nowhere": marked("There is no mail inbox to send from."),
}
"""Codes of a letter that cannot even be tried."""

WEBHOOKS: dict[str, str] = {
    "webhook.not_yet": marked("The program that joins this messenger did not take the message yet (HTTP {status})."),
    "webhook.refused": marked(
        "The program that joins this messenger refused the message (HTTP {status}). Tell whoever runs it."
    ),
}
"""Codes of a joined channel's way out."""

_WEBHOOK_AGAIN = marked("It is tried again.")

SENTENCES: Mapping[str, str] = REFUSALS | OUTGOING | NOBODY | WEBHOOKS


def told(code: str, data: Mapping[str, object], catalogue: Catalogue, *, over: bool = False) -> str:
    """The sentence of a code, then what the other server said of its own; a code we do not know stands for itself.

    ``over``: the message has failed; else it may still wait, and the sentence says what for.
    """
    if code not in SENTENCES:
        return code
    words, said = happened(code, data, catalogue), str(data.get("said", "")) if code in REFUSALS else ""
    then = _then(code, over)
    return " ".join([f"{words} ({said})" if said else words, *([catalogue.gettext(then)] if then else [])])


def happened(code: str, data: Mapping[str, object], catalogue: Catalogue) -> str:
    """What happened alone, without what becomes of the message; a code we do not know stands for itself."""
    gaps = defaultdict(str, {name: str(value) for name, value in data.items()})
    return catalogue.gettext(SENTENCES[code]).format_map(gaps) if code in SENTENCES else code


def _then(code: str, over: bool) -> str:
    """What becomes of the message; empty when the sentence says all."""
    waits = _WEBHOOK_AGAIN if code == "webhook.not_yet" else WAITING.get(code, "")
    if not waits or not over:
        return waits
    return _OVER_ACCOUNT if code in ACCOUNT_FAULTS else _OVER_LETTER
