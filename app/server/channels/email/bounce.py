"""What a bounce says: which address failed, with which status, about which of our mails."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.server.channels.email.header import Headers, read_headers, readable
from app.server.channels.email.mime import ParsedMail

MAX_RECIPIENTS = 200
_ARRIVED = frozenset({"delivered", "relayed", "expanded"})
_REPORT = frozenset({"message/delivery-status", "message/global-delivery-status"})
_ORIGINAL = frozenset({"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"})
_MESSAGE_ID = re.compile(r"(?mi)^[> \t]{0,20}message-id:\s{0,80}<([^<>\s]{1,500})>")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,255}[A-Za-z0-9]")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_REPLY = re.compile(r"\b([45]\d\d)[ -](?!\d)")
_BLOCKS = re.compile(rb"(?:\r?\n[ \t]*){2,}")


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient of a report, with what became of the letter there.

    ``status`` is the enhanced code such as 5.1.1 or empty; ``permanent`` is False while retried. ``original``: whom it
    was written to, when that is told and another server passed it on.
    """

    address: str
    action: str
    status: str
    reason: str
    permanent: bool
    original: str = ""

    @property
    def arrived(self) -> bool:
        """Whether it is none: the letter is there, or was passed on to where nobody reports (RFC 3464, 2.3.3)."""
        return self.action in _ARRIVED or (not self.action and self.status.startswith("2"))


def recipient_failures(mail: ParsedMail) -> tuple[Failure, ...]:
    """Failures of a delivery report; without one, what headers and words tell."""
    found: list[Failure] = []
    for part in mail.attachments:
        if part.content_type in _REPORT:
            blocks = _BLOCKS.split(part.data[:500_000].strip())
            found += [failure for block in blocks if (failure := _of_block(block)) is not None]
    return tuple(found[:MAX_RECIPIENTS]) or _from_words(mail)


def _of_block(block: bytes) -> Failure | None:
    headers, _ = read_headers(block, 0, len(block), [])
    original = _typed(headers.get("original-recipient")).strip("<>")
    address = _typed(headers.get("final-recipient")) or original
    if not address:
        return None
    action = headers.text("action").lower()[:40]
    reason = _typed(headers.get("diagnostic-code")) or headers.text("status")
    status = _status(headers, reason)
    permanent = action == "failed" or (not action and status.startswith("5"))
    return Failure(address.strip("<>"), action, status, reason[:500], permanent, original)


def _status(headers: Headers, reason: str) -> str:
    hit = _STATUS.search(headers.get("status")) or _STATUS.search(reason)
    return hit[1] if hit else ""


def _typed(value: str) -> str:
    """``rfc822; a@example.com`` without its type."""
    kind, semicolon, rest = readable(value).partition(";")
    return (rest if semicolon and " " not in kind.strip() else f"{kind}{semicolon}{rest}").strip()


def _from_words(mail: ParsedMail) -> tuple[Failure, ...]:
    """For mail systems that write prose: the first address that is not the system's own."""
    text = mail.body_text[:20_000]
    status, reply = _STATUS.search(text), _REPLY.search(text)
    code = status[1] if status else ""
    reason = _line_of(text, (status or reply).start()) if (status or reply) else ""  # type: ignore[union-attr]
    first = code[:1] or (reply[1][:1] if reply else "")
    named = _ADDRESS.findall(mail.headers.get("x-failed-recipients"))
    own = {each.address.lower() for each in (*mail.from_, *mail.to)}
    addresses = named or [each for each in _ADDRESS.findall(text) if each.lower() not in own][:1]
    unique = list(dict.fromkeys(addresses))[:MAX_RECIPIENTS]
    return tuple(Failure(each, "failed", code, reason[:500], first != "4") for each in unique)


def _line_of(text: str, at: int) -> str:
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return text[begin : end if end >= 0 else len(text)].strip()


def original_message_id(mail: ParsedMail) -> str:
    """Message-ID of the mail that came back, or empty."""
    for part in mail.attachments:
        if part.content_type in _ORIGINAL:
            data = part.data[:200_000]
            headers, _ = read_headers(data, 0, len(data), [])
            found = re.search(r"<([^<>\s]{1,500})>", headers.get("message-id"))
            if found:
                return found[1]
    quoted = _MESSAGE_ID.search(mail.body_text[:200_000])
    if quoted:
        return quoted[1]
    return mail.in_reply_to[0] if mail.in_reply_to else ""
