"""Habits of Russian mail programs, with their real bytes: names, subjects, receipts, letters passed on, clouds."""

import base64
from email import message_from_bytes, policy
from urllib.parse import quote

import pytest

from app.commands.author import ServeAuthor, serve_author
from app.commands.base import Refused
from app.commands.receipt import AnswerReceipt, answer_receipt
from app.domain.delivery import DeliveryState
from app.domain.entry import EntryKind
from app.model.identifier import new_id, receipt_id
from app.server.after import receipt_after
from app.server.channels.email.arrival import clean_subject
from app.server.channels.email.machine import MachineKind, machine_reason
from app.server.channels.email.mime import parse_mail
from tests.server.email.house import MailHouse, mail
from tests.server.email.test_sender import office

pytestmark = pytest.mark.postgresql_by_night

NAME = "Чертёж насоса.rar"
PHOTO = "Фото поломки.HEIC"


def attached(disposition: bytes, content_type: bytes) -> bytes:
    head = b"From: a@example.com\r\nTo: support@desk.example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    head += (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b\r\n'
    )
    part = b"Content-Type: " + content_type + b"\r\nContent-Disposition: " + disposition
    return head + part + b"\r\nContent-Transfer-Encoding: base64\r\n\r\nUmFyIQ==\r\n--b--\r\n"


def word(charset: str, text: str) -> bytes:
    return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?=".encode()


def extended(charset: str, text: str) -> bytes:
    return f"attachment; filename*={charset}''{quote(text.encode(charset))}".encode()


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "cp866", "utf-8"])
@pytest.mark.parametrize("name", [NAME, PHOTO])
def test_a_file_keeps_its_russian_name_however_it_was_written(charset, name):
    ways = {
        "2047": attached(b'attachment; filename="' + word(charset, name) + b'"', b"application/octet-stream"),
        "2231": attached(extended(charset, name), b"application/octet-stream"),
        "type": attached(b"attachment", b'application/octet-stream; name="' + word(charset, name) + b'"'),
        "raw": attached(b'attachment; filename="' + name.encode(charset) + b'"', b"application/octet-stream"),
    }
    assert {way: [it.name for it in parse_mail(raw).attachments] for way, raw in ways.items()} == {
        way: [name] for way in ways
    }


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "cp866"])
def test_a_subject_is_read_in_its_charset_and_cleared_of_answers(charset):
    raw = b"From: a@example.com\r\nSubject: " + word(charset, "Отв: НА: Не горит лампа") + b"\r\n\r\nhello"
    assert clean_subject(parse_mail(raw).subject) == "Не горит лампа"


@pytest.mark.parametrize("prefix", ["Отв:", "НА:", "Re[2]:", "Ответ:", "Пересл:", "FW: RE:", "Fwd: Отв: HA:"])
def test_the_matter_is_what_stands_behind_the_prefixes(prefix):
    assert clean_subject(f"{prefix} Счёт 12") == "Счёт 12"


def test_a_letter_that_was_passed_on_names_who_wrote_it(house: MailHouse):
    text = "Ответьте ей\n\n-------- Пересылаемое сообщение --------\nОт: Мария <maria@example.org>\nТема: Лампа\n\nНет"
    taken = house.take(mail(text))
    assert house.log(taken.conversation_id)[0].payload["forwarded"] == {"name": "Мария", "address": "maria@example.org"}


PASSED_ON = "Ответьте ей\n\n-------- Пересылаемое сообщение --------\nОт: Мария <maria@example.org>\nТема: Лампа\n\nНет"


def test_an_answer_goes_to_the_author_once_she_is_the_customer(house: MailHouse):
    with office(house) as (made, server):
        taken = house.take(mail(PASSED_ON, sender="Petr <petr@example.com>", subject="Fwd: Лампа"))
        command = ServeAuthor(taken.conversation_id, new_id(), taken.entry_id, new_id(), new_id())
        house.uow.run(house.ws, house.actor, lambda tx: serve_author(command, tx))
        house.answer(taken.conversation_id, "Здравствуйте, Мария!")
        while made.runner.run_due():
            pass
        (raw,) = server.taken
    sent = message_from_bytes(raw, policy=policy.default)
    assert "maria@example.org" in str(sent["To"])
    assert "petr@example.com" not in str(sent["To"])
    thanks = mail("Спасибо", sender="Maria <maria@example.org>", headers=f"In-Reply-To: {sent['Message-ID']}")
    answer = house.take(thanks)
    assert answer.conversation_id == taken.conversation_id
    assert "stranger" not in house.log(taken.conversation_id)[-1].payload


def test_files_in_a_cloud_are_told_with_the_letter_and_never_fetched(house: MailHouse):
    taken = house.take(mail("Видео.mp4 (90 МБ): https://cloud.mail.ru/stock/abc"))
    (link,) = house.log(taken.conversation_id)[0].payload["cloud"]
    assert link == {"cloud": "mail.ru", "url": "https://cloud.mail.ru/stock/abc", "name": "Видео.mp4"}
    assert house.attachments(taken.entry_id) == []


ASKS = "Disposition-Notification-To: Maria <maria@example.com>"


def answer(house: MailHouse, taken, *, sends: bool) -> None:
    """What an operator presses."""
    command = AnswerReceipt(taken.conversation_id, taken.entry_id, sends)

    def work(tx):
        answer_receipt(command, tx)
        receipt_after(command, tx)

    house.uow.run(house.ws, house.actor, work)


@pytest.mark.on_both_databases
def test_a_receipt_is_sent_only_when_somebody_says_so(house: MailHouse):
    with office(house) as (made, server):
        taken = house.take(mail(message_id="a@x", headers=ASKS, subject="Мой заказ"))
        while made.runner.run_due():
            pass
        assert server.taken == []
        answer(house, taken, sends=True)
        answer(house, taken, sends=True)
        while made.runner.run_due():
            pass
        (raw,) = server.taken
    assert house.delivery(receipt_id(taken.entry_id)).state is DeliveryState.SENT
    found = message_from_bytes(raw, policy=policy.default)
    assert (found.get_content_type(), found.get_param("report-type")) == (
        "multipart/report",
        "disposition-notification",
    )
    assert found["To"] == "maria@example.com"
    fields = raw.decode("ascii")
    assert "Original-Message-ID: <a@x>" in fields
    assert "Disposition: manual-action/MDN-sent-manually; displayed" in fields
    reason = machine_reason(parse_mail(raw))
    assert reason is not None
    assert reason.kind is MachineKind.RECEIPT
    assert [it.kind for it in house.log(taken.conversation_id)] == [EntryKind.MESSAGE_IN, EntryKind.RECEIPT]


def test_no_receipt_is_sent_when_somebody_says_no(house: MailHouse):
    with office(house) as (made, server):
        taken = house.take(mail(message_id="a@x", headers=ASKS))
        answer(house, taken, sends=False)
        made.runner.run_due()
        assert server.taken == []


def test_nobody_but_the_writer_is_told_when_we_read(house: MailHouse):
    taken = house.take(mail(message_id="a@x", headers="Disposition-Notification-To: spy@elsewhere.example"))
    assert "receipt_to" not in house.log(taken.conversation_id)[0].payload
    with pytest.raises(Refused):
        answer(house, taken, sends=True)


def test_a_file_without_a_name_is_called_by_what_it_is(house: MailHouse):
    inner = b"From: x@example.com\r\nSubject: =?utf-8?B?" + base64.b64encode("Счёт: №1/2".encode()) + b"?=\r\n\r\nhi"
    parts = [
        b"Content-Type: text/plain\r\n\r\nsee below",
        b"Content-Type: message/rfc822\r\n\r\n" + inner,
        b"Content-Type: text/calendar\r\nContent-Disposition: attachment\r\n\r\nBEGIN:VCALENDAR",
        b"Content-Type: application/x-strange\r\n\r\nx",
    ]
    head = b"From: a@example.com\r\nTo: support@desk.example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"
    taken = house.take(head + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + body)
    names = {it.name for it in house.attachments(taken.entry_id)}
    assert names == {"Счёт №1 2.eml", "file.ics", "file"}


def test_who_left_out_from_is_known_by_where_the_answer_shall_go(house: MailHouse):
    taken = house.take(b"Reply-To: Anna <anna@example.com>\r\nTo: support@desk.example.com\r\n\r\nHello")
    assert house.log(taken.conversation_id)[0].payload["from"] == "Anna <anna@example.com>"
