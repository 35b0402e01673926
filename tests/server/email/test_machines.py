"""Machine mail end to end: real receiver, real worker, real outgoing server; nobody hears a word of it."""

import re
import smtplib

import pytest

from app.domain.delivery import DeliveryState
from app.language.delivery_words import told
from app.model.sync import Effect
from tests.mailcorpus import expected, mails
from tests.server.email.house import SUPPORT, MailHouse, mail
from tests.server.email.test_acknowledgement import acks, switch_on
from tests.server.email.test_receiver import receiving
from tests.server.email.test_sender import office

SHORT = 4
"""Of the corpus every fourth mail in the suite; the nightly run takes all."""


def people(folder: str) -> set[str]:
    """Mails of the corpus that machines did not write."""
    return {name for name, it in expected(folder).items() if it["class"] == "notbounce"}


def hear(house: MailHouse, step: int) -> tuple[int, list[bytes]]:
    """Deliver the corpus by SMTP to an inbox that acknowledges; how many came, and the letters that left."""
    ours, count = people("auto"), 0
    with office(house) as (made, server), receiving(house) as receiver:
        switch_on(house)
        made.runner.start(only_worker=house.database.is_sqlite)
        with smtplib.SMTP("127.0.0.1", receiver.port) as smtp:
            for name, raw in list(mails("auto"))[::step]:
                if name not in ours:
                    smtp.sendmail("someone@example.net", [SUPPORT], raw)  # so that the mail alone tells
                    count += 1
        with house.database.read() as session:
            waiting = session.query(Effect).filter(Effect.state.in_(("waiting", "leased"))).count()
        return count, [*server.taken, *([b"waiting"] * waiting)]


def test_machine_mail_is_never_answered(house: MailHouse) -> None:
    count, letters = hear(house, SHORT if house.database.is_sqlite else SHORT * 4)
    assert count >= 15
    assert letters == []
    assert acks(house) == []


@pytest.mark.nightly
def test_no_mail_of_the_whole_corpus_is_answered(house: MailHouse) -> None:
    count, letters = hear(house, 1)
    assert count >= 300
    assert letters == []
    assert acks(house) == []


def test_a_bounce_says_at_the_letter_why_it_did_not_arrive(house: MailHouse) -> None:
    with office(house) as (made, server), receiving(house) as receiver:
        switch_on(house)
        taken = house.take(mail(message_id="a@x"))
        entry_id = house.answer(taken.conversation_id, "It comes tomorrow.")
        made.runner.run_due()
        made.runner.run_due()
        sent = next(raw for raw in server.taken if b"It comes tomorrow" in raw)
        message_id = re.search(rb"Message-ID: (<[^>]+>)", sent)[1].decode()
        report = (
            f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: {SUPPORT}\r\n"
            "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n'
            "Content-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
            "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; maria@example.com\r\nAction: failed\r\n"
            "Status: 5.2.2\r\nDiagnostic-Code: smtp; 552 5.2.2 Mailbox full\r\n\r\n--b\r\n"
            f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
        )
        before = len(server.taken)
        with smtplib.SMTP("127.0.0.1", receiver.port) as smtp:
            smtp.sendmail("", [SUPPORT], report.encode())
        while made.runner.run_due():
            pass
        assert len(server.taken) == before
    found = house.delivery(entry_id)
    assert found.state is DeliveryState.FAILED
    assert told(found.reason, found.reason_data, house.catalogues["en"]).startswith(
        "The mailbox maria@example.com is full."
    )
