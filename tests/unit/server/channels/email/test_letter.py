"""Our letters as other programs receive them."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.server.channels.email.address import Address
from app.server.channels.email.letter import MAX_REFERENCES, Letter, LetterFile, build_letter, reply_subject
from app.server.channels.email.machine import MachineKind, machine_reason
from app.server.channels.email.mime import parse_mail

LETTER = Letter(
    message_id="t" * 64 + "@desk.example.com",
    date_at=datetime(2026, 11, 12, 11, 28, tzinfo=UTC),
    from_=Address("Ольга, поддержка", "support@desk.example.com"),
    to=(Address("Иванова Мария", "maria@example.com"),),
    subject="Где мой заказ?",
    text="Здравствуйте, Мария!\n\nЗаказ уже в пути.\n.\nFrom здесь",
)
ANY = st.text(max_size=60)


def test_a_letter_is_read_as_it_was_written():
    mail = parse_mail(build_letter(LETTER))
    assert (mail.subject, mail.body_text.strip()) == (LETTER.subject, LETTER.text)
    assert (mail.from_, mail.to) == ([LETTER.from_], list(LETTER.to))
    assert (mail.date_at, mail.message_id) == (LETTER.date_at, LETTER.message_id)
    assert mail.defects == ()
    assert machine_reason(mail) is None


def test_the_same_letter_gives_the_same_bytes():
    letter = replace(LETTER, html_alternative=True, files=(LetterFile("чек.pdf", "application/pdf", b"%PDF"),))
    assert build_letter(letter) == build_letter(letter)


def test_an_answer_is_threaded():
    parents = tuple(f"{number}@x" for number in range(50))
    mail = parse_mail(build_letter(replace(LETTER, in_reply_to="parent@x", parent_references=parents)))
    assert mail.subject == "Re: Где мой заказ?"
    assert mail.in_reply_to == ("parent@x",)
    assert len(mail.references) == MAX_REFERENCES
    assert (mail.references[0], mail.references[-1]) == ("0@x", "parent@x")


def test_files_and_the_html_version_arrive():
    data = bytes(range(256)) * 50
    letter = replace(LETTER, html_alternative=True, files=(LetterFile('чек "1".pdf', "application/pdf", data),))
    mail = parse_mail(build_letter(letter))
    assert mail.body_text.strip() == LETTER.text
    assert "<p>Здравствуйте, Мария!</p>" in (mail.body_html or "")
    assert [(part.name, part.content_type, part.data) for part in mail.attachments] == [
        ('чек "1".pdf', "application/pdf", data)
    ]


def test_customer_text_is_never_markup():
    letter = replace(LETTER, text="<script>alert(1)</script>", html_alternative=True)
    assert "<script>" not in (parse_mail(build_letter(letter)).body_html or "")


def test_only_an_automatic_letter_says_so():
    assert "auto-submitted" not in parse_mail(build_letter(LETTER)).headers
    reason = machine_reason(parse_mail(build_letter(replace(LETTER, automatic=True))))
    assert reason is not None
    assert reason.kind is MachineKind.AUTO_REPLY


@given(ANY, ANY, ANY, ANY, ANY)
@settings(deadline=None)
def test_no_text_adds_a_header_or_breaks_the_letter(subject, name, text, file_name, message_id):
    letter = replace(
        LETTER,
        subject=subject,
        text=text,
        to=(Address(name, "maria@example.com"), Address("", "b@example.com")),
        message_id=message_id,
        files=(LetterFile(file_name, file_name, b"x"),),
    )
    raw = build_letter(letter)
    standard = message_from_bytes(raw, policy=policy.compat32)
    assert standard.keys() == ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
    mail = parse_mail(raw)
    assert [each.address for each in mail.to] == ["maria@example.com", "b@example.com"]
    assert len(mail.attachments) == 1
    assert all(len(line) < 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")


READABLE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60)


@given(READABLE, READABLE)
@settings(deadline=None)
def test_any_subject_and_text_arrive(subject, text):
    mail = parse_mail(build_letter(replace(LETTER, subject=subject, text=text)))
    assert mail.subject == subject
    assert mail.body_text.strip() == text


@pytest.mark.parametrize("address", ["", "no at", "a@b\r\nBcc: c@d", "a@b,c@d", "<a@b>", "имя@example.com"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ValueError, match="address"):
        build_letter(replace(LETTER, to=(Address("", address),)))


@pytest.mark.parametrize(
    "subject", ["Заказ", "Re: Заказ", "RE: Re: Заказ", "Отв: Заказ", "Ha: Re: Заказ", "Re[2]: Заказ", "AW: Заказ"]
)
def test_an_answer_says_re_once(subject):
    assert reply_subject(subject) == "Re: Заказ"
