"""Knowing the mail of machines, so that none is ever answered."""

import pytest

from app.server.channels.email.machine import MAX_HOPS, MachineKind, machine_reason, takes_nothing
from app.server.channels.email.mime import parse_mail

DSN = b"""From: MAILER-DAEMON@mx.example.net
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

I'm sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; anna@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user unknown

Final-Recipient: rfc822; ivan@example.com
Action: delayed
Status: 4.4.1
--b
Content-Type: message/rfc822

Message-ID: <token@desk.example.com>
Subject: Hello

--b--
"""


def kind_of(head: str, body: str = "Hello") -> MachineKind | None:
    reason = machine_reason(parse_mail(f"From: a@example.com\n{head}\n\n{body}".encode()))
    return reason.kind if reason else None


def test_a_bounce_names_each_recipient_and_our_mail():
    reason = machine_reason(parse_mail(DSN))
    assert reason is not None
    first, second = reason.failures
    assert (first.address, first.status, first.permanent) == ("anna@example.com", "5.1.1", True)
    assert first.reason == "550 5.1.1 user unknown"
    assert (second.address, second.action, second.permanent) == ("ivan@example.com", "delayed", False)
    assert reason.original_message_id == "token@desk.example.com"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("Subject: Hello", None),
        ("Auto-Submitted: no", None),
        ("Subject: Automatic doors do not open", None),
        ("Subject: Заказ не доставлен", None),
        ("Subject: Delivery failed, where is my order?", None),
        ("Subject: Undelivered parcel", None),
        ("X-Auto-Response-Suppress: None", None),
        ("Auto-Submitted: auto-replied", MachineKind.AUTO_REPLY),
        ("Auto-Submitted: auto-generated; x=y", MachineKind.AUTO_REPLY),
        ("X-Auto-Response-Suppress: All", MachineKind.AUTO_REPLY),
        ("X-Autoreply: yes", MachineKind.AUTO_REPLY),
        ("Precedence: auto_reply", MachineKind.AUTO_REPLY),
        ("Subject: Automatic reply: Hello", MachineKind.AUTO_REPLY),
        ("Subject: Автоответ: Заказ", MachineKind.AUTO_REPLY),
        ("Reply-To: no-reply@example.com", MachineKind.AUTO_REPLY),
        ("Precedence: bulk", MachineKind.LIST),
        ("List-Id: <x.example.com>", MachineKind.LIST),
        ("List-Unsubscribe: <mailto:x@example.com>", MachineKind.LIST),
        ("X-Loop: x@example.com", MachineKind.LOOP),
        ("X-Failed-Recipients: x@example.com", MachineKind.BOUNCE),
        ("Content-Type: multipart/report; report-type=feedback-report; boundary=b", MachineKind.COMPLAINT),
        ("Content-Type: multipart/report; report-type=disposition-notification; boundary=b", MachineKind.RECEIPT),
        ("\n".join(["Received: x"] * (MAX_HOPS + 1)), MachineKind.LOOP),
    ],
)
def test_a_machine_is_known_by_what_it_says(head, kind):
    assert kind_of(head) is kind


def test_a_web_form_with_a_visitor_s_address_is_a_person():
    raw = b"From: no-reply@shop.example.com\nReply-To: anna@example.com\n\nWhere is my order?"
    assert machine_reason(parse_mail(raw)) is None


def test_a_mail_from_our_own_address_is_a_loop():
    mail = parse_mail(b"From: Desk <Support@desk.example.com>\n\nx")
    reason = machine_reason(mail, frozenset({"support@desk.example.com"}))
    assert reason is not None
    assert reason.kind is MachineKind.LOOP


def test_a_bounce_in_prose_still_names_the_recipient():
    body = "Your message was not delivered.\n<anna@example.com>: 550 5.1.1 user unknown"
    raw = f"From: Mail Delivery System <mailer-daemon@x>\nTo: us@desk\nSubject: failure notice\n\n{body}"
    reason = machine_reason(parse_mail(raw.encode()))
    assert reason is not None
    assert [(each.address, each.status) for each in reason.failures] == [("anna@example.com", "5.1.1")]


@pytest.mark.parametrize(
    ("head", "nobody", "kind"),
    [
        ("From: MAILER-DAEMON <>\nSubject: Mail delivery failed", False, MachineKind.BOUNCE),
        ("From: MAILER-DAEMON <>\nSubject: Bonjour", False, MachineKind.AUTO_REPLY),
        ("From: a@example.com\nSubject: Hello", True, MachineKind.AUTO_REPLY),
        ("From: a@example.com\nSubject: Re: Order not delivered", True, MachineKind.AUTO_REPLY),
        ("From: a@example.com\nSubject: Automatic reply: Order not delivered", True, MachineKind.AUTO_REPLY),
        ("From: a@example.com\nSubject: Undelivered mail", True, MachineKind.BOUNCE),
        ("From: smtp@example.com\nSubject: Hello", True, MachineKind.BOUNCE),
    ],
)
def test_evidence_is_a_daemon_s_name_or_an_empty_return_path(head, nobody, kind):
    reason = machine_reason(parse_mail(f"{head}\n\nHello".encode()), nobody=nobody)
    assert reason is not None
    assert (reason.kind, reason.is_guess) == (kind, False)


@pytest.mark.parametrize(
    ("path", "nothing"),
    [("<>", True), ("< >", True), ("<MAILER-DAEMON>", True), ("<mailer-daemon@mx.example>", True), ("", False),
     ("<ann@gmail.com>", False), ("<mailer-daemonov@mail.ru>", False)],
)  # fmt: skip
def test_a_return_path_may_say_that_nothing_is_sent_back(path, nothing):
    assert takes_nothing(path) is nothing
