"""Why a letter did not arrive, in words for the operator: from status codes of servers and bounces."""

import re

from app.language.catalogue import Catalogue, marked

MAX_QUOTED = 200

_ENHANCED = re.compile(r"\b[245]\.(\d{1,3}\.\d{1,3})\b")

_SENTENCES: dict[str, str] = {
    "1.1": marked("The address {address} does not exist."),
    "1.2": marked("The mail domain of {address} does not exist."),
    "1.3": marked("{address} is not a valid address."),
    "1.6": marked("The mailbox {address} has moved and names no new address."),
    "1.10": marked("The mail domain of {address} accepts no mail."),
    "2.1": marked("The mailbox {address} is switched off."),
    "2.2": marked("The mailbox {address} is full."),
    "2.3": marked("The letter is too large for the mailbox {address}."),
    "3.4": marked("The letter is too large for the mail server of {address}."),
    "4.1": marked("The mail server of {address} does not answer."),
    "4.4": marked("No mail server was found for {address}."),
    "4.7": marked("The mail server of {address} did not answer for too long."),
    "7.1": marked("The mail server of {address} refused the letter by its rules."),
}
_CLASSES: dict[str, str] = {
    "1": marked("The address {address} was not accepted."),
    "2": marked("The mailbox {address} accepts no mail now."),
    "4": marked("The mail server of {address} could not be reached."),
    "7": marked("The mail server of {address} refused the letter by its rules."),
}
_OTHER = marked("The letter to {address} could not be delivered.")
_REPLIES: dict[int, str] = {550: "1.1", 552: "2.2", 553: "1.3", 554: "7.1", 521: "1.10", 556: "1.10"}


def refusal(words: Catalogue, address: str, said: str, *, code: int = 0, status: str = "") -> str:
    """One sentence on what happened, then the other server's own words.

    ``code`` is an SMTP reply, ``status`` an enhanced code (RFC 3463); an enhanced code in ``said`` counts as well.
    """
    hit = _ENHANCED.search(f"{status} {said}")
    subject = hit[1] if hit else _REPLIES.get(code, "")
    sentence = _SENTENCES.get(subject) or _CLASSES.get(subject.partition(".")[0]) or _OTHER
    shown = " ".join(said.split())[:MAX_QUOTED]
    quoted = f"{code} {shown}".strip() if code else shown
    told = words.gettext(sentence).format(address=address)
    return f"{told} ({quoted})" if quoted else told


_TROUBLES: dict[str, str] = {
    "unreachable": marked("The outgoing mail server {host} does not answer ({said}). The letter is tried again."),
    "certificate": marked(
        "Nobody vouches for the certificate of the outgoing mail server {host} ({said}). Neither letter nor password "
        "went there; the letter is tried again."
    ),
    "needs_tls": marked("The outgoing mail server {host} offers no encryption ({said}). Nothing went there."),
    "wrong_password": marked(
        "The outgoing mail server {host} does not accept the password of the inbox ({said}). The letter is kept and "
        "goes out when an administrator has entered the right one."
    ),
    "token_refused": marked(
        "The mail provider no longer lets us in ({said}). The letter is kept and goes out when an administrator has "
        "signed in to the inbox again."
    ),
    "provider_away": marked("The mail provider did not renew our access yet ({said}). The letter is tried again."),
}
_NOT_YET = marked("The outgoing mail server {host} did not take the letter yet ({said}).")


def not_yet(words: Catalogue, host: str, trouble: str, said: str, code: int = 0) -> str:
    """Why a letter has not left and what becomes of it; ``trouble`` as in ``smtp_trouble``."""
    shown = f"{code} {said}" if code else said
    return words.gettext(_TROUBLES.get(trouble, _NOT_YET)).format(host=host, said=shown)
