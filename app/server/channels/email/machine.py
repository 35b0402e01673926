"""Mail written by machines: bounces, auto-replies, lists, complaints and loops. None of it is ever answered."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from enum import Enum

from app.server.channels.email.bounce import Failure, original_message_id, recipient_failures
from app.server.channels.email.mime import ParsedMail

MAX_HOPS = 50
_SUPPRESSED = "the header x-auto-response-suppress"
_POSTING = re.compile(r"<mailto:([^<>?\s]{3,320})[?>]", re.IGNORECASE)
_ROBOT = re.compile(
    r"(?:mailer-?daemon|post[-_]?master|mail-?daemon|mail-?system|bounces?|bounced|mdaemon|mail-delivery-subsystem"
    r"|mail\.delivery\.system|microsoftexchange[0-9a-f]*|double-?bounce|mmdf|smtp)(?:[+=.-].*)?",
    re.IGNORECASE,
)
_ROBOT_NAME = re.compile(
    r"mail delivery (?:sub)?system|mailer.?daemon|post ?master|mail administrator|internet mail delivery"
    r"|почтовая система|система доставки|email delivery system|system administrator|mail delivery service",
    re.IGNORECASE,
)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver(?:ed|able)|returned (?:mail|to sender)|return(?:ed)? (?:email|message)|failure notice"
    r"|mail ?delivery ?(?:fail|system|status|error|problem)|deliver[yi]?\w* (?:status|failure|fail|report|error|problem"
    r"|has failed|notification)|delivery.{0,20}(?:failed|failure)|could not (?:be )?(?:send|sent|deliver)|non.?delivery"
    r"|mail (?:failed|could not|not be)|not? delivered|message delivery|mail (?:system )?error|user unknown"
    r"|unable to deliver|warning: (?:could not|message)|rejected mail|nondeliverable|mail failure"
    r"|delivery notification|bounce mail"
    r"|не\s?(?:удалось\s)?доставл?\w*|недоставлен\w*|недоставк\w*|письмо не (?:отправлено|доставлено)"
    r"|сообщение не (?:отправлено|доставлено)|ошибка доставки|возвращ[её]н\w* (?:письмо|сообщение)|unzustellbar",
    re.IGNORECASE,
)
_AUTO_SUBJECT = re.compile(
    r"^\s*(?:(?:re|ha|на)\s*:\s*)?(?:auto(?:matic|mated)?[ -]?(?:reply|response|answer|responder)|auto\s?re(?:ply)?\s*:"
    r"|out of (?:the )?office|ooo\s*:|vacation(?: reply| response|:)|away from (?:my|the) (?:mail|office)"
    r"|автоответ\w*|автоматический ответ|вне офиса|я в отпуске|отсутствие на рабочем месте|нет на месте)",
    re.IGNORECASE,
)
_COPIED_HEADER = re.compile(r"(?mi)^[> \t]{0,20}(?:received|message-id|from|to|subject|date|return-path):")
_COMPLAINT_SUBJECT = re.compile(r"^\s*(?:complaint about message|\[?abuse report\b|feedback loop\b)", re.I)
_NO_REPLY = re.compile(r"(?:no|not|dont|donot|do-not|don-t)[-_.]?reply(?:[+=._-].*)?|noanswer", re.IGNORECASE)
_BOUNCE_HEADERS = ("x-failed-recipients", "x-ms-exchange-message-is-ndr", "x-mailer-daemon", "x-loop-daemon")
_AUTO_HEADERS = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder", "x-auto-response-from")
_LIST_HEADERS = (
    "list-id", "list-unsubscribe", "list-post", "x-mailing-list", "x-mailman-version", "x-mlserver", "x-ml-name",
)  # fmt: skip
_BOUNCE_TEXT = re.compile(
    r"could ?n[o']t be delivered|did not reach|undeliverable|(?:un)?able to deliver|delivery (?:to|of).{0,80}fail"
    r"|permanent (?:fatal )?error|returned to (?:you|sender|the sender)|following (?:recipient|address)|not delivered"
    r"|user unknown|mailbox (?:is )?full|was not delivered|не (?:может быть|было|было) доставлен|не доставлено"
    r"|transcript of session|deliver(?:y|ing) (?:your|the) (?:mail|message)|could not deliver|failed to deliver"
    r"|host unknown|unknown user|status: [45]\.\d\.\d|\b5\d\d[ -]5\.\d\.\d|unsent message|rejected",
    re.IGNORECASE,
)


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
    """Why a mail is taken for machine mail; ``failures`` name the recipients a bounce is about."""

    kind: MachineKind
    why: str
    failures: tuple[Failure, ...] = ()
    original_message_id: str = ""

    @property
    def is_weak(self) -> bool:
        """Whether the sign is one that programs of people set too: an operator's word on the sender outranks it."""
        return self.kind is MachineKind.LIST or self.why == _SUPPRESSED


def machine_reason(mail: ParsedMail, own_addresses: Set[str] = frozenset()) -> MachineReason | None:
    """Why this is machine mail, or None for a person's letter. ``own_addresses`` are ours, in lower case."""
    report = _report(mail)
    if report is not None:
        return report
    why = _bounce(mail)
    if why:
        return _as_bounce(mail, why)
    why = _loop(mail, own_addresses)
    if why:
        return MachineReason(MachineKind.LOOP, why)
    why = _auto_reply(mail)
    if why:
        return MachineReason(MachineKind.AUTO_REPLY, why)
    why = "" if _is_own_list(mail, own_addresses) else _list(mail)
    return MachineReason(MachineKind.LIST, why) if why else None


def _as_bounce(mail: ParsedMail, why: str) -> MachineReason:
    return MachineReason(MachineKind.BOUNCE, why, recipient_failures(mail), original_message_id(mail))


def _report(mail: ParsedMail) -> MachineReason | None:
    """Reports that say themselves what they are (RFC 3464, 5965, 8098)."""
    types = {part.content_type for part in mail.attachments}
    declared = mail.headers.get("content-type").lower()
    complaint = _COMPLAINT_SUBJECT.search(mail.subject) is not None
    if complaint or "message/feedback-report" in types or "feedback-report" in declared:
        original = original_message_id(mail)
        return MachineReason(MachineKind.COMPLAINT, "a complaint report about a mail", (), original)
    if "message/delivery-status" in types or "message/global-delivery-status" in types:
        return _as_bounce(mail, "a delivery report")
    if "message/disposition-notification" in types or "disposition-notification" in declared:
        return MachineReason(MachineKind.RECEIPT, "a read receipt", (), original_message_id(mail))
    if mail.content_type == "multipart/report":
        return _as_bounce(mail, "a delivery report")
    return None


def _bounce(mail: ParsedMail) -> str:
    for name in _BOUNCE_HEADERS:
        if name in mail.headers:
            return f"the header {name}"
    robot = any(_is_robot(address.address, address.name) for address in mail.from_)
    subject = bool(_BOUNCE_SUBJECT.search(mail.subject[:300]))
    empty_path = mail.headers.get("return-path").strip() == "<>"
    if not (robot or subject or empty_path):
        return ""
    text = bool(_BOUNCE_TEXT.search(mail.body_text[:20_000]))
    if robot and (subject or text or empty_path):
        return "a mail system writes about a delivery"
    if empty_path and (subject or (text and _returns_original(mail))):
        return "sent without a return address, about a delivery"
    if subject and text and _returns_original(mail):
        return "a mail about a delivery that returns the original"
    return ""


def _is_robot(address: str, name: str) -> bool:
    return bool(_ROBOT.fullmatch(address.partition("@")[0][:100]) or _ROBOT_NAME.search(name[:100]))


def _returns_original(mail: ParsedMail) -> bool:
    if any(part.content_type in {"message/rfc822", "text/rfc822-headers"} for part in mail.attachments):
        return True
    return len(_COPIED_HEADER.findall(mail.body_text)) > 3


def _loop(mail: ParsedMail, own_addresses: Set[str]) -> str:
    if any(address.address.lower() in own_addresses for address in mail.from_):
        return "it comes from one of our own addresses"
    if len(mail.headers.all("received")) > MAX_HOPS:
        return "it went through too many servers"
    return "the header x-loop" if "x-loop" in mail.headers else ""


def _auto_reply(mail: ParsedMail) -> str:
    submitted = mail.headers.get("auto-submitted").partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        return f"Auto-Submitted: {submitted[:40]}"
    for name in _AUTO_HEADERS:
        if name in mail.headers and mail.headers.get(name).strip().lower() not in {"no", "none", "false"}:
            return f"the header {name}"
    precedence = mail.headers.get("precedence").strip().lower()
    if precedence in {"auto_reply", "auto-reply"}:
        return f"Precedence: {precedence}"
    if mail.headers.get("x-auto-response-suppress").strip().lower() not in {"", "none"}:
        return _SUPPRESSED
    if _AUTO_SUBJECT.search(mail.subject[:300]):
        return "the subject is an automatic reply's"
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
