"""Real SMTP and LMTP conversations with the receiver."""

import asyncio
import smtplib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError

from app.model.conversation import Conversation
from app.server.channels.email.intake import no_fault
from app.server.channels.email.receiver import MailReceiver
from app.server.channels.email.smtp_server import SmtpProtocol, loopback
from tests.server.email.house import BILLING, SUPPORT, MailHouse, mail

pytestmark = pytest.mark.postgresql_by_night


@contextmanager
def receiving(
    house: MailHouse, fault: Callable[[str], None] = no_fault, *, max_size: int = 100_000_000
) -> Iterator[MailReceiver]:
    """A receiver on a free port."""
    receiver = MailReceiver(house.intake(fault), house.directory, loopback(), max_size=max_size)
    receiver.start()
    try:
        yield receiver
    finally:
        receiver.stop()


def test_a_mail_that_was_accepted_is_filed(house: MailHouse) -> None:
    raw = mail("Привет.\r\n.\r\n..dots\r\n", message_id="a@example.com")
    with receiving(house) as receiver, smtplib.SMTP("127.0.0.1", receiver.port) as smtp:
        assert smtp.ehlo()[0] == 250
        assert smtp.esmtp_features["size"] == "100000000"
        assert smtp.has_extn("smtputf8")
        smtp.sendmail("maria@example.com", [SUPPORT], raw)
        (conversation,) = house.conversations()
        smtp.sendmail("maria@example.com", [SUPPORT.upper()], mail("Two.", message_id="b@example.com"))
    (entry,) = house.log(conversation.id)
    assert house.blobs.get(house.ws, entry.payload["raw"]) == raw
    assert len(house.conversations()) == 2


def test_only_our_addresses_are_taken(house: MailHouse) -> None:
    with receiving(house) as receiver, smtplib.SMTP("127.0.0.1", receiver.port) as smtp:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            smtp.sendmail("maria@example.com", ["nobody@desk.example.com"], mail())
        assert refused.value.recipients["nobody@desk.example.com"][0] == 550
        smtp.sendmail("maria@example.com", ["support+shop@desk.example.com"], mail())
    assert len(house.conversations()) == 1


def test_an_inbox_added_now_takes_mail_now(house: MailHouse) -> None:
    with receiving(house) as receiver, smtplib.SMTP("127.0.0.1", receiver.port) as smtp:
        smtp.sendmail("maria@example.com", [SUPPORT], mail())
        house.add_inbox("new@desk.example.com")
        smtp.sendmail("maria@example.com", ["new@desk.example.com"], mail("Two.", to="new@desk.example.com"))
    assert len(house.conversations()) == 2


def test_a_mail_that_is_too_large_is_refused_with_552(house: MailHouse) -> None:
    with receiving(house, max_size=10_000) as receiver, smtplib.SMTP("127.0.0.1", receiver.port) as smtp:
        smtp.ehlo()
        with pytest.raises(smtplib.SMTPSenderRefused) as declared:
            smtp.sendmail("maria@example.com", [SUPPORT], mail("x" * 20_000))
        assert declared.value.smtp_code == 552
        smtp.rset()
        smtp.mail("maria@example.com")
        smtp.rcpt(SUPPORT)
        assert smtp.data(mail("x" * 20_000))[0] == 552
        smtp.sendmail("maria@example.com", [SUPPORT], mail("Small."))
    assert len(house.conversations()) == 1


@pytest.mark.expects_log("deskhand.mail")
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), OperationalError("x", {}, Exception())])
def test_without_disk_or_database_the_sender_keeps_the_mail(house: MailHouse, error: Exception) -> None:
    broken = [True]

    def fail(step: str) -> None:
        if broken[0]:
            raise error

    raw = mail(message_id="a@example.com")
    with receiving(house, fail) as receiver, smtplib.SMTP("127.0.0.1", receiver.port) as smtp:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            smtp.sendmail("maria@example.com", [SUPPORT], raw)
        assert refused.value.smtp_code == 451
        assert house.count(Conversation) == 0
        broken[0] = False
        smtp.sendmail("maria@example.com", [SUPPORT], raw)
    assert len(house.conversations()) == 1


@pytest.mark.expects_log("deskhand.mail")
def test_a_bug_costs_no_mail(house: MailHouse) -> None:
    def fail(step: str) -> None:
        raise RuntimeError(step)

    with receiving(house, fail) as receiver, smtplib.SMTP("127.0.0.1", receiver.port) as smtp:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            smtp.sendmail("maria@example.com", [SUPPORT], mail())
        assert refused.value.smtp_code == 451


def test_a_mail_to_two_of_our_inboxes_in_one_go_is_one_conversation(house: MailHouse) -> None:
    raw = mail(message_id="a@example.com", to=f"{BILLING}, {SUPPORT}")
    with receiving(house) as receiver, smtplib.SMTP("127.0.0.1", receiver.port) as smtp:
        smtp.sendmail("maria@example.com", [SUPPORT, BILLING], raw)
    (conversation,) = house.conversations()
    assert conversation.queue_id == house.queues[BILLING]


class Line:
    """A mail server's conversation with ours, word by word."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._file = self._socket.makefile("rwb")

    def say(self, text: bytes) -> bytes:
        """The answer to a line."""
        self._file.write(text + b"\r\n")
        self._file.flush()
        return self.answer()

    def answer(self) -> bytes:
        """The last line of the next answer."""
        while (read := self._file.readline())[3:4] == b"-":
            pass
        return bytes(read)

    def close(self) -> None:
        """Hang up."""
        self._file.close()
        self._socket.close()


@pytest.mark.parametrize(("size", "code"), [(10, b"250"), (20_000, b"552")])
def test_a_mail_server_of_this_machine_is_told_about_every_recipient(house: MailHouse, size: int, code: bytes) -> None:
    with receiving(house, max_size=10_000) as receiver:
        line = Line(receiver.port)
        assert line.answer().startswith(b"220")
        assert line.say(b"LHLO localhost").startswith(b"250")
        assert line.say(b"MAIL FROM:<maria@example.com>").startswith(b"250")
        assert line.say(b"RCPT TO:<" + SUPPORT.encode() + b">").startswith(b"250")
        assert line.say(b"RCPT TO:<" + BILLING.encode() + b">").startswith(b"250")
        assert line.say(b"DATA").startswith(b"354")
        assert line.say(mail("x" * size) + b"\r\n.").startswith(code)
        assert line.answer().startswith(code)
        assert line.say(b"RSET").startswith(b"250")
        line.close()
    assert len(house.conversations()) == (code == b"250")


def test_silence_ends_a_conversation_and_not_a_slow_line() -> None:
    """The time is counted from each piece, whether or not a line is whole."""

    async def put_off() -> bool:
        loop, made = asyncio.get_running_loop(), list[SmtpProtocol]()

        def make() -> SmtpProtocol:
            made.append(SmtpProtocol(object(), loop=loop))
            return made[-1]

        async with await loop.create_server(make, "127.0.0.1", 0) as server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            await reader.readline()
            before = ends(made[0])
            writer.write(b"X-Slow")
            await writer.drain()
            while ends(made[0]) == before:
                await asyncio.sleep(0.01)
            writer.close()
            return ends(made[0]) > before

    def ends(protocol: SmtpProtocol) -> float:
        handle = protocol._timeout_handle
        assert handle is not None
        return handle.when()

    assert asyncio.run(put_off())


def test_a_mail_of_fifty_megabytes_is_kept_and_its_text_is_there_at_once(house: MailHouse) -> None:
    line = b"QUJD" * 19 + b"\r\n"
    raw = (
        b"From: a@example.com\r\nTo: support@desk.example.com\r\nSubject: big\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee the film.\r\n'
        b'--b\r\nContent-Type: video/mp4; name="film.mp4"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + line * (50_000_000 // len(line))
        + b"--b--\r\n"
    )
    with receiving(house) as receiver, smtplib.SMTP("127.0.0.1", receiver.port, timeout=300) as smtp:
        smtp.sendmail("maria@example.com", [SUPPORT], raw)
    (conversation,) = house.conversations()
    (entry,) = house.log(conversation.id)
    (film,) = house.attachments(entry.entry_id)
    assert entry.payload["text"].strip() == "See the film."
    assert house.blobs.get(house.ws, entry.payload["raw"]) == raw
    assert film.size == 50_000_000 // len(line) * 57
