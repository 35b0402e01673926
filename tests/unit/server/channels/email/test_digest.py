"""A mail delivered twice and two mails with one id."""

from dataclasses import replace

from app.server.channels.email.digest import mail_digest
from app.server.channels.email.mime import parse_mail

HEAD = "From: Anna <anna@example.com>\nDate: Thu, 12 Nov 2026 14:28:00 +0300\nMessage-ID: <1@x>\n"


def digest(text: str, head: str = HEAD) -> bytes:
    return mail_digest(parse_mail(f"{head}\n{text}".encode()))


def test_the_same_letter_on_another_way_has_the_same_digest():
    once = digest("Где заказ?\n")
    assert once == digest("Где  заказ?\n\n", "Received: x\n" + HEAD)
    recoded = "Content-Transfer-Encoding: base64\nContent-Type: text/plain; charset=utf-8\n"
    assert once == digest("0JPQtNC1INC30LDQutCw0Lc/\n", HEAD + recoded)
    assert once == digest("Где заказ?", HEAD.replace("14:28:00 +0300", "11:28:00 +0000"))


def test_other_words_another_sender_or_another_minute_is_another_letter():
    digests = {
        digest("one"),
        digest("two"),
        digest("one", HEAD.replace("anna@", "ivan@")),
        digest("one", HEAD.replace("14:28", "14:29")),
        digest("one", HEAD.replace("Thu, 12 Nov 2026 14:28:00 +0300", "never")),
    }
    assert len(digests) == 5


def test_two_scans_of_one_moment_are_two_letters():
    head = HEAD + "Content-Type: application/pdf; name=scan.pdf\nContent-Disposition: attachment\n"
    assert digest("page one", head) != digest("page two", head)


def test_a_letter_taken_before_its_page_was_read_for_its_empty_text_is_known_still():
    page = "<p>Где заказ?</p>"
    alternative = HEAD + "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n"
    plain, html = "Content-Type: text/plain\n\n\n", f"Content-Type: text/html; charset=utf-8\n\n{page}\n"
    mail = parse_mail(f"{alternative}\n--b\n{plain}--b\n{html}--b--\n".encode())
    assert mail.body_text == "Где заказ?"
    assert mail_digest(mail) == mail_digest(replace(mail, body_text="", says_text=True))
