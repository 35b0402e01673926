"""A customer: writes mails by SMTP and chats over HTTP, reads the answers; knows nothing of the inside."""

import json
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Any
from uuid import uuid4

import requests


def wait_for(condition: Callable[[], Any], what: str, seconds: float = 60.0) -> Any:
    """Ask until it is so; returns it. Raises ``AssertionError``."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)
    return found


@dataclass
class MailCustomer:
    """Somebody with a mailbox. ``written``: their own letters' ids, newest last."""

    sender: str
    to: str
    port: int
    written: list[str] = field(default_factory=list)

    def write(self, subject: str, text: str, *, answers: dict[str, Any] | None = None) -> str:
        """Send a letter; with ``answers`` it continues that letter, as a mail program does. Returns its id."""
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self.sender, self.to, subject
        letter["Date"] = format_datetime(datetime.now(timezone(timedelta(hours=5))))
        letter["Message-ID"] = make_msgid(domain="example.com")
        if answers is not None:
            letter["In-Reply-To"] = f"<{answers['message_id'].strip('<>')}>"
            ids = [*answers["references"], answers["message_id"]]
            letter["References"] = " ".join(f"<{it.strip('<>')}>" for it in ids)
        letter.set_content(text)
        self.send(letter)
        self.written.append(str(letter["Message-ID"]))
        return self.written[-1]

    def send(self, letter: EmailMessage) -> None:
        """Hand it to the server; it is accepted at return."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=120) as smtp:
            smtp.send_message(letter)

    @property
    def address(self) -> str:
        """The bare address."""
        return parseaddr(self.sender)[1]


@dataclass
class ChatVisitor:
    """Somebody on the hosted chat page, without a browser."""

    page: str
    name: str = ""
    token: str = ""

    def write(self, text: str) -> str:
        """One message; its id."""
        base, _, slug = self.page.partition("/chat/")
        if not self.token:
            self.token = _post(f"{base}/chat/api/session", {"slug": slug})["token"]
        message = {"id": str(uuid4()), "text": text, "name": self.name, "locale": "ru", "utc_offset_minutes": 180}
        written = _post(f"{base}/chat/api/messages", message, self.token)
        return str(written["id"])

    def answers(self) -> list[str]:
        """What was answered so far."""
        base = self.page.partition("/chat/")[0]
        headers = {"Authorization": f"Bearer {self.token}"}
        history = requests.get(f"{base}/chat/api/history", headers=headers, timeout=30)
        assert history.status_code == 200, history.text
        return [it["text"] for it in history.json()["messages"] if not it.get("own")]


@dataclass
class Sink:
    """The letters a trial's server sent, oldest first."""

    url: str

    def letters(self, to: str = "") -> list[dict[str, Any]]:
        """All that people wrote, or those to an address; what was sent automatically does not count."""
        answer = requests.get(f"{self.url}/trial/mail.json", timeout=30)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = list(reversed(answer.json()))
        return [it for it in found if not it["automatic"] and (not to or to in it["recipients"])]

    def wait(self, to: str, count: int) -> list[dict[str, Any]]:
        """Until that many letters have come to ``to``."""
        return list(wait_for(lambda: len(self.letters(to)) >= count and self.letters(to), f"{count} letters to {to}"))


def _post(url: str, message: dict[str, Any], token: str = "") -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.post(url, data=json.dumps(message).encode(), headers=headers, timeout=30)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
