"""What machines write and are called. People write and are called so too: alone these signs only raise a suspicion."""

from __future__ import annotations

import re

_DAEMON = re.compile(
    r"(?:mailer-?daemon|mail-?daemon|mdaemon|mmdf|mail-delivery-subsystem|mail\.delivery\.system|double-?bounce"
    r"|microsoftexchange[0-9a-f]{8,})(?:[+=.-].*)?",
    re.IGNORECASE,
)
_DAEMON_NAME = re.compile(r"mailer.?daemon|mail delivery (?:sub)?system|email delivery system", re.IGNORECASE)
_POSTMASTER = re.compile(r"post[-_]?master(?:[+=.-].*)?", re.IGNORECASE)
_POSTMASTER_NAME = re.compile(
    r"post ?master|internet mail delivery|почтовая система|система доставки|mail delivery service", re.IGNORECASE
)
_ROBOT = re.compile(r"(?:mail-?system|bounces?|bounced|microsoftexchange[0-9a-f]*|smtp)(?:[+=.-].*)?", re.IGNORECASE)
_ROBOT_NAME = re.compile(r"mail administrator|system administrator", re.IGNORECASE)
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
_BOUNCE_TEXT = re.compile(
    r"could ?n[o']t be delivered|did not reach|undeliverable|(?:un)?able to deliver|delivery (?:to|of).{0,80}fail"
    r"|permanent (?:fatal )?error|returned to (?:you|sender|the sender)|following (?:recipient|address)|not delivered"
    r"|user unknown|mailbox (?:is )?full|was not delivered|не (?:может быть|было|было) доставлен|не доставлено"
    r"|transcript of session|deliver(?:y|ing) (?:your|the) (?:mail|message)|could not deliver|failed to deliver"
    r"|host unknown|unknown user|status: [45]\.\d\.\d|\b5\d\d[ -]5\.\d\.\d|unsent message|rejected",
    re.IGNORECASE,
)
_PASSED_ON = re.compile(r"^\s*(?:re|fwd?|fw|aw|wg|sv|ha|на|отв|ответ|пересл?)(?:\[\d+\])?\s*:", re.IGNORECASE)
_AUTO_SUBJECT = re.compile(
    r"^\s*(?:auto(?:matic|mated)?[ -]?(?:reply|response|answer|responder)|auto\s?re(?:ply)?(?=\s*:)"
    r"|out of (?:the )?office|ooo(?=\s*:)|vacation|away from (?:my|the) (?:mail|office)"
    r"|автоответ(?:чик)?|автоматический ответ|вне офиса|я в отпуске|отсутствие на рабочем месте|нет на месте)"
    r"\s*(?:$|[:.!(\[—–-]|\d|(?:re|reply|response|auto\w*|message|notification|assistant|until|till|from)\b"
    r"|(?:от|с|до|по)\b)",
    re.IGNORECASE,
)  # fmt: skip
_COMPLAINT_SUBJECT = re.compile(r"^\s*(?:complaint about message|\[?abuse report\b|feedback loop\b)", re.I)


def is_daemon(address: str, name: str) -> bool:
    """Whether only a mail system is called so."""
    return bool(_DAEMON.fullmatch(_local(address)) or _DAEMON_NAME.search(name[:100]))


def is_postmaster(address: str, name: str) -> bool:
    """Whether a mail system mostly is called so, and now and then whoever runs it."""
    return bool(_POSTMASTER.fullmatch(_local(address)) or _POSTMASTER_NAME.search(name[:100]))


def is_robot(address: str, name: str) -> bool:
    """Whether mail systems are called so among others."""
    return bool(_ROBOT.fullmatch(_local(address)) or _ROBOT_NAME.search(name[:100]))


def names_bounce(subject: str) -> bool:
    """Whether a subject is one that reports about deliveries have; answers and what was passed on are none."""
    return bool(_BOUNCE_SUBJECT.search(subject[:300])) and not _PASSED_ON.match(subject) and not names_reply(subject)


def names_reply(subject: str) -> bool:
    """Whether a subject is one that automatic replies have."""
    return bool(_AUTO_SUBJECT.match(subject[:300]))


def names_complaint(subject: str) -> bool:
    """Whether a subject is one that reports of complaints have."""
    return bool(_COMPLAINT_SUBJECT.match(subject[:300]))


def tells_bounce(text: str) -> bool:
    """Whether a text speaks as a mail system does of a delivery."""
    return bool(_BOUNCE_TEXT.search(text[:20_000]))


def _local(address: str) -> str:
    return address.partition("@")[0][:100]
