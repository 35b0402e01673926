"""Reading mail of any quality."""

import base64
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.server.channels.email.mime import MAX_TEXT_PARTS, parse_date, parse_mail, unflow
from app.server.channels.email.structure import MAX_DEPTH, MAX_PARTS
from tests.unit.server.channels.email.mutation import everything_read, mutated_corpus

MIXED = "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: {type}\n"


def mail(head: str, body: str | bytes = "text") -> bytes:
    data = body if isinstance(body, bytes) else body.encode()
    return head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + data


@given(st.binary(max_size=3_000))
@settings(deadline=None)
def test_no_bytes_make_it_fail(raw):
    everything_read(raw)


HEADER_BYTES = st.lists(
    st.sampled_from(
        [
            b"Subject: ", b"From: ", b"To: ", b"Date: ", b"References: ", b"Content-Type: ",
            b"multipart/mixed; boundary=b",
            b"\r\n", b"\n", b"\n\n", b"--b", b"--b--", b" ", b"\t", b"=?utf-8?B?", b"0J/RgNC4",
            b"?=", b"=?koi8-r?Q?=F0?=",
            b'"', b"<", b">", b"@", b"(",
            b"text/html", b"; charset=", b"utf-7", b"koi8-r", b"+2AA-", b"\xd0\x9f", b"\xff",
            b"Content-Transfer-Encoding: ", b"base64", b"quoted-printable", b"filename*0*=",
            b"utf-8''%D0", b"a@b.c", b"message/rfc822",
            b"<div hidden>", b"<a href='", b"&#xD800;", b"<!--", b"\x00",
            b"Content-Disposition: attachment; ", b"1 Jan 2026 99:99:99 +9999",
        ]
    ),
    max_size=60,
).map(b"".join)  # fmt: skip


@given(HEADER_BYTES)
@settings(deadline=None, max_examples=300)
def test_no_scraps_of_mail_make_it_fail(raw):
    everything_read(raw)


def test_no_mutated_mail_of_the_corpus_makes_it_fail():
    """The short form of the nightly one in test_mime_nightly.py."""
    for raw in mutated_corpus(count=1_500, seed=11):
        everything_read(raw)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), min_size=1, max_size=60))
@settings(deadline=None)
def test_any_subject_arrives_as_it_was_written(subject):
    word = base64.b64encode(subject.encode()).decode()
    assert parse_mail(f"Subject: =?utf-8?B?{word}?=\r\n\r\n".encode()).subject == subject


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=?utf-8?B?0J/RgNC40LLQtdGC?=", "Привет"),
        ("=?UTF-8?Q?=D0=9F=D1=80?= =?utf-8?q?=D0=B8?=", "При"),
        ("=?utf-8?B?0J/R?= =?utf-8?B?gNC4?=", "При"),                    # a letter cut in two
        ("=?koi8-r?Q?=F0=D2=C9=D7=C5=D4?=", "Привет"),
        ("=?windows-1251?Q?=CF=F0=E8?= plain", "При plain"),
        ("=?cp866?Q?=8F=E0=A8?=", "При"),
        ("=?utf-8?Q?with space inside?=", "with space inside"),
        ("=?utf-8?B?0J/RgNC40LI?=", "Прив"),                              # no padding
        ("=?nonsense?Q?=D0=9F?=", "П"),
        ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        ("a =?utf-8?Q?b?= c", "a b c"),
        ("x=?utf-8?Q?b?=y", "xby"),
        ("=?utf-8*ru?Q?=D0=9F?=", "П"),
        ("=?utf-8?Q?unfinished", "=?utf-8?Q?unfinished"),
    ],
)  # fmt: skip
def test_encoded_words_are_read_also_when_broken(value, text):
    assert parse_mail(mail(f"Subject: {value}")).subject == text


@pytest.mark.parametrize("charset", ["utf-8", "koi8-r", "windows-1251", "cp866", "iso-8859-5", "KOI8R", "win-1251"])
def test_russian_text_is_read_in_every_charset_it_is_sent_in(charset):
    codec = {"KOI8R": "koi8-r", "win-1251": "cp1251"}.get(charset, charset)
    raw = mail(f"Content-Type: text/plain; charset={charset}", "Здравствуйте, где мой заказ?".encode(codec))
    assert parse_mail(raw).body_text == "Здравствуйте, где мой заказ?"


@pytest.mark.parametrize("declared", ["", "; charset=us-ascii", "; charset=foo", '; charset="unknown-8bit"'])
@pytest.mark.parametrize("codec", ["utf-8", "koi8-r", "cp1251", "cp866"])
def test_russian_text_is_read_when_the_charset_is_missing_or_a_lie(declared, codec):
    text = "Здравствуйте! Я оформил заказ ещё третьего числа и до сих пор не получил ответа."
    parsed = parse_mail(mail(f"Content-Type: text/plain{declared}", text.encode(codec)))
    assert parsed.body_text == text
    assert any("charset" in why for why in parsed.defects)


@pytest.mark.parametrize("codec", ["idna", "punycode", "rot13", "hex", "zlib", "unicode_escape", "undefined"])
def test_a_python_codec_is_no_charset(codec):
    assert parse_mail(mail(f"Content-Type: text/plain; charset={codec}", "\\x41 abc")).body_text == "\\x41 abc"


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="чек.pdf"', "чек.pdf"),
        ("attachment; filename*=utf-8''%D1%87%D0%B5%D0%BA.pdf", "чек.pdf"),
        ("attachment; filename*0*=utf-8''%D1%87%D0%B5; filename*1*=%D0%BA; filename*2=.pdf", "чек.pdf"),
        ("attachment; filename*1=b.pdf; filename*0=a", "ab.pdf"),
        ('attachment; filename="=?utf-8?B?0YfQtdC6?="', "чек"),
        ('attachment; filename="a;b.pdf"', "a;b.pdf"),
        (r'attachment; filename="a\"b.pdf"', 'a"b.pdf'),
        ("attachment; filename=no quotes.pdf", "no quotes.pdf"),
        ('attachment; filename="open', "open"),
    ],
)
def test_file_names_are_read_in_every_form(disposition, name):
    parsed = parse_mail(mail(f"Content-Type: application/pdf\nContent-Disposition: {disposition}"))
    assert [part.name for part in parsed.attachments] == [name]


@pytest.mark.parametrize(
    ("value", "at", "offset"),
    [
        ("Thu, 12 Nov 2026 14:28:00 +0300", datetime(2026, 11, 12, 11, 28, tzinfo=UTC), 180),
        ("Thu, 12 Nov 2026 14:28:00 -0000", datetime(2026, 11, 12, 14, 28, tzinfo=UTC), None),
        ("12 Nov 2026 14:28 +0000", datetime(2026, 11, 12, 14, 28, tzinfo=UTC), 0),
        ("Thu, 12 Nov 2026 14:28:60 +0000", datetime(2026, 11, 12, 14, 28, 59, tzinfo=UTC), 0),
        ("yesterday", None, None),
        ("99 Foo 99999 99:99", None, None),
        ("", None, None),
    ],
)
def test_the_date_is_an_instant_and_the_sender_s_offset(value, at, offset):
    assert parse_date(value) == (at, offset)


def test_a_fifty_megabyte_mail_is_read_without_touching_its_attachment():
    content = base64.encodebytes(b"\x00" * 37_000_000)
    raw = mail("Content-Type: multipart/mixed; boundary=b", b"--b\r\n\r\nhello\r\n--b\r\n")
    raw += (
        b"Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + content
        + b"\r\n--b--"
    )
    tracemalloc.start()
    parsed = parse_mail(raw)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert parsed.body_text == "hello"
    assert peak < 2_000_000
    assert abs(parsed.attachments[0].size - 37_000_000) < 600_000
    assert len(parsed.attachments[0].data) == 37_000_000


def test_a_mail_bomb_of_parts_is_cut():
    raw = mail("Content-Type: multipart/mixed; boundary=b", b"--b\r\n\r\nx\r\n" * 5_000)
    parsed = parse_mail(raw)
    assert "more parts than a letter has" in parsed.defects
    assert parsed.body_text.count("x") == MAX_TEXT_PARTS
    assert len(parsed.attachments) <= MAX_PARTS


def test_parts_are_found_behind_text_full_of_dashes():
    body = b"--b\r\n\r\n" + b"--\r\n--bx\r\n" * 20 + b"end\r\n--b \r\n"
    body += b"Content-Type: image/png; name=a.png\r\n\r\nx\r\n--b--\r\n"
    parsed = parse_mail(mail("Content-Type: multipart/mixed; boundary=b", body))
    assert parsed.body_text.endswith("--bx\nend")
    assert [(part.name, part.data) for part in parsed.attachments] == [("a.png", b"x")]
    assert parsed.defects == ("no date",)


def test_a_mail_bomb_of_levels_is_cut():
    raw = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (k, k) for k in range(MAX_DEPTH * 3))
    assert "parts lie in each other too deep" in parse_mail(raw).defects


def test_an_html_mail_has_readable_text_and_keeps_its_html():
    parsed = parse_mail(mail("Content-Type: text/html; charset=utf-8", "<p>Где <b>заказ</b>?</p>"))
    assert parsed.body_text == "Где заказ?"
    assert parsed.body_html == "<p>Где <b>заказ</b>?</p>"


def test_the_plain_version_is_read_when_there_are_two():
    body = "--b\n\nplain\n--b\nContent-Type: text/html\n\n<p>html\n--b--\n"
    parsed = parse_mail(mail("Content-Type: multipart/alternative; boundary=b", body))
    assert (parsed.body_text, parsed.body_html, parsed.attachments) == ("plain", "<p>html", ())


def test_an_empty_plain_version_gives_way_to_the_page():
    page = "<p>Где мой заказ?</p>"
    parts = f"--b\nContent-Type: text/plain\n\n \n--b\nContent-Type: text/html; charset=utf-8\n\n{page}\n--b--\n"
    mail = parse_mail(f"Content-Type: multipart/alternative; boundary=b\n\n{parts}".encode())
    assert mail.body_text.strip() == "Где мой заказ?"


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r", "cp866"])
@pytest.mark.parametrize("name", ["Анна", "ИВАНОВ ПЁТР", "Ян", "Анна Ким (бухгалтерия)"])
def test_a_short_russian_name_is_read_without_any_charset(codec, name):
    head = f"From: {name} <a.long.address@shop.example.com>\n".encode(codec)
    part = f'Content-Type: application/x-rar; name="{name}.rar"\n'.encode(codec)
    mail = parse_mail(head + part + b"Content-Disposition: attachment\n\nRar!")
    assert mail.from_[0].name.startswith(name.partition(" (")[0])
    assert mail.attachments[0].name == f"{name}.rar"


@pytest.mark.parametrize("name", ["Müller", "José García", "Søren Ångström"])
def test_accents_are_not_taken_for_russian(name):
    shown = parse_mail(f"From: {name} <a@example.com>\n\nx".encode("cp1252")).from_[0].name
    assert not any("а" <= letter <= "я" for letter in shown.lower())


def test_soft_line_breaks_are_joined():
    assert unflow("a \nb\n> c \n> d\n-- \nme") == "a b\n> c d\n-- \nme"


def test_ids_lose_their_brackets_and_keep_their_order():
    parsed = parse_mail(mail("Message-ID: <a@b>\nIn-Reply-To: <c@d>\nReferences: <1@x>\n <2@x> <1@x>"))
    assert (parsed.message_id, parsed.in_reply_to, parsed.references) == ("a@b", ("c@d",), ("1@x", "2@x"))


def test_a_mail_without_anything_is_still_a_mail():
    parsed = parse_mail(b"")
    assert (parsed.subject, parsed.from_, parsed.body_text, parsed.date_at) == ("", [], "", None)
    assert "no date" in parsed.defects


@pytest.mark.parametrize("head", ["Content-Type: {type}\n", MIXED])
@pytest.mark.parametrize(
    ("subject", "charset", "declared"),
    [
        ("Réservation confirmée à Orléans", "iso-8859-1", "iso-8859-1"),
        ("Größe paßt nicht", "iso-8859-1", "us-ascii"),
        ("Année à Orléans", "iso-8859-1", ""),
        ("Где мой заказ №55?", "cp1251", "windows-1251"),
        ("Щ-10", "cp1251", "windows-1251"),
        ("Где мой заказ?", "cp1251", ""),
        ("Где мой заказ?", "cp1251", "iso-8859-1"),
        ("Где мой заказ?", "cp1251", "koi8-r"),
        ("Жалоба", "koi8-r", "koi8-r"),
        ("Zażółć gęślą jaźń", "cp1250", "windows-1250"),
        ("Καλημέρα", "iso-8859-7", "iso-8859-7"),
        ("注文について", "cp932", "shift_jis"),
        ("Где мой заказ?", "utf-8", "windows-1251"),
    ],
)
def test_a_raw_subject_is_read_by_the_charset_of_its_text_or_by_its_looks(head, subject, charset, declared):
    kind = f"text/plain; charset={declared}" if declared else "text/plain"
    raw = b"Subject: " + subject.encode(charset) + b"\r\n" + mail(head.format(type=kind).rstrip("\n"), "text")
    assert parse_mail(raw).subject == subject


def test_a_raw_name_of_a_writer_is_read_like_a_subject():
    raw = "From: Jörg Müller <joerg@example.com>\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nx"
    (writer,) = parse_mail(raw.encode("iso-8859-1")).from_
    assert (writer.name, writer.address) == ("Jörg Müller", "joerg@example.com")


def test_parts_beyond_the_guards_are_counted():
    part = b"--b\r\nContent-Disposition: attachment; filename=a\r\n\r\nx\r\n"
    raw = mail("Content-Type: multipart/mixed; boundary=b", part * (MAX_PARTS + 50) + b"--b--\r\n")
    parsed = parse_mail(raw)
    assert len(parsed.attachments) + parsed.parts_unread == MAX_PARTS + 50
