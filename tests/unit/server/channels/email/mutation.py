"""Mails of the corpus, damaged at random, and a reader that reads all there is."""

import random
from collections.abc import Iterator

from app.language.quote import split_quote
from app.server.channels.email.digest import mail_digest
from app.server.channels.email.machine import machine_reason
from app.server.channels.email.mime import ParsedMail, parse_mail
from tests.mailcorpus import mails

_SCRAPS = [
    b"\r\n",
    b"\n",
    b"--",
    b"=?",
    b"?=",
    b"\x00",
    b"\xff",
    b'"',
    b"<",
    b"(",
    b":",
    b";",
    b"=",
    b"\n\n",
    b" " * 50,
]


def mutated_corpus(count: int, seed: int) -> Iterator[bytes]:
    """``count`` damaged mails, the same for the same seed."""
    chance = random.Random(seed)
    pool = [raw for _, raw in mails()]
    for _ in range(count):
        raw = bytearray(chance.choice(pool)[:60_000])
        for _ in range(chance.randrange(1, 8)):
            _damage(raw, chance, pool)
        yield bytes(raw)


def _damage(raw: bytearray, chance: random.Random, pool: list[bytes]) -> None:
    at = chance.randrange(len(raw) + 1)
    match chance.randrange(5):
        case 0:
            del raw[at : at + chance.randrange(1, 200)]
        case 1:
            raw[at:at] = chance.choice(_SCRAPS) * chance.randrange(1, 30)
        case 2:
            raw[at : at + 1] = bytes([chance.randrange(256)])
        case 3:
            other = chance.choice(pool)
            start = chance.randrange(len(other) + 1)
            raw[at:at] = other[start : start + chance.randrange(1, 2_000)]
        case _:
            del raw[at:]


def everything_read(raw: bytes) -> ParsedMail:
    """Parse, judge, digest and split; every text must fit a database: UTF-8, no NUL."""
    mail = parse_mail(raw)
    machine_reason(mail)
    mail_digest(mail)
    split_quote(mail.body_text)
    texts = [mail.subject, mail.body_text, mail.body_html or "", mail.message_id, *mail.references, *mail.in_reply_to]
    texts += [part.name + part.content_id + part.content_type for part in mail.attachments]
    texts += [each.name + each.address for each in (*mail.from_, *mail.to, *mail.cc, *mail.reply_to)]
    for text in texts:
        assert "\x00" not in text
        text.encode("utf-8")
    return mail
