"""Mail written by machines: bounces, auto-replies, lists, complaints and loops. None of it is ever answered.

What a mail says of itself is evidence: the type of a report, header fields, an envelope without a sender, the name of a
mail system. Words are none, for people write them too: what only sounds like a machine's is a guess, and a guess is
served like a person's letter (``decisions/0088``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from dataclasses import dataclass
from enum import Enum

from app.server.channels.email.bounce import Failure, original_message_id, recipient_failures
from app.server.channels.email.machine_words import (
    is_daemon,
    is_postmaster,
    is_robot,
    names_bounce,
    names_complaint,
    names_reply,
    tells_bounce,
)
from app.server.channels.email.mime import ParsedMail

MAX_HOPS = 50
_SUPPRESSED = "the header x-auto-response-suppress"
_POSTING = re.compile(r"<mailto:([^<>?\s]{3,320})[?>]", re.IGNORECASE)
_COPIED_HEADER = re.compile(r"(?mi)^[> \t]{0,20}(?:received|message-id|from|to|subject|date|return-path):")
_CARRIED_HEADER = re.compile(r"(?mi)^[> \t]{0,20}(?:received|message-id|return-path|mime-version):")
_NO_REPLY = re.compile(r"(?:no|not|dont|donot|do-not|don-t)[-_.]?reply(?:[+=._-].*)?|noanswer", re.IGNORECASE)
_NO_PATH = re.compile(r"\s*<\s*(?:mailer-daemon(?:@[^<>]*)?)?\s*>", re.IGNORECASE)
_BOUNCE_HEADERS = ("x-failed-recipients", "x-ms-exchange-message-is-ndr", "x-mailer-daemon", "x-loop-daemon")
_AUTO_HEADERS = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder", "x-auto-response-from")
_LIST_HEADERS = (
    "list-id", "list-unsubscribe", "list-post", "x-mailing-list", "x-mailman-version", "x-mlserver", "x-ml-name",
)  # fmt: skip
_ORIGINAL = frozenset({"message/rfc822", "text/rfc822-headers"})
_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})


class MachineKind(Enum):
    """What kind of machine wrote it."""

    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    LIST = "list"
    COMPLAINT = "complaint"
    RECEIPT = "receipt"
    LOOP = "loop"


@dataclass(frozen=True, slots=True)
class MachineReason:
    """Why a mail is taken for machine mail; ``failures`` name the recipients a bounce is about.

    ``is_guess``: only its words say so. Such a letter is a person's until somebody looks.
    """

    kind: MachineKind
    why: str
    failures: tuple[Failure, ...] = ()
    original_message_id: str = ""
    is_guess: bool = False

    @property
    def is_weak(self) -> bool:
        """Whether the sign is one that people and their programs give too: an operator's word on the sender outranks
        it.
        """
        return self.is_guess or self.kind is MachineKind.LIST or self.why == _SUPPRESSED


def machine_reason(
    mail: ParsedMail, own_addresses: Set[str] = frozenset(), *, nobody: bool = False
) -> MachineReason | None:
    """Why this is machine mail, or None for a person's letter. ``own_addresses`` are ours, in lower case.

    ``nobody``: it was handed over without a sender (``MAIL FROM:<>``), as only mail that takes no answer is (RFC 5321,
    4.5.5); a header says so of what lay in a mailbox.
    """
    nobody = nobody or takes_nothing(mail.headers.get("return-path"))
    report = _report(mail, nobody)
    if report is not None and not report.is_guess:
        return report
    why = _bounce(mail, nobody)
    if why:
        return _as_bounce(mail, why)
    why = _loop(mail, own_addresses)
    if why:
        return MachineReason(MachineKind.LOOP, why)
    why = _auto_reply(mail, nobody)
    if why:
        return MachineReason(MachineKind.AUTO_REPLY, why)
    why = "" if _is_own_list(mail, own_addresses) else _list(mail)
    return MachineReason(MachineKind.LIST, why) if why else report or _guess(mail)


def takes_nothing(path: str) -> bool:
    """Whether a return path, in its angle brackets, says that nothing may be sent back."""
    return bool(_NO_PATH.fullmatch(path))


def _as_bounce(mail: ParsedMail, why: str, *, is_guess: bool = False) -> MachineReason:
    original = original_message_id(mail)
    return MachineReason(MachineKind.BOUNCE, why, recipient_failures(mail), original, is_guess)


def _report(mail: ParsedMail, nobody: bool) -> MachineReason | None:
    """Reports that say themselves what they are (RFC 3464, 5965, 8098).

    In a mail of another type a person may have passed it on: that is a guess.
    """
    types = {part.content_type for part in mail.attachments}
    declared = mail.headers.get("content-type").lower()
    if "message/feedback-report" in types or "feedback-report" in declared:
        original = original_message_id(mail)
        is_guess = _is_passed_on(mail, nobody)
        return MachineReason(MachineKind.COMPLAINT, "a complaint report about a mail", (), original, is_guess)
    if types & _STATUS:
        return _as_bounce(mail, "a delivery report", is_guess=_is_passed_on(mail, nobody))
    if "message/disposition-notification" in types or "disposition-notification" in declared:
        original, is_guess = original_message_id(mail), _is_passed_on(mail, nobody)
        return MachineReason(MachineKind.RECEIPT, "a read receipt", (), original, is_guess)
    return _as_bounce(mail, "a delivery report") if mail.content_type == "multipart/report" else None


def _is_passed_on(mail: ParsedMail, nobody: bool) -> bool:
    """Whether nothing but its parts says that a mail is a report."""
    declared = mail.headers.get("content-type").strip().lower()
    is_report = mail.content_type == "multipart/report" or declared.startswith("multipart/report")
    robot = nobody or _is_submitted(mail) or _from(mail, is_daemon) or _from(mail, is_postmaster)
    return not (is_report or robot)


def _bounce(mail: ParsedMail, nobody: bool) -> str:
    for name in _BOUNCE_HEADERS:
        if name in mail.headers:
            return f"the header {name}"
    daemon = _from(mail, is_daemon)
    if not (daemon or nobody or _is_submitted(mail)):
        return ""
    robot = daemon or _from(mail, is_postmaster) or _from(mail, is_robot)
    subject = names_bounce(mail.subject)
    if robot and (nobody or subject or tells_bounce(mail.body_text)):
        return "a mail system writes about a delivery"
    if nobody and (subject or (tells_bounce(mail.body_text) and _returns_original(mail))):
        return "sent without a return address, about a delivery"
    if subject and tells_bounce(mail.body_text) and _returns_original(mail):
        return "a mail about a delivery that returns the original"
    return ""


def _guess(mail: ParsedMail) -> MachineReason | None:
    """What it only sounds like."""
    if names_reply(mail.subject):
        return MachineReason(MachineKind.AUTO_REPLY, "the subject is an automatic reply's", is_guess=True)
    if names_complaint(mail.subject) and _attaches_original(mail):
        original = original_message_id(mail)
        return MachineReason(MachineKind.COMPLAINT, "a complaint about a mail", (), original, is_guess=True)
    postmaster, subject = _from(mail, is_postmaster), names_bounce(mail.subject)
    if not (postmaster or subject):
        return None
    text = tells_bounce(mail.body_text)
    if postmaster and (subject or text):
        return _as_bounce(mail, "a postmaster writes about a delivery", is_guess=True)
    if subject and text and (_from(mail, is_robot) or _carries_original(mail)):
        return _as_bounce(mail, "a mail about a delivery that returns the original", is_guess=True)
    return None


def _from(mail: ParsedMail, is_called: Callable[[str, str], bool]) -> bool:
    """Whether its writer is called so; ``MAILER-DAEMON <>`` has no address."""
    named = [(each.address, each.name) for each in mail.from_] or [("", mail.headers.text("from"))]
    return any(is_called(address, name) for address, name in named)


def _returns_original(mail: ParsedMail) -> bool:
    return _attaches_original(mail) or len(_COPIED_HEADER.findall(mail.body_text)) > 3


def _carries_original(mail: ParsedMail) -> bool:
    """The same by what mail programs leave out when a person answers or passes on a letter."""
    return _attaches_original(mail) or (_returns_original(mail) and bool(_CARRIED_HEADER.search(mail.body_text)))


def _attaches_original(mail: ParsedMail) -> bool:
    return any(part.content_type in _ORIGINAL for part in mail.attachments)


def _loop(mail: ParsedMail, own_addresses: Set[str]) -> str:
    if any(address.address.lower() in own_addresses for address in mail.from_):
        return "it comes from one of our own addresses"
    if len(mail.headers.all("received")) > MAX_HOPS:
        return "it went through too many servers"
    return "the header x-loop" if "x-loop" in mail.headers else ""


def _submitted(mail: ParsedMail) -> str:
    return mail.headers.get("auto-submitted").partition(";")[0].strip().lower()


def _is_submitted(mail: ParsedMail) -> bool:
    return _submitted(mail) not in {"", "no"}


def _auto_reply(mail: ParsedMail, nobody: bool) -> str:
    if _is_submitted(mail):
        return f"Auto-Submitted: {_submitted(mail)[:40]}"
    for name in _AUTO_HEADERS:
        if name in mail.headers and mail.headers.get(name).strip().lower() not in {"no", "none", "false"}:
            return f"the header {name}"
    precedence = mail.headers.get("precedence").strip().lower()
    if precedence in {"auto_reply", "auto-reply"}:
        return f"Precedence: {precedence}"
    if nobody or _from(mail, is_daemon):
        return "sent without a return address" if nobody else "a mail system writes"
    if mail.headers.get("x-auto-response-suppress").strip().lower() not in {"", "none"}:
        return _SUPPRESSED
    return "the sender takes no answers" if _takes_no_answer(mail) else ""


def _takes_no_answer(mail: ParsedMail) -> bool:
    """A no-reply address; but a web form that names its visitor in Reply-To carries a person's words."""
    answered = mail.reply_to or mail.from_
    return any(_NO_REPLY.fullmatch(each.address.partition("@")[0][:100]) for each in answered)


def _is_own_list(mail: ParsedMail, own_addresses: Set[str]) -> bool:
    """Whether the list is an address of ours, as a shop's Google Group is: what comes by it was written to us."""
    return any(each.lower() in own_addresses for each in _POSTING.findall(mail.headers.get("list-post")[:2_000]))


def _list(mail: ParsedMail) -> str:
    for name in _LIST_HEADERS:
        if name in mail.headers:
            return f"the header {name}"
    precedence = mail.headers.get("precedence").strip().lower()
    return f"Precedence: {precedence}" if precedence in {"bulk", "list", "junk"} else ""
